import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable, type EventStore } from '@rekam/event-store';
import { CommitGate } from './commit-gate';
import { Fold, FoldFailed } from './fold';
import type { Projection } from './projection';
import { failureOf, PositionNotReached, type ProjectorStatus } from './projector-status';
import type { OnShown } from './shown';
import { LeaseHeld, StaleProjector, ViewsUnavailable, type Progress, type ViewStore } from './view-store';

/** Events folded before others get their turn and, when caught up, before a commit. */
const PAGE_SIZE_MAX = 1_000;
/** Unchanged rows kept from page to page, per table. */
const CACHED_ROWS_MAX = 2_000;
/** Changed rows that may wait for a commit while history is caught up with. */
const CHANGED_ROWS_MAX = 2_000;
/**
 * Storage faults in a row after which the projection counts as failed and nobody waits for it any more. It tries on
 * all the same: a disk with room again must not need a restart. A commit that succeeds begins the count anew.
 */
const RETRIES_MAX = 8;
const RETRY_DELAY_MS = 100;
const RETRY_DELAY_MS_MAX = 10_000;
/** A standby that has not come to where the log ended so long ago is behind. */
const BEHIND_MS_MAX = 10_000;
/** Callers that may wait for a position at a time. */
const WAITERS_MAX = 10_000;

export interface ProjectorOptions {
  readonly projection: Projection;
  readonly events: EventStore;
  readonly views: ViewStore;
  /** Called once, when the tables have first caught up with the log. */
  readonly onCaughtUp?: () => Promise<void>;
  readonly onShown?: OnShown;
  readonly pageSizeMax?: number;
  readonly retriesMax?: number;
  /** The first delay before a retry; it doubles up to 10 s, with jitter. */
  readonly retryDelayMs?: number;
}

/** Follows the log for one projection. When its fold fails it stops alone and says where. */
export class Projector {
  readonly #projection: Projection;
  readonly #events: EventStore;
  readonly #pageSizeMax: number;
  readonly #retriesMax: number;
  readonly #retryDelayMs: number;
  readonly #gate: CommitGate;
  /** Deadlines of those who wait in `reached`. */
  readonly #deadlines = new Set<AbortController>();
  #onCaughtUp: (() => Promise<void>) | null;
  readonly #onShown: OnShown | undefined;
  #views: ViewStore;
  #head: bigint;
  /** Where the log ended at a look of this standby, and when it may no longer lack that (`performance.now()`). */
  #mark: { readonly position: bigint; readonly untilMs: number };
  #role: ProjectorStatus['role'] = 'standby';
  #state: ProjectorStatus['state'] = 'stopped';
  #failure: ProjectorStatus['failure'] = null;
  /** Aborts when other tables take the place of these. */
  #replaced = new AbortController();
  #running: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;

  private constructor(options: ProjectorOptions, position: bigint, head: bigint) {
    this.#projection = options.projection;
    this.#events = options.events;
    this.#views = options.views;
    this.#onCaughtUp = options.onCaughtUp ?? null;
    this.#onShown = options.onShown;
    this.#pageSizeMax = options.pageSizeMax ?? PAGE_SIZE_MAX;
    this.#retriesMax = options.retriesMax ?? RETRIES_MAX;
    this.#retryDelayMs = options.retryDelayMs ?? RETRY_DELAY_MS;
    this.#gate = new CommitGate(position);
    this.#head = head;
    this.#mark = { position: head, untilMs: 0 };
  }

  /** Rejects with ViewsUnavailable or StoreUnavailable. */
  static async open(options: ProjectorOptions): Promise<Projector> {
    const { position } = await options.views.progress();
    return new Projector(options, position, await options.events.head());
  }

  /** The tables as they are now. Ask for them per use: a rebuild replaces them, and closes the old ones after a while. */
  get views(): ViewStore {
    return this.#views;
  }

  /** Whether it was told to run; a failed one was too. */
  get isStarted(): boolean {
    return this.#running !== null;
  }

  status(): ProjectorStatus {
    const { name, version } = this.#projection;
    return {
      name,
      version,
      position: this.#gate.position,
      head: this.#head,
      role: this.#views.sharing?.isLeading === false ? 'standby' : this.#role,
      state: this.#state,
      failure: this.#failure,
    };
  }

  /** Follows the log from where its tables are. Starting again does nothing. */
  start(): void {
    if (this.#running !== null) return;
    const abort = new AbortController();
    this.#failure = null;
    this.#state = 'catching-up';
    this.#running = { abort, ended: this.#runAndRelease(abort.signal) };
  }

  /** Resolves when what it was folding is committed. */
  async stop(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.ended;
    this.#running = null;
    if (this.#state !== 'failed') this.#state = 'stopped';
  }

  /** Puts rebuilt tables in the place of the old ones, which are returned. Only while stopped. */
  async replaceViews(views: ViewStore): Promise<ViewStore> {
    if (this.#running !== null) throw new Error(`the projector ${this.#projection.name} must be stopped first`);
    const { position } = await views.progress();
    const old = this.#views;
    this.#views = views;
    this.#onCaughtUp = null;
    this.#failure = null;
    this.#state = 'stopped';
    this.#gate.advance(position);
    this.#replaced.abort();
    this.#replaced = new AbortController();
    return old;
  }

  /** Resolves when the tables reflect the log up to the position. Rejects with PositionNotReached. */
  async reached(position: bigint, timeoutMs: number): Promise<void> {
    if (this.#gate.position >= position) return;
    const refusal = () => new PositionNotReached(this.#projection.name, position, this.#gate.position);
    if (this.#state === 'failed' || this.#deadlines.size >= WAITERS_MAX) throw refusal();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    this.#deadlines.add(deadline);
    try {
      if (!(await this.#gate.until(position, deadline.signal))) throw refusal();
    } finally {
      clearTimeout(timer);
      this.#deadlines.delete(deadline);
    }
  }

  /**
   * Resolves when something after the position is committed, at once if it is already, or when other tables take the
   * place of these, or when the signal aborts.
   */
  async committedAfter(position: bigint, signal: AbortSignal): Promise<void> {
    await this.#gate.until(position + 1n, AbortSignal.any([signal, this.#replaced.signal]));
  }

  async #runAndRelease(signal: AbortSignal): Promise<void> {
    try {
      await this.#run(signal);
    } finally {
      // Whoever stands by may take over at once; if the tables cannot be told, when the lease has run out.
      await this.#views.sharing?.release().catch(() => undefined);
      this.#role = 'standby';
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    let lease: Progress | null = null;
    let retries = 0;
    /** The event that the fold cannot take: what is before it is folded all the same. */
    let failed: FoldFailed | null = null;
    while (!signal.aborted) {
      try {
        // 1. The lease is taken once; after a fault the store says what became of the last commit.
        const progress: Progress | null = lease === null ? await this.#lead(signal) : await this.#views.progress();
        if (progress === null) {
          retries = 0;
          continue;
        }
        lease ??= progress;
        if (progress.epoch !== lease.epoch) throw new StaleProjector(`the lease of epoch ${lease.epoch} is lost`);
        // 2. The log, for as long as nobody stops it or takes over.
        const lost = this.#views.sharing?.lost;
        const term = lost === undefined ? signal : AbortSignal.any([signal, lost]);
        await this.#follow(progress, failed?.position ?? null, term, () => {
          retries = 0;
          this.#failure = null;
          if (this.#state === 'failed') this.#state = 'catching-up';
        });
        if (failed !== null && lost?.aborted !== true) return this.#fail(failed);
        lease = failed = null;
      } catch (error) {
        // Among several processes one that was away too long is overtaken, and is a standby from then on.
        if (error instanceof StaleProjector && this.#views.sharing !== undefined) {
          this.#role = 'standby';
          lease = failed = null;
          continue;
        }
        const isStorageFault = error instanceof ViewsUnavailable || error instanceof StoreUnavailable;
        const isFirstFailure = error instanceof FoldFailed && failed === null;
        if (isFirstFailure) failed = error;
        else if (!isStorageFault || retries >= this.#retriesMax) this.#fail(failed ?? error);
        if (isStorageFault) await this.#pause(retries++, signal);
        else if (!isFirstFailure) return;
      }
    }
  }

  /** The progress to go on from with the lease; null while another process has it, after a look at what that one did. */
  async #lead(signal: AbortSignal): Promise<Progress | null> {
    try {
      const progress = await this.#views.lease();
      this.#role = 'active';
      return progress;
    } catch (error) {
      if (!(error instanceof LeaseHeld)) throw error;
      await this.#standBy(error.progress, signal);
      return null;
    }
  }

  /** Takes note of what another process's projector has committed, and waits until there may be more. */
  async #standBy({ position }: Progress, signal: AbortSignal): Promise<void> {
    this.#role = 'standby';
    this.#gate.advance(position);
    this.#head = await this.#events.head();
    // While others write there is always more than what is committed: who has come to where the log once ended keeps up.
    const nowMs = performance.now();
    if (position >= this.#mark.position) {
      this.#state = 'live';
      this.#mark = { position: this.#head, untilMs: nowMs + BEHIND_MS_MAX };
    } else if (this.#state !== 'live' || nowMs > this.#mark.untilMs) this.#state = 'catching-up';
    this.#failure = null;
    await this.#views.sharing?.news(signal);
  }

  /** Folds what comes after the progress: without end, or up to the event before one. */
  async #follow(
    progress: Progress,
    before: bigint | null,
    signal: AbortSignal,
    onCommitted: () => void,
  ): Promise<void> {
    const fold = new Fold({
      projection: this.#projection,
      views: this.#views,
      progress,
      cachedRowsMax: CACHED_ROWS_MAX,
      changedRowsMax: CHANGED_ROWS_MAX,
    });
    const commit = async () => {
      if (await fold.commit()) onCommitted();
      const isCaughtUp = fold.committed >= this.#head;
      if (isCaughtUp) {
        await this.#onCaughtUp?.();
        this.#onCaughtUp = null;
        this.#state = 'live';
        this.#failure = null;
      }
      this.#gate.advance(fold.committed);
    };
    this.#head = await this.#events.head();
    if (progress.position > this.#head) {
      throw new ViewsUnavailable(`the view is at ${progress.position}, beyond the log's ${this.#head}: rebuild it`);
    }
    await commit();
    for await (const page of this.#events.follow(progress.position, { signal, pageSizeMax: this.#pageSizeMax })) {
      const cameMs = Date.now();
      const events = before === null ? page : page.filter(({ position }) => position < before);
      await fold.page(events);
      if (events.length < page.length) break;
      // A full page says that more is waiting: then rows are written when many have changed, else at once.
      if (page.length >= this.#pageSizeMax) this.#head = await this.#events.head();
      if (fold.position > this.#head) this.#head = fold.position;
      if (this.#head - fold.position > BigInt(this.#pageSizeMax)) this.#state = 'catching-up';
      const isAtHead = fold.position === this.#head;
      if (fold.isFull || isAtHead) await commit();
      if (isAtHead) this.#onShown?.({ view: this.#projection.name, events, cameMs });
    }
    await commit();
  }

  async #pause(retries: number, signal: AbortSignal): Promise<void> {
    const longest = Math.min(this.#retryDelayMs * 2 ** retries, RETRY_DELAY_MS_MAX);
    await delay(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }

  #fail(error: unknown): void {
    this.#failure = failureOf(error, this.#gate.position);
    this.#state = 'failed';
    for (const deadline of this.#deadlines) deadline.abort();
  }
}
