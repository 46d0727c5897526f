import { setImmediate } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import type { Recorded } from '@rekam/domain';
import { StoreUnavailable } from '@rekam/event-store';
import type { Projection } from './projection';
import { WorkingSet } from './rows';
import { Tables } from './table';
import {
  RowRefused,
  StaleProjector,
  ViewsUnavailable,
  type Key,
  type Progress,
  type RowChange,
  type ViewBuild,
  type ViewStore,
} from './view-store';

/** Folding gives way to whatever else the process has to do after this long. */
const YIELD_AFTER_MS = 8;

/** Errors whose messages name tables, columns and positions, never a value. */
const OWN_ERRORS = [RowRefused, StaleProjector, ViewsUnavailable, StoreUnavailable];

/** Says in words that hold no personal data what went wrong: the content of an event may be in any other message. */
export function safeMessage(error: unknown): string {
  if (OWN_ERRORS.some((own) => error instanceof own)) return (error as Error).message;
  if (!isNativeError(error)) return 'the fold threw something that is no Error';
  const place = /\n\s+at (.+)/.exec(error.stack ?? '')?.[1] ?? 'an unknown place';
  return `${error.name} at ${place}`;
}

/** A projection threw on an event. It stops there until a new version is deployed. */
export class FoldFailed extends Error {
  override readonly name = 'FoldFailed';
  readonly position: bigint;
  readonly eventId: string;

  constructor(projection: string, { position, id, type }: Recorded, cause: unknown) {
    super(`${projection} failed on ${type} at position ${position}, event ${id}: ${safeMessage(cause)}`, { cause });
    this.position = position;
    this.eventId = id;
  }
}

export interface FoldOptions {
  readonly projection: Projection;
  readonly views: ViewStore;
  /** The same tables when nobody reads them yet: rows are staged page by page then, and fewer wait in memory. */
  readonly build?: ViewBuild | null;
  /** As `lease` gave it. */
  readonly progress: Progress;
  /** Unchanged rows kept in memory, per table. */
  readonly cachedRowsMax: number;
  /** Changed rows that wait for a commit; opening a day commits on its own beyond this. */
  readonly changedRowsMax: number;
}

/** Rows staged at a time, before others get their turn. */
const STAGE_SIZE = 250;

/**
 * Folds events into the tables of one projection. What is folded waits in memory until `commit`, so that a row
 * changed by many events is written once. After any error the fold is done for: make a new one from the store's
 * progress.
 */
export class Fold {
  readonly #projection: Projection;
  readonly #views: ViewStore;
  readonly #build: ViewBuild | null;
  readonly #rows: WorkingSet;
  readonly #changedRowsMax: number;
  #progress: Progress;
  #position: bigint;
  #stagedCount = 0;
  #yieldAt = performance.now() + YIELD_AFTER_MS;

  constructor({ projection, views, build = null, progress, cachedRowsMax, changedRowsMax }: FoldOptions) {
    this.#projection = projection;
    this.#views = views;
    this.#build = build;
    this.#progress = progress;
    this.#position = progress.position;
    this.#changedRowsMax = changedRowsMax;
    this.#rows = new WorkingSet({ views, tables: new Tables(projection.tables), cachedRowsMax });
  }

  /** Position of the last event committed. */
  get committed(): bigint {
    return this.#progress.position;
  }

  /** Position of the last event folded. */
  get position(): bigint {
    return this.#position;
  }

  /** Whether so many rows have changed that they should be committed. */
  get isFull(): boolean {
    return this.#rows.changedCount + this.#stagedCount >= this.#changedRowsMax;
  }

  /** Folds a page, in the order of the log. Rejects with FoldFailed, StaleProjector or ViewsUnavailable. */
  async page(events: readonly Recorded[]): Promise<void> {
    // 1. A day changes rows that no event names, so the rows of what follows are loaded after it.
    let from = 0;
    for (let i = 0; i <= events.length; i++) {
      const event = events[i];
      const isDay = event?.type === 'DayOpened' && this.#projection.openDay !== undefined;
      if (event !== undefined && !isDay) continue;
      if (i > from) await this.#run(events.slice(from, i));
      from = i;
      // 2. The event of the day itself is folded with those after it.
      if (event !== undefined) await this.#openDay(event);
    }
    if (this.#build === null) this.#rows.trim();
    else await this.#stage(this.#build, this.#rows.evict());
  }

  /** Writes changed rows and progress together; false when there is nothing. Rejects with StaleProjector or ViewsUnavailable. */
  async commit(): Promise<boolean> {
    const isNothing = this.#rows.changedCount + this.#stagedCount === 0;
    if (isNothing && this.#position === this.#progress.position) return false;
    if (this.#build !== null) await this.#stage(this.#build, this.#rows.changes());
    await this.#views.commit(this.#build === null ? this.#rows.changes() : [], this.#progress, this.#position);
    this.#stagedCount = 0;
    this.#progress = { ...this.#progress, position: this.#position };
    this.#rows.committed();
    return true;
  }

  async #run(events: readonly Recorded[]): Promise<void> {
    const wanted = new Map<string, Key[]>();
    for (const event of events) {
      this.#guard(event, () => {
        for (const { table, key } of this.#projection.keys(event)) {
          this.#rows.checkKey(table, key);
          const keys = wanted.get(table);
          if (keys === undefined) wanted.set(table, [key]);
          else keys.push(key);
        }
      });
    }
    for (const [table, keys] of wanted) await this.#rows.load(table, keys);
    for (const event of events) {
      this.#rows.at(event.position);
      const pending = this.#guard(event, () => this.#projection.apply(this.#rows, event));
      if (pending !== undefined) await pending.catch((error: unknown) => this.#fail(event, error));
      this.#position = event.position;
      if (performance.now() > this.#yieldAt) await this.#giveWay();
    }
  }

  /**
   * The rows of a day come in calls of bounded size. When too many have changed they are committed with the
   * progress before the day: after a crash `openDay` finds only what is left.
   */
  async #openDay(event: Recorded): Promise<void> {
    let hasMore = true;
    while (hasMore) {
      this.#rows.at(event.position);
      try {
        hasMore = (await this.#projection.openDay?.(this.#rows, dateOf(event))) ?? false;
      } catch (error) {
        this.#fail(event, error);
      }
      if (this.isFull) await this.commit();
      if (performance.now() > this.#yieldAt) await this.#giveWay();
    }
  }

  async #stage(build: ViewBuild, changes: readonly RowChange[]): Promise<void> {
    for (let from = 0; from < changes.length; from += STAGE_SIZE) {
      await build.stage(changes.slice(from, from + STAGE_SIZE));
      if (performance.now() > this.#yieldAt) await this.#giveWay();
    }
    this.#stagedCount += changes.length;
  }

  #guard<T>(event: Recorded, work: () => T): T {
    try {
      return work();
    } catch (error) {
      return this.#fail(event, error);
    }
  }

  #fail(event: Recorded, error: unknown): never {
    if (error instanceof ViewsUnavailable || error instanceof StaleProjector) throw error;
    throw new FoldFailed(this.#projection.name, event, error);
  }

  async #giveWay(): Promise<void> {
    await setImmediate();
    this.#yieldAt = performance.now() + YIELD_AFTER_MS;
  }
}

function dateOf({ body }: Recorded): string {
  const date = body.content?.['date'];
  if (typeof date !== 'string') throw new RowRefused('DayOpened has no date');
  return date;
}
