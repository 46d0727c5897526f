import type { EventStore } from '@rekam/event-store';
import { Fold } from './fold';
import type { Projection } from './projection';
import type { ViewBuild, ViewStore } from './view-store';

/** Events read at a time. */
const PAGE_SIZE = 1_000;
/** Rows written by one transaction: a row changed by many events meanwhile is written once. */
const CHANGED_ROWS_MAX = 100_000;
/** Rows kept in memory, per table. */
const CACHED_ROWS_MAX = 12_000;

export interface RebuildProgress {
  readonly position: bigint;
  readonly head: bigint;
  /** Since this rebuild began. */
  readonly eventsPerSecond: number;
}

export interface RebuildOptions {
  readonly signal: AbortSignal;
  /** Called after every page of a thousand events. */
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface Rebuilt {
  /** Events folded by this call: fewer than the log's when it went on with a half-built file. */
  readonly events: number;
  /** Until the rebuilt tables served, without the time for the hash. */
  readonly seconds: number;
  /** The position that the hash is of. */
  readonly position: bigint;
  readonly exportHash: string;
}

/** The projection has a rebuild under way. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

/** A fold into tables that nobody reads yet, with large commits. */
export async function beginBuild(projection: Projection, views: ViewStore | ViewBuild): Promise<Fold> {
  const bounds = { cachedRowsMax: CACHED_ROWS_MAX, changedRowsMax: CHANGED_ROWS_MAX };
  const build = 'stage' in views ? views : null;
  return new Fold({ projection, views, build, progress: await views.lease(), ...bounds });
}

/** Folds a log into the tables of several projections, reading it once. */
export class Rebuild {
  readonly #events: EventStore;
  readonly #options: RebuildOptions;
  readonly #startedAt = performance.now();
  #count = 0;

  constructor(events: EventStore, options: RebuildOptions) {
    this.#events = events;
    this.#options = options;
  }

  /** Events read so far. */
  get count(): number {
    return this.#count;
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  /**
   * Folds and commits everything that is in the log at the call, or more. Rejects with the signal's reason when it
   * aborts: what was folded is committed then, to go on from later.
   */
  async catchUp(folds: readonly Fold[]): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      // Half-built tables may be at different positions: the log is read from the first of them.
      const after = folds.reduce((least, { position }) => (position < least ? position : least), folds[0]!.position);
      const page = await this.#events.readAll(after, PAGE_SIZE);
      const last = page.at(-1);
      if (last === undefined) break;
      // While one waits for its tables, another folds.
      await all(
        folds.map(async (fold) => {
          if (fold.position >= last.position) return;
          await fold.page(fold.position === after ? page : page.filter(({ position }) => position > fold.position));
          if (fold.isFull) await fold.commit();
        }),
      );
      this.#count += page.length;
      await this.#report(last.position);
      // The log's end when the page was read: under steady writes there is always an event more.
      if (page.length < PAGE_SIZE) break;
    }
    for (const fold of folds) await fold.commit();
    signal.throwIfAborted();
  }

  async #report(position: bigint): Promise<void> {
    const eventsPerSecond = Math.round(this.#count / this.seconds);
    this.#options.onProgress?.({ position, head: await this.#events.head(), eventsPerSecond });
  }
}

/** Rejects with the first fault when each has come to its end: nothing is under way any more then. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const fault = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (fault?.status === 'rejected') throw fault.reason;
}
