import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Instant, Recorded } from '@rekam/domain';
import { Codec, missingKey, sealedUnder, type StoredEvent, type Upcast } from '../codec';
import {
  EventIdTaken,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventParts,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type NewEvent,
  type ReadOptions,
} from '../event-store';
import { follow, Head } from '../follow';
import { lockFolder, type FolderLock } from '../folder-lock';
import type { LocalKeyStore, StreamKeys } from '../keys';
import { backupLog, type BackupProgress } from './backup';
import type { AppendOutcome } from './log-worker';
import { LogWriter } from './log-writer';
import { RecentPages } from './recent-pages';

const PAGE_SIZE_MAX = 500;
const QUEUE_MAX = 10_000;
/** Between looks at what other processes have written, while anybody waits for it. */
const LOOK_MS = 10;
const TURN_MS_MAX = 10_000;
/** Of one append: the second is under the key that another process made, and no process makes a third. */
const SEALINGS_MAX = 3;
const NO_KEY = { key: null, unsaved: null } as const;

export interface SqliteOptions {
  /** Data folder; made when absent. This process keeps it to itself until the store is closed, unless it is shared. */
  readonly folder: string;
  /** Other processes may open the folder, too, if they share it as well. All may append. False. */
  readonly shared?: boolean;
  readonly keys: LocalKeyStore;
  readonly upcast?: Upcast;
  /** Events a page of `follow` at most; 500. */
  readonly pageSizeMax?: number;
  /** Appends that may wait; more are refused with StoreUnavailable. 10,000. */
  readonly queueMax?: number;
  /** Milliseconds between looks at what processes that share the folder have written; 10. */
  readonly lookMs?: number;
  /** Milliseconds that appends wait for their turn while others write; then they fail with StoreUnavailable. 10,000. */
  readonly turnMsMax?: number;
}

/** The log in one SQLite file. */
export interface SqliteEventStore extends EventStore {
  /**
   * Copies events and keys into a new or empty folder while writing goes on: the log as it stands at the call,
   * and every key of it. Resolves with the position of the last event copied.
   */
  backup(folder: string, onProgress?: (progress: BackupProgress) => void): Promise<bigint>;
}

/** Opens or makes the log of a data folder. Rejects with FolderLocked, or StoreUnavailable (no log, no keys to it). */
export async function openSqliteEventStore(options: SqliteOptions): Promise<SqliteEventStore> {
  mkdirSync(options.folder, { recursive: true });
  const lock = lockFolder(options.folder, options.shared === true ? 'shared' : 'exclusive');
  let writer: LogWriter | null = null;
  try {
    const file = join(options.folder, 'events.db');
    const log = new Head(0n);
    const turnMsMax = options.turnMsMax ?? TURN_MS_MAX;
    writer = await LogWriter.start({ file, keyFile: options.keys.file, turnMsMax }, options.queueMax ?? QUEUE_MAX, log);
    checkKeys(file, options.keys);
    return new SqliteLog(file, log, writer, lock, options);
  } catch (error) {
    await writer?.close();
    lock.release();
    throw error;
  }
}

/**
 * Throws StoreUnavailable when the key store lacks the key of the first or the last sealed event: it is new, or
 * older than the log. What has been erased has a tombstone there, which is no lack.
 */
function checkKeys(file: string, keys: StreamKeys): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    for (const order of ['ASC', 'DESC']) {
      const sealed = `SELECT stream FROM events WHERE sealed IS NOT NULL ORDER BY position ${order} LIMIT 1`;
      const row = database.prepare(sealed).get() as { stream: string } | undefined;
      if (row !== undefined && keys.get(row.stream) === null) throw missingKey(row.stream);
    }
  } finally {
    database.close();
  }
}

const COLUMNS = 'position, revision, id, ledger_time, open, sealed';
/** Arrays, because they are read a third faster than objects. */
type Row = readonly [bigint, bigint, Uint8Array, Instant, string, Uint8Array | null];

const stored = ([position, revision, id, ledgerTime, open, sealed]: Row): StoredEvent => ({
  position,
  revision,
  id,
  ledgerTime,
  open,
  sealed,
});

/** Appends go to the writer's thread; reads happen here, on a connection that cannot write. */
class SqliteLog implements SqliteEventStore {
  readonly #codec: Codec;
  readonly #database: DatabaseSync;
  readonly #selectStream: StatementSync;
  readonly #selectAll: StatementSync;
  readonly #recent: RecentPages;
  #closing: Promise<void> | null = null;

  constructor(
    private readonly file: string,
    private readonly log: Head,
    private readonly writer: LogWriter,
    private readonly lock: FolderLock,
    private readonly options: SqliteOptions,
  ) {
    this.#codec = new Codec(options.upcast);
    this.#recent = new RecentPages(
      (after, limit) => this.#readPage(after, limit),
      ({ stream, sensitive }) => sensitive === null || options.keys.get(stream) !== 'destroyed',
    );
    this.#database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
    this.#selectStream = this.#database.prepare(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    this.#selectAll = this.#database.prepare(
      `SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
    );
    const selectHead = this.#database.prepare('SELECT ifnull(max(position), 0) FROM events');
    for (const select of [this.#selectStream, this.#selectAll, selectHead]) {
      select.setReadBigInts(true);
      select.setReturnArrays(true);
    }
    if (options.shared === true) {
      const look = (): bigint => (selectHead.get() as unknown as readonly [bigint])[0];
      log.watch({ look, intervalMs: options.lookMs ?? LOOK_MS });
    }
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    this.#assertOpen();
    if (events.length === 0) throw new RangeError('an append needs at least one event');
    const outcome = await this.#write(stream, events, expected);
    switch (outcome.kind) {
      case 'written': {
        const { revision, position, ledgerTimes } = outcome;
        const recorded = events.map((event, n) =>
          this.#codec.recorded(event, {
            stream,
            revision: BigInt(revision + n),
            position: BigInt(position + n),
            ledgerTime: ledgerTimes[n]!,
          }),
        );
        this.#recent.add(recorded);
        return { events: recorded, duplicate: false };
      }
      case 'duplicate': {
        const first = await this.read(stream, { from: BigInt(outcome.revision), limit: events.length });
        return { events: first, duplicate: true };
      }
      case 'wrong-revision': {
        const actual = outcome.actual === null ? 'no_stream' : BigInt(outcome.actual);
        throw new WrongExpectedRevision(stream, expected, actual);
      }
      case 'id-taken':
        throw new EventIdTaken(outcome.id);
      default:
        throw new Error(`no answer to ${String(outcome satisfies never)}`);
    }
  }

  /** Writes the events under the key that stands for the stream in the end. */
  async #write(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<Exclude<AppendOutcome, { kind: 'key-taken' }>> {
    const { keys } = this.options;
    const encoded = events.map((event) => this.#codec.encode(stream, event));
    const hasSecret = encoded.some(({ secret }) => secret !== null);
    for (let attempt = 0; attempt < SEALINGS_MAX; attempt++) {
      const { key, unsaved } = hasSecret ? keys.forWriting(stream) : NO_KEY;
      const outcome = await this.writer.write({
        stream,
        expected: typeof expected === 'bigint' ? Number(expected) : expected,
        ids: encoded.map(({ id }) => id),
        recordedAt: encoded.map(({ recordedAt }) => recordedAt),
        open: encoded.map(({ open }) => open),
        sealed: encoded.map((event) => sealedUnder(key, event)),
        key: unsaved,
      });
      if (outcome.kind !== 'key-taken') {
        if (unsaved !== null) keys.saved(stream);
        return outcome;
      }
      keys.taken(stream, unsaved!);
    }
    throw new StoreUnavailable(`the key of ${stream} changed time and again: try again later`);
  }

  async read(stream: string, { from = 0n, limit = -1 }: ReadOptions = {}): Promise<readonly Recorded[]> {
    this.#assertOpen();
    return this.#decode(this.#selectStream.all(stream, from, limit));
  }

  async readAll(after: bigint, limit: number): Promise<readonly Recorded[]> {
    return this.#readPage(after, limit);
  }

  async readParts(after: bigint, limit: number): Promise<readonly EventParts[]> {
    this.#assertOpen();
    const rows = this.#selectAll.all(after, limit) as unknown as readonly Row[];
    return rows.map((row) => this.#codec.parts(stored(row), this.options.keys));
  }

  follow(after: bigint, { signal, pageSizeMax }: FollowOptions): AsyncIterable<readonly Recorded[]> {
    const readPage = (position: bigint, limit: number) => {
      this.#assertOpen();
      return this.#recent.after(position, limit);
    };
    return follow({ head: this.log, readPage }, after, {
      signal,
      pageSizeMax: pageSizeMax ?? this.options.pageSizeMax ?? PAGE_SIZE_MAX,
    });
  }

  async head(): Promise<bigint> {
    this.#assertOpen();
    return this.log.now();
  }

  async last(): Promise<Recorded | null> {
    this.#assertOpen();
    // Positions are dense here.
    const head = this.log.now();
    return head === 0n ? null : (this.#readPage(head - 1n, 1)[0] ?? null);
  }

  async backup(folder: string, onProgress?: (progress: BackupProgress) => void): Promise<bigint> {
    this.#assertOpen();
    return backupLog(this.file, this.options.keys, folder, onProgress);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.log.close();
    // The last connection to close puts the log into one file, and only the writer's may write.
    this.#database.close();
    await this.writer.close();
    this.lock.release();
  }

  #readPage(after: bigint, limit: number): readonly Recorded[] {
    this.#assertOpen();
    return this.#decode(this.#selectAll.all(after, limit));
  }

  #decode(rows: readonly unknown[]): readonly Recorded[] {
    return (rows as readonly Row[]).map((row) => this.#codec.decode(stored(row), this.options.keys));
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new StoreUnavailable('the event store is closed');
  }
}
