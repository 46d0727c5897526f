/** One reading of a person's record. Opaque ids only. */
export interface Access {
  readonly person: string;
  readonly actor: string;
  readonly role: string;
  readonly agency: string | null;
  /** What the caller says it reads for, or the route. */
  readonly purpose: string;
}

/** Readings by one actor of one person for one purpose within one window. */
export interface AccessEntry extends Access {
  /** Start of the window, RFC 3339 in UTC. */
  readonly from: string;
  /** Readings in the window; after a crash or a lost connection it may be off by the last ones, but never zero. */
  readonly count: number;
}

/** Where a page of entries ended. */
export type AccessPlace = readonly [from: string, person: string, actor: string, purpose: string];

/** What makes an entry the one it is, in the order in which a trail is copied. */
export type AccessKey = readonly [person: string, from: string, actor: string, purpose: string];

/** The entry cannot be made durable, so the answer must not be given; or the entries cannot be read. */
export class AccessTrailUnavailable extends Error {
  override readonly name = 'AccessTrailUnavailable';
}

/** Where the process provides its AccessTrail. */
export const ACCESS_TRAIL = Symbol('access trail');

/**
 * The trail of who read whose record: a store of its own, because a reader must not write into the ledger and the trail
 * outlives every rebuild of the views. Every method rejects with AccessTrailUnavailable.
 */
export interface AccessTrail {
  /** Resolves when every reading is in an entry that a crash does not take. */
  record(accesses: readonly Access[]): Promise<void>;
  /** Entries about these persons (one, or several that were found to be one), newest first. */
  entriesOf(persons: readonly string[], after: AccessPlace | null, limit: number): Promise<readonly AccessEntry[]>;
  /** Copies the trail into a new file while it is in use. Where a server keeps it, the server's own tools do that. */
  backupTo(file: string): Promise<void>;
  /** Writes what is counted. Closing again does nothing. */
  close(): Promise<void>;
}

/** Where the entries are. Adapters pass the same contract suite. Every method rejects with AccessTrailUnavailable. */
export interface AccessTable {
  /**
   * Makes entries, and adds the readings to those that are there, of this process or of another, in one durable
   * transaction. No two of them are of the same window, person, actor and purpose.
   */
  add(entries: readonly AccessEntry[]): Promise<void>;
  entriesOf(persons: readonly string[], after: AccessPlace | null, limit: number): Promise<readonly AccessEntry[]>;
  /** Entries about all persons by their keys, whose order is that of their bytes: to copy a trail into another. */
  page(after: AccessKey | null, limit: number): Promise<readonly AccessEntry[]>;
  /**
   * Makes entries, and where one is there lets it have the greater number of readings, in one durable transaction: doing
   * it again changes nothing.
   */
  raise(entries: readonly AccessEntry[]): Promise<void>;
  backupTo(file: string): Promise<void>;
  close(): Promise<void>;
}
