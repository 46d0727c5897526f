import { literal, lock, quoted, type Database, type Listener, type Session } from '@rekam/postgres';
import { Tables } from '../table';
import { TablesChanged, type TableDeclaration } from '../view-store';
import { tableDdl } from './table-sql';

/** Held for the length of a transaction that makes or removes schemas: whoever opens one first makes it. */
const MAKING = 'schemas of views';

/** Waits until nobody else makes or removes schemas, and keeps them from it until the transaction ends. */
export const aloneInMaking = (session: Session): Promise<void> => lock(session, MAKING);

/** What a schema is opened with. */
export interface ViewSchemaOptions {
  readonly database: Database;
  /** Hears of other processes, and tells them what this one uses. */
  readonly listener: Listener;
  /** Lower-case letters, digits, hyphens and underscores; at most 63. */
  readonly schema: string;
  readonly tables: readonly TableDeclaration[];
  /** How long after its holder's last sign of life a lease is free. */
  readonly leaseMs?: number | undefined;
}

/** Says that this process uses the schema and makes its tables. Rejects with TablesChanged and ViewsUnavailable. */
export async function openViewSchema({ database, listener, schema, tables }: ViewSchemaOptions): Promise<void> {
  await listener.use(schema);
  try {
    await makeViewSchema(database, schema, tables);
  } catch (error) {
    await listener.leave(schema);
    throw error;
  }
}

/**
 * Makes the tables of one version of one projection in a schema of their own, unless they are there. Rejects with
 * TablesChanged when those that are there were declared otherwise.
 */
async function makeViewSchema(
  database: Database,
  schema: string,
  declarations: readonly TableDeclaration[],
): Promise<void> {
  const declared = JSON.stringify(declarations);
  const found = await database.transaction(async (session) => {
    await aloneInMaking(session);
    const [[existing]] = (await session.query('SELECT to_regclass($1)::text', [`${quoted(schema)}._progress`]))
      .rows as [[string | null]];
    if (existing === null) await session.run(schemaDdl(schema, new Tables(declarations), declared));
    const { rows } = await session.query(`SELECT tables FROM ${quoted(schema)}._progress`);
    return rows[0]?.[0];
  });
  if (found === declared) return;
  throw new TablesChanged(
    `the tables of ${schema} are declared otherwise than the database has them: raise the version of the projection`,
  );
}

/** The progress with the lease: who folds, and until when, by the server's clock, nobody else may. */
const schemaDdl = (schema: string, tables: Tables, declared: string): string => `
  CREATE SCHEMA IF NOT EXISTS ${quoted(schema)};
  CREATE TABLE ${quoted(schema)}._progress (
    id integer PRIMARY KEY CHECK (id = 1),
    position bigint NOT NULL,
    epoch bigint NOT NULL,
    holder text,
    held_until timestamptz,
    tables text NOT NULL
  ) WITH (fillfactor = 50);
  INSERT INTO ${quoted(schema)}._progress VALUES (1, 0, 0, NULL, NULL, ${literal(declared)});
  ${[...tables].map((table) => tableDdl(schema, table)).join('\n')}`;
