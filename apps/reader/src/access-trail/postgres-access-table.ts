import { Database, migrate, type DatabaseErrors, type DatabaseOptions } from '@rekam/postgres';
import {
  AccessTrailUnavailable,
  type AccessEntry,
  type AccessKey,
  type AccessPlace,
  type AccessTable,
} from './access-trail';

/** Beside the views, and never rebuilt: to be backed up. */
const TRAIL_SCHEMA = 'rekam_access';
/** One writes at a time, and pages are asked for rarely. */
const CONNECTIONS_MAX = 2;
/** Whoever reads a record waits for it. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** As in the file of a data folder, and sorted alike. */
const TRAIL_MIGRATIONS: readonly string[] = [
  `CREATE TABLE ${TRAIL_SCHEMA}.access (
     person text COLLATE "C" NOT NULL,
     started text COLLATE "C" NOT NULL,
     actor text COLLATE "C" NOT NULL,
     purpose text COLLATE "C" NOT NULL,
     role text COLLATE "C" NOT NULL,
     agency text COLLATE "C",
     readings bigint NOT NULL,
     PRIMARY KEY (person, started, actor, purpose)
   );`,
];

const ERRORS: DatabaseErrors = {
  unavailable: (reason, cause) => new AccessTrailUnavailable(`the access trail cannot be used (${reason})`, { cause }),
  refused: (place) => new AccessTrailUnavailable(`the access trail does not take an entry: ${place}`),
};

const INSERT = `INSERT INTO ${TRAIL_SCHEMA}.access AS before (person, started, actor, purpose, role, agency, readings)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
  ON CONFLICT (person, started, actor, purpose) DO UPDATE SET readings =`;
const ADD = `${INSERT} before.readings + excluded.readings`;
const RAISE = `${INSERT} greatest(before.readings, excluded.readings)`;
const COLUMNS = 'started, person, actor, purpose, role, agency, readings';
const ORDER = 'ORDER BY started DESC, person DESC, actor DESC, purpose DESC';
const FIRST = `SELECT ${COLUMNS} FROM ${TRAIL_SCHEMA}.access WHERE person = ANY($1::text[]) ${ORDER} LIMIT $2::bigint`;
const NEXT = `SELECT ${COLUMNS} FROM ${TRAIL_SCHEMA}.access WHERE person = ANY($1::text[])
  AND (started, person, actor, purpose) < ($3, $4, $5, $6) ${ORDER} LIMIT $2::bigint`;

const KEY_ORDER = 'ORDER BY person, started, actor, purpose LIMIT $1::bigint';
const FIRST_PAGE = `SELECT ${COLUMNS} FROM ${TRAIL_SCHEMA}.access ${KEY_ORDER}`;
const NEXT_PAGE = `SELECT ${COLUMNS} FROM ${TRAIL_SCHEMA}.access
  WHERE (person, started, actor, purpose) > ($2, $3, $4, $5) ${KEY_ORDER}`;

/** The entries in a PostgreSQL database, which all readers share. */
export class PostgresAccessTable implements AccessTable {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Rejects with AccessTrailUnavailable. */
  static async open(options: DatabaseOptions): Promise<PostgresAccessTable> {
    const database = new Database(
      { ...options, connectionsMax: CONNECTIONS_MAX, statementTimeoutMs: STATEMENT_TIMEOUT_MS },
      ERRORS,
    );
    try {
      await migrate(database, TRAIL_SCHEMA, TRAIL_MIGRATIONS);
      return new PostgresAccessTable(database);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async add(entries: readonly AccessEntry[]): Promise<void> {
    await this.#write(ADD, entries);
  }

  async raise(entries: readonly AccessEntry[]): Promise<void> {
    await this.#write(RAISE, entries);
  }

  async entriesOf(
    persons: readonly string[],
    after: AccessPlace | null,
    limit: number,
  ): Promise<readonly AccessEntry[]> {
    const values = [persons, String(limit), ...(after ?? [])];
    const { rows } = await this.#database.query(after === null ? FIRST : NEXT, values);
    return rows.map(entryOf);
  }

  async page(after: AccessKey | null, limit: number): Promise<readonly AccessEntry[]> {
    const { rows } = await this.#database.query(after === null ? FIRST_PAGE : NEXT_PAGE, [
      String(limit),
      ...(after ?? []),
    ]);
    return rows.map(entryOf);
  }

  async backupTo(): Promise<void> {
    throw new AccessTrailUnavailable('the access trail is in PostgreSQL, whose own tools copy it');
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #write(upsert: string, entries: readonly AccessEntry[]): Promise<void> {
    // Two readers that add to the same entries lock them in the same order.
    const sorted = [...entries].sort(byKey);
    await this.#database.query(upsert, [
      sorted.map(({ person }) => person),
      sorted.map(({ from }) => from),
      sorted.map(({ actor }) => actor),
      sorted.map(({ purpose }) => purpose),
      sorted.map(({ role }) => role),
      sorted.map(({ agency }) => agency),
      sorted.map(({ count }) => String(count)),
    ]);
  }
}

const entryOf = ([from, person, actor, purpose, role, agency, readings]: readonly (string | null)[]): AccessEntry => ({
  person: person!,
  actor: actor!,
  role: role!,
  agency: agency!,
  purpose: purpose!,
  from: from!,
  count: Number(readings),
});

const keyOf = ({ person, from, actor, purpose }: AccessEntry): string => [person, from, actor, purpose].join('\n');
const byKey = (a: AccessEntry, b: AccessEntry): number => (keyOf(a) < keyOf(b) ? -1 : 1);
