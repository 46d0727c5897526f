import { emptyState, evolve, type CareerState, type JsonObject, type Recorded } from '@rekam/domain';
import type { EventStore } from '@rekam/event-store';

/** States kept, and the weight of the events folded into them: 1.5 kB each, so that they take at most about 150 MB. */
const STATES_MAX = 20_000;
const WEIGHT_MAX = 100_000;
/** An event takes about as many bytes; one that keeps its source's row weighs as much again for each of these in it. */
const WEIGHT_CHARS = 1_500;

interface Kept {
  readonly state: CareerState;
  weight: number;
}

/**
 * The folded states of streams, the most recently used kept. A state handed out is for reading; it goes on to grow
 * here with what is appended. Another writer may have appended since it was folded: an append with the state's
 * revision finds out, and `caughtUp` reads the rest.
 */
export class Careers {
  private readonly states = new Map<string, Kept>();
  private weight = 0;

  constructor(
    private readonly events: EventStore,
    private readonly weightMax = WEIGHT_MAX,
    private readonly statesMax = STATES_MAX,
  ) {}

  /** The state as this process knows it; null when it must be read. */
  kept(stream: string): CareerState | null {
    const kept = this.states.get(stream);
    if (kept === undefined) return null;
    this.states.delete(stream);
    this.states.set(stream, kept);
    return kept.state;
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
    const kept = this.states.get(stream);
    let folded = 0;
    for (const event of events) {
      if (event.revision !== state.revision + 1n) continue;
      evolve(state, event);
      folded += 1 + weightOfExt(event.sensitive?.ext);
    }
    if (kept?.state === state) {
      kept.weight += folded;
      this.weight += folded;
    } else this.keep(stream, state, kept);
    if (this.states.size > this.statesMax || this.weight > this.weightMax) this.evict();
  }

  /** Keeps a state no longer; whoever needs it reads it again. */
  drop(stream: string): void {
    const kept = this.states.get(stream);
    if (kept === undefined) return;
    this.states.delete(stream);
    this.weight -= kept.weight;
  }

  /** Streams that do not exist are not kept: anybody can name any number of them. */
  private keep(stream: string, state: CareerState, other: Kept | undefined): void {
    if (state.revision < 0n || (other !== undefined && other.state.revision >= state.revision)) return;
    this.drop(stream);
    const weight = weightOf(state);
    this.states.set(stream, { state, weight });
    this.weight += weight;
  }

  private evict(): void {
    for (const stream of this.states.keys()) {
      if (this.states.size <= this.statesMax && this.weight <= this.weightMax) return;
      this.drop(stream);
    }
  }
}

function weightOf(state: CareerState): number {
  let weight = Number(state.revision) + 1;
  for (const { editions } of state.facts.values()) for (const { ext } of editions) weight += weightOfExt(ext);
  return weight;
}

/** Sources keep their rows as texts; what else they send is small. */
function weightOfExt(ext: JsonObject | undefined): number {
  let chars = 0;
  for (const name in ext) {
    const value = ext[name];
    if (typeof value === 'string') chars += value.length;
  }
  return Math.floor(chars / WEIGHT_CHARS);
}
