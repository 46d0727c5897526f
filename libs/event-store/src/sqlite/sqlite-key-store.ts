import type { KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { BoundedCache } from '../bounded-cache';
import { StoreUnavailable } from '../event-store';
import { hashUnder, SERVICE_KEY, Wrapping } from '../key-wrapping';
import { KeyDestroyed, type KeyStore, type LocalKeyStore, type WritingKey } from '../keys';
import { useWriteAheadLog } from '../write-ahead';
import { KeySaver } from './key-saver';

/** Unwrapped keys kept in memory, 10,000 careers. */
const CACHE_MAX = 10_000;
/** New keys kept for the appends that bring them. One that is dropped is made anew, and the first in the file stands. */
const UNSAVED_MAX = 10_000;

const BUSY_MS_MAX = 10_000;
/** For those who read the file while a key is destroyed: they take no time, and the thread waits. */
const READERS_MS_MAX = 500;

/** How many keys were destroyed: processes that share the file drop what they keep in memory when it changes. */
const DESTRUCTIONS = 'destructions';

// A null key is a destroyed one. The log worker inserts into the same table.
export const KEY_TABLES = `
  CREATE TABLE IF NOT EXISTS stream_keys (stream TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;

/**
 * Opens or makes a key store in a file. The master key wraps all keys of the file and nothing else depends on it. Throws
 * WrongMasterKey when they are wrapped under another, StoreUnavailable when the file is no whole key store.
 */
export function openKeyStore({ file, masterKey }: { file: string; masterKey: Buffer }): LocalKeyStore {
  const wrapping = new Wrapping(masterKey);
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: BUSY_MS_MAX });
  let hash: KeyStore['hash'];
  try {
    useWriteAheadLog(database);
    database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    database.exec(KEY_TABLES);
    hash = hashUnder(wrapping.serviceKey(keptServiceKey(database, file, wrapping)));
  } catch (error) {
    database.close();
    throw error;
  }
  const select = database.prepare('SELECT wrapped FROM stream_keys WHERE stream = ?');
  const forget = database.prepare(
    'INSERT INTO stream_keys VALUES (?, NULL) ON CONFLICT (stream) DO UPDATE SET wrapped = NULL',
  );
  const selectVersion = database.prepare('PRAGMA data_version');
  const selectDestructions = database.prepare('SELECT value FROM settings WHERE name = ?');
  const countDestruction = database.prepare(
    `INSERT INTO settings VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1`,
  );
  const emptyLog = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const saver = new KeySaver(database);
  const cache = new BoundedCache<string, KeyObject>(CACHE_MAX);
  const unsaved = new BoundedCache<string, WritingKey & { readonly unsaved: Uint8Array }>(UNSAVED_MAX);

  const assertOpen = (): void => {
    if (!database.isOpen) throw new StoreUnavailable('the key store is closed');
  };

  let hasLooked = false;
  let version: unknown;
  let destructions: unknown;
  /** Drops the cache when another process has destroyed a key: looked up once a turn of the event loop. */
  function look(): void {
    if (hasLooked) return;
    hasLooked = true;
    setImmediate(() => (hasLooked = false));
    const { data_version: now } = selectVersion.get() as { data_version: number };
    if (now === version) return;
    version = now;
    const { value = '0' } = (selectDestructions.get(DESTRUCTIONS) ?? {}) as { value?: string };
    if (value !== destructions) cache.clear();
    destructions = value;
  }

  function find(stream: string): KeyObject | 'destroyed' | null {
    look();
    // An unsaved key opens nothing: events come after their key, and may be under that of another process.
    const known = cache.get(stream);
    if (known !== undefined) return known;
    const row = select.get(stream) as { wrapped: Uint8Array | null } | undefined;
    if (row === undefined) return null;
    if (row.wrapped === null) return 'destroyed';
    const key = wrapping.unwrap(stream, row.wrapped);
    cache.set(stream, key);
    return key;
  }

  const store: LocalKeyStore = {
    file,
    get: find,
    async load() {
      assertOpen();
      return store;
    },
    async keyFor(stream) {
      assertOpen();
      const { key, unsaved: wrapped } = store.forWriting(stream);
      if (wrapped === null) return key;
      await saver.save(stream, wrapped);
      unsaved.delete(stream);
      const standing = find(stream);
      if (standing === 'destroyed') throw new KeyDestroyed(stream);
      return standing!;
    },
    forWriting(stream) {
      const waiting = unsaved.get(stream);
      if (waiting !== undefined) return waiting;
      const known = find(stream);
      if (known === 'destroyed') throw new KeyDestroyed(stream);
      if (known !== null) return { key: known, unsaved: null };
      const { key, wrapped } = wrapping.newKey(stream);
      const made = { key, unsaved: wrapped };
      unsaved.set(stream, made);
      return made;
    },
    saved(stream) {
      // What is in the file is read from there: it may be an earlier one than is kept here.
      unsaved.delete(stream);
    },
    taken(stream, wrapped) {
      // A later append of the stream may have made up for it already.
      if (unsaved.get(stream)?.unsaved === wrapped) unsaved.delete(stream);
    },
    hash,
    async destroy(stream) {
      assertOpen();
      cache.delete(stream);
      unsaved.delete(stream);
      database.exec('BEGIN IMMEDIATE');
      try {
        forget.run(stream);
        countDestruction.run(DESTRUCTIONS);
        database.exec('COMMIT');
      } finally {
        if (database.isTransaction) database.exec('ROLLBACK');
      }
      // The log of the database still holds the old page until it is emptied, which nobody who reads it may keep from being.
      database.exec(`PRAGMA busy_timeout = ${READERS_MS_MAX}`);
      const { busy } = emptyLog.get() as { busy: number };
      database.exec(`PRAGMA busy_timeout = ${BUSY_MS_MAX}`);
      if (busy === 0) return;
      throw new StoreUnavailable(
        `the key of ${stream} is destroyed, but ${file}-wal still holds it, because another program reads the file: end that, and destroy the key again`,
      );
    },
    async backup(target) {
      await backup(database, target);
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
  return store;
}

/** The key that hashes are made under: random, made with the file and kept in it, wrapped like the keys of streams. */
function keptServiceKey(database: DatabaseSync, file: string, wrapping: Wrapping): string {
  const select = database.prepare('SELECT value FROM settings WHERE name = ?');
  let row = select.get(SERVICE_KEY);
  if (row === undefined) {
    // Of two processes that make the file at once, the first wins.
    database.exec('BEGIN IMMEDIATE');
    try {
      row = select.get(SERVICE_KEY) ?? { value: newServiceKey(database, file, wrapping) };
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  return (row as { value: string }).value;
}

function newServiceKey(database: DatabaseSync, file: string, wrapping: Wrapping): string {
  // A new one beside old keys would find no number again, and take every repeated command for another.
  if (database.prepare('SELECT 1 FROM stream_keys LIMIT 1').get() !== undefined) {
    throw new StoreUnavailable(`${file} has keys of streams and no ${SERVICE_KEY}: restore it from a backup`);
  }
  const value = wrapping.newServiceKey();
  database.prepare('INSERT INTO settings VALUES (?, ?)').run(SERVICE_KEY, value);
  return value;
}
