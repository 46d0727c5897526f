import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isNativeError } from 'node:util/types';
import { Tables } from '../table';
import {
  RowRefused,
  StaleProjector,
  ViewsUnavailable,
  type Change,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type TableDeclaration,
  type ViewBuild,
  type ViewStore,
} from '../view-store';
import { tableDdl, TableStatements } from './table-statements';

/** Another process may hold the file while it ends; after this the file counts as locked. */
const LOCK_TIMEOUT_MS = 2_000;
/** A row with a json column takes one or two kilobytes; larger pages waste less room on their borders. */
const PAGE_SIZE_BYTES = 8_192;
/** Pages kept in memory by the connection, in KiB. */
const CACHE_KIB = 32 * 1024;
/** Pages in the write-ahead log before they are moved into the file. */
const CHECKPOINT_PAGES = 2_000;

export interface SqliteViewStoreOptions {
  readonly file: string;
  readonly tables: readonly TableDeclaration[];
}

/** The file holds other tables than the declaration says: the projection's version should have been raised. */
export class TablesChanged extends Error {
  override readonly name = 'TablesChanged';
}

/** Opens or makes the file. Throws TablesChanged and ViewsUnavailable. */
export function openSqliteViewStore(options: SqliteViewStoreOptions): ViewStore {
  return new SqliteViewStore(options);
}

/** The same for a file that nobody reads before it is closed. */
export function openSqliteViewBuild(options: SqliteViewStoreOptions): ViewBuild {
  return new SqliteViewStore(options);
}

/** One version of one projection in one SQLite file. Rebuildable from the log, so a commit is not fsynced alone. */
class SqliteViewStore implements ViewBuild {
  readonly #db: DatabaseSync;
  readonly #tables: Tables;
  readonly #statements = new Map<string, TableStatements>();
  readonly #selectProgress: StatementSync;
  readonly #advance: StatementSync;
  readonly #takeLease: StatementSync;

  constructor({ file, tables }: SqliteViewStoreOptions) {
    this.#tables = new Tables(tables);
    const advice = `the views in ${file} cannot be opened; if it is damaged, remove it: it is rebuilt from the log`;
    this.#db = guarded(() => new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS }), advice);
    try {
      guarded(() => this.#create(tables), advice);
    } catch (error) {
      this.#db.close();
      throw error;
    }
    for (const table of this.#tables) this.#statements.set(table.name, new TableStatements(this.#db, table));
    this.#selectProgress = this.#db.prepare('SELECT position, epoch FROM _progress');
    this.#selectProgress.setReadBigInts(true);
    this.#advance = this.#db.prepare('UPDATE _progress SET position = ? WHERE epoch = ? AND position = ?');
    this.#takeLease = this.#db.prepare('UPDATE _progress SET epoch = epoch + 1');
  }

  async progress(): Promise<Progress> {
    return guarded(() => this.#progress());
  }

  async lease(): Promise<Progress> {
    return guarded(() =>
      this.#transaction(() => {
        this.#takeLease.run();
        return this.#progress();
      }),
    );
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    const declared = this.#tables.get(table);
    for (const key of keys) declared.checkKey(key);
    const statements = this.#statements.get(table)!;
    return guarded(() => keys.map((key) => statements.load(key)));
  }

  async commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void> {
    if (to < from.position) throw new RowRefused(`progress cannot go back from ${from.position} to ${to}`);
    guarded(() =>
      this.#transaction(() => {
        if (this.#advance.run(to, from.epoch, from.position).changes === 0) {
          const { position, epoch } = this.#progress();
          throw new StaleProjector(
            `expected progress ${from.position} of epoch ${from.epoch}, found ${position} of ${epoch}`,
          );
        }
        this.#write(changes);
      }),
    );
  }

  async stage(changes: readonly RowChange[]): Promise<void> {
    guarded(() => {
      if (!this.#db.isTransaction) this.#db.exec('BEGIN IMMEDIATE');
      try {
        this.#write(changes);
      } catch (error) {
        this.#rollback();
        throw error;
      }
    });
  }

  async scan(table: string, index: string, options: ScanOptions): Promise<Scanned> {
    const order = this.#tables.get(table).checkScan(index, options);
    return guarded(() => this.#statements.get(table)!.scan(order, options));
  }

  async changes(table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    this.#tables.get(table).checkFeed(limit);
    return guarded(() => this.#statements.get(table)!.changes(after, this.#progress().position, limit));
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    guarded(() => {
      this.#rollback();
      // Whoever opens the file next finds it whole and on disk, with nothing left in the write-ahead log.
      this.#db.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
      this.#db.close();
    });
  }

  #write(changes: readonly RowChange[]): void {
    for (const change of changes) {
      this.#tables.get(change.table).checkChange(change);
      this.#statements.get(change.table)!.write(change);
    }
  }

  #progress(): Progress {
    const { position, epoch } = this.#selectProgress.get() as { position: bigint; epoch: bigint };
    return { position, epoch: Number(epoch) };
  }

  #create(declarations: readonly TableDeclaration[]): void {
    this.#db.exec(`
      PRAGMA page_size = ${PAGE_SIZE_BYTES};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    `);
    const declared = JSON.stringify(declarations);
    this.#transaction(() => {
      this.#db.exec(`CREATE TABLE IF NOT EXISTS _progress (
        id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, epoch INTEGER NOT NULL, tables TEXT NOT NULL
      ) STRICT`);
      const found = this.#db.prepare('SELECT tables FROM _progress').get();
      if (found === undefined) {
        for (const table of this.#tables) this.#db.exec(tableDdl(table));
        this.#db.prepare('INSERT INTO _progress VALUES (1, 0, 0, ?)').run(declared);
      } else if (found['tables'] !== declared) {
        throw new TablesChanged(
          'the tables are declared otherwise than the file has them: raise the version of the projection',
        );
      }
    });
  }

  /** Runs in the transaction that staged rows have begun, if there is one. */
  #transaction<T>(work: () => T): T {
    if (!this.#db.isTransaction) this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  /** SQLite has ended the transaction itself where the fault was its own, such as a full disk. */
  #rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }
}

/** Turns a fault of SQLite, whose messages name tables and columns but no values, into ViewsUnavailable. */
function guarded<T>(work: () => T, what = 'the views cannot be used'): T {
  try {
    return work();
  } catch (error) {
    const code = isNativeError(error) && 'code' in error ? error.code : null;
    if (code !== 'ERR_SQLITE_ERROR' && code !== 'ERR_INVALID_STATE') throw error;
    throw new ViewsUnavailable(`${what} (${(error as Error).message})`, { cause: error });
  }
}
