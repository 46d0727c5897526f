/**
 * A value of a column. `text` is well-formed Unicode, integers are safe integers, `json` columns hold any plain
 * JSON value. Columns outside the key may be null; in an index null comes before every value.
 */
type ColumnType = 'text' | 'integer' | 'json';
/**
 * A value of a table, to be treated as frozen: working sets and the memory adapter share rows, so a fold makes a
 * new row (and new json values) for whatever it changes.
 */
export type Row = Readonly<Record<string, unknown>>;

/** A table as a projection declares it; every adapter makes its DDL from this. */
export interface TableDeclaration {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The columns of the key, in order. Text columns only, never null. */
  readonly key: readonly string[];
  /** Further orders the table is scanned in, by name: text and integer columns, the key appended. */
  readonly indexes: Readonly<Record<string, readonly string[]>>;
  /** Whether changes are kept for feeds. */
  readonly feed: boolean;
}

/** The values of the key columns, in the declared order. */
export type Key = readonly string[];

/** A value of a column that an index holds. */
export type IndexValue = string | number | null;

/** A row to write, or null to delete it. */
export interface RowChange {
  readonly table: string;
  readonly key: Key;
  readonly row: Row | null;
  /** Position of the event that led to it: what a feed's change shows. */
  readonly position: bigint;
}

/** How far a projection has folded the log, and under whose lease. */
export interface Progress {
  /** Position of the last event folded; 0n before the first. */
  readonly position: bigint;
  /** Grows by one whenever another projector takes over; a write under an old one is refused. */
  readonly epoch: number;
}

export interface ScanOptions {
  /** Equal values for the first columns of the index; null finds rows without a value. */
  readonly equals?: readonly IndexValue[];
  /** A prefix for the next column after those, which must be text. */
  readonly prefix?: string;
  /** At most this value in the next column after those; null is no value, so rows without one are not found. */
  readonly atMost?: string | number;
  /** Continue after this row (all index columns, key included), as the last page gave it. */
  readonly after?: readonly IndexValue[];
  readonly descending?: boolean;
  /** Rows at most; at least 1. */
  readonly limit: number;
}

export interface Scanned {
  readonly rows: readonly Row[];
  /** Where to continue, null at the end. */
  readonly next: readonly IndexValue[] | null;
}

/** One change of a feed table, as kept beside it. */
export interface Change {
  /** Position of the event that led to it. */
  readonly position: bigint;
  readonly table: string;
  readonly key: Key;
}

/** Another process folds into these tables: what it commits can be followed until its lease ends. */
export class LeaseHeld extends Error {
  override readonly name = 'LeaseHeld';
  constructor(
    /** The holder's, as it was when the lease was asked for. */
    readonly progress: Progress,
  ) {
    super(`another process holds the lease of epoch ${progress.epoch}`);
  }
}

/** The tables that are there were declared otherwise: the projection's version should have been raised. */
export class TablesChanged extends Error {
  override readonly name = 'TablesChanged';
}

/** Another projector has taken over, or progress is not what this one believed. */
export class StaleProjector extends Error {
  override readonly name = 'StaleProjector';
}

/** A row, key or scan that does not fit the declared table: a bug of the caller. The message holds no values. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
}

/** The tables cannot be read or written now: the disk is full, the file is damaged or locked, or it is closed. */
export class ViewsUnavailable extends Error {
  override readonly name = 'ViewsUnavailable';
}

/**
 * The tables of one version of one projection, with its progress. Rows and progress change in one transaction.
 * An adapter MUST refuse a commit under another epoch or previous progress (StaleProjector) and MUST show a
 * commit either whole or not at all, also after a crash. Text is ordered by code point. Every method rejects with
 * RowRefused for what does not fit the declaration and with ViewsUnavailable when the store fails; nothing is
 * written then. Adapters pass the same contract suite.
 */
export interface ViewStore {
  /** Absent where no other process has these tables open. */
  readonly sharing?: Sharing;
  progress(): Promise<Progress>;
  /**
   * Takes the lease: raises the epoch and returns the progress to go on from. Rejects with LeaseHeld while another
   * process has it; where none can, whoever asks last has it.
   */
  lease(): Promise<Progress>;
  /** The rows of these keys, in the order of the keys; null where there is none. */
  load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]>;
  /** Rejects with StaleProjector; nothing is written then. `to` may equal the previous position (work in pages). */
  commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void>;
  /** Rows in the order of an index; `key` names the order of the key itself. */
  scan(table: string, index: string, options: ScanOptions): Promise<Scanned>;
  /**
   * Changes of a feed table after a position, oldest first, the latest per key only, deletions included, none
   * beyond the progress. A position is never cut: `limit` is exceeded by the other changes of the last one's
   * event, so that going on from the last position misses nothing.
   */
  changes(table: string, after: bigint, limit: number): Promise<readonly Change[]>;
  close(): Promise<void>;
}

/** What tables have that several processes open: one of them folds at a time, the others follow it. */
export interface Sharing {
  /** Whether no other process can have taken the lease, for what a commit cannot guard. */
  readonly isLeading: boolean;
  /** Aborts when another process is found to have taken the lease that was taken last. */
  readonly lost: AbortSignal;
  /** Gives the lease up, so that another process may take it at once. */
  release(): Promise<void>;
  /**
   * Resolves when another process may have committed or let go of the lease since the last call, after a second at the
   * latest, or when the signal aborts.
   */
  news(signal: AbortSignal): Promise<void>;
}

/** Tables that are being built and that nobody else reads: rows may be written ahead of their commit. */
export interface ViewBuild extends ViewStore {
  /** Writes rows that show here at once, and that the next commit makes durable or its failure takes back. */
  stage(changes: readonly RowChange[]): Promise<void>;
}
