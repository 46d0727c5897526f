import { BATCH_SIZE_MAX } from '@rekam/contracts';

/** Items that may wait for one stream, and for all streams together. */
const WAITING_MAX_PER_STREAM = 1024;
const WAITING_MAX = 10_000;

/** What became of one item: its outcome, or why there is none. */
export type Settled<Outcome> = PromiseSettledResult<Outcome>;

interface Waiting<Item, Outcome> {
  readonly item: Item;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * Works on the items of each stream in batches, one batch at a time and in order of arrival, so that this process's
 * own commands never meet as conflicts in the store, and whatever waits for a stream goes into one append, up to as much
 * as a request may bring. Bounded: who would wait behind too many others is turned away.
 */
export class StreamBatches<Item, Outcome> {
  private readonly waiting = new Map<string, Waiting<Item, Outcome>[]>();
  private waitingCount = 0;

  /** `work` says of each item what became of it, in their order; when it rejects, all of them fail. */
  constructor(
    private readonly work: (stream: string, items: readonly Item[]) => Promise<readonly Settled<Outcome>[]>,
    private readonly maxPerStream = WAITING_MAX_PER_STREAM,
    private readonly max = WAITING_MAX,
  ) {}

  /** The item's outcome, or null when there are too many before it. */
  submit(stream: string, item: Item): Promise<Outcome> | null {
    const queue = this.waiting.get(stream);
    if (queue !== undefined && (queue.length >= this.maxPerStream || this.waitingCount >= this.max)) return null;
    return new Promise<Outcome>((resolve, reject) => {
      const entry = { item, resolve, reject };
      this.waitingCount++;
      if (queue === undefined) {
        const begun = [entry];
        this.waiting.set(stream, begun);
        void this.drain(stream, begun);
      } else queue.push(entry);
    });
  }

  private async drain(stream: string, queue: Waiting<Item, Outcome>[]): Promise<void> {
    // What arrives in the same turn as the first item goes along with it.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH_SIZE_MAX);
      this.waitingCount -= batch.length;
      try {
        const outcomes = await this.work(
          stream,
          batch.map(({ item }) => item),
        );
        for (const [at, { resolve, reject }] of batch.entries()) {
          const settled = outcomes[at]!;
          if (settled.status === 'fulfilled') resolve(settled.value);
          else reject(settled.reason);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.waiting.delete(stream);
  }
}
