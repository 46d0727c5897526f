import type { Instant } from '@rekam/domain';
import type { StoredEvent } from '../codec';

/** An event as a log stores it, with the stream that it stands in. */
export interface LogRow extends StoredEvent {
  readonly stream: string;
  /** Ledger time of the event before it in its stream; null for the first one, and where the log does not tell. */
  readonly previous: Instant | null;
}

/**
 * A log as rows, to be copied from one store into another: nothing is opened, upcast or sealed anew. Apart from the port
 * `EventStore`, because who writes here could write anything: only a migration has it.
 */
export interface StoredLog {
  /** Where it is, for messages; never a password. */
  readonly place: string;
  /**
   * Events after a position, in the order of the log: exactly `limit` of them, fewer only where the log ends. 0n is
   * before the first. Rejects with StoreUnavailable.
   */
  stored(after: bigint, limit: number): Promise<readonly LogRow[]>;
  /**
   * Writes rows of another log behind the last event, in their order, with ids, revisions, ledger times and bytes as they
   * are; the positions are this log's own. Durable when it resolves; when it rejects some of them may be, from the first
   * on. Rejects with MigrationRefused for a row that cannot follow what is there, or StoreUnavailable.
   */
  copyIn(rows: readonly LogRow[]): Promise<void>;
  /** Position of the last event, 0n in an empty log. */
  head(): Promise<bigint>;
  close(): Promise<void>;
}

/** The two sides do not fit, or one of them is not what a migration may touch. Says what was found, and what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/** Events read or written at a time: with the one before them, which a server gives too, a page of its reads. */
export const ROWS_MAX = 499;
