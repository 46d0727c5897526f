import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { upcast } from '@rekam/domain';
import { eventOf, eventsOf, eventStoreContract, STREAM, wholeLog } from '../contract';
import { EventIdTaken, StoreUnavailable } from '../event-store';
import { FolderLocked } from '../folder-lock';
import type { LocalKeyStore } from '../keys';
import { openKeyStore } from './sqlite-key-store';
import { openSqliteEventStore, type SqliteEventStore, type SqliteOptions } from './sqlite-event-store';
import { verifyEventFile } from './verify-event-file';

const masterKey = randomBytes(32);
const REGISTER = join(__dirname, '../../../../test/register.cjs');
const sensitive = { content: { name: 'Siti Rahmawati' }, reason: null, ext: {}, uris: [], origin: null };

interface Opened {
  store: SqliteEventStore;
  readonly keys: LocalKeyStore;
}

async function open(folder: string, options: Partial<SqliteOptions> = {}): Promise<Opened> {
  mkdirSync(folder, { recursive: true });
  const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey });
  return { store: await openSqliteEventStore({ folder, keys, upcast, ...options }), keys };
}

async function close({ store, keys }: Opened): Promise<void> {
  await store.close();
  await keys.close();
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'rekam-events-'));

eventStoreContract('the SQLite adapter', async () => {
  const folder = newFolder();
  const opened = await open(folder);
  return {
    ...opened,
    async reopen() {
      await opened.store.close();
      opened.store = await openSqliteEventStore({ folder, keys: opened.keys, upcast });
      return opened.store;
    },
    async dispose() {
      await close(opened);
      rmSync(folder, { recursive: true });
    },
  };
});

describe('the SQLite adapter', () => {
  let folder: string;
  let opened: Opened;
  beforeEach(async () => {
    folder = newFolder();
    opened = await open(folder);
  });
  afterEach(async () => {
    await close(opened);
    rmSync(folder, { recursive: true });
  });

  it('keeps its folder to itself', async () => {
    const again = openSqliteEventStore({ folder, keys: opened.keys });
    await expect(again).rejects.toEqual(new FolderLocked(folder, [process.pid]));
  });

  it('goes on after a restart where it was, sensitive parts included', async () => {
    const { events } = await opened.store.append(STREAM, [eventOf('a', { sensitive })], 'no_stream');
    await close(opened);
    opened = await open(folder);
    expect(await opened.store.head()).toBe(1n);
    expect(await opened.store.read(STREAM)).toEqual(events);
    const next = await opened.store.append(STREAM, [eventOf('b', { sensitive })], 0n);
    expect(next.events[0]).toMatchObject({ position: 2n, revision: 1n, sensitive });
  });

  describe('without the keys of its events', () => {
    const OTHER = 'career-other';
    const lose = (stream: string): void => {
      const database = new DatabaseSync(join(folder, 'keys.db'));
      expect(database.prepare('DELETE FROM stream_keys WHERE stream = ?').run(stream).changes).toBe(1);
      database.close();
    };
    const MISSING =
      'the key of this stream is missing: restore keys.db, or the database of the keys, of the same backup';

    it('does not open: with new keys, nor with keys that lack the first or the last', async () => {
      await opened.store.append(STREAM, [eventOf('open'), eventOf('a', { sensitive })], 'any');
      await opened.store.append(OTHER, [eventOf('b', { sensitive })], 'any');
      await close(opened);
      const fresh = openKeyStore({ file: join(folder, 'new', 'keys.db'), masterKey });
      await expect(openSqliteEventStore({ folder, keys: fresh })).rejects.toThrow(MISSING);
      await fresh.close();
      for (const stream of [OTHER, STREAM]) {
        lose(stream);
        await expect(open(folder)).rejects.toThrow(new StoreUnavailable(`${MISSING} (stream ${stream})`));
      }
      rmSync(join(folder, 'events.db'));
      opened = await open(folder);
    });

    it('reads no lost key as an erasure, and every erasure as one', async () => {
      await opened.store.append(STREAM, [eventOf('a', { sensitive })], 'any');
      await opened.store.append(OTHER, [eventOf('b', { sensitive })], 'any');
      await opened.store.append(STREAM, [eventOf('c', { sensitive })], 'any');
      lose(OTHER);
      await close(opened);
      opened = await open(folder);
      for (const read of [
        () => opened.store.read(OTHER),
        () => opened.store.readAll(0n, 10),
        () => opened.store.readParts(0n, 10),
      ]) {
        await expect(read()).rejects.toThrow(new StoreUnavailable(`${MISSING} (stream ${OTHER})`));
      }
      await opened.keys.destroy(STREAM);
      await opened.keys.destroy(OTHER);
      await close(opened);
      opened = await open(folder);
      expect((await opened.store.readAll(0n, 10)).map(({ erased }) => erased)).toEqual([true, true, true]);
    });
  });

  it('finishes what was appended before it is closed', async () => {
    const appends = eventsOf('e', 200).map((event) => opened.store.append(STREAM, [event], 'any'));
    await opened.store.close();
    expect(await Promise.all(appends)).toHaveLength(200);
    await close(opened);
    opened = await open(folder);
    expect(await opened.store.read(STREAM)).toHaveLength(200);
  });

  it('leaves the whole log in one file', async () => {
    await opened.store.append(STREAM, eventsOf('e', 3), 'no_stream');
    await opened.store.close();
    expect(existsSync(join(folder, 'events.db-wal'))).toBe(false);
    expect(verifyEventFile(join(folder, 'events.db'))).toEqual({ events: 3, streams: 1, faults: [] });
  });

  it('refuses a file that is no log, or of another format, and says which', async () => {
    await close(opened);
    const file = join(folder, 'events.db');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 9');
    database.close();
    await expect(openSqliteEventStore({ folder, keys: opened.keys })).rejects.toThrow(/events\.db has format 9/);
    rmSync(file);
    writeFileSync(file, 'this is no database, but it is long enough to be taken for one'.repeat(100));
    await expect(openSqliteEventStore({ folder, keys: opened.keys })).rejects.toThrow(StoreUnavailable);
    rmSync(file);
    opened = await open(folder);
  });

  it('refuses more appends than may wait, and takes them later', async () => {
    await close(opened);
    opened = await open(folder, { queueMax: 5 });
    const results = await Promise.allSettled(
      eventsOf('e', 12).map((event) => opened.store.append(STREAM, [event], 'any')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => String(reason))).toEqual(
      Array.from({ length: 7 }, () => 'StoreUnavailable: 5 appends are waiting: try again later'),
    );
    expect(await opened.store.read(STREAM)).toHaveLength(5);
    await opened.store.append(STREAM, [eventOf('later')], 4n);
  });

  it('answers each append of one group for itself', async () => {
    const { store } = opened;
    await store.append(STREAM, [eventOf('first')], 'no_stream');
    const results = await Promise.allSettled([
      store.append(STREAM, [eventOf('second')], 0n),
      store.append('unit-1', [eventOf('x'), eventOf('first')], 'any'),
      store.append(STREAM, [eventOf('third')], 1n),
      store.append(STREAM, [eventOf('wrong')], 1n),
      store.append('unit-1', [eventOf('x')], 'no_stream'),
      store.append(STREAM, [eventOf('second')], 0n),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(results[1]).toMatchObject({ reason: new EventIdTaken(eventOf('first').id) });
    expect(results[3]).toMatchObject({ reason: { actual: 2n } });
    expect(results[4]).toMatchObject({ value: { duplicate: false, events: [{ position: 4n }] } });
    expect(results[5]).toMatchObject({ value: { duplicate: true, events: [{ position: 2n }] } });
  });

  it('says so when a stored part was changed, and reads no key as erased', async () => {
    await opened.store.append(STREAM, [eventOf('a', { sensitive })], 'any');
    await opened.store.append('unit-1', [eventOf('b', { sensitive })], 'any');
    const database = new DatabaseSync(join(folder, 'events.db'));
    database.exec('UPDATE events SET sealed = (SELECT sealed FROM events WHERE position = 2) WHERE position = 1');
    database.close();
    await expect(opened.store.read(STREAM)).rejects.toThrow(/is damaged: restore a backup/);
    await opened.keys.destroy(STREAM);
    expect(await opened.store.read(STREAM)).toMatchObject([{ sensitive: null, erased: true }]);
  });

  describe('backs up', () => {
    it('the log of one moment while writing goes on, with its keys', async () => {
      const { store } = opened;
      const text = 'x'.repeat(5_000);
      for (let n = 0; n < 40; n++) {
        const events = Array.from({ length: 50 }, (_, m) => eventOf(`${n} ${m}`, { text, sensitive }));
        await store.append(`career-${n}`, events, 'no_stream');
      }
      const writing = new AbortController();
      const written = (async () => {
        for (let n = 0; !writing.signal.aborted; n++) await store.append('unit-1', [eventOf(`more ${n}`)], 'any');
      })();
      const target = join(folder, 'backup');
      const progress: number[] = [];
      const head = await store.backup(target, ({ pages, pagesTotal }) => progress.push(pages / pagesTotal));
      writing.abort();
      await written;
      expect(await store.head()).toBeGreaterThan(head);
      expect(progress.length).toBeGreaterThan(1);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect(verifyEventFile(join(target, 'events.db'))).toMatchObject({ events: Number(head), faults: [] });
      const copy = await open(target);
      const log = await wholeLog(copy.store);
      expect(log).toEqual((await wholeLog(store)).slice(0, Number(head)));
      expect(log[0]).toMatchObject({ sensitive, erased: false });
      await close(copy);
      await expect(store.backup(target)).rejects.toThrow(/is not empty: name a new one/);
    });
  });

  describe('verifies a log file', () => {
    it.each<[string, string]>([
      ['UPDATE events SET position = 9 WHERE position = 4', 'position 9 does not follow its predecessor by one'],
      ["UPDATE events SET ledger_time = '2020' WHERE position = 3", 'the ledger time at position 3'],
      ['UPDATE events SET revision = 7 WHERE position = 4', 'the revisions of unit-1 are not dense'],
      ["UPDATE events SET stream = 'unit-2' WHERE position = 4", 'the event at position 4 names another stream'],
      ["UPDATE events SET open = '{' WHERE position = 2", 'the event at position 2 names another stream'],
    ])('and finds what %s did', async (damage, fault) => {
      await opened.store.append(STREAM, eventsOf('a', 2), 'any');
      await opened.store.append('unit-1', eventsOf('b', 2), 'any');
      const file = join(folder, 'events.db');
      expect(verifyEventFile(file)).toEqual({ events: 4, streams: 2, faults: [] });
      const database = new DatabaseSync(file);
      database.exec(damage);
      database.close();
      expect(verifyEventFile(file).faults.join()).toContain(fault);
    });
  });
});

const mountSmallDisk = (folder: string): Buffer =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });

function canMount(): boolean {
  const folder = newFolder();
  try {
    mountSmallDisk(folder);
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const diskIt = canMount() ? it : it.skip;

describe('the SQLite adapter on a full disk (needs the right to mount a tmpfs)', () => {
  const disk = newFolder();
  let opened: Opened | null = null;
  afterAll(async () => {
    if (opened !== null) {
      await close(opened);
      execFileSync('umount', [disk]);
    }
    rmSync(disk, { recursive: true });
  });

  diskIt('writes nothing, says so, and goes on when there is space', async () => {
    mountSmallDisk(disk);
    opened = await open(disk);
    const { store } = opened;
    const text = 'x'.repeat(20_000);
    const pair = (n: number) => [eventOf(`${n} a`, { text, sensitive }), eventOf(`${n} b`, { text })];
    let count = 0;
    const fill = async () => {
      for (; count < 1_000; count++) await store.append(`career-${count}`, pair(count), 'no_stream');
    };
    await expect(fill()).rejects.toThrow(/nothing was written: .*full/);
    expect(count).toBeGreaterThan(5);
    await expect(fill()).rejects.toThrow(StoreUnavailable);
    expect(await store.head()).toBe(BigInt(count * 2));
    expect(await wholeLog(store)).toHaveLength(count * 2);
    execFileSync('mount', ['-o', 'remount,size=16m', disk]);
    const { duplicate, events } = await store.append(`career-${count}`, pair(count), 'no_stream');
    expect([duplicate, events[0]!.position]).toEqual([false, BigInt(count * 2 + 1)]);
    await store.close();
    expect(verifyEventFile(join(disk, 'events.db'))).toMatchObject({ events: count * 2 + 2, faults: [] });
  });
});

describe('the SQLite adapter in a process that is killed', () => {
  // Appends three events at a time from 16 callers, and prints the ids once they are acknowledged.
  const SCRIPT = `
    const { randomUUID } = require('node:crypto');
    const [library, contract, folder, masterKey] = process.argv.slice(1);
    const { openKeyStore, openSqliteEventStore } = require(library);
    const { eventOf } = require(contract);
    const keys = openKeyStore({ file: folder + '/keys.db', masterKey: Buffer.from(masterKey, 'hex') });
    openSqliteEventStore({ folder, keys }).then((store) => {
      const write = async () => {
        for (;;) {
          const sensitive = { content: { name: 'Siti' }, reason: null, ext: {}, uris: [], origin: null };
          const events = [0, 1, 2].map(() => eventOf(randomUUID(), { sensitive }));
          await store.append('career-' + randomUUID(), events, 'no_stream');
          console.log(events.map(({ id }) => id).join());
        }
      };
      for (let n = 0; n < 16; n++) write();
    });`;

  it.each([1, 40, 150])(
    'has every acknowledged event once, none half (killed after %d)',
    async (acknowledgementsMax) => {
      const folder = newFolder();
      const script = [
        join(__dirname, '../index.ts'),
        join(__dirname, '../contract.ts'),
        folder,
        masterKey.toString('hex'),
      ];
      const child = spawn(process.execPath, ['--require', REGISTER, '-e', SCRIPT, ...script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      const acknowledged: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        acknowledged.push(...line.split(','));
        if (acknowledged.length === acknowledgementsMax * 3) child.kill('SIGKILL');
      }
      await exit;
      expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgementsMax * 3);
      const opened = await open(folder);
      const log = await wholeLog(opened.store);
      const ids = log.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
      const perStream = new Map<string, number>();
      for (const { stream } of log) perStream.set(stream, (perStream.get(stream) ?? 0) + 1);
      expect([...perStream.values()].filter((count) => count !== 3)).toEqual([]);
      expect(log.filter(({ erased }) => erased)).toEqual([]);
      expect(verifyEventFile(join(folder, 'events.db'))).toEqual({
        events: ids.length,
        streams: ids.length / 3,
        faults: [],
      });
      await close(opened);
      rmSync(folder, { recursive: true });
    },
  );
});
