import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { upcast, type Recorded } from '@rekam/domain';
import { eventOf, eventsOf, eventStoreContract, STREAM, wholeLog } from '../contract';
import { EventIdTaken, StoreUnavailable } from '../event-store';
import { FolderLocked } from '../folder-lock';
import { KeyDestroyed, type LocalKeyStore } from '../keys';
import { openKeyStore } from './sqlite-key-store';
import { openSqliteEventStore, type SqliteEventStore, type SqliteOptions } from './sqlite-event-store';
import { verifyEventFile } from './verify-event-file';

const masterKey = randomBytes(32);
const REGISTER = join(__dirname, '../../../../test/register.cjs');
const secret = (name: string) => ({ content: { name }, reason: null, ext: {}, uris: [], origin: null });

interface Opened {
  store: SqliteEventStore;
  readonly keys: LocalKeyStore;
}

async function open(folder: string, options: Partial<SqliteOptions> = {}): Promise<Opened> {
  mkdirSync(folder, { recursive: true });
  const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey });
  return { store: await openSqliteEventStore({ folder, keys, upcast, shared: true, lookMs: 1, ...options }), keys };
}

async function close({ store, keys }: Opened): Promise<void> {
  await store.close();
  await keys.close();
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'rekam-shared-'));

eventStoreContract('the SQLite adapter in a shared folder', async () => {
  const folder = newFolder();
  const opened = await open(folder);
  return {
    ...opened,
    async reopen() {
      await opened.store.close();
      opened.store = await openSqliteEventStore({ folder, keys: opened.keys, upcast, shared: true });
      return opened.store;
    },
    async dispose() {
      await close(opened);
      rmSync(folder, { recursive: true });
    },
  };
});

describe('two stores of a shared folder', () => {
  let folder: string;
  let one: Opened;
  let two: Opened;
  beforeEach(async () => {
    folder = newFolder();
    one = await open(folder);
    two = await open(folder, { turnMsMax: 50 });
  });
  afterEach(async () => {
    await close(one);
    await close(two);
    rmSync(folder, { recursive: true });
  });

  it('keep out whoever wants the folder alone, and are kept out by it', async () => {
    await expect(open(folder, { shared: false })).rejects.toEqual(new FolderLocked(folder, [process.pid]));
    await close(one);
    await expect(open(folder, { shared: false })).rejects.toThrow(FolderLocked);
    await close(two);
    const alone = await open(folder, { shared: false });
    await expect(open(folder)).rejects.toEqual(new FolderLocked(folder, [process.pid]));
    await close(alone);
    [one, two] = [await open(folder), await open(folder)];
  });

  it('write on from what the other has written', async () => {
    const late = '2026-03-02T05:00:00.000000Z';
    const first = await one.store.append(STREAM, [eventOf('a', { at: late })], 'no_stream');
    const [second] = (await two.store.append(STREAM, [eventOf('b')], 0n)).events;
    expect(second).toMatchObject({ position: 2n, revision: 1n, ledgerTime: late });
    expect(await one.store.head()).toBe(2n);
    expect(await one.store.read(STREAM)).toEqual([...first.events, second]);
    await expect(one.store.append(STREAM, [eventOf('c')], 0n)).rejects.toMatchObject({ actual: 1n });
    expect(await two.store.append(STREAM, [eventOf('a')], 'no_stream')).toEqual({ ...first, duplicate: true });
    await expect(two.store.append('unit-1', [eventOf('a')], 'any')).rejects.toEqual(new EventIdTaken(eventOf('a').id));
  });

  it('are followed alike, whoever appends, also from pages that both continue', async () => {
    const abort = new AbortController();
    const seen = [one, two].map(async ({ store }) => {
      const positions: bigint[] = [];
      for await (const page of store.follow(0n, { signal: abort.signal, pageSizeMax: 7 })) {
        positions.push(...page.map(({ position }) => position));
        if (positions.length >= 600) break;
      }
      return positions;
    });
    for (let round = 0; round < 20; round++) {
      const both = Array.from({ length: 15 }, (_, n) => [
        one.store.append('unit-1', [eventOf(`one ${round} ${n}`)], 'any'),
        two.store.append('unit-1', [eventOf(`two ${round} ${n}`)], 'any'),
      ]);
      await Promise.all(both.flat());
    }
    const dense = Array.from({ length: 600 }, (_, n) => BigInt(n + 1));
    expect(await Promise.all(seen)).toEqual([dense, dense]);
    abort.abort();
  });

  it('use the key of whoever made it first, and lose nothing under the other', async () => {
    one.keys.forWriting(STREAM);
    await two.store.append(STREAM, [eventOf('two', { sensitive: secret('Siti') })], 'no_stream');
    // A follower here must not take its own new key for the one of the event.
    expect(await one.store.read(STREAM)).toMatchObject([{ sensitive: secret('Siti') }]);
    await Promise.all(
      ['one', 'more'].map((label) => one.store.append(STREAM, [eventOf(label, { sensitive: secret(label) })], 'any')),
    );
    await close(one);
    one = await open(folder);
    for (const { store } of [one, two]) {
      const names = (await store.read(STREAM)).map(({ sensitive }) => sensitive?.content['name']);
      expect(names).toEqual(['Siti', 'one', 'more']);
    }
  });

  it('append what goes with a lost key beside what does not, in one group', async () => {
    one.keys.forWriting(STREAM);
    await two.store.append(STREAM, [eventOf('two', { sensitive: secret('Siti') })], 'no_stream');
    const [kept, other] = await Promise.all([
      one.store.append(STREAM, [eventOf('one', { sensitive: secret('Rina') })], 0n),
      one.store.append('career-other', [eventOf('other', { sensitive: secret('Budi') })], 'no_stream'),
    ]);
    expect([kept.duplicate, other.duplicate]).toEqual([false, false]);
    const names = (await wholeLog(two.store)).map(({ sensitive }) => sensitive?.content['name']);
    expect(names).toHaveLength(3);
    expect(new Set(names)).toEqual(new Set(['Budi', 'Rina', 'Siti']));
  });

  it('record nothing sensitive under a key that the other destroyed meanwhile', async () => {
    one.keys.forWriting(STREAM);
    await two.keys.destroy(STREAM);
    const refused = one.store.append(STREAM, [eventOf('a', { sensitive: secret('Siti') })], 'any');
    await expect(refused).rejects.toThrow(KeyDestroyed);
    expect(await one.store.head()).toBe(0n);
  });

  it('wait for their turn, and say so when it does not come', async () => {
    const other = new DatabaseSync(join(folder, 'events.db'));
    other.exec('BEGIN IMMEDIATE');
    await expect(two.store.append(STREAM, [eventOf('a')], 'any')).rejects.toEqual(
      new StoreUnavailable('nothing was written: other processes kept the file for 0.05 seconds'),
    );
    const waiting = one.store.append(STREAM, eventsOf('b', 2), 'any');
    // What this reads is of the moment: the append is still waiting.
    expect(await two.store.head()).toBe(0n);
    other.exec('COMMIT');
    other.close();
    expect((await waiting).events.map(({ position }) => position)).toEqual([1n, 2n]);
    expect((await two.store.append(STREAM, [eventOf('a')], 'any')).events[0]).toMatchObject({ position: 3n });
  });
});

describe('two processes of a shared folder', () => {
  const APPENDS = 150;
  const STREAMS = 40;
  /**
   * Appends on the word `go`, eight at a time; what is sensitive says which event it belongs to. Every fifth event is
   * one that the other appends, too. Follows all the while, and on `end <position>` prints the ids it saw until then.
   */
  const SCRIPT = `
    const { createInterface } = require('node:readline');
    const [library, contract, folder, masterKey, me, appends, streams] = process.argv.slice(1);
    const { openKeyStore, openSqliteEventStore, WrongExpectedRevision } = require(library);
    const { eventOf } = require(contract);
    const keys = openKeyStore({ file: folder + '/keys.db', masterKey: Buffer.from(masterKey, 'hex') });
    const secretOf = (label) => ({ content: { label }, reason: null, ext: {}, uris: [], origin: null });
    const appendOne = async (store, n) => {
      const isBoth = n % 5 === 0;
      const label = (isBoth ? 'both ' : me + ' ') + n;
      // Their clocks are an hour apart.
      const at = '2026-03-02T0' + (me === 'one' ? 1 : 2) + ':00:00.' + String(n).padStart(6, '0') + 'Z';
      const stream = 'career-' + (n % streams);
      const event = eventOf(label, { at, sensitive: secretOf(label) });
      if (isBoth) return store.append(stream, [event], 'any');
      for (;;) {
        const last = (await store.read(stream)).at(-1);
        try {
          return await store.append(stream, [event], last?.revision ?? 'no_stream');
        } catch (error) {
          if (!(error instanceof WrongExpectedRevision)) throw error;
        }
      }
    };
    openSqliteEventStore({ folder, keys, shared: true }).then(async (store) => {
      const seen = [];
      let end = null;
      const abort = new AbortController();
      const following = (async () => {
        for await (const page of store.follow(0n, { signal: abort.signal, pageSizeMax: 9 })) {
          for (const { id, position, body, sensitive } of page) {
            if (sensitive.content.label !== body.content.label) throw new Error('at ' + position + ' is another secret');
            seen.push(id);
          }
          if (seen.length === end) break;
        }
      })();
      console.log('ready');
      for await (const line of createInterface(process.stdin)) {
        const [word, position] = line.split(' ');
        if (word === 'go') {
          let next = 0;
          let duplicates = 0;
          const caller = async () => {
            while (next < appends) if ((await appendOne(store, next++)).duplicate) duplicates++;
          };
          await Promise.all(Array.from({ length: 8 }, caller));
          console.log('done ' + duplicates);
        } else {
          end = Number(position);
          if (seen.length === end) abort.abort();
          await following;
          console.log(seen.join());
          await store.close();
          keys.close();
          process.stdin.destroy();
        }
      }
    });`;

  class Sharer {
    private readonly child: ChildProcess;
    private readonly lines: AsyncIterator<string>;

    constructor(folder: string, me: string) {
      const script = [join(__dirname, '../index.ts'), join(__dirname, '../contract.ts'), folder];
      const argv = [...script, masterKey.toString('hex'), me, `${APPENDS}`, `${STREAMS}`];
      this.child = spawn(process.execPath, ['--require', REGISTER, '-e', SCRIPT, ...argv], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const lines: Interface = createInterface(this.child.stdout!);
      this.lines = lines[Symbol.asyncIterator]();
    }

    tell(line: string): void {
      this.child.stdin!.write(`${line}\n`);
    }

    async line(): Promise<string> {
      const { done, value } = await this.lines.next();
      if (done === true) throw new Error('the process ended');
      return value;
    }

    kill(): void {
      this.child.kill('SIGKILL');
    }
  }

  it('write one log, each event once, and every follower sees all of it in order', async () => {
    const folder = newFolder();
    // The folder is new: both make its files.
    const sharers = ['one', 'two'].map((me) => new Sharer(folder, me));
    try {
      const all = <T>(ask: (sharer: Sharer) => Promise<T>): Promise<T[]> => Promise.all(sharers.map(ask));
      expect(await all((sharer) => sharer.line())).toEqual(['ready', 'ready']);
      for (const sharer of sharers) sharer.tell('go');
      const done = await all((sharer) => sharer.line());
      const common = APPENDS / 5;
      expect(done.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(common);
      const count = 2 * APPENDS - common;
      for (const sharer of sharers) sharer.tell(`end ${count}`);
      const seen = await all((sharer) => sharer.line());
      const opened = await open(folder, { shared: false }).catch(async (error: unknown) => {
        // They print before they close.
        expect(error).toBeInstanceOf(FolderLocked);
        return open(folder);
      });
      const log: readonly Recorded[] = await wholeLog(opened.store);
      await close(opened);
      expect(log.map(({ position }) => position)).toEqual(Array.from({ length: count }, (_, n) => BigInt(n + 1)));
      for (const ids of seen) expect(ids.split(',')).toEqual(log.map(({ id }) => id));
      expect(new Set(log.map(({ id }) => id)).size).toBe(count);
      for (const { sensitive, body } of log)
        expect(sensitive?.content['label']).toBe((body as { content: { label: string } }).content.label);
      expect(verifyEventFile(join(folder, 'events.db'))).toEqual({ events: count, streams: STREAMS, faults: [] });
    } finally {
      for (const sharer of sharers) sharer.kill();
      rmSync(folder, { recursive: true });
    }
  });
});
