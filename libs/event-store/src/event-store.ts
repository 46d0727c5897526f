import type { CareerEvent, Instant, Recorded, Uuid } from '@rekam/domain';

/** What the caller believes of a stream. A bigint is the revision of its last event. */
export type ExpectedRevision = bigint | 'no_stream' | 'stream_exists' | 'any';

export interface NewEvent extends CareerEvent {
  /** UUIDv5(commandId, n): the same command decided again gives the same ids. */
  readonly id: Uuid;
}

export interface Appended {
  /** The events as the log holds them, in order. */
  readonly events: readonly Recorded[];
  /**
   * The ids were there already: an earlier attempt had succeeded though its answer was lost. `events` are the
   * first ones; whether they say the same is for the caller to see in `meta.contentHash`.
   */
  readonly duplicate: boolean;
}

/** The canonical bytes of an event's two parts, as stored, in whatever version: what a commitment is made to. */
export interface EventParts {
  readonly id: Uuid;
  readonly stream: string;
  readonly position: bigint;
  readonly ledgerTime: Instant;
  /** Canonical JSON (RFC 8785) of `{body, meta, stream, type}`. */
  readonly open: string;
  /** Canonical JSON of the sensitive part; null when there is none, or when it was erased. */
  readonly sensitive: string | null;
  readonly erased: boolean;
}

export interface ReadOptions {
  /** First revision wanted; 0n, the stream's first, when absent. */
  readonly from?: bigint;
  /** At most so many events; all when absent. */
  readonly limit?: number;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Events a page at most; the adapter's own limit when absent. */
  readonly pageSizeMax?: number;
}

/** The stream's revision was another than expected. Read, decide again, append again. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** Revision of the last event, 'no_stream' when there is none. */
    readonly actual: bigint | 'no_stream',
  ) {
    super(`stream ${stream}: expected ${expected}, found ${actual}`);
  }
}

/**
 * An event of this id stands elsewhere in the log, or comes twice in one append: ids are never used twice. An adapter
 * whose engine has no index of ids finds those of other streams among the latest events of the log only.
 */
export class EventIdTaken extends Error {
  override readonly name = 'EventIdTaken';
  constructor(readonly eventId: Uuid) {
    super(`the event id ${eventId} is in the log already, at another place`);
  }
}

/**
 * The store cannot serve: the disk is full, too many appends wait, the file is damaged, or it is closed. Trying
 * again with the same ids is always safe.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/**
 * The log. Every adapter passes the same contract suite. Positions are ordered and nothing more: they need not be dense,
 * and to read after one it must be 0n or one that the store has given.
 *
 * An adapter MUST write the events of one append all or none; MUST give positions that increase in the order of
 * the log and become visible in that order; MUST resolve `append` only when the events survive a crash of the
 * machine (the memory adapter aside); MUST give events the ledger time max(own `recordedAt`, the predecessor's);
 * MUST answer an append of the same ids at the same place as a duplicate, with the first coordinates, under every
 * expected revision. The same place is the same stream, one after the other, and right after the revision that
 * the caller expected, if it named one. It MUST NOT resolve an append whose expectation fails, hold the whole log
 * in memory to read it (the memory adapter aside), or hand out an event before it is durable.
 */
export interface EventStore {
  /**
   * Appends one event or more. Rejects, with nothing written, with WrongExpectedRevision, EventIdTaken,
   * StoreUnavailable, KeyDestroyed (sensitive content for an erased stream) or NotCanonical (a value that JSON
   * cannot carry). StoreUnavailable of a crashed writer leaves the outcome open; the same ids settle it.
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>;
  /** A stream's events in order; empty for a stream that does not exist. Rejects with StoreUnavailable. */
  read(stream: string, options?: ReadOptions): Promise<readonly Recorded[]>;
  /** At most `limit` events after a position, in the order of the log. 0n is before the first. */
  readAll(after: bigint, limit: number): Promise<readonly Recorded[]>;
  /** The stored parts of at most `limit` events after a position, in the order of the log. */
  readParts(after: bigint, limit: number): Promise<readonly EventParts[]>;
  /**
   * Pages of events after a position, for ever: history first, then what is appended, nothing missed and nothing
   * twice. A page is never empty. Ends when the signal aborts; rejects with StoreUnavailable when closed.
   */
  follow(after: bigint, options: FollowOptions): AsyncIterable<readonly Recorded[]>;
  /** Position of the last event, 0n in an empty log. Rejects with StoreUnavailable, also while the log cannot be followed. */
  head(): Promise<bigint>;
  /** The last event; null in an empty log. Rejects as `head` does. */
  last(): Promise<Recorded | null>;
  /** Ends followers and writes; what was acknowledged is durable. Closing again does nothing. */
  close(): Promise<void>;
}
