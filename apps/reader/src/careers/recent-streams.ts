import type { Recorded } from '@rekam/domain';
import type { EventStore, KeyStore } from '@rekam/event-store';

/** Events kept, about 3 kB each; a career has 50 to 300. */
const EVENTS_KEPT_MAX = 5_000;

interface Kept {
  readonly events: readonly Recorded[];
  readonly isErased: boolean;
}

/**
 * The streams that were asked for last. Who asks about a person asks again, for another day or another time, and
 * decoding 300 events costs five times what folding them does. Streams only grow, so what is kept stays right and
 * the rest is read; but a key that was destroyed takes what it had opened with it.
 */
export class RecentStreams {
  private readonly kept = new Map<string, Kept>();
  private keptCount = 0;

  constructor(
    private readonly events: Pick<EventStore, 'read'>,
    private readonly keys: Pick<KeyStore, 'load'>,
    private readonly eventsKeptMax = EVENTS_KEPT_MAX,
  ) {}

  /** A stream's events in order, as the log holds them now. Rejects with StoreUnavailable. */
  async read(stream: string): Promise<readonly Recorded[]> {
    const isErased = (await this.keys.load([stream])).get(stream) === 'destroyed';
    const known = this.kept.get(stream);
    const start = known?.isErased === isErased ? known.events : [];
    const more = await this.events.read(stream, { from: BigInt(start.length) });
    const events = more.length === 0 ? start : [...start, ...more];
    this.keep(stream, { events, isErased });
    return events;
  }

  /** The newest last. Streams that do not exist are not kept: anybody can name any number of them. */
  private keep(stream: string, kept: Kept): void {
    this.forget(stream);
    if (kept.events.length === 0 || kept.events.length > this.eventsKeptMax) return;
    this.kept.set(stream, kept);
    this.keptCount += kept.events.length;
    for (const oldest of this.kept.keys()) {
      if (this.keptCount <= this.eventsKeptMax) return;
      this.forget(oldest);
    }
  }

  private forget(stream: string): void {
    this.keptCount -= this.kept.get(stream)?.events.length ?? 0;
    this.kept.delete(stream);
  }
}
