import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  emptyState,
  evolve,
  partsAt,
  type CareerEvent,
  type Instant,
  type Metadata,
  type Recorded,
  type Sensitive,
  type Uuid,
} from '@rekam/domain';
import { canonicalJson, NotCanonical } from './canonical-json';
import {
  EventIdTaken,
  StoreUnavailable,
  WrongExpectedRevision,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
} from './event-store';
import { KeyDestroyed, type KeyStore } from './keys';
import { uuidV5 } from './uuid';

/** What a spec gives the suite: an empty store that reads through the domain's `upcast`. */
export interface StoreUnderTest {
  readonly store: EventStore;
  readonly keys: KeyStore;
  /** Closes the store and opens the same log again; the same store where the log ends with the process. */
  reopen(): Promise<EventStore>;
  dispose(): Promise<void>;
}

const NAMESPACE = '0d4b25b6-4f6c-5c34-9f3e-6a5c1f0e7d11';
export const STREAM = `career-${uuidV5(NAMESPACE, 'person')}`;
const OTHER = `career-${uuidV5(NAMESPACE, 'somebody else')}`;

interface Variation {
  readonly at?: Instant;
  readonly sensitive?: Sensitive;
  readonly text?: string;
}

/** An event that is the same whenever it is made of the same label. */
export function eventOf(label: string, { at, sensitive, text }: Variation = {}): NewEvent {
  const meta: Metadata = {
    commandId: uuidV5(NAMESPACE, `command ${label}`),
    contentHash: '0'.repeat(64),
    actor: 'system-1',
    role: 'agency',
    agency: '7100',
    source: '/agencies/7100/simpeg',
    channel: 'http',
    correlationId: uuidV5(NAMESPACE, 'correlation'),
    causationId: null,
    recordedAt: at ?? '2026-03-02T01:00:00.000000Z',
    schema: 1,
    persons: [],
    intake: null,
    approvedBy: null,
  };
  const body = { content: { label, text: text ?? 'Kepala Badan, “Jambi” 𝒜' } };
  return { id: uuidV5(NAMESPACE, label), type: 'NoteTaken', body, sensitive: sensitive ?? null, meta };
}

export const eventsOf = (prefix: string, count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, n) => eventOf(`${prefix} ${n}`));

const idsOf = (events: readonly { readonly id: Uuid }[]): readonly Uuid[] => events.map(({ id }) => id);
const never = (): AbortSignal => new AbortController().signal;

/** Everything in the log, in small pages. */
export async function wholeLog(store: EventStore): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for (;;) {
    const page = await store.readAll(all.at(-1)?.position ?? 0n, 50);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/**
 * How many events the log has, whose head must be the last of them. Positions are ordered and nothing more: a server's
 * are those of bytes, and other applications may have events in between.
 */
async function countOf(store: EventStore): Promise<number> {
  const log = await wholeLog(store);
  expect(await store.head()).toBe(log.at(-1)?.position ?? 0n);
  return log.length;
}

/** Follows until an event of this id has come. */
async function followUntil(store: EventStore, after: bigint, last: Uuid, pageSizeMax: number): Promise<Recorded[]> {
  const seen: Recorded[] = [];
  for await (const page of store.follow(after, { signal: never(), pageSizeMax })) {
    expect(page.length).toBeGreaterThan(0);
    expect(page.length).toBeLessThanOrEqual(pageSizeMax);
    seen.push(...page);
    if (page.some(({ id }) => id === last)) break;
  }
  return seen;
}

/** The promises of the port `EventStore`, the invisible ones too. Every adapter's spec runs it. */
export function eventStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let test: StoreUnderTest;
    let store: EventStore;
    beforeEach(async () => {
      test = await create();
      store = test.store;
    });
    afterEach(() => test.dispose());

    describe('appends', () => {
      it('and gives every event its place, which reading gives again', async () => {
        await store.append(OTHER, eventsOf('before', 2), 'no_stream');
        const events = [
          eventOf('a'),
          eventOf('b', {
            sensitive: { content: { name: 'Siti Rahmawati' }, reason: null, ext: {}, uris: [], origin: null },
          }),
        ];
        const { events: appended, duplicate } = await store.append(STREAM, events, 'no_stream');
        expect(duplicate).toBe(false);
        expect(appended.map(({ revision, stream }) => [stream, revision])).toEqual([
          [STREAM, 0n],
          [STREAM, 1n],
        ]);
        expect(appended.map(({ id, type, body, sensitive, meta }) => ({ id, type, body, sensitive, meta }))).toEqual(
          events,
        );
        expect(await store.read(STREAM)).toEqual(appended);
        expect((await wholeLog(store)).slice(2)).toEqual(appended);
        expect(await store.head()).toBe(appended[1]!.position);
        expect(await store.last()).toEqual(appended[1]);
      });

      it('and reads a part of a stream', async () => {
        await store.append(STREAM, eventsOf('e', 5), 'no_stream');
        const revisions = async (from?: bigint, limit?: number) =>
          (
            await store.read(STREAM, {
              ...(from === undefined ? {} : { from }),
              ...(limit === undefined ? {} : { limit }),
            })
          ).map(({ revision }) => revision);
        expect(await revisions(3n)).toEqual([3n, 4n]);
        expect(await revisions(1n, 2)).toEqual([1n, 2n]);
        expect(await revisions(undefined, 1)).toEqual([0n]);
        expect(await revisions(9n)).toEqual([]);
        expect(await store.read(OTHER)).toEqual([]);
        const log = await wholeLog(store);
        expect(await store.readAll(log[1]!.position, 2)).toEqual(log.slice(2, 4));
        expect(await store.readAll(log[4]!.position, 2)).toEqual([]);
      });

      it.each<[number, ExpectedRevision]>([
        [0, 'no_stream'],
        [0, 'any'],
        [2, 'any'],
        [2, 'stream_exists'],
        [2, 1n],
      ])('to a stream of %d events that is expected to be at %s', async (count, expected) => {
        if (count > 0) await store.append(STREAM, eventsOf('first', count), 'no_stream');
        const { events } = await store.append(STREAM, [eventOf('next')], expected);
        expect(events[0]!.revision).toBe(BigInt(count));
        expect(idsOf(await store.read(STREAM))).toEqual(idsOf([...eventsOf('first', count), eventOf('next')]));
      });

      it.each<[number, ExpectedRevision]>([
        [0, 'stream_exists'],
        [0, 0n],
        [0, -1n],
        [2, 'no_stream'],
        [2, 0n],
        [2, 2n],
        [2, -1n],
      ])('nothing to a stream of %d events that is expected to be at %s', async (count, expected) => {
        if (count > 0) await store.append(STREAM, eventsOf('first', count), 'no_stream');
        const actual = count === 0 ? 'no_stream' : BigInt(count - 1);
        const refused = store.append(STREAM, eventsOf('next', 2), expected);
        await expect(refused).rejects.toEqual(new WrongExpectedRevision(STREAM, expected, actual));
        await expect(refused).rejects.toMatchObject({ stream: STREAM, expected, actual });
        expect(await store.read(STREAM)).toHaveLength(count);
        expect(await countOf(store)).toBe(count);
      });

      it('all events of an append or none', async () => {
        await store.append(OTHER, [eventOf('taken')], 'no_stream');
        const half = [eventOf('a'), eventOf('b'), eventOf('taken')];
        await expect(store.append(STREAM, half, 'no_stream')).rejects.toEqual(new EventIdTaken(half[2]!.id));
        const twice = [eventOf('a'), eventOf('a')];
        await expect(store.append(STREAM, twice, 'any')).rejects.toEqual(new EventIdTaken(twice[0]!.id));
        await expect(store.append(STREAM, [], 'any')).rejects.toThrow(RangeError);
        expect(await store.read(STREAM)).toEqual([]);
        expect(await countOf(store)).toBe(1);
        // What was refused leaves no trace: the same ids are free.
        await store.append(STREAM, half.slice(0, 2), 'no_stream');
        expect((await wholeLog(store)).slice(1)).toEqual(await store.read(STREAM));
        expect(await countOf(store)).toBe(3);
      });

      it('one of many that expect the same revision', async () => {
        for (const [round, expected] of (['no_stream', 0n, 1n] as const).entries()) {
          const results = await Promise.allSettled(
            Array.from({ length: 20 }, (_, n) => store.append(STREAM, [eventOf(`${round} ${n}`)], expected)),
          );
          const refused = results.filter((result) => result.status === 'rejected');
          expect(refused).toHaveLength(19);
          for (const { reason } of refused) expect(reason).toBeInstanceOf(WrongExpectedRevision);
        }
        expect(await store.read(STREAM)).toHaveLength(3);
      });

      it('in one order that positions and ledger times follow, though the clock goes back', async () => {
        const times = ['03', '05', '04', '01', '06', '02'].map((hour) => `2026-03-02T${hour}:00:00.000001Z`);
        await Promise.all(times.map((at, n) => store.append(`unit-${n % 2}`, [eventOf(`${n}`, { at })], 'any')));
        const log = await wholeLog(store);
        const sorted = (values: readonly (bigint | string)[]) => [...values].sort((a, b) => (a < b ? -1 : 1));
        expect(log.map(({ position }) => position)).toEqual(sorted(log.map(({ position }) => position)));
        let latest = '';
        for (const { ledgerTime, meta } of log) {
          if (meta.recordedAt > latest) latest = meta.recordedAt;
          expect(ledgerTime).toBe(latest);
        }
        store = await test.reopen();
        const [last] = (await store.append(STREAM, [eventOf('late', { at: times[0]! })], 'any')).events;
        expect(last!.ledgerTime).toBe(times[4]);
      });

      it('nothing that JSON cannot carry', async () => {
        const half = [eventOf('sound'), eventOf('broken', { text: 'half a pair: \ud835' })];
        await expect(store.append(STREAM, half, 'any')).rejects.toThrow(NotCanonical);
        const secret = eventOf('secret', {
          sensitive: { content: { name: '\udc00' }, reason: null, ext: {}, uris: [], origin: null },
        });
        await expect(store.append(STREAM, [secret], 'any')).rejects.toThrow(/"name".*lone surrogate/);
        const noId = { ...eventOf('x'), id: 'X' };
        await expect(store.append(STREAM, [noId], 'any')).rejects.toThrow(/UUID/);
        await expect(store.append(STREAM, [eventOf('x', { at: '2026-03-02' })], 'any')).rejects.toThrow(/recordedAt/);
        expect(await countOf(store)).toBe(0);
        expect(await store.last()).toBeNull();
      });
    });

    describe('answers an append that was there', () => {
      const events = eventsOf('e', 3);

      it.each<ExpectedRevision>([0n, 'any', 'stream_exists'])(
        'with the first place, expecting %s',
        async (expected) => {
          await store.append(STREAM, [eventOf('opening')], 'no_stream');
          const first = await store.append(STREAM, events, expected);
          await store.append(STREAM, [eventOf('later')], 'any');
          expect(await store.append(STREAM, events, expected)).toEqual({ events: first.events, duplicate: true });
          store = await test.reopen();
          expect(await store.append(STREAM, events, expected)).toEqual({ events: first.events, duplicate: true });
          expect(await countOf(store)).toBe(5);
        },
      );

      it('with the first place, expecting no stream', async () => {
        const first = await store.append(STREAM, events, 'no_stream');
        store = await test.reopen();
        expect(await store.append(STREAM, events, 'no_stream')).toEqual({ events: first.events, duplicate: true });
        // A part of it is at its place, too.
        expect((await store.append(STREAM, events.slice(1), 0n)).duplicate).toBe(true);
        expect(await countOf(store)).toBe(3);
      });

      it('once, when both came together', async () => {
        const both = await Promise.all([store.append(STREAM, events, 'any'), store.append(STREAM, events, 'any')]);
        expect(both.filter(({ duplicate }) => duplicate)).toHaveLength(1);
        expect(both[0].events).toEqual(both[1].events);
        expect(await countOf(store)).toBe(3);
      });

      it('with what the log holds, though the repetition says something else', async () => {
        const first = await store.append(STREAM, [eventOf('e')], 'no_stream');
        const again = await store.append(STREAM, [eventOf('e', { text: 'other' })], 'no_stream');
        expect(again).toEqual({ events: first.events, duplicate: true });
      });

      it('as taken, when its place is another', async () => {
        await store.append(STREAM, events, 'no_stream');
        await store.append(OTHER, [eventOf('other')], 'no_stream');
        const taken = new EventIdTaken(events[0]!.id);
        await expect(store.append(OTHER, events, 0n)).rejects.toEqual(taken);
        await expect(store.append(OTHER, events, 'any')).rejects.toEqual(taken);
        await expect(store.append(STREAM, events, 2n)).rejects.toEqual(taken);
        await expect(store.append(STREAM, [...events, eventOf('more')], 'no_stream')).rejects.toEqual(taken);
        await expect(store.append(STREAM, [...events].reverse(), 'any')).rejects.toThrow(EventIdTaken);
        expect(await countOf(store)).toBe(4);
      });
    });

    describe('is followed', () => {
      it('from any position while many append, with nothing missed and nothing twice', async () => {
        const { events: history } = await store.append(STREAM, eventsOf('history', 30), 'no_stream');
        const last = eventOf('the last');
        const following = [
          followUntil(store, 0n, last.id, 7),
          followUntil(store, 0n, last.id, 500),
          followUntil(store, history[12]!.position, last.id, 1),
          followUntil(store, history[29]!.position, last.id, 3),
        ];
        const late: Promise<Recorded[]>[] = [];
        await Promise.all(
          Array.from({ length: 8 }, async (_, writer) => {
            for (let n = 0; n < 12; n++) {
              await store.append(`unit-${writer}`, eventsOf(`${writer} ${n}`, 1 + (n % 3)), 'any');
              if (n === writer) late.push(followUntil(store, await store.head(), last.id, 5));
              if (n === writer) late.push(followUntil(store, history[writer]!.position, last.id, 10));
            }
          }),
        );
        await store.append(STREAM, [last], 29n);
        const log = await wholeLog(store);
        expect(log).toHaveLength(30 + 8 * 24 + 1);
        for (const seen of await Promise.all([...following, ...late])) {
          expect(idsOf(seen)).toEqual(idsOf(log.slice(log.length - seen.length)));
        }
        expect((await following[0]!).length).toBe(log.length);
        expect((await following[2]!).length).toBe(log.length - 13);
      });

      it('a page at a time: the next is not read before it is asked for', async () => {
        await store.append(STREAM, eventsOf('e', 25), 'no_stream');
        const pages = store.follow(0n, { signal: never(), pageSizeMax: 10 })[Symbol.asyncIterator]();
        let count = 0;
        while (count < 25) {
          const page = (await pages.next()).value!;
          expect(page.length).toBeLessThanOrEqual(10);
          count += page.length;
        }
        expect(count).toBe(25);
        const waiting = pages.next();
        const { events } = await store.append(OTHER, [eventOf('new')], 'any');
        expect((await waiting).value).toEqual(events);
      });

      it('until the signal aborts: while it waits, before it begins, in the middle of the history', async () => {
        await store.append(STREAM, eventsOf('e', 9), 'no_stream');
        const aborting = new AbortController();
        const follow = (signal: AbortSignal) => store.follow(0n, { signal, pageSizeMax: 5 })[Symbol.asyncIterator]();
        const waiting = follow(aborting.signal);
        for (let count = 0; count < 9;) count += (await waiting.next()).value!.length;
        const end = waiting.next();
        aborting.abort();
        expect(await end).toEqual({ done: true, value: undefined });
        expect((await follow(aborting.signal).next()).done).toBe(true);
        const inHistory = new AbortController();
        const pages = follow(inHistory.signal);
        expect((await pages.next()).value!.length).toBeLessThanOrEqual(5);
        inHistory.abort();
        expect((await pages.next()).done).toBe(true);
      });
    });

    describe('keeps the sensitive part apart', () => {
      const sensitive = {
        content: { name: 'Siti Rahmawati', nip: '198001012005012001' },
        reason: 'salah ketik',
        ext: {},
        uris: [],
        origin: null,
      };

      it('and reads it as erased once the key is destroyed, while the rest stays', async () => {
        const { events } = await store.append(STREAM, [eventOf('open'), eventOf('secret', { sensitive })], 'any');
        const { events: others } = await store.append(OTHER, [eventOf('other', { sensitive })], 'any');
        expect(events[1]).toMatchObject({ sensitive, erased: false });
        await test.keys.destroy(STREAM);
        const erased = [events[0], { ...events[1]!, sensitive: null, erased: true }];
        expect(await store.read(STREAM)).toEqual(erased);
        expect(await store.readAll(0n, 10)).toEqual([...erased, ...others]);
        store = await test.reopen();
        expect(await store.read(STREAM)).toEqual(erased);
        await expect(store.append(STREAM, [eventOf('more', { sensitive })], 'any')).rejects.toThrow(KeyDestroyed);
        await store.append(STREAM, [eventOf('more')], 1n);
        expect(await countOf(store)).toBe(4);
      });

      it('and gives the canonical bytes of both', async () => {
        const { events } = await store.append(STREAM, [eventOf('open'), eventOf('secret', { sensitive })], 'any');
        const parts = await store.readParts(0n, 10);
        expect(parts).toEqual(
          events.map(({ id, stream, position, ledgerTime, type, body, meta, sensitive: secret }) => ({
            id,
            stream,
            position,
            ledgerTime,
            open: canonicalJson({ type, stream, body, meta }),
            sensitive: secret === null ? null : canonicalJson(secret),
            erased: false,
          })),
        );
        expect(parts[0]!.open).not.toContain('Siti');
        expect(await store.readParts(parts[0]!.position, 10)).toEqual(parts.slice(1));
        await test.keys.destroy(STREAM);
        const [, after] = await store.readParts(0n, 10);
        expect(after).toEqual({ ...parts[1], sensitive: null, erased: true });
      });
    });

    it('reads what version 1 of a schema wrote as version 2', async () => {
      const corpus = readFileSync(join(__dirname, '../../../test/fixtures/corpus-v1.ndjson'), 'utf8')
        .trim()
        .split('\n');
      for (const [n, open] of corpus.entries()) {
        const { stream, ...event } = JSON.parse(open) as Omit<CareerEvent, 'sensitive'> & { stream: string };
        await store.append(stream, [{ ...event, id: uuidV5(NAMESPACE, `corpus ${n}`), sensitive: null }], 'any');
      }
      store = await test.reopen();
      // Stored byte for byte as version 1 wrote it, and read as today's version.
      expect((await store.readParts(0n, 10)).map(({ open }) => open)).toEqual(corpus);
      const events = await store.readAll(0n, 10);
      expect(corpus.map((open) => (JSON.parse(open) as CareerEvent).meta.schema)).toEqual([1, 1, 1, 1, 1]);
      expect(events.map(({ meta }) => meta.schema)).toEqual([2, 2, 2, 2, 2]);
      expect(events[0]!.body.content).toMatchObject({ jp: 40, competencies: [] });
      expect(events[0]!.body.content).not.toHaveProperty('hours');
      const state = events.reduce(evolve, emptyState());
      const { training, appraisal } = partsAt(state, '2024-06-01', events[0]!.meta.persons[0]!.id);
      expect(training).toEqual({ jpByYear: { 2018: 40, 2019: 30 }, count: 2, unconfirmed: 0 });
      // Judged when recorded, and left as judged; only what version 1 did not say is filled in.
      const judged = { predicate: 2, score: null };
      const matrix = 'PermenPANRB 6/2022 matrix, version 1';
      expect(appraisal.yearly).toMatchObject([
        { ...judged, year: 2018, regime: 'pp46', achievementBasisPoints: null, rule: null },
        { ...judged, year: 2023, regime: 'permenpanrb-6-2022', achievementBasisPoints: 9412, rule: matrix },
      ]);
    });

    it('says that it is unavailable once closed, to a waiting follower too', async () => {
      const { events } = await store.append(STREAM, [eventOf('a')], 'any');
      const pages = store.follow(events[0]!.position, { signal: never() })[Symbol.asyncIterator]();
      const waiting = expect(pages.next()).rejects.toThrow(StoreUnavailable);
      await store.close();
      await store.close();
      await waiting;
      await expect(store.append(STREAM, [eventOf('b')], 'any')).rejects.toThrow(StoreUnavailable);
      await expect(store.read(STREAM)).rejects.toThrow(StoreUnavailable);
      await expect(store.readAll(0n, 1)).rejects.toThrow(StoreUnavailable);
      await expect(store.readParts(0n, 1)).rejects.toThrow(StoreUnavailable);
      await expect(store.head()).rejects.toThrow(StoreUnavailable);
      await expect(store.last()).rejects.toThrow(StoreUnavailable);
    });
  });
}
