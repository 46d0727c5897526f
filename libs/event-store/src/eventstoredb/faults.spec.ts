import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { Recorded } from '@rekam/domain';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { eventOf, eventsOf, STREAM, wholeLog } from '../contract';
import { EventIdTaken, StoreUnavailable, WrongExpectedRevision, type EventStore } from '../event-store';
import { memoryKeyStore } from '../memory/memory-key-store';
import { openEventStoreDb } from './open';
import type { EventStoreDbOptions } from './options';

/** On a busy machine. */
const LONG_MS = 60_000;

/** What the client and the network do wrong, provoked; and that the adapter is not moved by it. */
describe('the EventStoreDB adapter when things go wrong', () => {
  let server: EventStoreServer;
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    server = await startEventStore();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await server.stop();
  });

  const open = async (options: Partial<EventStoreDbOptions> = {}): Promise<EventStore> => {
    const limits = { attemptTimeoutMs: 300, appendTimeoutMs: 15_000 };
    const store = await openEventStoreDb({ url: server.url, keys: memoryKeyStore(), ...limits, ...options });
    closing.push(() => store.close());
    return store;
  };
  const bareClient = (url = server.url): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(url);
    closing.push(() => client.dispose());
    return client;
  };
  const bareEvent = () => jsonEvent({ type: 'T', data: { n: 1 } });
  const ours = () => server.log.records.filter(({ stream }) => stream === STREAM);

  describe('has no answer to an append', () => {
    it.each(['answer-lost', 'never-answered', 'clean-end', 'written-then-clean-end', 'unavailable'] as const)(
      'because of %s: appends once, and says so',
      async (fault) => {
        const store = await open();
        await store.append(STREAM, [eventOf('before')], 'no_stream');
        server.faults.nextAppends(fault);
        const { events, duplicate } = await store.append(STREAM, eventsOf('e', 2), 0n);
        expect(duplicate).toBe(false);
        expect(events.map(({ revision }) => revision)).toEqual([1n, 2n]);
        expect(ours()).toHaveLength(3);
        expect(await store.read(STREAM)).toHaveLength(3);
      },
    );

    it('time and again: gives up, the outcome open, and the same ids settle it', async () => {
      const store = await open({ attemptTimeoutMs: 100, appendTimeoutMs: 350 });
      server.faults.nextAppends(...Array.from({ length: 20 }, () => 'answer-lost' as const));
      await expect(store.append(STREAM, [eventOf('e')], 'no_stream')).rejects.toThrow(StoreUnavailable);
      while (server.faults.takeAppend() !== null);
      const again = await store.append(STREAM, [eventOf('e')], 'no_stream');
      expect(again).toMatchObject({ duplicate: true, events: [{ revision: 0n }] });
      expect(ours()).toHaveLength(1);
    });

    it('which leaves the bare client waiting for ever when the server ends the stream of appends', async () => {
      const client = EventStoreDBClient.connectionString(server.url);
      server.faults.nextAppends('clean-end');
      let settled = 0;
      // A later fault of another client settles it after all, wrongly.
      const settle = (): void => void settled++;
      const append = (): void => void client.appendToStream('x', bareEvent(), { deadline: 1 }).then(settle, settle);
      const hearFromServer = async (): Promise<void> => {
        for await (const event of client.readAll({ maxCount: 1 })) expect(event).toBeDefined();
      };
      append();
      while (server.faults.appendsLeft > 0) await hearFromServer();
      append();
      for (let n = 0; n < 5; n++) await hearFromServer();
      expect(settled).toBe(0);
      // It cannot be disposed of either.
      (await (client as unknown as { getChannel(): Promise<{ close(): void }> }).getChannel()).close();
    });
  });

  describe('shares the process with another client', () => {
    /** An append of a bare client fails, and with it every append that waits in the process. */
    async function failElsewhere(): Promise<void> {
      const other = await startEventStore();
      closing.push(() => other.stop());
      other.faults.nextAppends('unavailable');
      await expect(bareClient(other.url).appendToStream('x', bareEvent())).rejects.toThrow('not now');
    }

    it('whose fault rejects an append of the bare client, though it was written', async () => {
      const client = bareClient();
      await client.appendToStream('x', bareEvent());
      server.faults.held = new Promise(() => undefined);
      const rejected = expect(client.appendToStream('x', bareEvent())).rejects.toThrow('not now');
      while (server.log.read('x')?.length !== 2)
        await server.log.longerThan(server.log.records.length, AbortSignal.timeout(5_000));
      await failElsewhere();
      await rejected;
    });

    it('whose fault it outlives, and the answer that comes when nobody expects it any more', async () => {
      const store = await open({ attemptTimeoutMs: 5_000 });
      await store.append(STREAM, [eventOf('before')], 'no_stream');
      let release = (): void => undefined;
      server.faults.held = new Promise((resolve) => (release = resolve));
      const appending = store.append(STREAM, [eventOf('e')], 0n);
      await server.log.longerThan(2, AbortSignal.timeout(5_000));
      await failElsewhere();
      // The first answer, to what was rejected, goes ahead of that to the second attempt.
      release();
      server.faults.held = null;
      expect(await appending).toMatchObject({ duplicate: false, events: [{ revision: 1n }] });
      expect(ours()).toHaveLength(2);
      await store.append(STREAM, [eventOf('after')], 1n);
    });
  });

  it('refuses an option that makes up revisions, and never repeats a connection string', async () => {
    const options = { keys: memoryKeyStore() };
    for (const name of ['throwOnAppendFailure', 'throw_on_append_failure', 'ThrowOnAppendFailure']) {
      const url = `${server.url}&${name}=false`;
      await expect(openEventStoreDb({ url, ...options })).rejects.toThrow('must not be set');
    }
    const url = 'esdb://admin:s3cret@host:port';
    await expect(openEventStoreDb({ url, ...options })).rejects.toThrow(/^(?!.*s3cret).*cannot be read/);
    // The revision that the bare client makes up.
    const client = bareClient(`${server.url}&throwOnAppendFailure=false`);
    await client.appendToStream('x', Array.from({ length: 7 }, bareEvent));
    const { nextExpectedRevision } = await client.appendToStream('x', bareEvent(), { expectedRevision: 'no_stream' });
    expect(nextExpectedRevision).toBe(1n);
  });

  it('goes to the leader that a node names', async () => {
    const leader = await startEventStore({ log: server.log });
    closing.push(() => leader.stop());
    const store = await open();
    server.faults.leader = leader;
    server.faults.nextAppends('not-leader');
    await store.append(STREAM, [eventOf('a')], 'no_stream');
    server.cut();
    server.isAway = true;
    await store.append(STREAM, [eventOf('b')], 0n);
    expect(await store.read(STREAM)).toHaveLength(2);
  });

  it('finds a cluster by gossip', async () => {
    const store = await open({ url: server.discoverUrl });
    await store.append(STREAM, [eventOf('a')], 'no_stream');
    expect(await store.read(STREAM)).toHaveLength(1);
  });

  it('passes on a conflict as the server tells it', async () => {
    const store = await open();
    server.faults.nextAppends('wrong-revision');
    const refused = store.append(STREAM, [eventOf('a')], 'no_stream');
    await expect(refused).rejects.toEqual(new WrongExpectedRevision(STREAM, 'no_stream', 41n));
    expect(ours()).toHaveLength(0);
  });

  it('bounds what waits', async () => {
    const store = await open({ inFlightMax: 1, queueMax: 1, attemptTimeoutMs: 5_000 });
    let release = (): void => undefined;
    server.faults.held = new Promise((resolve) => (release = resolve));
    const waiting = ['a', 'b'].map((name) => store.append(`unit-${name}`, [eventOf(name)], 'no_stream'));
    await expect(store.append('unit-c', [eventOf('c')], 'no_stream')).rejects.toThrow('1 appends are waiting');
    release();
    await Promise.all(waiting);
    await store.append('unit-c', [eventOf('c')], 'no_stream');
  });

  it('says what cannot go: too much at once, a stream that was deleted, or of no kind', async () => {
    const store = await open();
    const large = eventOf('large', { text: 'x'.repeat(1024 * 1024) });
    await expect(store.append(STREAM, [large], 'any')).rejects.toThrow(/larger than the 1048576 bytes/);
    await expect(store.append('note-1', [eventOf('a')], 'any')).rejects.toThrow(/of no kind/);
    await store.append('unit-1', [eventOf('a')], 'any');
    await bareClient().tombstoneStream('unit-1');
    await expect(store.append('unit-1', [eventOf('b')], 0n)).rejects.toThrow(/deleted on the server/);
    await expect(store.read('unit-1')).rejects.toThrow(/deleted on the server/);
  });

  it('reads nothing that others put into its streams, and passes over what they keep beside them', async () => {
    const store = await open();
    await bareClient().appendToStream('orders-1', Array.from({ length: 100 }, bareEvent));
    expect(await wholeLog(store)).toEqual([]);
    expect(await store.head()).toBe(0n);
    const { events } = await store.append(STREAM, [eventOf('a')], 'no_stream');
    await bareClient().appendToStream('orders-1', Array.from({ length: 600 }, bareEvent));
    const other = await open();
    expect(await other.head()).toBe(events[0]!.position);
    expect(await wholeLog(other)).toEqual(events);
    await bareClient().appendToStream(STREAM, bareEvent());
    await expect(store.read(STREAM)).rejects.toThrow(/was not written by this service/);
    await expect(store.readAll(0n, 10)).rejects.toThrow(/was not written by this service/);
  });

  it('appends no more while it cannot follow the log, and says why; and again once it can', async () => {
    const store = await open({ followFailuresMax: 0 });
    await store.append(STREAM, [eventOf('a')], 'no_stream');
    const isHeadTold = (): Promise<boolean> =>
      store.head().then(
        () => true,
        () => false,
      );
    server.faults.areSubscriptionsRefused = true;
    server.endReads();
    while (await isHeadTold()) await nextTurn();
    await expect(store.append(STREAM, [eventOf('b')], 0n)).rejects.toThrow(/cannot be followed: /);
    await expect(store.last()).rejects.toThrow(StoreUnavailable);
    expect(ours()).toHaveLength(1);
    server.faults.areSubscriptionsRefused = false;
    while (!(await isHeadTold())) await nextTurn();
    await store.append(STREAM, [eventOf('b')], 0n);
    expect(ours()).toHaveLength(2);
  });

  it('says of an event in its streams that others wrote there that nothing goes on behind it', async () => {
    const store = await open();
    await store.append(STREAM, [eventOf('a')], 'no_stream');
    const pages = store.follow(0n, { signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await pages.next()).value).toHaveLength(1);
    const waiting = expect(pages.next()).rejects.toThrow(/was not written by this service/);
    await bareClient().appendToStream(STREAM, bareEvent());
    await waiting;
    // Who comes later gets what is before it.
    const later = store.follow(0n, { signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await later.next()).value).toHaveLength(1);
    await expect(later.next()).rejects.toThrow(/was not written by this service/);
    await expect(store.append('unit-1', [eventOf('b')], 'any')).rejects.toThrow(/was not written by this service/);
    await expect(store.head()).rejects.toThrow(/cannot be followed/);
    expect(server.log.records.filter(({ stream }) => stream === 'unit-1')).toEqual([]);
  });

  it('does without a subscription that has gone silent', async () => {
    const store = await open({ attemptTimeoutMs: 200 });
    await store.append(STREAM, [eventOf('a')], 'no_stream');
    const pages = store.follow(0n, { signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await pages.next()).value).toHaveLength(1);
    const waiting = pages.next();
    const before = server.subscribedFrom.length;
    server.silenceReads();
    const { events, duplicate } = await store.append(STREAM, [eventOf('b')], 0n);
    expect(duplicate).toBe(false);
    expect(events).toEqual((await store.read(STREAM)).slice(1));
    expect((await waiting).value).toEqual(events);
    expect(server.subscribedFrom).toHaveLength(before + 1);
  });

  it('does without one where nothing is appended, too, as soon as somebody asks where the log ends', async () => {
    const writer = await open({ url: server.directUrl });
    const store = await open({ attemptTimeoutMs: 200 });
    const pages = store.follow(0n, { signal: new AbortController().signal })[Symbol.asyncIterator]();
    await writer.append(STREAM, [eventOf('a')], 'no_stream');
    expect((await pages.next()).value).toHaveLength(1);
    const waiting = pages.next();
    await server.caughtUp();
    server.silenceReads();
    const { events } = await writer.append(STREAM, [eventOf('b')], 0n);
    expect(await store.head()).toBe(events[0]!.position);
    expect((await waiting).value).toEqual(events);
  });

  it('takes a read that a server ends too soon for no ledger time', async () => {
    const [first, second] = [await open({ attemptTimeoutMs: 200 }), await open({ attemptTimeoutMs: 200 })];
    await first.append(STREAM, [eventOf('a')], 'no_stream');
    await second.append(STREAM, [eventOf('b')], 0n);
    // The second does not hear of the first one's next event, so its own is stamped with what was before that.
    await server.caughtUp();
    server.silenceReads();
    const late = '2026-03-02T09:00:00.000000Z';
    await first.append('unit-1', [eventOf('late', { at: late })], 'no_stream');
    await second.append(STREAM, [eventOf('c'), eventOf('d')], 1n);
    await second.append('unit-2', [eventOf('last')], 'no_stream');
    const reader = await open();
    // Its subscription has begun when it has heard of an event.
    await reader.append('unit-3', [eventOf('own')], 'no_stream');
    server.faults.nextReads(null, 'clean-end-at-once');
    const read = () => reader.read(STREAM, { from: 2n, limit: 1 });
    await expect(read()).rejects.toThrow(/ended a read/);
    expect(await read()).toMatchObject([{ ledgerTime: late }]);
  });

  it('outlives a cut while more is under way than the connection takes', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const store = await open({ attemptTimeoutMs: 5_000 });
    await store.append('unit-0', [eventOf('first')], 'no_stream');
    const appending = Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        store.append(`unit-${n + 1}`, [eventOf(`${n}`, { text: 'x'.repeat(50_000) })], 'no_stream'),
      ),
    );
    await server.log.longerThan(3, AbortSignal.timeout(10_000));
    server.cut();
    await appending;
    // What nobody has caught is known after a turn.
    await nextTurn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(await wholeLog(store)).toHaveLength(61);
  });

  it('gives up an append whose turn does not come', async () => {
    const store = await open({ inFlightMax: 1, attemptTimeoutMs: 5_000, appendTimeoutMs: 100 });
    let release = (): void => undefined;
    server.faults.held = new Promise((resolve) => (release = resolve));
    const held = store.append('unit-a', [eventOf('a')], 'no_stream');
    await expect(store.append('unit-b', [eventOf('b')], 'no_stream')).rejects.toThrow(/took no append for 100 ms/);
    release();
    await held;
    server.faults.held = null;
    await store.append('unit-b', [eventOf('b')], 'no_stream');
  });

  it('knows the ids of other streams only while they are among the latest', async () => {
    const store = await open();
    await store.append(STREAM, [eventOf('a')], 'no_stream');
    await expect(store.append('unit-1', [eventOf('a')], 'no_stream')).rejects.toThrow(EventIdTaken);
  });

  it('knows an append that is repeated though some of its ids are forgotten already', async () => {
    const store = await open({ recentMax: 3 });
    const { events } = await store.append(STREAM, eventsOf('a', 3), 'no_stream');
    await store.append('unit-1', eventsOf('b', 2), 'no_stream');
    for (const expected of ['no_stream', 'any', 'stream_exists'] as const) {
      expect(await store.append(STREAM, eventsOf('a', 3), expected)).toEqual({ events, duplicate: true });
    }
    // Those that are known stand elsewhere.
    const other = [eventOf('new'), eventOf('b 1')];
    await expect(store.append('unit-2', other, 'no_stream')).rejects.toThrow(EventIdTaken);
    expect(ours()).toHaveLength(3);
  });

  describe('is followed', () => {
    const take = async (pages: AsyncIterator<readonly Recorded[]>, count: number): Promise<Recorded[]> => {
      const seen: Recorded[] = [];
      while (seen.length < count) seen.push(...(await pages.next()).value!);
      return seen;
    };
    const never = () => new AbortController().signal;

    it('on after a clean end and after a cut, from where it was, with nothing missed and nothing twice', async () => {
      let lost = 0;
      const store = await open({ onSubscriptionLost: () => lost++ });
      await store.append(STREAM, eventsOf('a', 60), 'no_stream');
      const pages = store.follow(0n, { signal: never(), pageSizeMax: 7 })[Symbol.asyncIterator]();
      const seen = await take(pages, 10);
      server.endReads();
      await store.append(STREAM, eventsOf('b', 30), 59n);
      seen.push(...(await take(pages, 50)));
      server.cut();
      await store.append(STREAM, eventsOf('c', 30), 89n);
      seen.push(...(await take(pages, 120 - seen.length)));
      expect(seen).toEqual(await store.read(STREAM));
      expect(lost).toBeGreaterThanOrEqual(2);
    });

    it('on when the server has been away, and appends wait for it', async () => {
      const store = await open();
      const pages = store.follow(0n, { signal: never() })[Symbol.asyncIterator]();
      await store.append(STREAM, [eventOf('a')], 'no_stream');
      expect(await take(pages, 1)).toHaveLength(1);
      server.isAway = true;
      server.cut();
      const appending = store.append(STREAM, [eventOf('b')], 0n);
      const waiting = take(pages, 1);
      await server.refused();
      await server.refused();
      server.isAway = false;
      expect((await appending).events).toEqual(await waiting);
    });

    it('until it has failed too often', async () => {
      const store = await open({ followFailuresMax: 1 });
      const pages = store.follow(0n, { signal: never() })[Symbol.asyncIterator]();
      server.isAway = true;
      server.cut();
      await expect(pages.next()).rejects.toThrow(StoreUnavailable);
    });

    it('from far behind until the subscription has gone silent, and then from there', async () => {
      const writer = await open({ attemptTimeoutMs: 15_000 });
      // More than is under way between a server and a client.
      const text = 'x'.repeat(5_000);
      for (let n = 0; n < 6; n++) {
        const events = Array.from({ length: 100 }, (_, each) => eventOf(`${n} ${each}`, { text }));
        await writer.append(STREAM, events, n === 0 ? 'no_stream' : BigInt(n * 100 - 1));
      }
      const store = await open({ silenceMaxMs: 300 });
      const pages = store.follow(0n, { signal: never(), pageSizeMax: 10 })[Symbol.asyncIterator]();
      const seen = await take(pages, 10);
      server.silenceReads();
      const takeAll = async (): Promise<void> => {
        for (;;) seen.push(...(await pages.next()).value!);
      };
      await expect(takeAll()).rejects.toThrow(/told nothing of what comes after/);
      const again = store.follow(seen.at(-1)!.position, { signal: never() })[Symbol.asyncIterator]();
      seen.push(...(await take(again, 600 - seen.length)));
      expect(seen).toEqual(await store.read(STREAM));
    });

    it(
      'by many at once over one subscription, and a slow one keeps nobody from going on',
      async () => {
        const store = await open({ attemptTimeoutMs: 15_000 });
        await store.append(STREAM, eventsOf('a', 5), 'no_stream');
        const followers = Array.from({ length: 2 }, () =>
          store.follow(0n, { signal: never() })[Symbol.asyncIterator](),
        );
        for (const pages of followers) expect(await take(pages, 5)).toHaveLength(5);
        const slow = store.follow(0n, { signal: never(), pageSizeMax: 100 })[Symbol.asyncIterator]();
        const seenBySlow = await take(slow, 5);
        const before = server.subscribedFrom.length;
        // More than is kept for those who come late.
        let revision = 4n;
        for (let n = 0; n < 5; n++) {
          await store.append(STREAM, eventsOf(`b${n}`, 500), revision);
          revision += 500n;
          for (const pages of followers) expect(await take(pages, 500)).toHaveLength(500);
        }
        expect(server.subscribedFrom).toHaveLength(before);
        seenBySlow.push(...(await take(slow, 2_500)));
        expect(seenBySlow).toEqual(await store.read(STREAM));
        expect(server.subscribedFrom).toHaveLength(before + 1);
        // And then it is with the others again.
        const waiting = take(slow, 1);
        const { events } = await store.append(STREAM, [eventOf('last')], revision);
        expect(await waiting).toEqual(events);
        expect(server.subscribedFrom).toHaveLength(before + 1);
      },
      LONG_MS,
    );

    it('and shows nothing that was erased, though it was decoded before', async () => {
      const keys = memoryKeyStore();
      const store = await open({ keys });
      const sensitive = { content: { name: 'Siti Contoh' }, reason: null, ext: {}, uris: [], origin: null };
      await store.append(STREAM, [eventOf('a', { sensitive })], 'no_stream');
      const [seen] = await take(store.follow(0n, { signal: never() })[Symbol.asyncIterator](), 1);
      expect(seen).toMatchObject({ sensitive, erased: false });
      await keys.destroy(STREAM);
      const [later] = await take(store.follow(0n, { signal: never() })[Symbol.asyncIterator](), 1);
      expect(later).toMatchObject({ sensitive: null, erased: true });
    });

    it('not from beyond the end: the log is another one, or an older copy', async () => {
      const store = await open();
      const { events } = await store.append(STREAM, [eventOf('a')], 'no_stream');
      const beyond = store.follow(events[0]!.position + 1n, { signal: never() })[Symbol.asyncIterator]();
      await expect(beyond.next()).rejects.toThrow(/the log ends at .* rebuild what was made of it/);
    });

    it('with nothing missed where a server tells the place of the next event before it is there', async () => {
      server.faults.areCheckpointsAhead = true;
      const store = await open();
      await store.append(STREAM, [eventOf('a')], 'no_stream');
      const pages = store.follow(0n, { signal: never() })[Symbol.asyncIterator]();
      await take(pages, 1);
      // So many that the last thing the subscription says is where the next event will be.
      const count = 256 - (server.log.records.length % 256);
      await bareClient().appendToStream('orders-1', Array.from({ length: count }, bareEvent));
      await server.caughtUp();
      const waiting = take(pages, 1);
      server.endReads();
      const { events } = await store.append(STREAM, [eventOf('b')], 0n);
      expect(await waiting).toEqual(events);
      expect(await store.head()).toBe(events[0]!.position);
      expect(await store.last()).toEqual(events[0]);
    });

    it('past what is not ours: the next connection begins where the server said that it was', async () => {
      const store = await open();
      const { events } = await store.append(STREAM, [eventOf('a')], 'no_stream');
      const pages = store.follow(0n, { signal: never() })[Symbol.asyncIterator]();
      expect(await take(pages, 1)).toEqual(events);
      const waiting = take(pages, 1);
      await bareClient().appendToStream('orders-1', Array.from({ length: 1_000 }, bareEvent));
      // The tail of this process and the follower hear where the server is before they hear of the end.
      await server.caughtUp();
      const before = server.subscribedFrom.length;
      server.endReads();
      await store.append(STREAM, [eventOf('b')], 0n);
      await waiting;
      const again = server.subscribedFrom.slice(before);
      // One for all that follow in a process.
      expect(again).toHaveLength(1);
      expect(again[0]).toBeGreaterThan(events[0]!.position + 1_000n);
    });
  });
});
