import type { DatabaseSync } from 'node:sqlite';

const SQLITE_BUSY = 5;
const WAIT_MS_MAX = 10_000;
const POLL_MS = 1;

/**
 * Gives a database file its write-ahead log, which lasts. While another process does the same to a new file, SQLite
 * says that it is busy at once, whatever its timeout.
 */
export function useWriteAheadLog(database: DatabaseSync): void {
  const deadline = performance.now() + WAIT_MS_MAX;
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      // The low byte of SQLite's codes is what they are kinds of.
      const isBusy = (((error as { errcode?: number }).errcode ?? 0) & 0xff) === SQLITE_BUSY;
      if (!isBusy || performance.now() > deadline) throw error;
    }
    Atomics.wait(nobodyWakes, 0, 0, POLL_MS);
  }
}
