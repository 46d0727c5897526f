import type { Instant, Recorded } from '@rekam/domain';
import type { EventDecoder } from './event-decoder';
import type { LogEntry } from './stored-form';

/** Events kept, and the bytes of their parts: followers that are not further behind share what is kept. */
const EVENTS_MAX = 2_000;
const BYTES_MAX = 16 * 1024 * 1024;

interface Kept {
  readonly entries: readonly LogEntry[];
  readonly times: readonly Instant[];
  readonly last: bigint;
  readonly bytes: number;
  /** By the first follower that comes to them. */
  decoded: Promise<readonly Recorded[]> | null;
}

/** The latest events of the log. Each is decoded once, however many follow, and only if somebody does. */
export class LiveWindow {
  readonly #kept: Kept[] = [];
  #count = 0;
  #bytes = 0;
  #start: bigint;

  /** `start` is a position after which no event is in the log yet. */
  constructor(
    start: bigint,
    private readonly decoder: Pick<EventDecoder, 'decode' | 'areReadable'>,
  ) {
    this.#start = start;
  }

  /** Events that come right after those that came before. */
  add(entries: readonly LogEntry[], times: readonly Instant[]): void {
    const bytes = entries.reduce((sum, { open, stamp }) => sum + open.length + (stamp.sealed?.length ?? 0), 0);
    this.#kept.push({ entries, times, last: entries.at(-1)!.position, bytes, decoded: null });
    this.#count += entries.length;
    this.#bytes += bytes;
    while (this.#kept.length > 1 && (this.#count > EVENTS_MAX || this.#bytes > BYTES_MAX)) {
      const oldest = this.#kept.shift()!;
      this.#count -= oldest.entries.length;
      this.#bytes -= oldest.bytes;
      this.#start = oldest.last;
    }
  }

  /** Whether all events after a position are here, or yet to come. */
  covers(position: bigint): boolean {
    return position >= this.#start;
  }

  /** At most `limit` events after a position that it covers; none when none has come yet. */
  async after(position: bigint, limit: number): Promise<readonly Recorded[]> {
    let index = this.#kept.length;
    while (index > 0 && this.#kept[index - 1]!.last > position) index--;
    const wanted: Kept[] = [];
    for (let count = 0; count <= limit && index < this.#kept.length; index++) {
      const kept = this.#kept[index]!;
      count += kept.entries.length;
      wanted.push(kept);
    }
    const events = await this.#pageOf(wanted, position, limit);
    if (await this.decoder.areReadable(events)) return events;
    for (const kept of wanted) kept.decoded = null;
    return this.#pageOf(wanted, position, limit);
  }

  async #pageOf(wanted: readonly Kept[], position: bigint, limit: number): Promise<readonly Recorded[]> {
    const decoded = (await Promise.all(wanted.map((kept) => this.#decoded(kept)))).flat();
    const first = decoded.findIndex((event) => event.position > position);
    return first === -1 ? [] : decoded.slice(first, first + limit);
  }

  async #decoded(kept: Kept): Promise<readonly Recorded[]> {
    kept.decoded ??= this.decoder.decode(kept.entries, kept.times);
    try {
      return await kept.decoded;
    } catch (error) {
      // The keys may be there again when somebody asks the next time.
      kept.decoded = null;
      throw error;
    }
  }
}
