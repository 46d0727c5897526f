import {
  AccessTrailUnavailable,
  type Access,
  type AccessEntry,
  type AccessPlace,
  type AccessTable,
  type AccessTrail,
} from './access-trail';

/** Readings of one actor, person and purpose are one entry for ten minutes. */
export const WINDOW_MS = 600_000;
/** Entries of the present window known to be durable; when there are more, all are forgotten and written again. */
const ENTRIES_KNOWN_MAX = 50_000;
/** Entries that wait for the next transaction; more are refused. */
const ENTRIES_WAITING_MAX = 10_000;

export interface CoalescedTrailOptions {
  readonly table: AccessTable;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is written in one transaction, and those who wait for it. */
interface Group {
  readonly entries: Map<string, Counted>;
  readonly settled: Promise<void>;
  readonly settle: (error?: Error) => void;
}

interface Counted {
  readonly access: Access;
  readonly from: string;
  /** Readings that no transaction has taken. */
  unwritten: number;
}

const keyOf = ({ person, actor, purpose }: Access, from: string): string => [from, person, actor, purpose].join('\n');

/**
 * A trail that writes the first reading of a window before `record` resolves, and counts the further ones in memory
 * until the next transaction, the next page asked for, or the close. One transaction is under way at a time: whoever
 * comes meanwhile goes together in the next.
 */
export class CoalescedTrail implements AccessTrail {
  readonly #table: AccessTable;
  readonly #now: () => number;
  /** Entries of the present window whose first reading is durable. */
  readonly #known = new Map<string, Counted>();
  /** Entries with readings that are counted and not yet written. */
  readonly #uncounted = new Set<Counted>();
  #windowStart = '';
  #waiting: Group | null = null;
  #written: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor({ table, now }: CoalescedTrailOptions) {
    this.#table = table;
    this.#now = now;
  }

  async record(accesses: readonly Access[]): Promise<void> {
    this.#checkOpen();
    const from = this.#openWindow();
    const groups = new Set<Promise<void>>();
    for (const access of accesses) {
      const known = this.#known.get(keyOf(access, from));
      if (known === undefined) {
        groups.add(this.#enqueue(access, from));
      } else {
        known.unwritten += 1;
        this.#uncounted.add(known);
      }
    }
    await Promise.all(groups);
  }

  async entriesOf(
    persons: readonly string[],
    after: AccessPlace | null,
    limit: number,
  ): Promise<readonly AccessEntry[]> {
    this.#checkOpen();
    await this.#flush();
    return this.#table.entriesOf(persons, after, limit);
  }

  async backupTo(file: string): Promise<void> {
    this.#checkOpen();
    await this.#flush();
    await this.#table.backupTo(file);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await this.#flush();
    } finally {
      await this.#table.close();
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new AccessTrailUnavailable('the access trail is closed');
  }

  /** The start of the window that is open now. In another one than before, what was known of the old one is let go. */
  #openWindow(): string {
    const now = this.#now();
    const start = new Date(now - (now % WINDOW_MS)).toISOString();
    if (start !== this.#windowStart || this.#known.size >= ENTRIES_KNOWN_MAX) {
      this.#known.clear();
      this.#windowStart = start;
    }
    return start;
  }

  #enqueue(access: Access, from: string): Promise<void> {
    const group = (this.#waiting ??= this.#startGroup());
    const key = keyOf(access, from);
    const entry = group.entries.get(key);
    if (entry !== undefined) {
      entry.unwritten += 1;
    } else if (group.entries.size >= ENTRIES_WAITING_MAX) {
      return Promise.reject(
        new AccessTrailUnavailable(`more than ${ENTRIES_WAITING_MAX} readings wait to be recorded`),
      );
    } else {
      group.entries.set(key, { access, from, unwritten: 1 });
    }
    return group.settled;
  }

  /** Readings of one turn of the event loop, and all that come while a transaction is under way, share the next. */
  #startGroup(): Group {
    let settle: Group['settle'] = () => undefined;
    const settled = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    // Whoever waits for it hears of a fault.
    setImmediate(() => void this.#flush().catch(() => undefined));
    return { entries: new Map(), settled, settle };
  }

  /** Rejects when what was waiting or counted could not be written. */
  #flush(): Promise<void> {
    const written = this.#written.then(() => this.#write());
    this.#written = written.catch(() => undefined);
    return written;
  }

  async #write(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = null;
    const counted = [...(group?.entries.values() ?? []), ...this.#uncounted];
    if (counted.length === 0) return;
    const readings = counted.map(({ unwritten }) => unwritten);
    try {
      await this.#table.add(entriesFrom(counted));
    } catch (error) {
      group?.settle(error as Error);
      throw error;
    }
    // Meanwhile more may have been read.
    for (const [i, entry] of counted.entries()) {
      entry.unwritten -= readings[i]!;
      if (entry.unwritten === 0) this.#uncounted.delete(entry);
    }
    for (const [key, entry] of group?.entries ?? []) if (entry.from === this.#windowStart) this.#known.set(key, entry);
    group?.settle();
  }
}

/** What is counted of one entry at two places is added up. */
function entriesFrom(counted: readonly Counted[]): readonly AccessEntry[] {
  const entries = new Map<string, AccessEntry>();
  for (const { access, from, unwritten } of counted) {
    const key = keyOf(access, from);
    entries.set(key, { ...access, from, count: (entries.get(key)?.count ?? 0) + unwritten });
  }
  return [...entries.values()];
}
