import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { BoundedCache } from './bounded-cache';
import { StoreUnavailable } from './event-store';
import { seal, unseal } from './seal';

const KEY_BYTES = 32;
/** Unwrapped keys kept in memory, 10,000 careers. */
const CACHE_MAX = 10_000;
/** Keys that may wait for a write that keeps failing. */
const UNSAVED_MAX = 10_000;

/** A stream's key was destroyed: nothing sensitive can be recorded in it any more. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
  constructor(readonly stream: string) {
    super(`the key of ${stream} was destroyed on request: the stream takes no sensitive content any more`);
  }
}

/** The master key given is not the one that the key store was made with. */
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
  /** 32-byte key of a stream; null when destroyed or never made. A KeyObject is prepared once and never printed. */
  get(stream: string): KeyObject | null;
  /** The key to encrypt with, made when the stream has none. Throws KeyDestroyed or StoreUnavailable. */
  forWriting(stream: string): WritingKey;
  /** The event store's writer reports that a new key is durable. */
  saved(stream: string): void;
  /** Hex HMAC-SHA256 of text under a service key derived from the master key (HKDF, label). */
  hash(label: string, text: string): string;
  /** Destroys the key for good, durable on return; copies in backups perish with the backups. */
  destroy(stream: string): void;
  /** Copies all keys into a new file, consistent while writing goes on. */
  backup(file: string): Promise<void>;
  close(): void;
}

/** The keys that are derived from the master key, each for one use. */
class ServiceKeys {
  readonly #derived = new BoundedCache<string, KeyObject>(100);
  constructor(private readonly masterKey: Buffer) {
    if (masterKey.length !== KEY_BYTES) {
      throw new WrongMasterKey(`a master key has ${KEY_BYTES} bytes, this one has ${masterKey.length}`);
    }
  }

  key(label: string): KeyObject {
    const known = this.#derived.get(label);
    if (known !== undefined) return known;
    const bytes = hkdfSync('sha256', this.masterKey, '', `rekam-jejak/${label}`, KEY_BYTES);
    const key = createSecretKey(new Uint8Array(bytes));
    this.#derived.set(label, key);
    return key;
  }

  hash(label: string, text: string): string {
    return createHmac('sha256', this.key(`hash/${label}`))
      .update(text, 'utf8')
      .digest('hex');
  }
}

/** Keys that end with the process: for tests and for trying things out. */
export function memoryKeyStore(): KeyStore {
  const services = new ServiceKeys(randomBytes(KEY_BYTES));
  const keys = new Map<string, KeyObject | null>();
  return {
    file: null,
    get: (stream) => keys.get(stream) ?? null,
    forWriting(stream) {
      const known = keys.get(stream);
      if (known === null) throw new KeyDestroyed(stream);
      const key = known ?? createSecretKey(randomBytes(KEY_BYTES));
      keys.set(stream, key);
      return { key, unsaved: null };
    },
    saved: () => undefined,
    hash: (label, text) => services.hash(label, text),
    destroy: (stream) => void keys.set(stream, null),
    backup: () => Promise.reject(new Error('keys in memory cannot be backed up: give the process a key file')),
    close: () => keys.clear(),
  };
}

// A null key is a destroyed one. The log worker inserts into the same table.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stream_keys (stream TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;

/** Opens or makes a key store. Throws WrongMasterKey when the file was made with another master key. */
export function openKeyStore({ file, masterKey }: { file: string; masterKey: Buffer }): KeyStore {
  const services = new ServiceKeys(masterKey);
  const wrappingKey = services.key('wrap');
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    database.exec(SCHEMA);
    checkMasterKey(database, services.hash('master-key', 'check'));
  } catch (error) {
    database.close();
    throw error;
  }
  const select = database.prepare('SELECT wrapped FROM stream_keys WHERE stream = ?');
  const forget = database.prepare(
    'INSERT INTO stream_keys VALUES (?, NULL) ON CONFLICT (stream) DO UPDATE SET wrapped = NULL',
  );
  const cache = new BoundedCache<string, KeyObject>(CACHE_MAX);
  const unsaved = new Map<string, { readonly key: KeyObject; readonly unsaved: Uint8Array }>();

  /** Null when destroyed, undefined when never made. */
  function find(stream: string): KeyObject | null | undefined {
    const known = cache.get(stream) ?? unsaved.get(stream)?.key;
    if (known !== undefined) return known;
    const row = select.get(stream) as { wrapped: Uint8Array | null } | undefined;
    if (row === undefined) return undefined;
    if (row.wrapped === null) return null;
    const key = createSecretKey(unseal(wrappingKey, row.wrapped, Buffer.from(stream, 'utf8')));
    cache.set(stream, key);
    return key;
  }

  return {
    file,
    get: (stream) => find(stream) ?? null,
    forWriting(stream) {
      const waiting = unsaved.get(stream);
      if (waiting !== undefined) return waiting;
      const known = find(stream);
      if (known === null) throw new KeyDestroyed(stream);
      if (known !== undefined) return { key: known, unsaved: null };
      if (unsaved.size >= UNSAVED_MAX) {
        throw new StoreUnavailable(`${UNSAVED_MAX} new keys wait to be written: try again later`);
      }
      const bytes = randomBytes(KEY_BYTES);
      const made = { key: createSecretKey(bytes), unsaved: seal(wrappingKey, bytes, Buffer.from(stream, 'utf8')) };
      unsaved.set(stream, made);
      return made;
    },
    saved(stream) {
      const made = unsaved.get(stream);
      if (made === undefined) return;
      unsaved.delete(stream);
      cache.set(stream, made.key);
    },
    hash: (label, text) => services.hash(label, text),
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

function checkMasterKey(database: DatabaseSync, expected: string): void {
  database.prepare("INSERT INTO settings VALUES ('master-key-check', ?) ON CONFLICT DO NOTHING").run(expected);
  const { value } = database.prepare("SELECT value FROM settings WHERE name = 'master-key-check'").get() as {
    value: string;
  };
  if (value.length !== expected.length || !timingSafeEqual(Buffer.from(value), Buffer.from(expected))) {
    throw new WrongMasterKey(
      'the master key is not the one this key store was made with: put the right master key file back',
    );
  }
}
