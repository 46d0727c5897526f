import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { guarded, type DatabaseErrors } from './database-errors';

const NAMES_KEPT_MAX = 10_000;

/** A value of a statement, or several as an array. Everything but bytes goes as text. */
export type Value = string | Buffer | null | readonly (string | Buffer | null)[];

export interface Answer {
  /** Values as PostgreSQL writes them. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows found or changed. */
  readonly count: number;
}

/** One connection: what is asked of it is done in that order, without waiting for the answer before. */
export interface Session {
  /** One statement, prepared once a connection. Rejects with what the database's errors make of a fault. */
  query(text: string, values?: readonly Value[]): Promise<Answer>;
  /** Several statements without values, as a migration has them: outside of a transaction they are one. */
  run(script: string): Promise<void>;
}

export const sessionOf = (client: ClientBase, errors: DatabaseErrors): Session => ({
  query: (text, values = []) => guarded(errors, () => ask(client, text, values)),
  run: async (script) => void (await guarded(errors, () => client.query(script))),
});

export async function ask(client: Pool | ClientBase, text: string, values: readonly Value[]): Promise<Answer> {
  const { rows, rowCount } = await client.query<(string | null)[]>({
    name: nameOf(text),
    text,
    values: values as unknown[],
    rowMode: 'array',
  });
  return { rows, count: rowCount ?? 0 };
}

/** The name under which a connection keeps a prepared statement, by its text. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name !== undefined) return name;
  if (names.size >= NAMES_KEPT_MAX) names.clear();
  name = createHash('sha1').update(text).digest('hex');
  names.set(text, name);
  return name;
}
