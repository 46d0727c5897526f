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
/** Of what was appended between an event and what its writer had seen: mostly a few. */
const GAP_SIZE = 16;
/** Each page is so much larger than the one before. */
const PAGE_GROWTH = 8;
/** Of a search backwards: our own last event is mostly among the first few. */
const SEARCH_SIZE = 4;

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

  /** At most `limit` of our events after a position. */
  async all(after: bigint, limit: number): Promise<LogEntry[]> {
    const entries: LogEntry[] = [];
    // One more than asked for, because the first is the one at the position.
    for await (const entry of this.#from(after, limit + 1)) {
      if (entry.position > after) entries.push(entry);
      if (entries.length >= limit) break;
    }
    return entries;
  }

  /** Our event at a position. */
  async at(position: bigint): Promise<LogEntry | null> {
    for await (const entry of this.#from(position, 1)) return entry.position === position ? entry : null;
    return null;
  }

  /** All of our events from a position on, the one there as well, and before the event of ours at another. */
  async between(from: bigint, before: bigint): Promise<LogEntry[]> {
    const entries: LogEntry[] = [];
    for await (const entry of this.#from(from, GAP_SIZE)) {
      if (entry.position >= before) return entries;
      entries.push(entry);
    }
    throw endedEarly();
  }

  /** Our events from a position on to the end of the log, asked for so many first, and for ever more then. */
  async *#from(start: bigint, count: number): AsyncGenerator<LogEntry, void, undefined> {
    let seen: bigint | null = null;
    let maxCount = Math.min(PAGE_SIZE_MAX, count);
    for (let from = start; ; maxCount = Math.min(PAGE_SIZE_MAX, maxCount * PAGE_GROWTH)) {
      const fromPosition = positionOf(from);
      const page = await this.#collect(() => this.client.readAll({ direction: FORWARDS, fromPosition, maxCount }));
      for (const event of page) {
        const position = event.event?.position.commit ?? event.commitPosition;
        if (position === undefined || (seen !== null && position <= seen)) continue;
        seen = position;
        const entry = this.streams.entryOf(event);
        if (entry !== null) yield entry;
      }
      if (page.length < maxCount || seen === null || seen === from) return;
      from = seen;
    }
  }

  /**
   * The last event of ours from a position on, and the position of the last event of anybody; null where there is none.
   * Searches backwards over what others keep on the same server.
   */
  async last(from: bigint): Promise<{ readonly entry: LogEntry | null; readonly end: bigint | null }> {
    let end: bigint | null = null;
    let maxCount = SEARCH_SIZE;
    for (let fromPosition: ReadPosition = END; ; maxCount = Math.min(PAGE_SIZE_MAX, maxCount * PAGE_GROWTH)) {
      const before: ReadPosition = fromPosition;
      const page: AllStreamResolvedEvent[] = await this.#collect(() =>
        this.client.readAll({ direction: BACKWARDS, fromPosition: before, maxCount }),
      );
      for (const event of page) {
        const position = event.event?.position.commit;
        if (position === undefined) continue;
        end ??= position;
        if (position < from) return { entry: null, end };
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
        return await collectOnce(open(), Math.max(1, deadline - performance.now()));
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        const waitMs = backOffMs(failures);
        if (isFinal(error) || performance.now() + waitMs > deadline) throw unavailable(error as Error);
        await pause(waitMs, this.closing);
      }
    }
  }
}

/** A read that a server ends in good order before all was said, when it stops for one, looks like the end of the log. */
export const endedEarly = (): StoreUnavailable =>
  new StoreUnavailable('the server ended a read before what is known to be there: try again');

/** What trying again cannot help. */
export const isFinal = (error: unknown): boolean =>
  error instanceof AccessDeniedError || error instanceof StreamDeletedError || error instanceof StoreUnavailable;

export function unavailable(cause: Error): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  if (cause instanceof StreamDeletedError) {
    return new StoreUnavailable('a stream of the ledger was deleted on the server: restore a backup', { cause });
  }
  if (cause instanceof AccessDeniedError) {
    return new StoreUnavailable(
      'the server denies access: check the user and its password, and that it may read $all and write streams',
      {
        cause,
      },
    );
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
