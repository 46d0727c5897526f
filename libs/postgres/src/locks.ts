import type { Session } from './session';

/** Two names may share a number by chance, and then wait for each other without need. */
export const LOCK_OF_NAME = `hashtextextended('rekam ' || $1, 0)`;

/** Waits until nobody else has the name locked, and keeps it until the transaction ends. */
export async function lock(session: Session, name: string): Promise<void> {
  await session.query(`SELECT pg_advisory_xact_lock(${LOCK_OF_NAME})`, [name]);
}

/** The same without waiting; false when somebody else has it locked, or says that he uses it. */
export async function tryLock(session: Session, name: string): Promise<boolean> {
  const { rows } = await session.query(`SELECT pg_try_advisory_xact_lock(${LOCK_OF_NAME})`, [name]);
  return rows[0]![0] === 't';
}
