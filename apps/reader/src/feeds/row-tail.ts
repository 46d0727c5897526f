import type { Projector, ViewStore } from '@rekam/projection';

/** Changes read a page. A commit with more than these wakes every follower instead: each looks at its own row. */
const CHANGES_PAGE_MAX = 1_000;

/** One follower of one row. */
export interface RowFollower {
  /** True when the row may have changed since the last call, false when the signal aborts. Rejects when views are gone. */
  changed(signal: AbortSignal): Promise<boolean>;
  close(): void;
}

class Follower {
  private isDirty = false;
  private failure: Error | null = null;
  private wake: (() => void) | null = null;
  private readonly wakeUp = (): void => this.wake?.();

  notify(failure: Error | null = null): void {
    this.isDirty = true;
    this.failure ??= failure;
    this.wakeUp();
  }

  /** What came while nobody waited is one change: followers read the latest row, never a queue. */
  async changed(signal: AbortSignal): Promise<boolean> {
    if (!this.isDirty && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', this.wakeUp, { once: true });
      });
      signal.removeEventListener('abort', this.wakeUp);
      this.wake = null;
    }
    if (this.failure !== null) throw this.failure;
    const isDirty = this.isDirty;
    this.isDirty = false;
    return isDirty;
  }
}

/**
 * Tells followers of single rows when theirs has changed. One reader of the change table serves them all: it waits
 * for commits, never polls, and runs only while somebody follows.
 */
export class RowTail {
  private readonly followers = new Map<string, Set<Follower>>();
  private running: { readonly control: AbortController; readonly ready: Promise<void> } | null = null;

  constructor(
    private readonly projector: Projector,
    private readonly table: string,
  ) {}

  /** Every change committed after this resolves wakes the follower. `key` is the row's one key column. */
  async follow(key: string): Promise<RowFollower> {
    const follower = new Follower();
    const sameKey = this.followers.get(key) ?? new Set();
    this.followers.set(key, sameKey.add(follower));
    this.running ??= this.start();
    try {
      await this.running.ready;
    } catch (error) {
      this.leave(key, follower);
      throw error;
    }
    return {
      changed: (signal) => follower.changed(signal),
      close: () => this.leave(key, follower),
    };
  }

  /** Whether the row may have changed after a position, by the change table; true when too much has to tell. */
  async changedSince(key: string, position: bigint): Promise<boolean> {
    const { views } = this.projector;
    const progress = await views.progress();
    if (position > progress.position) return true;
    const changes = await views.changes(this.table, position, CHANGES_PAGE_MAX);
    return changes.length >= CHANGES_PAGE_MAX || changes.some((change) => change.key[0] === key);
  }

  private leave(key: string, follower: Follower): void {
    const sameKey = this.followers.get(key);
    sameKey?.delete(follower);
    if (sameKey?.size === 0) this.followers.delete(key);
    if (this.followers.size > 0) return;
    this.running?.control.abort();
    this.running = null;
  }

  private start(): NonNullable<RowTail['running']> {
    const control = new AbortController();
    const started = this.projector.views.progress();
    void started
      .then(({ position }) => this.run(position, control.signal))
      .catch((error: unknown) => this.fail(error as Error, control.signal));
    return { control, ready: started.then(() => undefined) };
  }

  private async run(after: bigint, signal: AbortSignal): Promise<void> {
    let views = this.projector.views;
    while (!signal.aborted) {
      await this.projector.committedAfter(after, signal);
      if (signal.aborted) return;
      const present = this.projector.views;
      const { position } = await present.progress();
      if (present === views) await this.wakeChanged(views, after);
      // Another version of the view has taken over: every row may look different.
      else this.wakeAll();
      views = present;
      after = position;
    }
  }

  private async wakeChanged(views: ViewStore, after: bigint): Promise<void> {
    const changes = await views.changes(this.table, after, CHANGES_PAGE_MAX);
    if (changes.length >= CHANGES_PAGE_MAX) return this.wakeAll();
    for (const { key } of changes) for (const follower of this.followers.get(key[0]!) ?? []) follower.notify();
  }

  private wakeAll(failure: Error | null = null): void {
    for (const sameKey of this.followers.values()) for (const follower of sameKey) follower.notify(failure);
  }

  private fail(error: Error, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.running = null;
    this.wakeAll(error);
  }
}
