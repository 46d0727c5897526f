/** What goes wrong with the next append, once. */
export type AppendFault =
  /** Written, and the answer never comes. */
  | 'answer-lost'
  /** Neither written nor answered. */
  | 'never-answered'
  /** Not written; the stream of appends ends as if it had nothing more to say. */
  | 'clean-end'
  /** Written; then the stream of appends ends as if it had nothing more to say. */
  | 'written-then-clean-end'
  /** Not written: the stream of appends fails with a status. */
  | 'unavailable'
  /** Not written: the node names another one as the leader. */
  | 'not-leader'
  /** Refused though the expectation holds. */
  | 'wrong-revision';

/** What goes wrong with the next read or subscription, once. */
export type ReadFault = 'unavailable' | 'clean-end-at-once';

/** Faults to come, each used up by the call that it strikes. */
export class Faults {
  readonly #appends: AppendFault[] = [];
  readonly #reads: (ReadFault | null)[] = [];
  /** While it is pending, no answer to an append goes out. */
  held: Promise<void> | null = null;
  /** Subscriptions fail, while reads are served. */
  areSubscriptionsRefused = false;
  /** Checkpoints tell where the next event is, or will be, as those of older servers do. */
  areCheckpointsAhead = false;
  /** Answers `not-leader` with this. */
  leader: { readonly host: string; readonly port: number } | null = null;

  nextAppends(...faults: readonly AppendFault[]): void {
    this.#appends.push(...faults);
  }

  /** Null for a read that is served. */
  nextReads(...faults: readonly (ReadFault | null)[]): void {
    this.#reads.push(...faults);
  }

  /** Faults that have struck no append yet. */
  get appendsLeft(): number {
    return this.#appends.length;
  }

  takeAppend(): AppendFault | null {
    return this.#appends.shift() ?? null;
  }

  takeRead(): ReadFault | null {
    return this.#reads.shift() ?? null;
  }
}
