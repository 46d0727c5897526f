import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '../event-store';
import type { KeyStore } from '../keys';

const BUSY_MS_MAX = 10_000;

interface Waiting {
  readonly stream: string;
  readonly wrapped: Uint8Array;
  readonly resolve: (isKept: boolean) => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/**
 * Makes new keys durable in the file of a key store, before an event under them is written: those that come in one turn
 * of the event loop in one transaction.
 */
export class KeySaver {
  #database: DatabaseSync | null = null;
  #waiting: Waiting[] = [];

  constructor(private readonly keys: KeyStore) {}

  /** The stream's new key is durable; false when another process has made one first, or destroyed it. */
  async save(stream: string, wrapped: Uint8Array): Promise<boolean> {
    const { file } = this.keys;
    if (file === null) return true;
    const isKept = await new Promise<boolean>((resolve, reject) => {
      if (this.#waiting.push({ stream, wrapped, resolve, reject }) === 1) setImmediate(() => this.#write(file));
    });
    if (isKept) this.keys.saved(stream);
    else this.keys.taken(stream, wrapped);
    return isKept;
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  #write(file: string): void {
    const group = this.#waiting.splice(0);
    try {
      const kept = this.#insert(file, group);
      for (const [n, { resolve }] of group.entries()) resolve(kept[n]!);
    } catch (cause) {
      const error = new StoreUnavailable(`new keys cannot be written: ${(cause as Error).message}`, { cause });
      for (const { reject } of group) reject(error);
    }
  }

  #insert(file: string, group: readonly Waiting[]): readonly boolean[] {
    this.#database ??= new DatabaseSync(file, { timeout: BUSY_MS_MAX });
    const database = this.#database;
    database.exec('PRAGMA synchronous = FULL');
    const insert = database.prepare('INSERT INTO stream_keys VALUES (?, ?) ON CONFLICT DO NOTHING');
    const isKept = database.prepare('SELECT 1 FROM stream_keys WHERE stream = ? AND wrapped = ?');
    database.exec('BEGIN IMMEDIATE');
    try {
      const kept = group.map(
        ({ stream, wrapped }) => insert.run(stream, wrapped).changes > 0 || isKept.get(stream, wrapped) !== undefined,
      );
      database.exec('COMMIT');
      return kept;
    } finally {
      if (database.isTransaction) database.exec('ROLLBACK');
    }
  }
}
