import { backup, DatabaseSync, type StatementSync } from 'node:sqlite';

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
  /** Readings in the window; after a crash it may be too low, but never zero. */
  readonly count: number;
}

/** Where a page of entries ended. */
export type AccessPlace = readonly [from: string, person: string, actor: string, purpose: string];

/** The disk did not take the entry, so the answer must not be given. */
export class AccessTrailUnavailable extends Error {
  override readonly name = 'AccessTrailUnavailable';
}

/** The trail's file in the data folder, and in a backup. */
export const TRAIL_FILE = 'access.db';
/** Readings of one actor, person and purpose are one entry for ten minutes. */
export const WINDOW_MS = 600_000;
/** Entries of the present window known to be durable; when there are more, all are forgotten and written again. */
const ENTRIES_KNOWN_MAX = 50_000;
/** Readings that wait for the next commit; more are refused. */
const READINGS_WAITING_MAX = 10_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS access (
    person TEXT NOT NULL,
    started TEXT NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    role TEXT NOT NULL,
    agency TEXT,
    readings INTEGER NOT NULL,
    PRIMARY KEY (person, started, actor, purpose)
  ) WITHOUT ROWID, STRICT;
`;

interface Waiting {
  readonly entries: Map<string, Counted>;
  readonly settled: Promise<void>;
  readonly settle: (error?: Error) => void;
}

interface Counted {
  readonly access: Access;
  readonly from: string;
  /** Readings not yet on disk. */
  unwritten: number;
}

const keyOf = (access: Access, from: string): string => [from, access.person, access.actor, access.purpose].join('\n');

/**
 * The trail of who read whose record: a database of its own, because a reader must not write into the ledger and
 * the trail outlives every rebuild of the views. The first reading of a window is on disk before `record` resolves;
 * further ones are counted in memory and written with the next commit, the next page asked for, or the close.
 */
export class AccessStore {
  private readonly database: DatabaseSync;
  private readonly upsert: StatementSync;
  /** Entries of the present window whose first reading is durable. */
  private readonly known = new Map<string, Counted>();
  /** Entries with readings that are counted and not yet written. */
  private readonly uncounted = new Set<Counted>();
  private windowStart = '';
  private waiting: Waiting | null = null;
  private closed = false;

  constructor(
    file: string,
    private readonly now: () => number,
  ) {
    this.database = new DatabaseSync(file);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 100;');
    this.database.exec(SCHEMA);
    this.upsert = this.database.prepare(
      `INSERT INTO access (person, started, actor, purpose, role, agency, readings) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET readings = readings + excluded.readings`,
    );
  }

  /** Resolves when every reading is in an entry that a crash does not take. Rejects with AccessTrailUnavailable. */
  async record(accesses: readonly Access[]): Promise<void> {
    if (this.closed) throw new AccessTrailUnavailable('the access trail is closed');
    const from = this.openWindow();
    const commits = new Set<Promise<void>>();
    for (const access of accesses) {
      const known = this.known.get(keyOf(access, from));
      if (known === undefined) {
        commits.add(this.enqueue(access, from));
      } else {
        known.unwritten += 1;
        this.uncounted.add(known);
      }
    }
    await Promise.all(commits);
  }

  /** Entries about these persons (one, or several that were found to be one), newest first. */
  entriesOf(persons: readonly string[], after: AccessPlace | null, limit: number): readonly AccessEntry[] {
    this.writeCounts();
    const before = after === null ? '' : 'AND (started, person, actor, purpose) < (?, ?, ?, ?)';
    const statement = this.database.prepare(
      `SELECT started, person, actor, purpose, role, agency, readings FROM access
       WHERE person IN (${persons.map(() => '?').join(', ')}) ${before}
       ORDER BY started DESC, person DESC, actor DESC, purpose DESC LIMIT ?`,
    );
    return statement.all(...persons, ...(after ?? []), limit).map((row) => ({
      person: String(row['person']),
      actor: String(row['actor']),
      role: String(row['role']),
      agency: row['agency'] === null ? null : String(row['agency']),
      purpose: String(row['purpose']),
      from: String(row['started']),
      count: Number(row['readings']),
    }));
  }

  /** Copies the trail into a new file while it is in use. */
  async backupTo(file: string): Promise<void> {
    this.writeCounts();
    await backup(this.database, file);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.commit();
    try {
      this.writeCounts();
    } finally {
      this.database.close();
    }
  }

  /** The start of the window that is open now. Another one than before: what was known of the old one is let go. */
  private openWindow(): string {
    const now = this.now();
    const start = new Date(now - (now % WINDOW_MS)).toISOString();
    if (start !== this.windowStart || this.known.size >= ENTRIES_KNOWN_MAX) {
      this.writeCounts();
      this.known.clear();
      this.windowStart = start;
    }
    return start;
  }

  private enqueue(access: Access, from: string): Promise<void> {
    const waiting = (this.waiting ??= this.startGroup());
    const key = keyOf(access, from);
    const entry = waiting.entries.get(key);
    if (entry !== undefined) {
      entry.unwritten += 1;
    } else {
      if (waiting.entries.size >= READINGS_WAITING_MAX) {
        return Promise.reject(
          new AccessTrailUnavailable(`more than ${READINGS_WAITING_MAX} readings wait for the disk`),
        );
      }
      waiting.entries.set(key, { access, from, unwritten: 1 });
    }
    return waiting.settled;
  }

  /** Readings of one turn of the event loop share one transaction. */
  private startGroup(): Waiting {
    let settle: Waiting['settle'] = () => undefined;
    const settled = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    setImmediate(() => this.commit());
    return { entries: new Map(), settled, settle };
  }

  private commit(): void {
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    try {
      this.write([...waiting.entries.values(), ...this.uncounted]);
    } catch (cause) {
      waiting.settle(cause as Error);
      return;
    }
    for (const [key, entry] of waiting.entries) if (entry.from === this.windowStart) this.known.set(key, entry);
    waiting.settle();
  }

  private writeCounts(): void {
    if (this.uncounted.size > 0) this.write([...this.uncounted]);
  }

  /** One durable transaction. Counts are set back only after the commit. */
  private write(entries: readonly Counted[]): void {
    try {
      this.database.exec('BEGIN IMMEDIATE');
      for (const { access, from, unwritten } of entries) {
        const { person, actor, purpose, role, agency } = access;
        this.upsert.run(person, from, actor, purpose, role, agency, unwritten);
      }
      this.database.exec('COMMIT');
    } catch (cause) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw new AccessTrailUnavailable(`the access trail cannot be written: ${(cause as Error).message}`, { cause });
    }
    for (const entry of entries) entry.unwritten = 0;
    this.uncounted.clear();
  }
}
