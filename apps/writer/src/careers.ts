import { emptyState, evolve, type CareerState, type Recorded } from '@rekam/domain';
import type { EventStore } from '@rekam/event-store';

/** States kept, and the events folded into them: together they bound the memory (about 3 kB an event that keeps its source row). */
const STATES_MAX = 20_000;
const EVENTS_MAX = 25_000;

/**
 * The folded states of streams, the most recently used kept. A state handed out is for reading; it goes on to grow
 * here with what is appended. Another writer may have appended since it was folded: an append with the state's
 * revision finds out, and `caughtUp` reads the rest.
 */
export class Careers {
  private readonly states = new Map<string, CareerState>();
  private eventCount = 0;

  constructor(
    private readonly events: EventStore,
    private readonly statesMax = STATES_MAX,
    private readonly eventsMax = EVENTS_MAX,
  ) {}

  /** The state as this process knows it; null when it must be read. */
  kept(stream: string): CareerState | null {
    const state = this.states.get(stream);
    if (state === undefined) return null;
    this.states.delete(stream);
    this.states.set(stream, state);
    return state;
  }

  /** The state as the log has it now. Rejects with StoreUnavailable. */
  async caughtUp(stream: string): Promise<CareerState> {
    const known = this.kept(stream);
    const state = known ?? emptyState();
    this.fold(stream, state, await this.events.read(stream, { from: state.revision + 1n }));
    return this.kept(stream) ?? state;
  }

  /** Folds events that follow the state. Events that it has already are passed over: two readers may bring the same. */
  fold(stream: string, state: CareerState, events: readonly Recorded[]): void {
    const isKept = this.states.get(stream) === state;
    for (const event of events) {
      if (event.revision !== state.revision + 1n) continue;
      evolve(state, event);
      if (isKept) this.eventCount++;
    }
    if (!isKept) this.keep(stream, state);
    this.evict();
  }

  /** Keeps a state no longer; whoever needs it reads it again. */
  drop(stream: string): void {
    const state = this.states.get(stream);
    if (state === undefined) return;
    this.states.delete(stream);
    this.eventCount -= sizeOf(state);
  }

  /** Streams that do not exist are not kept: anybody can name any number of them. */
  private keep(stream: string, state: CareerState): void {
    const other = this.states.get(stream);
    if (state.revision < 0n || (other !== undefined && other.revision >= state.revision)) return;
    if (other !== undefined) this.eventCount -= sizeOf(other);
    this.states.set(stream, state);
    this.eventCount += sizeOf(state);
  }

  private evict(): void {
    for (const [stream, state] of this.states) {
      if (this.states.size <= this.statesMax && this.eventCount <= this.eventsMax) return;
      this.states.delete(stream);
      this.eventCount -= sizeOf(state);
    }
  }
}

const sizeOf = (state: CareerState): number => Number(state.revision) + 1;
