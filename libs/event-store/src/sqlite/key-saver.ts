import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '../event-store';

interface Waiting {
  readonly stream: string;
  readonly wrapped: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/** Makes new keys durable: those that come in one turn of the event loop in one transaction. */
export class KeySaver {
  #waiting: Waiting[] = [];

  constructor(private readonly database: DatabaseSync) {}

  /** A key of the stream is durable: this one, or one that was there, or the mark of one that was destroyed. */
  save(stream: string, wrapped: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ stream, wrapped, resolve, reject }) === 1) setImmediate(() => this.#write());
    });
  }

  #write(): void {
    const group = this.#waiting.splice(0);
    try {
      this.#insert(group);
      for (const { resolve } of group) resolve();
    } catch (cause) {
      const error = new StoreUnavailable(`new keys cannot be written: ${(cause as Error).message}`, { cause });
      for (const { reject } of group) reject(error);
    }
  }

  #insert(group: readonly Waiting[]): void {
    const insert = this.database.prepare('INSERT INTO stream_keys VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.database.exec('BEGIN IMMEDIATE');
    try {
      for (const { stream, wrapped } of group) insert.run(stream, wrapped);
      this.database.exec('COMMIT');
    } finally {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
    }
  }
}
