import type { Instant } from '@rekam/domain';
import { BoundedCache } from '../bounded-cache';
import type { ServerLog } from './server-log';
import { recordedAtOf, type LogEntry } from './stored-form';

/** Places whose ledger time is kept, about 100 bytes each. */
const KNOWN_MAX = 50_000;

export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/**
 * Ledger time without a server that assigns it. The ledger time of the event at position p is the latest `recordedAt`
 * of all events up to p in the order of the log: a function of the log alone, so it is the same for every reader, and
 * it never changes, since a log only grows behind its end. What remains is to find it without reading from the start.
 *
 * Every process follows the end of the log (`Tail`), so it knows the ledger time T at the last position q that it has
 * seen: T(q) = max of recordedAt before q, and mostly at q as well. An append stamps its first event with (q, T(q)). The
 * event gets a position p beyond q, because q was in the log before the append was sent. Then
 *
 *   T(p) = max(T(q), recordedAt of the events from q on and before p, its own recordedAt),
 *
 * exact whatever the clocks of the writers say: the stamp is a sum of the log's beginning that is proven where it was
 * made, by induction from a tail that began at such an event, or at the log's start. The later events of an append stand
 * right after their predecessor, so theirs is max(predecessor's, own).
 *
 * Costs. In a run over the log: one comparison an event. For one event by itself: a read of the gap [q, p), which is what
 * all writers appended while the tail of this one was behind; a few events, up to those in flight under load. An append
 * waits until its own tail has passed it, so a process whose tail is stuck stops appending within an append's time limit,
 * which bounds the gap. In a stream: the writer of an event knew the ledger time of the event before it, if it had read
 * or written that, and stamps it, too (`previous`); so a stream read costs one gap, that of its last event, and none
 * when that is kept here.
 */
export class LedgerTimes {
  /** Exact ledger times of events, and so of the log up to them. */
  readonly #known = new BoundedCache<bigint, Instant>(KNOWN_MAX);

  constructor(private readonly log: Pick<ServerLog, 'between' | 'stream'>) {}

  note(position: bigint, ledgerTime: Instant): void {
    this.#known.set(position, ledgerTime);
  }

  /** Of events that follow one another in the log, the first of them right after a position. */
  async ofRun(after: bigint, entries: readonly LogEntry[]): Promise<readonly Instant[]> {
    const [first] = entries;
    if (first === undefined) return [];
    const before = after === 0n ? '' : this.#known.get(after);
    let latest = before === undefined ? await this.of(first) : before;
    const times = entries.map((entry) => (latest = later(latest, recordedAtOf(entry))));
    this.note(entries.at(-1)!.position, latest);
    return times;
  }

  /** Of events that follow one another in their stream. */
  async inStream(entries: readonly LogEntry[]): Promise<readonly Instant[]> {
    const times: Instant[] = [];
    for (const [n, entry] of entries.entries()) {
      const before = times.at(-1);
      const told = entries[n + 1]?.stamp.previous;
      if (entry.stamp.place > 0 && before !== undefined) times.push(later(before, recordedAtOf(entry)));
      else times.push(told ?? (await this.of(entry)));
    }
    const last = entries.at(-1);
    if (last !== undefined) this.note(last.position, times.at(-1)!);
    return times;
  }

  /** Of one event. */
  async of(entry: LogEntry): Promise<Instant> {
    const { position, stream, revision, stamp } = entry;
    const known = this.#known.get(position);
    if (known !== undefined) return known;
    let latest = recordedAtOf(entry);
    if (stamp.place > 0) {
      const place = BigInt(stamp.place);
      const before = await this.log.stream(stream, revision - place, stamp.place);
      latest = later(latest, await this.of(before[0]!));
      for (const each of before) latest = later(latest, recordedAtOf(each));
    } else if (stamp.known !== undefined) {
      latest = later(latest, stamp.known.ledgerTime);
      const gap = await this.log.between(BigInt(stamp.known.position), position);
      for (const each of gap) latest = later(latest, recordedAtOf(each));
    }
    this.note(position, latest);
    return latest;
  }
}
