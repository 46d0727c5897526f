import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instant } from '@rekam/domain';
import { StoreUnavailable } from '../event-store';
import { lockFolder } from '../folder-lock';
import { Head } from '../follow';
import { LogWriter } from '../sqlite/log-writer';
import { verifyEventFile } from '../sqlite/verify-event-file';
import { MigrationRefused, type LogRow, type StoredLog } from './stored-log';

const TURN_MS_MAX = 10_000;

const COLUMNS = `position, revision, id, ledger_time, open, sealed, stream,
  (SELECT ledger_time FROM events AS before WHERE before.stream = events.stream AND before.revision = events.revision - 1)`;
type Row = readonly [bigint, bigint, Uint8Array, Instant, string, Uint8Array | null, string, Instant | null];

const rowOf = ([position, revision, id, ledgerTime, open, sealed, stream, previous]: Row): LogRow => ({
  position,
  revision,
  id,
  ledgerTime,
  open,
  sealed,
  stream,
  previous,
});

/**
 * The log of a data folder as rows. The folder is locked against every other process until it is closed. To read, there
 * must be a log, and a sound one; to write, the folder and its log are made when absent. Rejects with FolderLocked,
 * MigrationRefused or StoreUnavailable.
 */
export async function openSqliteStoredLog(folder: string, purpose: 'read' | 'write'): Promise<StoredLog> {
  const file = join(folder, 'events.db');
  if (purpose === 'read' && !existsSync(file)) {
    throw new MigrationRefused(`${folder} holds no log: ${file} is missing`);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  let database: DatabaseSync | null = null;
  try {
    // The log's writer makes the file as it must be, and says what is wrong with one that is there.
    const writer = await LogWriter.start({ file, keyFile: null, turnMsMax: TURN_MS_MAX }, 1, new Head(0n));
    await writer.close();
    if (purpose === 'read') assertSound(file);
    database = new DatabaseSync(file, { readOnly: purpose === 'read', timeout: TURN_MS_MAX });
    if (purpose === 'write') database.exec('PRAGMA synchronous = FULL');
    return storedLogOf(database, file, lock.release);
  } catch (error) {
    database?.close();
    lock.release();
    throw error;
  }
}

function assertSound(file: string): void {
  const [fault] = verifyEventFile(file).faults;
  if (fault !== undefined) throw new MigrationRefused(`${file} is not sound, so it is not copied: ${fault}`);
}

function storedLogOf(database: DatabaseSync, place: string, release: () => void): StoredLog {
  const select = database.prepare(`SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`);
  const selectHead = database.prepare('SELECT ifnull(max(position), 0) FROM events');
  const selectNext = database.prepare('SELECT ifnull(max(revision) + 1, 0) FROM events WHERE stream = ?');
  for (const each of [select, selectHead, selectNext]) {
    each.setReadBigInts(true);
    each.setReturnArrays(true);
  }
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');
  const head = (): bigint => (selectHead.get() as unknown as readonly [bigint])[0];
  return {
    place,
    async stored(after, limit) {
      // SQLite keeps the thread to itself for a page; who wants to stop gets a turn before it.
      await nextTurn();
      return (select.all(after, limit) as unknown as readonly Row[]).map(rowOf);
    },
    async copyIn(rows) {
      await nextTurn();
      database.exec('BEGIN IMMEDIATE');
      try {
        let position = head();
        for (const { stream, revision, id, ledgerTime, open, sealed } of rows) {
          const [next] = selectNext.get(stream) as unknown as readonly [bigint];
          if (revision !== next) throw outOfTurn(stream, revision, next);
          insert.run(++position, stream, revision, id, ledgerTime, open, sealed);
        }
        database.exec('COMMIT');
      } catch (cause) {
        if (database.isTransaction) database.exec('ROLLBACK');
        if (cause instanceof MigrationRefused) throw cause;
        throw new StoreUnavailable(`${place} cannot be written: ${(cause as Error).message}`, { cause });
      }
    },
    head: async () => head(),
    async close() {
      if (!database.isOpen) return;
      database.close();
      release();
    },
  };
}

const outOfTurn = (stream: string, revision: bigint, next: bigint): MigrationRefused =>
  new MigrationRefused(
    `the log that is copied has revision ${revision} of ${stream} where ${next} is next: events of it are gone, so restore a backup`,
  );
