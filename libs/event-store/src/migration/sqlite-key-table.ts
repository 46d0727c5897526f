import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from '../event-store';
import { SERVICE_KEY } from '../key-wrapping';
import { KEY_TABLES } from '../sqlite/sqlite-key-store';
import { useWriteAheadLog } from '../write-ahead';
import type { KeyTable } from './key-table';
import { MigrationRefused } from './stored-log';

const BUSY_MS_MAX = 10_000;

/**
 * The keys of a data folder as rows; whoever opens the folder's log has locked it. To write, the file is made when absent.
 * Throws MigrationRefused where there is nothing to read.
 */
export function openSqliteKeyTable(folder: string, purpose: 'read' | 'write'): KeyTable {
  const file = join(folder, 'keys.db');
  if (purpose === 'read' && !existsSync(file)) {
    throw new MigrationRefused(`${file} is missing: restore it from the backup that the log is of`);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, { timeout: BUSY_MS_MAX });
  try {
    if (purpose === 'write') {
      useWriteAheadLog(database);
      database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
      database.exec(KEY_TABLES);
    }
    return keyTableOf(database, file, purpose);
  } catch (error) {
    database.close();
    throw error;
  }
}

function keyTableOf(database: DatabaseSync, place: string, purpose: 'read' | 'write'): KeyTable {
  const select = database.prepare('SELECT stream, wrapped FROM stream_keys WHERE stream > ? ORDER BY stream LIMIT ?');
  select.setReturnArrays(true);
  const selectSetting = database.prepare('SELECT value FROM settings WHERE name = ?');
  const change = (work: () => void): void => {
    try {
      database.exec('BEGIN IMMEDIATE');
      work();
      database.exec('COMMIT');
    } catch (cause) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw new StoreUnavailable(`${place} cannot be written: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    place,
    async rows(after, limit) {
      await nextTurn();
      const rows = select.all(after, limit) as unknown as readonly (readonly [string, Uint8Array | null])[];
      return rows.map(([stream, wrapped]) => ({ stream, wrapped }));
    },
    async serviceKey() {
      return (selectSetting.get(SERVICE_KEY) as { value: string } | undefined)?.value ?? null;
    },
    async putServiceKey(kept) {
      const insert = database.prepare('INSERT INTO settings VALUES (?, ?) ON CONFLICT DO NOTHING');
      change(() => insert.run(SERVICE_KEY, kept));
    },
    async put(rows) {
      await nextTurn();
      const insert = database.prepare(
        `INSERT INTO stream_keys VALUES (?, ?)
         ON CONFLICT (stream) DO UPDATE SET wrapped = NULL WHERE excluded.wrapped IS NULL`,
      );
      change(() => rows.forEach(({ stream, wrapped }) => insert.run(stream, wrapped)));
    },
    async close() {
      if (!database.isOpen) return;
      // The log of the file may still hold what was destroyed.
      if (purpose === 'write') database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}
