import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Recorded } from '@rekam/domain';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { eventOf, eventsOf, STREAM, wholeLog } from '../contract';
import type { EventStore } from '../event-store';
import { openEventStoreDb } from '../eventstoredb/open';
import { FolderLocked } from '../folder-lock';
import { openKeyStore } from '../sqlite/sqlite-key-store';
import { openSqliteEventStore } from '../sqlite/sqlite-event-store';
import type { LogComparison } from './compare-logs';
import { begunCopy, copyRest, verifyCopy } from './copy-log';
import { openEventStoreDbStoredLog } from './open-event-store-db';
import { openSqliteStoredLog } from './sqlite-stored-log';
import { MigrationRefused, type StoredLog } from './stored-log';
import { fillAtRandom, isOfPerson, numbersFrom } from './testing/random-log';

// Each opens and closes stores many times over, which takes long on a busy machine.
jest.setTimeout(60_000);

const never = new AbortController().signal;

describe('copying a log from one store into another', () => {
  const masterKey = randomBytes(32);
  const closing: (() => unknown)[] = [];
  let server: EventStoreServer;
  let scratch: string;
  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'rekam-copy-'));
    server = await startEventStore();
  });
  afterEach(async () => {
    await closeAll();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const folder = (name: string): string => join(scratch, name);
  const fresh = (): string => `t${randomBytes(6).toString('hex')}-`;
  async function closeAll(): Promise<void> {
    for (const close of closing.splice(0).toReversed()) await close();
  }
  const kept = <T extends { close(): unknown }>(opened: T): T => {
    closing.push(() => opened.close());
    return opened;
  };
  const keysOf = (name: string) => kept(openKeyStore({ file: join(folder(name), 'keys.db'), masterKey }));
  const sqlite = async (name: string, shared = false): Promise<EventStore> =>
    kept(await openSqliteEventStore({ folder: folder(name), keys: keysOf(name), shared }));
  const url = (): string => process.env['EVENTSTORE_URL'] ?? server.url;
  /** A service on the server, with the keys of a folder. */
  const onServer = async (streamPrefix: string, keysFrom: string): Promise<EventStore> =>
    kept(await openEventStoreDb({ url: url(), keys: keysOf(keysFrom), streamPrefix }));
  const read = async (name: string): Promise<StoredLog> => kept(await openSqliteStoredLog(folder(name), 'read'));
  const write = async (name: string): Promise<StoredLog> => kept(await openSqliteStoredLog(folder(name), 'write'));
  const served = async (streamPrefix: string): Promise<StoredLog> =>
    kept(await openEventStoreDbStoredLog({ url: url(), streamPrefix, attemptTimeoutMs: 300 }));

  async function copy(source: StoredLog, target: StoredLog, signal = never): Promise<LogComparison> {
    await copyRest(source, target, await begunCopy(source, target, { signal }), { signal });
    return verifyCopy(source, target, { signal });
  }

  /** SHA-256 of a log's file, freed of what depends on how it was written: page order and counters of changes. */
  function fileHash(name: string): string {
    const file = join(folder(name), 'events.db');
    const packed = `${file}.packed`;
    const database = new DatabaseSync(file, { readOnly: true });
    database.prepare('VACUUM INTO ?').run(packed);
    database.close();
    return createHash('sha256').update(readFileSync(packed)).digest('hex');
  }

  /** What a service reads, but for positions, which are each store's own. */
  const unplaced = (events: readonly Recorded[]): readonly Recorded[] =>
    events.map((event) => ({ ...event, position: 0n }));
  const answersOf = async (store: EventStore): Promise<readonly Recorded[]> => unplaced(await wholeLog(store));

  /** A log that two processes have written, of some persons without their keys. */
  async function randomLog(name: string, seed: number, count: number): Promise<void> {
    const stores = [await sqlite(name, true), await sqlite(name, true)];
    const streams = await fillAtRandom(stores, { seed, count });
    for (const stream of streams.filter(isOfPerson).slice(0, 2)) await keysOf(name).destroy(stream);
    await closeAll();
  }

  describe.each([1, 2])('with a random log (%d)', (seed) => {
    it('interrupted time and again, there and back, gives the same log to the byte', async () => {
      const next = numbersFrom(seed + 100);
      await randomLog('first', seed, 160);
      const prefix = fresh();
      const there = await interrupted(next, async () => [await read('first'), await served(prefix)]);
      const back = await interrupted(next, async () => [await served(prefix), await write('second')]);
      expect(there).toMatchObject({ events: 160, longer: null });
      expect(back.sha256).toEqual(there.sha256);
      expect(there.sha256[0]).toBe(there.sha256[1]);
      expect(back.streams).toBe(there.streams);
      await closeAll();
      expect(fileHash('second')).toBe(fileHash('first'));
    });

    it('gives a service on the target what it gave on the source, stream by stream as well', async () => {
      await randomLog('first', seed, 120);
      const prefix = fresh();
      await copy(await read('first'), await served(prefix));
      await closeAll();
      const source = await sqlite('first');
      const expected = await answersOf(source);
      expect(expected.filter(({ erased }) => erased).length).toBeGreaterThan(0);
      expect(expected.filter(({ sensitive }) => sensitive !== null).length).toBeGreaterThan(0);
      const target = await onServer(prefix, 'first');
      expect(await answersOf(target)).toEqual(expected);
      for (const stream of [...new Set(expected.map((event) => event.stream))].slice(0, 4)) {
        // Whoever reads this stream alone finds its ledger times by the stamps.
        const newcomer = await openEventStoreDb({ url: url(), keys: keysOf('first'), streamPrefix: prefix });
        const events = unplaced(await newcomer.read(stream));
        await newcomer.close();
        expect(events).toEqual(expected.filter((event) => event.stream === stream));
      }
      const late = eventOf('late', { at: '2020-01-01T00:00:00.000000Z' });
      const { events } = await target.append('ledger', [late], 'any');
      expect(events[0]!.ledgerTime).toBe(expected.at(-1)!.ledgerTime);
    });
  });

  /** Copies with a crash after every few rows, and answers that are lost, until it comes to an end. */
  async function interrupted(
    next: (below: number) => number,
    open: () => Promise<readonly [StoredLog, StoredLog]>,
  ): Promise<LogComparison> {
    for (let crashes = 0; ; crashes++) {
      const [source, target] = await open();
      let left = 1 + next(70);
      const crashing: StoredLog = {
        ...target,
        place: target.place,
        stored: (after, limit) => target.stored(after, limit),
        async copyIn(rows) {
          const part = rows.slice(0, left);
          if (next(2) === 0) server.faults.nextAppends(next(2) === 0 ? 'answer-lost' : 'clean-end');
          await target.copyIn(part);
          left -= part.length;
          if (part.length < rows.length) throw new Error('crashed');
        },
      };
      try {
        await copyRest(source, crashing, await begunCopy(source, target, { signal: never }), { signal: never });
        expect(crashes).toBeGreaterThan(1);
        return await verifyCopy(source, target, { signal: never });
      } catch (error) {
        expect((error as Error).message).toBe('crashed');
      } finally {
        await closeAll();
      }
    }
  }

  it('stops between two pages when it is told to, and goes on from there', async () => {
    const store = await sqlite('first');
    for (const [n, stream] of [STREAM, 'ledger', STREAM].entries()) {
      await store.append(stream, eventsOf(`part ${n}`, 433), 'any');
    }
    await closeAll();
    const prefix = fresh();
    const stop = new AbortController();
    const seen: number[] = [];
    const [source, target] = [await read('first'), await served(prefix)];
    const onPage = ({ events }: { readonly events: number }): void => {
      seen.push(events);
      if (events > 900) stop.abort();
    };
    const begun = await begunCopy(source, target, { signal: stop.signal });
    await expect(copyRest(source, target, begun, { signal: stop.signal, onPage })).rejects.toThrow(/abort/);
    const again = await begunCopy(source, target, { signal: never });
    expect(again).toMatchObject({ events: seen.at(-1), longer: source });
    expect(await copyRest(source, target, again, { signal: never })).toBe(1_299 - again.events);
    expect(await verifyCopy(source, target, { signal: never })).toMatchObject({ events: 1_299 });
  });

  it('goes on where the source has grown', async () => {
    const store = await sqlite('first');
    await store.append(STREAM, eventsOf('a', 3), 'no_stream');
    await closeAll();
    const prefix = fresh();
    await copy(await read('first'), await served(prefix));
    await closeAll();
    await (await sqlite('first')).append(STREAM, eventsOf('b', 2), 2n);
    await closeAll();
    const [source, target] = [await read('first'), await served(prefix)];
    await expect(verifyCopy(source, target, { signal: never })).rejects.toThrow(/more than the 3 events .* copy again/);
    expect(await copy(source, target)).toMatchObject({ events: 5, streams: 1 });
  });

  it('copies an empty log', async () => {
    await sqlite('first');
    await closeAll();
    const { sha256, ...copied } = await copy(await read('first'), await served(fresh()));
    expect(copied).toEqual({ events: 0, streams: 0, positions: [0n, 0n], longer: null });
    expect(sha256[0]).toBe(createHash('sha256').digest('hex'));
  });

  describe('refuses, with nothing written,', () => {
    const prefix = fresh();
    const begun = async (): Promise<LogComparison> =>
      begunCopy(await read('first'), await served(prefix + server.port), { signal: never });
    /** Two logs: the first so many events are alike. */
    async function logs(alike: number, mine: readonly string[], theirs: readonly string[]): Promise<void> {
      const [a, b] = [await sqlite('first'), await onServer(prefix + server.port, 'other')];
      for (const [store, labels] of [
        [a, mine],
        [b, theirs],
      ] as const) {
        if (alike > 0) await store.append(STREAM, eventsOf('alike', alike), 'no_stream');
        for (const label of labels) await store.append('ledger', [eventOf(label)], 'any');
      }
      await closeAll();
    }

    it('a target with another event at some place, and says which', async () => {
      await logs(600, ['x', 'y'], ['z']);
      const ids = ['x', 'z'].map((label) => eventOf(label).id);
      await expect(begun()).rejects.toThrow(
        new RegExp(
          `^event 601 of the two logs is not the same: its id is ${ids[0]} in .*first.* and ${ids[1]} in the server`,
        ),
      );
    });

    it('a target that is longer', async () => {
      await logs(2, [], ['z']);
      await expect(begun()).rejects.toThrow(/has an event 3, and .* ends before it/);
    });

    it.each([
      ['ledger_time', "ledger_time = '2031-01-01T00:00:00.000000Z'", /event 3 .* its ledger time is 2031/],
      ['open', `open = replace(open, 'Jambi', 'Jambu')`, /event 3 .* its open part is one of \d+ bytes/],
      ['sealed', `sealed = x'01'`, /event 3 .* its sealed part is one of 1 bytes .* and absent/],
    ])('a target that differs in %s only', async (_, change, message) => {
      await logs(3, [], []);
      const database = new DatabaseSync(join(folder('first'), 'events.db'));
      database.exec(`UPDATE events SET ${change} WHERE position = 3`);
      database.close();
      await expect(begun()).rejects.toThrow(message);
    });

    it('a folder without a log, one that is in use, and a log that is not sound', async () => {
      await expect(read('first')).rejects.toThrow(/holds no log: .*events.db is missing/);
      await (await sqlite('first')).append(STREAM, eventsOf('e', 3), 'no_stream');
      await expect(read('first')).rejects.toThrow(FolderLocked);
      await closeAll();
      const database = new DatabaseSync(join(folder('first'), 'events.db'));
      database.exec('DELETE FROM events WHERE position = 2');
      database.close();
      await expect(read('first')).rejects.toThrow(/is not sound, so it is not copied: position 3/);
    });

    it('a server that does not answer, without showing the password', async () => {
      const away = 'esdb://rekam:not-to-be-shown@127.0.0.1:1?tls=false';
      const error: unknown = await openEventStoreDbStoredLog({ url: away, readTimeoutMs: 1_000 }).catch(
        (cause: unknown) => cause,
      );
      expect(String(error)).toMatch(/does not serve/);
      expect(String(error)).not.toMatch(/not-to-be-shown/);
    });
  });

  it('tells when something else writes to the stream that it copies', async () => {
    await (await sqlite('first')).append(STREAM, eventsOf('a', 3), 'no_stream');
    await closeAll();
    const prefix = fresh();
    const [source, target] = [await read('first'), await served(prefix)];
    const begun = await begunCopy(source, target, { signal: never });
    await (await onServer(prefix, 'other')).append(STREAM, [eventOf('theirs')], 'any');
    await expect(copyRest(source, target, begun, { signal: never })).rejects.toThrow(MigrationRefused);
  });

  it('does not take a log that has lost events on the server', async () => {
    const prefix = fresh();
    const store = await onServer(prefix, 'other');
    await store.append(STREAM, eventsOf('a', 3), 'no_stream');
    const source = await served(prefix);
    // As if the first was scavenged after the stream was truncated.
    const scavenged: StoredLog = {
      ...source,
      place: source.place,
      stored: async (after, limit) => (await source.stored(after, limit)).filter(({ revision }) => revision !== 0n),
    };
    const target = await write('second');
    const copying = begunCopy(scavenged, target, { signal: never });
    await expect(copyRest(scavenged, target, await copying, { signal: never })).rejects.toThrow(
      /has revision 1 of career-.* where 0 is next: events of it are gone/,
    );
    expect(await target.head()).toBe(0n);
  });

  it('cuts what a server would not take in one append', async () => {
    const store = await sqlite('first');
    const events = Array.from({ length: 9 }, (_, n) => eventOf(`large ${n}`, { text: 'x'.repeat(200_000) }));
    for (const event of events) await store.append(STREAM, [event], 'any');
    await closeAll();
    expect(await copy(await read('first'), await served(fresh()))).toMatchObject({ events: 9, streams: 1 });
  });
});
