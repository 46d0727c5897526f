import {
  MaxAppendSizeExceededError,
  WrongExpectedVersionError,
  type AppendExpectedRevision,
  type AppendResult,
  type EventData,
} from '@eventstore/db-client';
import { StoreUnavailable } from '../event-store';
import type { GuardedClient } from './guarded-client';
import { backOffMs, pause } from './retry';
import { isFinal, unavailable } from './server-log';

export interface AppenderLimits {
  /** Appends given to the client at a time. */
  readonly inFlightMax: number;
  /** Appends that wait for that; more are refused. */
  readonly queueMax: number;
  /** An answer that takes longer counts as lost. */
  readonly attemptTimeoutMs: number;
  /** All attempts of one append together, and the wait for its turn. */
  readonly appendTimeoutMs: number;
}

/**
 * Writes to the server. The client's promise of an append may never settle (the server ended the stream of appends, or
 * never answered), and its rejection may be meant for another append, so both say nothing of the outcome: the same ids
 * with the same expected revision go out again until there is an answer, which the server gives without writing twice.
 */
export class Appender {
  #inFlight = 0;
  /** In the order in which they came; those that have given up are passed over. */
  readonly #queue = new Set<() => void>();

  constructor(
    private readonly guarded: GuardedClient,
    private readonly limits: AppenderLimits,
    private readonly closing: AbortSignal,
  ) {}

  /**
   * Resolves when the server has the events. `expected` is exact, because the server is sure to recognise what it has
   * only then. Rejects with WrongExpectedVersionError, or StoreUnavailable, which leaves the outcome open.
   */
  async append(stream: string, events: EventData[], expected: bigint | 'no_stream'): Promise<AppendResult> {
    const deadline = performance.now() + this.limits.appendTimeoutMs;
    if (this.#inFlight < this.limits.inFlightMax) this.#inFlight++;
    else await this.#turn();
    try {
      return await this.#attempts(stream, events, expected, deadline);
    } finally {
      this.#pass();
    }
  }

  /** Waits for another append to pass its turn on. */
  #turn(): Promise<void> {
    const { queueMax, appendTimeoutMs } = this.limits;
    if (this.#queue.size >= queueMax) {
      return Promise.reject(new StoreUnavailable(`${queueMax} appends are waiting: try again later`));
    }
    return new Promise((resolve, reject) => {
      const take = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#queue.delete(take);
        reject(new StoreUnavailable(`the server took no append for ${appendTimeoutMs} ms: nothing was written`));
      }, appendTimeoutMs);
      this.#queue.add(take);
    });
  }

  #pass(): void {
    for (const take of this.#queue) {
      this.#queue.delete(take);
      take();
      return;
    }
    this.#inFlight--;
  }

  async #attempts(
    stream: string,
    events: EventData[],
    expected: AppendExpectedRevision,
    deadline: number,
  ): Promise<AppendResult> {
    for (let failures = 0; ; failures++) {
      if (this.closing.aborted) throw new StoreUnavailable('the event store is closed');
      try {
        return await this.#attempt(stream, events, expected);
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) throw error;
        if (error instanceof MaxAppendSizeExceededError) {
          throw new StoreUnavailable(
            `the append is larger than the ${error.maxAppendSize} bytes that the server takes: raise its MaxAppendSize`,
            { cause: error },
          );
        }
        const waitMs = backOffMs(failures);
        if (isFinal(error) || performance.now() + waitMs > deadline) throw unavailable(error as Error);
        await pause(waitMs, this.closing);
      }
    }
  }

  #attempt(stream: string, events: EventData[], expectedRevision: AppendExpectedRevision): Promise<AppendResult> {
    const { client } = this.guarded;
    const startedAtMs = performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no answer to an append within ${this.limits.attemptTimeoutMs} ms`));
        this.guarded.endAppendsSilentSince(startedAtMs);
      }, this.limits.attemptTimeoutMs);
      client
        .appendToStream(stream, events, { expectedRevision })
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}
