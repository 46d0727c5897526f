import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { StoreUnavailable } from '../event-store';
import { WrongMasterKey, type KeyStore } from '../keys';
import { openPostgresKeyStore } from '../postgres-keys/postgres-key-store';
import { openKeyStore } from '../sqlite/sqlite-key-store';
import { assertKeysFit, copyKeys, verifyKeys, type KeyCount } from './copy-keys';
import type { KeyTable } from './key-table';
import { openPostgresKeyTable } from './postgres-key-table';
import { openSqliteKeyTable } from './sqlite-key-table';
import { MigrationRefused } from './stored-log';

const { signal } = new AbortController();
const streamOf = (n: number): string => `career-${n.toString().padStart(5, '0')}`;

describePostgres('copying keys between a folder and PostgreSQL', () => {
  const masterKey = randomBytes(32);
  const closing: (() => Promise<void>)[] = [];
  let scratch: string;
  let url: string;
  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'rekam-copy-keys-'));
    ({ url } = await postgresForTests());
  });
  afterEach(async () => {
    await closeAll();
    rmSync(scratch, { recursive: true, force: true });
  });

  const folder = (name: string): string => join(scratch, name);
  async function closeAll(): Promise<void> {
    for (const close of closing.splice(0).toReversed()) await close();
  }
  const kept = <T extends { close(): Promise<void> }>(opened: T): T => {
    closing.push(() => opened.close());
    return opened;
  };
  const inFolder = (name: string): KeyStore => kept(openKeyStore({ file: join(folder(name), 'keys.db'), masterKey }));
  const inDatabase = async (): Promise<KeyStore> => kept(await openPostgresKeyStore({ database: { url }, masterKey }));
  const file = (name: string, purpose: 'read' | 'write'): KeyTable => kept(openSqliteKeyTable(folder(name), purpose));
  const database = async (): Promise<KeyTable> => kept(await openPostgresKeyTable({ url }));

  async function copy(source: KeyTable, target: KeyTable): Promise<KeyCount> {
    await assertKeysFit(source, target, { masterKey, signal });
    await copyKeys(source, target, { signal });
    return verifyKeys(source, target, { signal });
  }
  const keysOf = async (
    store: KeyStore,
    streams: readonly string[],
  ): Promise<readonly (Buffer | 'destroyed' | null)[]> => {
    const loaded = await store.load(streams);
    return streams.map((stream) => {
      const key = loaded.get(stream);
      return key === null || key === 'destroyed' ? key : key.export();
    });
  };

  it('moves each as it is, with what was destroyed and what hashes are made under, there and back', async () => {
    // Two processes make them, some of them at once.
    const [a, b] = [inFolder('first'), inFolder('first')];
    const streams = Array.from({ length: 2_300 }, (_, n) => streamOf(n));
    await Promise.all(
      streams.flatMap((stream, n) =>
        (n % 5 === 0 ? [a, b] : [n % 2 === 0 ? a : b]).map((store) => store.keyFor(stream)),
      ),
    );
    for (const n of [0, 7, 1_000, 2_299]) await a.destroy(streamOf(n));
    const expected = await keysOf(a, streams);
    const hash = a.hash('identifier', 'nip\n198404202009012902');
    await closeAll();

    const counted = { keys: 2_300, destroyed: 4 };
    expect(await copy(file('first', 'read'), await database())).toEqual(counted);
    const served = await inDatabase();
    expect(await keysOf(served, streams)).toEqual(expected);
    expect(served.hash('identifier', 'nip\n198404202009012902')).toBe(hash);

    expect(await copy(await database(), file('second', 'write'))).toEqual(counted);
    await closeAll();
    const back = inFolder('second');
    expect(await keysOf(back, streams)).toEqual(expected);
    expect(back.hash('identifier', 'nip\n198404202009012902')).toBe(hash);
  });

  it('goes on after a crash, also when a key was made and another destroyed meanwhile', async () => {
    const own = inFolder('first');
    await Promise.all(Array.from({ length: 2_100 }, (_, n) => own.keyFor(streamOf(n))));
    const source = file('first', 'read');
    const target = await database();
    let pages = 0;
    const crashing: KeyTable = {
      ...target,
      put: async (rows) => (++pages > 1 ? Promise.reject(new Error('crashed')) : target.put(rows)),
    };
    await assertKeysFit(source, target, { masterKey, signal });
    await expect(copyKeys(source, crashing, { signal })).rejects.toThrow('crashed');
    await expect(verifyKeys(source, target, { signal })).rejects.toThrow(/the keys of career-01000 in .* not the same/);
    await own.destroy(streamOf(3));
    await own.keyFor('career-99999');
    expect(await copy(source, target)).toEqual({ keys: 2_101, destroyed: 1 });
    expect(await keysOf(await inDatabase(), [streamOf(3)])).toEqual(['destroyed']);
  });

  it('leaves nothing of a destroyed key in the file that it is copied into', async () => {
    const own = inFolder('first');
    await own.keyFor(streamOf(1));
    await copy(file('first', 'read'), await database());
    await copy(await database(), file('second', 'write'));
    await closeAll();
    const looking = new DatabaseSync(join(folder('second'), 'keys.db'));
    const { wrapped } = looking.prepare('SELECT wrapped FROM stream_keys').get() as { wrapped: Uint8Array };
    looking.close();
    const again = await inDatabase();
    await again.destroy(streamOf(1));
    await copy(await database(), file('second', 'write'));
    await closeAll();
    expect(readFileSync(join(folder('second'), 'keys.db')).includes(Buffer.from(wrapped))).toBe(false);
    expect(existsSync(join(folder('second'), 'keys.db-wal'))).toBe(false);
  });

  describe('refuses, with nothing written,', () => {
    let source: KeyTable;
    let target: KeyTable;
    beforeEach(async () => {
      await inFolder('first').keyFor(streamOf(1));
      source = file('first', 'read');
    });
    const fits = async (key = masterKey): Promise<void> => {
      target = await database();
      await assertKeysFit(source, target, { masterKey: key, signal });
    };

    it('another master key', async () => {
      await expect(fits(randomBytes(32))).rejects.toThrow(WrongMasterKey);
    });

    it('a key store that a service was started on', async () => {
      await inDatabase();
      await expect(fits()).rejects.toThrow(/has a service key of its own/);
    });

    it('a key that the source has not, or has otherwise', async () => {
      await copy(source, await database());
      const served = await inDatabase();
      await served.keyFor('career-00000');
      await expect(fits()).rejects.toThrow(/has a key of career-00000, which is not from/);
      await inFolder('first').keyFor('career-00000');
      await expect(fits()).rejects.toThrow(/the key of career-00000 in .* is another one/);
    });

    it('to undo an erasure', async () => {
      await copy(source, await database());
      await (await inDatabase()).destroy(streamOf(1));
      await expect(fits()).rejects.toThrow(/the key of career-00001 is destroyed in .*destroy it in .*keys.db, too/);
      expect(await keysOf(await inDatabase(), [streamOf(1)])).toEqual(['destroyed']);
    });

    it('a source that is missing, or no whole key store', async () => {
      expect(() => file('nowhere', 'read')).toThrow(MigrationRefused);
      expect(() => file('nowhere', 'read')).toThrow(/keys.db is missing/);
      await expect(assertKeysFit(await database(), file('second', 'write'), { masterKey, signal })).rejects.toThrow(
        /has no service key/,
      );
    });
  });

  it('says so when the database is away', async () => {
    await expect(openPostgresKeyTable({ url: 'postgresql://nobody@127.0.0.1:1/nothing' })).rejects.toThrow(
      StoreUnavailable,
    );
  });
});
