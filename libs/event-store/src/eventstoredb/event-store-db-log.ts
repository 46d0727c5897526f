import { randomUUID } from 'node:crypto';
import { WrongExpectedVersionError } from '@eventstore/db-client';
import type { Instant, Recorded, Uuid } from '@rekam/domain';
import { BoundedCache } from '../bounded-cache';
import { Codec, missingKey } from '../codec';
import {
  EventIdTaken,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventParts,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type NewEvent,
  type ReadOptions,
} from '../event-store';
import { Appender } from './appender';
import { guardedClient, type GuardedClient } from './guarded-client';
import { EventDecoder } from './event-decoder';
import { EventEncoder } from './event-encoder';
import { actualOf, firstOf, isExact, standingIn } from './expectations';
import { Following } from './following';
import { LedgerTimes } from './ledger-times';
import { LiveWindow } from './live-window';
import { LIMITS, type EventStoreDbOptions, type Limits } from './options';
import { endedEarly, ServerLog } from './server-log';
import { sealedOf, Streams } from './stored-form';
import { Tail } from './tail';

const PAGE_SIZE_MAX = 500;
/** Streams whose last ledger time is kept for the next append, about 200 bytes each. */
const LAST_TIMES_MAX = 20_000;
/** Servers say of what they had already that it is at -1, as an unsigned number. */
const POSITION_END = 2n ** 63n;
/** Appends to wherever a stream ends, before somebody else is quicker once too often. */
const RACES_MAX = 100;

/** The log on a server of EventStoreDB or KurrentDB. */
export class EventStoreDbLog implements EventStore {
  readonly #streams: Streams;
  readonly #codec: Codec;
  readonly #log: ServerLog;
  readonly #times: LedgerTimes;
  readonly #appender: Appender;
  readonly #encoder: EventEncoder;
  readonly #decoder: EventDecoder;
  readonly #closing = new AbortController();
  readonly #lastTimes = new BoundedCache<string, { readonly revision: bigint; readonly ledgerTime: Instant }>(
    LAST_TIMES_MAX,
  );
  readonly #process = randomUUID().slice(0, 13);
  #appends = 0;
  #tail!: Tail;
  #following!: Following;
  #running: Promise<void> = Promise.resolve();

  private constructor(
    private readonly guarded: GuardedClient,
    private readonly options: EventStoreDbOptions & Limits,
  ) {
    this.#streams = new Streams(options.streamPrefix ?? '');
    this.#codec = new Codec(options.upcast);
    const { signal } = this.#closing;
    this.#log = new ServerLog(guarded.client, this.#streams, options.readTimeoutMs, signal);
    this.#times = new LedgerTimes(this.#log);
    this.#encoder = new EventEncoder(this.#codec, options.keys);
    this.#decoder = new EventDecoder(this.#codec, options.keys);
    this.#appender = new Appender(guarded, options, signal);
  }

  static async open(options: EventStoreDbOptions): Promise<EventStoreDbLog> {
    const log = new EventStoreDbLog(guardedClient(options), { ...LIMITS, ...options });
    try {
      await log.#begin();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  /** Finds the end of the log and the ledger time there, and follows from there. */
  async #begin(): Promise<void> {
    const { entry, end } = await this.#log.last(0n);
    const ledgerTime = entry === null ? '' : await this.#times.of(entry);
    if (entry !== null && sealedOf(entry) !== null) {
      const keys = await this.options.keys.load([entry.stream]);
      if (keys.get(entry.stream) === null) throw missingKey(entry.stream);
    }
    const lastPosition = entry?.position ?? 0n;
    const window = new LiveWindow(lastPosition, this.#decoder);
    const parts = {
      client: this.guarded.client,
      streams: this.#streams,
      times: this.#times,
      window,
      failuresMax: this.options.followFailuresMax,
      recentMax: this.options.recentMax,
      silenceMaxMs: this.options.silenceMaxMs,
      onLost: this.options.onSubscriptionLost,
    };
    this.#tail = new Tail({ position: end ?? 0n, lastPosition, ledgerTime }, parts);
    this.#following = new Following({ ...parts, decoder: this.#decoder, tail: this.#tail });
    this.#running = this.#tail.run(this.#closing.signal);
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    this.#assertOpen();
    this.#tail.assertFollows();
    if (events.length === 0) throw new RangeError('an append needs at least one event');
    this.#streams.onServer(stream);
    const ids = events.map(({ id }) => id);
    const repeated = ids.find((id, n) => ids.indexOf(id) !== n);
    if (repeated !== undefined) throw new EventIdTaken(repeated);
    // 1. Everything that can be wrong with the events themselves; and the keys are durable before what they seal.
    const append = `${this.#process}-${(++this.#appends).toString(36)}`;
    const data = await this.#encoder.encode(stream, events, append, () => {
      const { position, ledgerTime } = this.#tail.known;
      const last = this.#lastTimes.get(stream);
      const known = { position: position.toString(), ledgerTime };
      return last?.revision === expected ? { known, previous: last.ledgerTime } : { known };
    });
    for (let races = 0; races < RACES_MAX; races++) {
      // 2. What the latest events of the log say of these ids.
      const standing = this.#standing(stream, ids, expected);
      if (standing !== null) return this.#again(stream, standing, ids.length);
      // 3. The server knows for sure what it has only under an exact revision, so every expectation becomes one.
      const exact = isExact(expected) ? expected : await this.#exact(stream, ids, expected);
      if (typeof exact === 'object') return this.#again(stream, exact.standing, ids.length);
      try {
        const result = await this.#appender.append(this.#streams.onServer(stream), data, exact);
        const first = result.nextExpectedRevision - BigInt(ids.length) + 1n;
        return await this.#placed(stream, events, first, append, result.position?.commit);
      } catch (error) {
        if (!(error instanceof WrongExpectedVersionError)) throw error;
        const refusal = await this.#refusal(stream, ids, expected, actualOf(error));
        if (typeof refusal === 'bigint') return this.#again(stream, refusal, ids.length);
        if (refusal !== null) throw refusal;
      }
    }
    throw new StoreUnavailable(`others were quicker to append to ${stream} ${RACES_MAX} times: try again later`);
  }

  async read(stream: string, { from = 0n, limit = Infinity }: ReadOptions = {}): Promise<readonly Recorded[]> {
    this.#assertOpen();
    const entries = await this.#log.stream(stream, from, limit);
    const times = await this.#times.inStream(entries);
    const last = entries.at(-1);
    if (last !== undefined) this.#lastTimes.set(stream, { revision: last.revision, ledgerTime: times.at(-1)! });
    return this.#decoder.decode(entries, times);
  }

  async readAll(after: bigint, limit: number): Promise<readonly Recorded[]> {
    this.#assertOpen();
    const entries = await this.#log.all(after, limit);
    const times = await this.#times.ofRun(after, entries);
    return this.#decoder.decode(entries, times);
  }

  async readParts(after: bigint, limit: number): Promise<readonly EventParts[]> {
    this.#assertOpen();
    const entries = await this.#log.all(after, limit);
    const times = await this.#times.ofRun(after, entries);
    return this.#decoder.parts(entries, times);
  }

  async *follow(
    after: bigint,
    { signal, pageSizeMax = PAGE_SIZE_MAX }: FollowOptions,
  ): AsyncGenerator<readonly Recorded[], void, undefined> {
    const end = AbortSignal.any([signal, this.#closing.signal]);
    if (!end.aborted && after > this.#tail.lastPosition) await this.#assertReached(after);
    yield* this.#following.pages(after, pageSizeMax, end);
    if (!signal.aborted) this.#assertOpen();
  }

  /** Nothing would ever come after a position that the log has not, until it were there, and then not what was missed. */
  async #assertReached(position: bigint): Promise<void> {
    const head = await this.head();
    if (position <= head) return;
    throw new StoreUnavailable(
      `the log ends at ${head}, before position ${position}: it is another log or an older copy, so restore the right one, or rebuild what was made of it`,
    );
  }

  async last(): Promise<Recorded | null> {
    this.#assertOpen();
    this.#tail.assertFollows();
    const { known, lastPosition } = this.#tail;
    const { entry } = await this.#log.last(known.position);
    const last = entry ?? (lastPosition > 0n ? await this.#log.at(lastPosition) : null);
    if (last === null) return null;
    const [event] = await this.#decoder.decode([last], [await this.#times.of(last)]);
    return event!;
  }

  async head(): Promise<bigint> {
    this.#assertOpen();
    this.#tail.assertFollows();
    const { known, lastPosition } = this.#tail;
    const { entry } = await this.#log.last(known.position);
    if (entry === null) return lastPosition;
    // It must come here, too, or the subscription has gone silent, and whoever only follows would never know.
    void this.#tail.placeAt(entry.id, entry.position, this.options.attemptTimeoutMs);
    return entry.position;
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) {
      this.#closing.abort();
      await this.guarded.close();
    }
    await this.#running;
  }

  /** The first revision at which these ids stand, by the latest events of the log; null when those have none of them. */
  #standing(stream: string, ids: readonly Uuid[], expected: ExpectedRevision): bigint | null {
    const places = ids.map((id) => this.#tail.placeOf(id));
    const seen = places.findIndex((place) => place !== undefined);
    if (seen === -1) return null;
    const first = firstOf(expected) ?? places[seen]!.revision - BigInt(seen);
    const isElsewhere = places.some(
      (place, n) => place !== undefined && (place.stream !== stream || place.revision !== first + BigInt(n)),
    );
    if (isElsewhere) throw new EventIdTaken(ids[seen]!);
    // The others may be forgotten already, or about to come: then the server says.
    return places.includes(undefined) ? null : first;
  }

  /** The revision to expect so that an append goes where the stream ends, or where the ids stand already. */
  async #exact(
    stream: string,
    ids: readonly Uuid[],
    expected: ExpectedRevision,
  ): Promise<bigint | 'no_stream' | { readonly standing: bigint }> {
    const entries = await this.#log.stream(stream, 0n, Infinity);
    const first = standingIn(entries, ids, firstOf(expected));
    if (first !== null) return { standing: first };
    const actual = entries.at(-1)?.revision ?? 'no_stream';
    if (typeof expected === 'bigint' || (expected === 'stream_exists' && actual === 'no_stream')) {
      throw new WrongExpectedRevision(stream, expected, actual);
    }
    return actual;
  }

  /** Why the server refused: the ids stand there (their first revision), an error, or null: the stream has grown since. */
  async #refusal(
    stream: string,
    ids: readonly Uuid[],
    expected: ExpectedRevision,
    actual: bigint | 'no_stream',
  ): Promise<bigint | WrongExpectedRevision | null> {
    if (!isExact(expected)) return null;
    const from = firstOf(expected)!;
    const entries = await this.#log.stream(stream, from, ids.length);
    return standingIn(entries, ids, from) ?? new WrongExpectedRevision(stream, expected, actual);
  }

  /** What was written before under these ids. */
  async #again(stream: string, from: bigint, limit: number): Promise<Appended> {
    return { events: await this.read(stream, { from, limit }), duplicate: true };
  }

  /** What the server has accepted, or had already. */
  async #placed(
    stream: string,
    events: readonly NewEvent[],
    first: bigint,
    append: string,
    position: bigint | undefined,
  ): Promise<Appended> {
    // 1. The tail of this process comes to it, and so to its ledger time.
    const timeoutMs = this.options.attemptTimeoutMs;
    const isPlaced = position !== undefined && position < POSITION_END;
    const last = !isPlaced ? null : await this.#tail.placeAt(events.at(-1)!.id, position, timeoutMs);
    if (last?.append === append) {
      const recorded = events.map((event, n) =>
        this.#codec.recorded(event, n === events.length - 1 ? last : this.#tail.placeOf(event.id)!),
      );
      this.#lastTimes.set(stream, recorded.at(-1)!);
      return { events: recorded, duplicate: false };
    }
    // 2. An earlier append had written them, or the tail has run on since, or it hangs.
    this.#assertOpen();
    const entries = await this.#log.stream(stream, first, events.length);
    if (entries.length < events.length) throw endedEarly();
    const ids = events.map(({ id }) => id);
    if (standingIn(entries, ids, first) === null) throw new EventIdTaken(ids[0]!);
    const { events: found } = await this.#again(stream, first, events.length);
    return { events: found, duplicate: entries[0]!.stamp.append !== append };
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new StoreUnavailable('the event store is closed');
  }
}
