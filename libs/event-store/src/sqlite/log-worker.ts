/**
 * This process's writer of events.db, on a thread of its own: a message is a group of appends, a group is a
 * transaction. Where processes share the file, each writes on from what the others have written.
 *
 * Node runs this file as it stands, beside the tests and beside the bundle. So it is one file, its types can be
 * erased, and it takes Node's modules without `import`, which would make Node parse it twice.
 */
const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');

export interface LogWorkerData {
  readonly file: string;
  /** Of the key store; null when its keys need not be saved. */
  readonly keyFile: string | null;
  /** How long a group waits for its turn while other processes write, in milliseconds. */
  readonly turnMsMax: number;
}

/** One append. The arrays have one element an event. */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: number | 'no_stream' | 'stream_exists' | 'any';
  readonly ids: readonly string[];
  readonly recordedAt: readonly string[];
  readonly open: readonly string[];
  readonly sealed: readonly (Uint8Array | null)[];
  /** The stream's new key, wrapped, to be durable before the events; null when it is. */
  readonly key: Uint8Array | null;
}

export type AppendOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number; readonly ledgerTimes: string[] }
  | { readonly kind: 'duplicate'; readonly revision: number }
  | { readonly kind: 'wrong-revision'; readonly actual: number | null }
  | { readonly kind: 'id-taken'; readonly id: string }
  /** Another process made the stream's key, or destroyed it: nothing was written, and the events need another key. */
  | { readonly kind: 'key-taken' };

/** What the thread answers: first that it is ready, then one answer a group, in order. */
export type LogWorkerReply =
  | { readonly kind: 'ready'; readonly head: number }
  | { readonly kind: 'committed'; readonly head: number; readonly outcomes: readonly AppendOutcome[] }
  | { readonly kind: 'failed'; readonly message: string };

const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    stream      TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    id          BLOB    NOT NULL UNIQUE,
    ledger_time TEXT    NOT NULL,
    open        TEXT    NOT NULL,
    sealed      BLOB,
    UNIQUE (stream, revision)
  ) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION}`;

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
const SQLITE_IOERR_FSYNC = 1034;
/** Errors after which the file cannot be trusted: what a failed sync should have written may be lost unseen. */
const FATAL: readonly number[] = [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR_FSYNC];
/** Pages of the write-ahead log (16 MB) that start a checkpoint: a page that many groups touch is copied back once. */
const CHECKPOINT_PAGES = 4_000;
/** Between looks whether it is this process's turn to write. */
const TURN_POLL_MS = 1;
/** SQLite's own waits grow to 100 ms, and a process that writes without a pause would not let one in that sleeps so long. */
const NO_SLEEP = 'PRAGMA busy_timeout = 0';
/** The write-ahead log is cut back to this after a long reader has kept it from a checkpoint. */
const WAL_BYTES_MAX = 64 * 1024 * 1024;

type Database = InstanceType<typeof DatabaseSync>;

interface Place {
  readonly stream: string;
  readonly revision: number;
}

function openLog({ file, keyFile, turnMsMax }: LogWorkerData): (group: readonly AppendRequest[]) => LogWorkerReply {
  const database = new DatabaseSync(file, { timeout: turnMsMax });
  // While another process does the same to a new file, SQLite says that it is busy at once, whatever its timeout.
  inTurn(() => database.exec('PRAGMA journal_mode = WAL'), turnMsMax);
  database.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${WAL_BYTES_MAX};
    PRAGMA cache_size = -65536`);
  makeSchema(database, file);

  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const lastOfLog = database.prepare('SELECT position, ledger_time FROM events ORDER BY position DESC LIMIT 1');
  const lastOfStream = database.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?');
  const placeOf = database.prepare("SELECT stream, revision FROM events WHERE id = unhex(?, '-')");
  const insert = database.prepare(
    "INSERT INTO events VALUES (?, ?, ?, unhex(?, '-'), ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );

  let position = 0;
  let ledgerTime = '';
  let fault: string | null = null;
  const reload = (): void => {
    const last = lastOfLog.get() as { position: number; ledger_time: string } | undefined;
    position = last?.position ?? 0;
    ledgerTime = last?.ledger_time ?? '';
  };
  reload();
  database.exec(NO_SLEEP);
  parentPort!.postMessage({ kind: 'ready', head: position } satisfies LogWorkerReply);

  let keyWriter: ReturnType<typeof openKeys> | null = null;
  /** Makes the new keys of a group durable. Returns the appends whose stream has another one. */
  const saveKeys = (group: readonly AppendRequest[]): ReadonlySet<AppendRequest> => {
    const fresh = group.filter(({ key }) => key !== null);
    if (fresh.length === 0 || keyFile === null) return new Set();
    keyWriter ??= openKeys(keyFile, turnMsMax);
    return keyWriter(fresh);
  };

  /** Writes one append whole, or not at all; the transaction is the group's. */
  function place(request: AppendRequest): AppendOutcome {
    const { stream, expected, ids } = request;
    const { revision: actual } = lastOfStream.get(stream) as { revision: number | null };
    if (!holds(expected, actual)) return standing(request) ?? { kind: 'wrong-revision', actual };
    const before = { position, ledgerTime };
    const first = actual === null ? 0 : actual + 1;
    const ledgerTimes: string[] = [];
    if (ids.length > 1) database.exec('SAVEPOINT append');
    for (let n = 0; n < ids.length; n++) {
      if (request.recordedAt[n]! > ledgerTime) ledgerTime = request.recordedAt[n]!;
      const id = ids[n]!;
      const { changes } = insert.run(
        ++position,
        stream,
        first + n,
        id,
        ledgerTime,
        request.open[n]!,
        request.sealed[n] ?? null,
      );
      if (changes === 0) {
        ({ position, ledgerTime } = before);
        if (ids.length > 1) database.exec('ROLLBACK TO append; RELEASE append');
        return standing(request) ?? { kind: 'id-taken', id };
      }
      ledgerTimes.push(ledgerTime);
    }
    if (ids.length > 1) database.exec('RELEASE append');
    return { kind: 'written', revision: first, position: before.position + 1, ledgerTimes };
  }

  /** Where the ids of an append stand already; undefined when the log has none of them. */
  function standing({ stream, expected, ids }: AppendRequest): AppendOutcome | undefined {
    const places = ids.map((id) => placeOf.get(id) as Place | undefined);
    const taken = places.findIndex((each) => each !== undefined);
    if (taken === -1) return undefined;
    const first =
      typeof expected === 'number' ? expected + 1 : expected === 'no_stream' ? 0 : (places[0]?.revision ?? -1);
    const isSamePlace = places.every((each, n) => each?.stream === stream && each.revision === first + n);
    return isSamePlace ? { kind: 'duplicate', revision: first } : { kind: 'id-taken', id: ids[taken]! };
  }

  return (group) => {
    if (fault !== null) return { kind: 'failed', message: fault };
    try {
      const locked = saveKeys(group);
      inTurn(() => begin.run(), turnMsMax);
      reload();
      const outcomes = group.map((request) => (locked.has(request) ? KEY_TAKEN : place(request)));
      commit.run();
      return { kind: 'committed', head: position, outcomes };
    } catch (error) {
      const message = `nothing was written: ${(error as Error).message}`;
      if (FATAL.includes((error as { errcode?: number }).errcode ?? 0)) {
        fault = `${message}; the log takes no writes until the process is started again`;
      }
      if (database.isTransaction) database.exec('ROLLBACK');
      return { kind: 'failed', message };
    }
  };
}

function holds(expected: AppendRequest['expected'], actual: number | null): boolean {
  if (expected === 'any') return true;
  if (expected === 'stream_exists') return actual !== null;
  return expected === 'no_stream' ? actual === null : expected === actual;
}

/**
 * Writes new keys to the key store's table. A key that is there stays, also a destroyed one, which is null. Returns
 * the requests whose stream has another key than they bring.
 */
function openKeys(file: string, turnMsMax: number): (requests: readonly AppendRequest[]) => ReadonlySet<AppendRequest> {
  const database = new DatabaseSync(file, { timeout: turnMsMax });
  database.exec('PRAGMA synchronous = FULL');
  const insert = database.prepare('INSERT INTO stream_keys VALUES (?, ?) ON CONFLICT DO NOTHING');
  const isKept = database.prepare('SELECT 1 FROM stream_keys WHERE stream = ? AND wrapped = ?');
  database.exec(NO_SLEEP);
  return (requests) => {
    inTurn(() => database.exec('BEGIN IMMEDIATE'), turnMsMax);
    try {
      const others = requests.filter(
        ({ stream, key }) => insert.run(stream, key).changes === 0 && isKept.get(stream, key) === undefined,
      );
      database.exec('COMMIT');
      return new Set(others);
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
}

const KEY_TAKEN: AppendOutcome = { kind: 'key-taken' };

/** Makes the table of a new file, unless another process does so at the same time. */
function makeSchema(database: Database, file: string): void {
  const versionOf = database.prepare('PRAGMA user_version');
  const version = (): number => (versionOf.get() as { user_version: number }).user_version;
  if (version() === 0) {
    database.exec('BEGIN IMMEDIATE');
    if (version() === 0) database.exec(SCHEMA);
    database.exec('COMMIT');
  }
  if (version() !== SCHEMA_VERSION)
    throw new Error(`${file} has format ${version()}, this program reads ${SCHEMA_VERSION}`);
}

const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Does what another process's lock may hold up: again and again until it succeeds, or the time is over. */
function inTurn(act: () => void, msMax: number): void {
  const deadline = performance.now() + msMax;
  for (;;) {
    try {
      act();
      return;
    } catch (error) {
      // The low byte of SQLite's codes is what they are kinds of.
      const isBusy = (((error as { errcode?: number }).errcode ?? 0) & 0xff) === SQLITE_BUSY;
      if (!isBusy) throw error;
      if (performance.now() > deadline)
        throw new Error(`other processes kept the file for ${msMax / 1_000} seconds`, { cause: error });
    }
    Atomics.wait(nobodyWakes, 0, 0, TURN_POLL_MS);
  }
}

const append = openLog(workerData as LogWorkerData);
// Closing the port lets the thread run out and SQLite close its files.
parentPort!.on('message', (group: readonly AppendRequest[] | null) => {
  if (group === null) parentPort!.close();
  else parentPort!.postMessage(append(group));
});
