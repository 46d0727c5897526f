import type { Database } from './database';
import type { DatabaseErrors } from './database-errors';
import { lock } from './locks';
import { quoted } from './names';
import type { Session } from './session';

/** The first with `security_invoker` views; every one that is still maintained. */
const SERVER_VERSION_MIN = 15;

/**
 * Brings a schema up to date: applies the steps that are missing, one process at a time. Steps are SQL scripts, numbered
 * from 1 by their place and never changed once released. While a new version of the service is rolled out, processes of
 * the old one work on as well, so a step may add, and what nobody uses any more goes in a later release. A schema with
 * more steps than these is of a newer version, and is left as it is. A server
 * that will not do is unavailable, for a reason that says what to do.
 */
export async function migrate(database: Database, schema: string, steps: readonly string[]): Promise<void> {
  await database.transaction(async (session) => {
    await assertFit(session, database.errors);
    await lock(session, `migrations of ${schema}`);
    const table = `${quoted(schema)}.migrations`;
    const { rows: found } = await session.query('SELECT to_regnamespace($1)::text, to_regclass($2)::text', [
      quoted(schema),
      table,
    ]);
    const [hasSchema, hasTable] = found[0]!;
    // Who may not make schemas may have been given this one.
    if (hasSchema === null) await session.run(`CREATE SCHEMA ${quoted(schema)}`);
    if (hasTable === null) {
      await session.run(`CREATE TABLE ${table} (number integer PRIMARY KEY, applied_at timestamptz NOT NULL)`);
    }
    const { rows } = await session.query(`SELECT coalesce(max(number), 0)::text FROM ${table}`);
    const applied = Number(rows[0]![0]);
    for (const [i, sql] of steps.slice(applied).entries()) {
      await session.run(sql);
      await session.query(`INSERT INTO ${table} VALUES ($1::integer, clock_timestamp())`, [String(applied + i + 1)]);
    }
  });
}

async function assertFit(session: Session, { unavailable }: DatabaseErrors): Promise<void> {
  const { rows } = await session.query(
    `SELECT current_setting('server_version_num'), current_setting('server_encoding'), pg_is_in_recovery()::text`,
  );
  const [version, encoding, isStandby] = rows[0]!;
  const major = Math.trunc(Number(version) / 10_000);
  if (major < SERVER_VERSION_MIN) {
    throw unavailable(
      `the PostgreSQL server is of version ${major}: ${SERVER_VERSION_MIN} or later is needed, so upgrade it`,
      undefined,
    );
  }
  if (encoding !== 'UTF8') {
    throw unavailable(`the PostgreSQL database is encoded in ${encoding}: make one with ENCODING 'UTF8'`, undefined);
  }
  if (isStandby !== 'false') {
    throw unavailable(
      'the PostgreSQL server is a standby that takes no writes: give the address of the primary',
      undefined,
    );
  }
}
