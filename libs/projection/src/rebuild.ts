import type { EventStore } from '@rekam/event-store';
import { Fold } from './fold';
import type { Projection } from './projection';
import type { ViewStore } from './view-store';

/** Events read at a time. */
const PAGE_SIZE = 2_000;
/** Rows that wait in memory for a commit, so that a row changed by many events is written once. */
const CHANGED_ROWS_MAX = 30_000;
/** Unchanged rows kept in memory, per table. */
const CACHED_ROWS_MAX = 20_000;

export interface RebuildProgress {
  readonly position: bigint;
  readonly head: bigint;
  /** Since this call of `rebuild` began. */
  readonly eventsPerSecond: number;
}

export interface RebuildOptions {
  readonly signal: AbortSignal;
  /** Called after every page of some thousand events. */
  readonly onProgress?: (progress: RebuildProgress) => void;
}

/** Folds the log into tables that nobody reads yet, in large commits. */
export class Rebuild {
  readonly #events: EventStore;
  readonly #options: RebuildOptions;
  readonly #fold: Fold;
  readonly #startedAt = performance.now();
  #count = 0;

  private constructor(events: EventStore, options: RebuildOptions, fold: Fold) {
    this.#events = events;
    this.#options = options;
    this.#fold = fold;
  }

  /** Takes the lease of the tables and goes on from their progress. */
  static async begin(
    projection: Projection,
    events: EventStore,
    views: ViewStore,
    options: RebuildOptions,
  ): Promise<Rebuild> {
    const bounds = { cachedRowsMax: CACHED_ROWS_MAX, changedRowsMax: CHANGED_ROWS_MAX };
    return new Rebuild(events, options, new Fold({ projection, views, progress: await views.lease(), ...bounds }));
  }

  /** Events folded since `begin`. */
  get count(): number {
    return this.#count;
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  get position(): bigint {
    return this.#fold.position;
  }

  /**
   * Folds and commits everything that is in the log. Rejects with the signal's reason when it aborts: what was
   * folded is committed then, to go on from later.
   */
  async catchUp(): Promise<void> {
    const { signal, onProgress } = this.#options;
    for (;;) {
      const page = await this.#events.readAll(this.#fold.position, PAGE_SIZE);
      if (page.length === 0 || signal.aborted) break;
      await this.#fold.page(page);
      this.#count += page.length;
      if (this.#fold.isFull) await this.#fold.commit();
      onProgress?.({
        position: this.#fold.position,
        head: await this.#events.head(),
        eventsPerSecond: Math.round(this.#count / this.seconds),
      });
    }
    await this.#fold.commit();
    signal.throwIfAborted();
  }
}
