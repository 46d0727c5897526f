import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { BoundedCache } from './bounded-cache';
import { StoreUnavailable } from './event-store';
import { seal, unseal } from './seal';
import { useWriteAheadLog } from './write-ahead';

const KEY_BYTES = 32;
/** Unwrapped keys kept in memory, 10,000 careers. */
const CACHE_MAX = 10_000;
/** New keys kept for the appends that bring them. One that is dropped is made anew, and the first in the file stands. */
const UNSAVED_MAX = 10_000;

/** A stream's key was destroyed: nothing sensitive can be recorded in it any more. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
  constructor(readonly stream: string) {
    super(`the key of ${stream} was destroyed on request: the stream takes no sensitive content any more`);
  }
}

/** The master key given is not the one that the keys are wrapped under. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

interface WritingKey {
  readonly key: KeyObject;
  /** The wrapped key to be made durable in `file` before an event under it; null when it is durable. */
  readonly unsaved: Uint8Array | null;
}

/** The keys of the sensitive parts: one a stream, so that destroying it erases the part wherever it was copied. */
export interface KeyStore {
  /** Where the event store's writer puts new keys, in one transaction a group; null: they live in memory. */
  readonly file: string | null;
  /**
   * 32-byte key of a stream; null when there never was one here, which is no erasure: this may be the wrong file. A
   * KeyObject is prepared once and never printed.
   */
  get(stream: string): KeyObject | 'destroyed' | null;
  /** The key to encrypt with, made when the stream has none. Throws KeyDestroyed. */
  forWriting(stream: string): WritingKey;
  /** The event store's writer reports that a new key is durable. */
  saved(stream: string): void;
  /** The event store's writer reports that another process has made a key of the stream first, or destroyed it. */
  taken(stream: string, unsaved: Uint8Array): void;
  /** Hex HMAC-SHA256 of text under a key of the label (HKDF), derived from the service key that lasts as long as the keys. */
  hash(label: string, text: string): string;
  /** Destroys the key for good, durable on return; copies in backups perish with the backups. */
  destroy(stream: string): void;
  /** Copies all keys into a new file, consistent while writing goes on. */
  backup(file: string): Promise<void>;
  close(): void;
}

function derivedKey(secret: Uint8Array, label: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `rekam-jejak/${label}`, KEY_BYTES)));
}

/** Hashing under the service key, with a key of its own for each label. */
function hashUnder(serviceKey: Uint8Array): KeyStore['hash'] {
  const keys = new BoundedCache<string, KeyObject>(100);
  return (label, text) => {
    let key = keys.get(label);
    if (key === undefined) {
      key = derivedKey(serviceKey, `hash/${label}`);
      keys.set(label, key);
    }
    return createHmac('sha256', key).update(text, 'utf8').digest('hex');
  };
}

/** Keys that end with the process: for tests and for trying things out. */
export function memoryKeyStore(): KeyStore {
  const keys = new Map<string, KeyObject | 'destroyed'>();
  return {
    file: null,
    get: (stream) => keys.get(stream) ?? null,
    forWriting(stream) {
      const known = keys.get(stream);
      if (known === 'destroyed') throw new KeyDestroyed(stream);
      const key = known ?? createSecretKey(randomBytes(KEY_BYTES));
      keys.set(stream, key);
      return { key, unsaved: null };
    },
    saved: () => undefined,
    taken: () => undefined,
    hash: hashUnder(randomBytes(KEY_BYTES)),
    destroy: (stream) => void keys.set(stream, 'destroyed'),
    backup: () => Promise.reject(new Error('keys in memory cannot be backed up: give the process a key file')),
    close: () => keys.clear(),
  };
}

// A null key is a destroyed one. The log worker inserts into the same table.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stream_keys (stream TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;

/**
 * Opens or makes a key store. The master key wraps all keys of the file and nothing else depends on it. Throws
 * WrongMasterKey when they are wrapped under another, StoreUnavailable when the file is no whole key store.
 */
export function openKeyStore({ file, masterKey }: { file: string; masterKey: Buffer }): KeyStore {
  if (masterKey.length !== KEY_BYTES) {
    throw new WrongMasterKey(`a master key has ${KEY_BYTES} bytes, this one has ${masterKey.length}`);
  }
  const wrappingKey = derivedKey(masterKey, 'wrap');
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 10_000 });
  let hash: KeyStore['hash'];
  try {
    useWriteAheadLog(database);
    database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    database.exec(SCHEMA);
    hash = hashUnder(serviceKeyOf(database, file, wrappingKey));
  } catch (error) {
    database.close();
    throw error;
  }
  const select = database.prepare('SELECT wrapped FROM stream_keys WHERE stream = ?');
  const forget = database.prepare(
    'INSERT INTO stream_keys VALUES (?, NULL) ON CONFLICT (stream) DO UPDATE SET wrapped = NULL',
  );
  const cache = new BoundedCache<string, KeyObject>(CACHE_MAX);
  const unsaved = new BoundedCache<string, { readonly key: KeyObject; readonly unsaved: Uint8Array }>(UNSAVED_MAX);

  function find(stream: string): KeyObject | 'destroyed' | null {
    // An unsaved key opens nothing: events come after their key, and may be under that of another process.
    const known = cache.get(stream);
    if (known !== undefined) return known;
    const row = select.get(stream) as { wrapped: Uint8Array | null } | undefined;
    if (row === undefined) return null;
    if (row.wrapped === null) return 'destroyed';
    const key = createSecretKey(unseal(wrappingKey, row.wrapped, Buffer.from(stream, 'utf8')));
    cache.set(stream, key);
    return key;
  }

  return {
    file,
    get: find,
    forWriting(stream) {
      const waiting = unsaved.get(stream);
      if (waiting !== undefined) return waiting;
      const known = find(stream);
      if (known === 'destroyed') throw new KeyDestroyed(stream);
      if (known !== null) return { key: known, unsaved: null };
      const bytes = randomBytes(KEY_BYTES);
      const made = { key: createSecretKey(bytes), unsaved: seal(wrappingKey, bytes, Buffer.from(stream, 'utf8')) };
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
    destroy(stream) {
      cache.delete(stream);
      unsaved.delete(stream);
      forget.run(stream);
      // The log of the database still holds the old page until it is emptied.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    async backup(target) {
      await backup(database, target);
    },
    close() {
      if (database.isOpen) database.close();
    },
  };
}

const SERVICE_KEY = 'service-key';
const SERVICE_KEY_OWNER = Buffer.from(SERVICE_KEY, 'utf8');

/** The key that hashes are made under: random, made with the file and kept in it, wrapped like the keys of streams. */
function serviceKeyOf(database: DatabaseSync, file: string, wrappingKey: KeyObject): Uint8Array {
  const select = database.prepare('SELECT value FROM settings WHERE name = ?');
  let row = select.get(SERVICE_KEY);
  if (row === undefined) {
    // Of two processes that make the file at once, the first wins.
    database.exec('BEGIN IMMEDIATE');
    try {
      row = select.get(SERVICE_KEY) ?? newServiceKey(database, file, wrappingKey);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  const { value } = row as { value: string };
  try {
    return unseal(wrappingKey, Buffer.from(value, 'hex'), SERVICE_KEY_OWNER);
  } catch (cause) {
    throw new WrongMasterKey(
      'the master key is not the one this key store was made with: put the right master key file back',
      { cause },
    );
  }
}

function newServiceKey(database: DatabaseSync, file: string, wrappingKey: KeyObject): { readonly value: string } {
  // A new one beside old keys would find no number again, and take every repeated command for another.
  if (database.prepare('SELECT 1 FROM stream_keys LIMIT 1').get() !== undefined) {
    throw new StoreUnavailable(`${file} has keys of streams and no ${SERVICE_KEY}: restore it from a backup`);
  }
  const value = Buffer.from(seal(wrappingKey, randomBytes(KEY_BYTES), SERVICE_KEY_OWNER)).toString('hex');
  database.prepare('INSERT INTO settings VALUES (?, ?)').run(SERVICE_KEY, value);
  return { value };
}
