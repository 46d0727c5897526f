import type { Recorded } from '@rekam/domain';
import { Codec, sealedUnder, type StoredEvent, type Upcast } from '../codec';
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
import { follow, Head } from '../follow';
import type { LocalKeyStore } from '../keys';
import { uuidBytes } from '../uuid';
import { memoryKeyStore } from './memory-key-store';

const PAGE_SIZE_MAX = 500;

interface MemoryOptions {
  readonly keys?: LocalKeyStore;
  readonly upcast?: Upcast;
}

/**
 * The reference: the port's meaning in the fewest lines, for tests and for reading. It keeps the same stored form
 * as the other adapters, and ends with the process.
 */
export class MemoryEventStore implements EventStore {
  /** The log; the event of position n stands at n - 1. */
  readonly #log: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #placeOf = new Map<string, { readonly stream: string; readonly revision: bigint }>();
  readonly #head = new Head(0n);
  readonly #codec: Codec;
  readonly #keys: LocalKeyStore;
  #isClosed = false;

  constructor({ keys = memoryKeyStore(), upcast }: MemoryOptions = {}) {
    this.#codec = new Codec(upcast);
    this.#keys = keys;
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    this.#assertOpen();
    if (events.length === 0) throw new RangeError('an append needs at least one event');
    // 1. Everything that can be wrong with the events themselves is found before anything is written.
    const encoded = events.map((event) => this.#codec.encode(stream, event));
    const hasSecret = encoded.some(({ secret }) => secret !== null);
    const key = hasSecret ? this.#keys.forWriting(stream).key : null;
    const stored = this.#streams.get(stream) ?? [];
    const next = BigInt(stored.length);
    // 2. The same ids at the same place: the first coordinates.
    const places = events.map(({ id }) => this.#placeOf.get(id));
    const taken = events.find(
      ({ id }, n) => places[n] !== undefined || events.findIndex((each) => each.id === id) !== n,
    );
    if (taken !== undefined) {
      const first = placeAfter(expected) ?? places[0]?.revision;
      const isSamePlace = places.every(
        (place, n) => place?.stream === stream && first !== undefined && place.revision === first + BigInt(n),
      );
      if (!isSamePlace) throw new EventIdTaken(taken.id);
      return { events: await this.read(stream, { from: first, limit: events.length }), duplicate: true };
    }
    // 3. The expectation.
    const actual = next === 0n ? 'no_stream' : next - 1n;
    if (!holds(expected, actual)) throw new WrongExpectedRevision(stream, expected, actual);
    // 4. The log.
    for (const [n, each] of encoded.entries()) {
      const { id, recordedAt, open } = each;
      const before = this.#log.at(-1)?.ledgerTime ?? '';
      const event: StoredEvent = {
        id: uuidBytes(id),
        position: BigInt(this.#log.length + 1),
        revision: next + BigInt(n),
        ledgerTime: recordedAt > before ? recordedAt : before,
        open,
        sealed: sealedUnder(key, each),
      };
      this.#log.push(event);
      stored.push(event);
      this.#placeOf.set(id, { stream, revision: event.revision });
    }
    this.#streams.set(stream, stored);
    this.#head.advance(BigInt(this.#log.length));
    return { events: await this.read(stream, { from: next }), duplicate: false };
  }

  async read(stream: string, { from = 0n, limit = Infinity }: ReadOptions = {}): Promise<readonly Recorded[]> {
    this.#assertOpen();
    const first = Number(from);
    return (this.#streams.get(stream) ?? [])
      .slice(first, first + limit)
      .map((event) => this.#codec.decode(event, this.#keys));
  }

  async readAll(after: bigint, limit: number): Promise<readonly Recorded[]> {
    return this.#readPage(after, limit);
  }

  async readParts(after: bigint, limit: number): Promise<readonly EventParts[]> {
    return this.#slice(after, limit).map((event) => this.#codec.parts(event, this.#keys));
  }

  follow(after: bigint, { signal, pageSizeMax = PAGE_SIZE_MAX }: FollowOptions): AsyncIterable<readonly Recorded[]> {
    const readPage = (position: bigint, limit: number) => this.#readPage(position, limit);
    return follow({ head: this.#head, readPage }, after, { signal, pageSizeMax });
  }

  async head(): Promise<bigint> {
    this.#assertOpen();
    return this.#head.now();
  }

  async last(): Promise<Recorded | null> {
    this.#assertOpen();
    const last = this.#log.at(-1);
    return last === undefined ? null : this.#codec.decode(last, this.#keys);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#head.close();
  }

  #readPage(after: bigint, limit: number): readonly Recorded[] {
    return this.#slice(after, limit).map((event) => this.#codec.decode(event, this.#keys));
  }

  #slice(after: bigint, limit: number): readonly StoredEvent[] {
    this.#assertOpen();
    return this.#log.slice(Number(after), Number(after) + limit);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreUnavailable('the event store is closed');
  }
}

/** The revision that an expectation gives the first event; undefined when it leaves that open. */
function placeAfter(expected: ExpectedRevision): bigint | undefined {
  if (typeof expected === 'bigint') return expected + 1n;
  return expected === 'no_stream' ? 0n : undefined;
}

function holds(expected: ExpectedRevision, actual: bigint | 'no_stream'): boolean {
  if (expected === 'any') return true;
  return expected === 'stream_exists' ? actual !== 'no_stream' : expected === actual;
}
