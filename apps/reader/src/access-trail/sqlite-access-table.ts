import { backup, DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import {
  AccessTrailUnavailable,
  type AccessEntry,
  type AccessKey,
  type AccessPlace,
  type AccessTable,
} from './access-trail';

/** The trail's file in the data folder, and in a backup. */
export const TRAIL_FILE = 'access.db';
/** Only a copy of the file is ever in the way. */
const BUSY_TIMEOUT_MS = 100;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS access (
    person TEXT NOT NULL,
    started TEXT NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    role TEXT NOT NULL,
    agency TEXT,
    readings INTEGER NOT NULL,
    PRIMARY KEY (person, started, actor, purpose)
  ) WITHOUT ROWID, STRICT;
`;

/** The entries in a file of this machine, which one process has open. */
export class SqliteAccessTable implements AccessTable {
  readonly #database: DatabaseSync;
  readonly #add: StatementSync;
  readonly #raise: StatementSync;

  /** Throws AccessTrailUnavailable. */
  constructor(file: string) {
    this.#database = guarded('opened', () => new DatabaseSync(file));
    [this.#add, this.#raise] = guarded('opened', () => {
      this.#database.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};`,
      );
      this.#database.exec(SCHEMA);
      const insert = `INSERT INTO access (person, started, actor, purpose, role, agency, readings)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET readings =`;
      return [
        this.#database.prepare(`${insert} readings + excluded.readings`),
        this.#database.prepare(`${insert} max(readings, excluded.readings)`),
      ];
    });
  }

  async add(entries: readonly AccessEntry[]): Promise<void> {
    this.#write(this.#add, entries);
  }

  async raise(entries: readonly AccessEntry[]): Promise<void> {
    this.#write(this.#raise, entries);
  }

  async entriesOf(
    persons: readonly string[],
    after: AccessPlace | null,
    limit: number,
  ): Promise<readonly AccessEntry[]> {
    const before = after === null ? '' : 'AND (started, person, actor, purpose) < (?, ?, ?, ?)';
    const rows = guarded('read', () =>
      this.#database
        .prepare(
          `SELECT started, person, actor, purpose, role, agency, readings FROM access
           WHERE person IN (${persons.map(() => '?').join(', ')}) ${before}
           ORDER BY started DESC, person DESC, actor DESC, purpose DESC LIMIT ?`,
        )
        .all(...persons, ...(after ?? []), limit),
    );
    return rows.map(entryOf);
  }

  async page(after: AccessKey | null, limit: number): Promise<readonly AccessEntry[]> {
    const beyond = after === null ? '' : 'WHERE (person, started, actor, purpose) > (?, ?, ?, ?)';
    const rows = guarded('read', () =>
      this.#database
        .prepare(`SELECT * FROM access ${beyond} ORDER BY person, started, actor, purpose LIMIT ?`)
        .all(...(after ?? []), limit),
    );
    return rows.map(entryOf);
  }

  async backupTo(file: string): Promise<void> {
    await backup(this.#database, file);
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #write(upsert: StatementSync, entries: readonly AccessEntry[]): void {
    guarded('written', () => {
      try {
        this.#database.exec('BEGIN IMMEDIATE');
        for (const { person, from, actor, purpose, role, agency, count } of entries) {
          upsert.run(person, from, actor, purpose, role, agency, count);
        }
        this.#database.exec('COMMIT');
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }
}

const entryOf = (row: Record<string, SQLOutputValue>): AccessEntry => ({
  person: String(row['person']),
  actor: String(row['actor']),
  role: String(row['role']),
  agency: row['agency'] === null ? null : String(row['agency']),
  purpose: String(row['purpose']),
  from: String(row['started']),
  count: Number(row['readings']),
});

function guarded<T>(done: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new AccessTrailUnavailable(`the access trail cannot be ${done}: ${(cause as Error).message}`, { cause });
  }
}
