import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { RawRow } from './sample-events';

/** The baseline of the write benches: the embedded store's table and indexes, written by plain node:sqlite. */
export class RawLog {
  readonly database: DatabaseSync;
  readonly #insert: StatementSync;
  #position = 0;

  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id BLOB NOT NULL UNIQUE,
        ledger_time TEXT NOT NULL, open TEXT NOT NULL, sealed BLOB, UNIQUE (stream, revision)) STRICT`);
    this.#insert = this.database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, NULL)');
  }

  /** One durable transaction; `revisions` run in step with the rows. */
  insert(rows: readonly RawRow[], revisions: readonly number[]): void {
    this.database.exec('BEGIN IMMEDIATE');
    for (const [n, row] of rows.entries()) {
      this.#insert.run(++this.#position, row.stream, revisions[n]!, row.id, row.ledgerTime, row.open);
    }
    this.database.exec('COMMIT');
  }

  close(): void {
    this.database.close();
  }
}
