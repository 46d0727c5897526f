import { randomBytes, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '../event-store';
import { identifierStream } from '../identifiers';
import { keyStoreContract } from '../key-store-contract';
import { KeyDestroyed, WrongMasterKey, type LocalKeyStore } from '../keys';
import { memoryKeyStore } from '../memory/memory-key-store';
import { openKeyStore } from './sqlite-key-store';

const masterKey = randomBytes(32);

keyStoreContract('the SQLite adapter', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-keys-'));
  const stores: LocalKeyStore[] = [];
  return {
    async open() {
      const store = openKeyStore({ file: join(folder, 'keys.db'), masterKey });
      stores.push(store);
      return store;
    },
    async dispose() {
      for (const store of stores) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe('keys in a file', () => {
  let folder: string;
  let file: string;
  let keys: LocalKeyStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rekam-keys-'));
    file = join(folder, 'keys.db');
    keys = openKeyStore({ file, masterKey });
  });
  afterEach(async () => {
    await keys.close();
    rmSync(folder, { recursive: true });
  });

  /** Does what the log's writer does with a new key. */
  function make(stream: string): Buffer {
    const { key, unsaved } = keys.forWriting(stream);
    const writer = new DatabaseSync(file);
    writer.prepare('INSERT INTO stream_keys VALUES (?, ?)').run(stream, unsaved);
    writer.close();
    keys.saved(stream);
    return key.export();
  }

  const bytesOf = (stream: string, store = keys): Buffer => (store.get(stream) as KeyObject).export();

  it('makes a key once, keeps it wrapped, and gives it after a restart', async () => {
    expect(keys.get('career-1')).toBeNull();
    const first = keys.forWriting('career-1');
    expect(keys.forWriting('career-1')).toBe(first);
    expect(first.unsaved).not.toBeNull();
    const bytes = make('career-1');
    expect(bytes).toHaveLength(32);
    expect(keys.forWriting('career-1').unsaved).toBeNull();
    expect(keys.forWriting('career-1').key.export()).toEqual(bytes);
    await keys.close();
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(bytes)).toBe(false);
    keys = openKeyStore({ file, masterKey });
    expect(bytesOf('career-1')).toEqual(bytes);
    expect(make('career-2')).not.toEqual(bytes);
  });

  it('gives up its new key for the one that another process made first', async () => {
    const { key, unsaved } = keys.forWriting('career-1');
    const other = openKeyStore({ file, masterKey });
    const standing = other.forWriting('career-1');
    const writer = new DatabaseSync(file);
    writer.prepare('INSERT INTO stream_keys VALUES (?, ?)').run('career-1', standing.unsaved);
    writer.close();
    await other.close();
    // What is in the log already is under the key that stands.
    expect(bytesOf('career-1')).toEqual(standing.key.export());
    keys.taken('career-1', unsaved!);
    keys.taken('career-1', unsaved!);
    expect(keys.forWriting('career-1')).toMatchObject({ unsaved: null });
    expect(keys.forWriting('career-1').key.export()).toEqual(standing.key.export());
    expect(key.export()).not.toEqual(standing.key.export());
  });

  it('makes new keys however many could not be written, and reads what the first of a stream has written', async () => {
    const first = keys.forWriting('career-1');
    for (let n = 0; n < 10_000; n++) keys.forWriting(`unwritten-${n}`);
    const later = keys.forWriting('career-1');
    expect(later.key.export()).not.toEqual(first.key.export());
    const writer = new DatabaseSync(file);
    writer.prepare('INSERT INTO stream_keys VALUES (?, ?)').run('career-1', first.unsaved);
    writer.close();
    keys.saved('career-1');
    keys.taken('career-1', later.unsaved!);
    expect(bytesOf('career-1')).toEqual(first.key.export());
    expect(keys.forWriting('career-1').key.export()).toEqual(first.key.export());
  });

  it('destroys a key for good, leaving no trace of it in its files', async () => {
    const wrapped = Buffer.from(keys.forWriting('career-1').unsaved!);
    make('career-1');
    const isOnDisk = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(wrapped));
    expect(isOnDisk()).toBe(true);
    await keys.destroy('career-1');
    expect(isOnDisk()).toBe(false);
    const forgotten = () => {
      expect(keys.get('career-1')).toBe('destroyed');
      expect(keys.get('career-2')).toBeNull();
      expect(() => keys.forWriting('career-1')).toThrow(KeyDestroyed);
    };
    forgotten();
    await keys.close();
    keys = openKeyStore({ file, masterKey });
    forgotten();
  });

  it('says so when what it destroys stays in a file because another program reads that', async () => {
    const wrapped = Buffer.from(keys.forWriting('career-1').unsaved!);
    make('career-1');
    const isOnDisk = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(wrapped));
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN; SELECT count(*) FROM stream_keys');
    await expect(keys.destroy('career-1')).rejects.toThrow(/still holds it.* destroy the key again/);
    expect(keys.get('career-1')).toBe('destroyed');
    expect(isOnDisk()).toBe(true);
    reader.close();
    await keys.destroy('career-1');
    expect(isOnDisk()).toBe(false);
  });

  it('refuses another master key, and one of another length', async () => {
    await keys.close();
    expect(() => openKeyStore({ file, masterKey: randomBytes(32) })).toThrow(WrongMasterKey);
    expect(() => openKeyStore({ file, masterKey: randomBytes(16) })).toThrow(/32 bytes/);
    keys = openKeyStore({ file, masterKey });
  });

  it('does not give a key that was put under another stream', async () => {
    make('career-1');
    const writer = new DatabaseSync(file);
    writer.exec("INSERT INTO stream_keys SELECT 'career-2', wrapped FROM stream_keys");
    writer.close();
    expect(() => keys.get('career-2')).toThrow();
  });

  it('hashes under a key of the label and of this store, whatever its master key', async () => {
    const hash = keys.hash('identifier', 'nip\n198001012005012001');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(keys.hash('other', 'nip\n198001012005012001')).not.toBe(hash);
    expect(memoryKeyStore().hash('identifier', 'nip\n198001012005012001')).not.toBe(hash);
    const other = openKeyStore({ file: join(folder, 'other.db'), masterKey });
    expect(other.hash('identifier', 'nip\n198001012005012001')).not.toBe(hash);
    await other.close();
    await keys.close();
    keys = openKeyStore({ file, masterKey });
    expect(identifierStream(keys, { kind: 'nip', number: '198001012005012001' })).toBe(`identifier-${hash}`);
  });

  it('makes no second service key beside keys that hashes were made with', async () => {
    make('career-1');
    await keys.close();
    const database = new DatabaseSync(file);
    database.exec('DELETE FROM settings');
    database.close();
    expect(() => openKeyStore({ file, masterKey })).toThrow(StoreUnavailable);
  });

  it('copies all keys to a backup', async () => {
    const bytes = make('career-1');
    await keys.backup(join(folder, 'copy.db'));
    const copy = openKeyStore({ file: join(folder, 'copy.db'), masterKey });
    expect(bytesOf('career-1', copy)).toEqual(bytes);
    await copy.close();
    await expect(memoryKeyStore().backup(join(folder, 'other.db'))).rejects.toThrow(/in memory/);
  });
});
