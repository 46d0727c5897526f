import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Recorded } from '@rekam/domain';
import type { FollowOptions } from './event-store';

/** The end of a log, that others can wait to grow. */
export class Head {
  readonly #waiting = new Set<() => void>();
  #position: bigint;
  #isClosed = false;

  constructor(position: bigint) {
    this.#position = position;
  }

  get position(): bigint {
    return this.#position;
  }

  /** Everything up to here is durable. */
  advance(position: bigint): void {
    if (position <= this.#position) return;
    this.#position = position;
    this.#wakeAll();
  }

  close(): void {
    this.#isClosed = true;
    this.#wakeAll();
  }

  /** Resolves when the log has grown past a position, when it is closed, or when the signal aborts. */
  async past(position: bigint, signal: AbortSignal): Promise<void> {
    if (this.#position > position || this.#isClosed || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}

interface Log {
  readonly head: Head;
  readPage(after: bigint, limit: number): readonly Recorded[];
}

/**
 * What `EventStore.follow` promises, for a log that is written by this process alone: reading a page and looking
 * at the head happen in one turn of the event loop, so no commit can slip in between.
 */
export async function* follow(
  log: Log,
  after: bigint,
  { signal, pageSizeMax }: Required<FollowOptions>,
): AsyncGenerator<readonly Recorded[], void, undefined> {
  let position = after;
  while (!signal.aborted) {
    const page = log.readPage(position, pageSizeMax);
    if (page.length === 0) {
      await log.head.past(position, signal);
      continue;
    }
    position = page.at(-1)!.position;
    yield page;
    // A long history must not keep the process from its other work.
    await nextTurn();
  }
}
