import {
  AccessDeniedError,
  BACKWARDS,
  END,
  FORWARDS,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type ReadPosition,
  type StreamingRead,
} from '@eventstore/db-client';
import { StoreUnavailable } from '../event-store';
import { backOffMs, pause } from './retry';
import type { LogEntry, Streams } from './stored-form';

/** Events asked for at a time. */
const PAGE_SIZE_MAX = 500;
/** Of a search backwards: our own last event is mostly among the first few. */
const SEARCH_SIZE = 64;

/** Positions are the commit positions of our events, which are their prepare positions, too: none is in a transaction. */
export const positionOf = (after: bigint): ReadPosition => (after === 0n ? START : { commit: after, prepare: after });

/** Reads of the server's log, each within a time limit: the client's own reads have none. */
export class ServerLog {
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly streams: Streams,
    private readonly timeoutMs: number,
    private readonly closing: AbortSignal,
  ) {}

  /** At most `limit` events of a stream from a revision on; none when there is no stream. */
  async stream(stream: string, from: bigint, limit: number): Promise<LogEntry[]> {
    const name = this.streams.onServer(stream);
    const entries: LogEntry[] = [];
    while (entries.length < limit) {
      const maxCount = Math.min(PAGE_SIZE_MAX, limit - entries.length);
      const fromRevision = from + BigInt(entries.length);
      const page = await this.#collect(() => this.client.readStream(name, { fromRevision, maxCount }));
      entries.push(...page.map((event) => this.streams.entryOf(event)!));
      if (page.length < maxCount) break;
    }
    return entries;
  }

  /** The last event of a stream; null when there is no stream. */
  async lastOfStream(stream: string): Promise<LogEntry | null> {
    const name = this.streams.onServer(stream);
    const [last] = await this.#collect(() =>
      this.client.readStream(name, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }),
    );
    return last === undefined ? null : this.streams.entryOf(last);
  }

  /** At most `limit` of our events after a position, and before another one if it is given. */
  async all(after: bigint, limit: number, before: bigint | null = null): Promise<LogEntry[]> {
    const entries: LogEntry[] = [];
    // One more than asked for, because the first is the one at the position; all that may be, once others' turn up.
    let maxCount = Math.min(PAGE_SIZE_MAX, limit + 1);
    for (let from = after; ; maxCount = PAGE_SIZE_MAX) {
      const fromPosition = positionOf(from);
      const page = await this.#collect(() => this.client.readAll({ direction: FORWARDS, fromPosition, maxCount }));
      for (const event of page) {
        const position = event.event?.position.commit ?? event.commitPosition;
        if (position === undefined || (position <= from && from !== 0n)) continue;
        if (before !== null && position >= before) return entries;
        const entry = this.streams.entryOf(event);
        if (entry !== null) entries.push(entry);
        if (entries.length === limit) return entries;
      }
      const last = page.at(-1)?.event?.position.commit;
      if (page.length < maxCount || last === undefined) return entries;
      from = last;
    }
  }

  /**
   * The last event of ours after a position, and the position of the last event of anybody; null where there is none.
   * Searches backwards over what others keep on the same server.
   */
  async last(after: bigint): Promise<{ readonly entry: LogEntry | null; readonly end: bigint | null }> {
    let end: bigint | null = null;
    for (let fromPosition: ReadPosition = END, maxCount = SEARCH_SIZE; ; maxCount = PAGE_SIZE_MAX) {
      const from: ReadPosition = fromPosition;
      const page: AllStreamResolvedEvent[] = await this.#collect(() =>
        this.client.readAll({ direction: BACKWARDS, fromPosition: from, maxCount }),
      );
      for (const event of page) {
        const position = event.event?.position.commit;
        if (position === undefined) continue;
        end ??= position;
        if (position <= after) return { entry: null, end };
        const entry = this.streams.entryOf(event);
        if (entry !== null) return { entry, end };
      }
      const last = page.at(-1)?.event?.position;
      if (page.length < maxCount || last === undefined) return { entry: null, end };
      fromPosition = last;
    }
  }

  /** Reads a page, again and again until the time is over. */
  async #collect<E>(open: () => StreamingRead<E>): Promise<E[]> {
    const deadline = performance.now() + this.timeoutMs;
    for (let failures = 0; ; failures++) {
      if (this.closing.aborted) throw new StoreUnavailable('the event store is closed');
      try {
        return await collectOnce(open(), deadline - performance.now());
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        const waitMs = backOffMs(failures);
        if (isFinal(error) || performance.now() + waitMs > deadline) throw unavailable(error as Error);
        await pause(waitMs, this.closing);
      }
    }
  }
}

/** What trying again cannot help. */
export const isFinal = (error: unknown): boolean =>
  error instanceof AccessDeniedError || error instanceof StreamDeletedError || error instanceof StoreUnavailable;

export function unavailable(cause: Error): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  if (cause instanceof StreamDeletedError) {
    return new StoreUnavailable('a stream of the ledger was deleted on the server: restore a backup', { cause });
  }
  if (cause instanceof AccessDeniedError) {
    return new StoreUnavailable('the server denies access: check the user, and that it may read and write streams', {
      cause,
    });
  }
  return new StoreUnavailable(`the event store's server does not serve: ${cause.message}`, { cause });
}

function collectOnce<E>(read: StreamingRead<E>, timeoutMs: number): Promise<E[]> {
  return new Promise((resolve, reject) => {
    const events: E[] = [];
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${Math.round(timeoutMs)} ms`));
      // The call may never have got as far as to be cancelled.
      read.cancel().catch(() => undefined);
    }, timeoutMs);
    read.on('data', (event: E) => events.push(event));
    read.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    read.on('end', () => {
      clearTimeout(timer);
      resolve(events);
    });
  });
}
