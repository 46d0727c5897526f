import { randomBytes } from 'node:crypto';
import type { Instant, Recorded } from '@rekam/domain';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { eventOf, wholeLog } from '../contract';
import type { EventStore } from '../event-store';
import { memoryKeyStore } from '../memory/memory-key-store';
import { openEventStoreDb } from './open';
import type { EventStoreDbOptions } from './options';

const STREAMS = Array.from({ length: 30 }, (_, n) => `unit-${n}`);
const APPENDS = 12;

/** Whole numbers that are the same in every run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const instantOf = (ms: number): Instant => new Date(Date.UTC(2026, 0, 1) + ms).toISOString().replace('Z', '000Z');

describe('ledger times on a server that knows none', () => {
  let server: EventStoreServer;
  let options: EventStoreDbOptions;
  const stores: EventStore[] = [];
  const keys = memoryKeyStore();
  const open = async (): Promise<EventStore> => {
    const store = await openEventStoreDb(options);
    stores.push(store);
    return store;
  };
  /** What a process finds that has read nothing else. */
  const byNewcomer = async <T>(read: (store: EventStore) => Promise<T>): Promise<T> => {
    const store = await openEventStoreDb(options);
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  };
  beforeEach(async () => {
    server = await startEventStore();
    const url = process.env['EVENTSTORE_URL'] ?? server.url;
    options = { url, keys, streamPrefix: `t${randomBytes(6).toString('hex')}-` };
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await server.stop();
  });

  it('are the same for every writer and every reader, wherever it begins, though the clocks disagree', async () => {
    // 1. Three writers, one minute apart, append at once; each knows of the others only what has come to it.
    const writers = [await open(), await open(), await open()];
    const answered: Recorded[] = [];
    await Promise.all(
      writers.map(async (writer, w) => {
        const next = numbersFrom(w + 1);
        await Promise.all(
          Array.from({ length: APPENDS }, async (_, n) => {
            const skewMs = (w - 1) * 60_000 + n * 1_000;
            const events = Array.from({ length: 1 + next(3) }, (__, each) =>
              eventOf(`${w} ${n} ${each}`, { at: instantOf(skewMs + next(5_000)) }),
            );
            answered.push(...(await writer.append(STREAMS[next(STREAMS.length)]!, events, 'any')).events);
          }),
        );
      }),
    );
    // 2. What they are, by the order of the log.
    const reader = await open();
    const log = await wholeLog(reader);
    const expected = new Map<string, Instant>();
    let latest = '';
    for (const { id, meta } of log) {
      if (meta.recordedAt > latest) latest = meta.recordedAt;
      expected.set(id, latest);
    }
    const check = (events: readonly Recorded[]): void => {
      for (const { id, ledgerTime } of events) expect(ledgerTime).toBe(expected.get(id));
    };
    expect(log.filter(({ id, meta }) => meta.recordedAt !== expected.get(id)).length).toBeGreaterThan(10);
    check(log);
    expect(answered).toHaveLength(log.length);
    check(answered);
    // 3. Each way of reading by a process that has read nothing else.
    for (const stream of STREAMS.slice(0, 5)) {
      check(await byNewcomer((store) => store.read(stream)));
      check(await byNewcomer((store) => store.read(stream, { from: 1n, limit: 2 })));
    }
    const next = numbersFrom(9);
    for (let n = 0; n < 4; n++) {
      const after = log[next(log.length - 5)]!.position;
      check(await byNewcomer((store) => store.readAll(after, 4)));
      check(await byNewcomer((store) => firstPage(store.follow(after, { signal: new AbortController().signal }))));
      const parts = await byNewcomer((store) => store.readParts(after, 3));
      for (const { id, ledgerTime } of parts) expect(ledgerTime).toBe(expected.get(id));
    }
    // 4. A writer that starts now goes on from there.
    const late = eventOf('late', { at: instantOf(0) });
    const { events } = await byNewcomer((store) => store.append('unit-0', [late], 'any'));
    expect(events[0]!.ledgerTime).toBe(latest);
    // On a busy machine.
  }, 60_000);

  it('of a stream cost one read more than the stream, whatever its length', async () => {
    const writer = await open();
    const next = numbersFrom(4);
    for (let revision = -1n; revision < 30n; revision++) {
      const event = eventOf(`warm ${revision}`, { at: instantOf(next(900_000)) });
      await writer.append('ledger', [event], revision < 0n ? 'no_stream' : revision);
      await writer.append('unit-99', [eventOf(`between ${revision}`, { at: instantOf(next(900_000)) })], 'any');
    }
    const reader = await open();
    const before = server.readsOfAll();
    const events = await reader.read('ledger');
    // Of a server of EVENTSTORE_URL nobody knows.
    expect(server.readsOfAll() - before).toBeLessThanOrEqual(1);
    const times = new Map((await wholeLog(reader)).map(({ id, ledgerTime }) => [id, ledgerTime]));
    expect(events).toHaveLength(31);
    for (const { id, ledgerTime } of events) expect(ledgerTime).toBe(times.get(id));
  });
});

async function firstPage(pages: AsyncIterable<readonly Recorded[]>): Promise<readonly Recorded[]> {
  for await (const page of pages) return page;
  return [];
}
