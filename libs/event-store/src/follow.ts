import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Recorded } from '@rekam/domain';
import type { FollowOptions } from './event-store';

/** How the end of a log is found that other processes write to as well. */
interface Lookout {
  /** Position of the last event now. */
  look(): bigint;
  /** Between looks while anybody waits, in milliseconds. */
  readonly intervalMs: number;
}

/** The end of a log, that others can wait to grow. */
export class Head {
  readonly #waiting = new Set<() => void>();
  #position: bigint;
  #isClosed = false;
  #lookout: Lookout | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(position: bigint) {
    this.#position = position;
  }

  /** Position of the last event: as other processes have it now, where they write, too. */
  now(): bigint {
    if (this.#lookout !== null) this.advance(this.#lookout.look());
    return this.#position;
  }

  /** Other processes write, too: somebody has to look what they have written. */
  watch(lookout: Lookout): void {
    this.#lookout = lookout;
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
        this.#lookWhileWaitedFor();
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      this.#lookWhileWaitedFor();
    });
  }

  #lookWhileWaitedFor(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else if (this.#lookout !== null) {
      this.#timer ??= setInterval(() => this.#look(), this.#lookout.intervalMs).unref();
    }
  }

  #look(): void {
    try {
      this.now();
    } catch {
      // Whoever waits will read, and be told what is the matter.
      this.#wakeAll();
    }
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
 * What `EventStore.follow` promises. Reading a page and looking at the head happen in one turn of the event loop, so
 * no commit of this process can slip in between; what another one commits there, the head's next look finds.
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
