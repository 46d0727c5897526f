import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { isNativeError } from 'node:util/types';
import { Tables } from '../table';
import {
  RowRefused,
  StaleProjector,
  TablesChanged,
  ViewsUnavailable,
  type Change,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type TableDeclaration,
  type ViewStore,
} from '../view-store';
import type { SqlValue } from './build-worker';
import { tableDdl, tablesSql, type TableSql } from './table-sql';

/** Another process may hold the file while it ends; after this the file counts as locked. */
const LOCK_TIMEOUT_MS = 2_000;
/** A row with a json column takes one or two kilobytes; larger pages waste less room on their borders. */
const PAGE_SIZE_BYTES = 8_192;
/** Pages kept in memory by the connection, in KiB. */
const CACHE_KIB = 16 * 1024;
/** Pages in the write-ahead log before they are moved into the file. */
const CHECKPOINT_PAGES = 2_000;

/** What every connection that writes the file sets. */
export const CONNECTION_SETTINGS = `
  PRAGMA page_size = ${PAGE_SIZE_BYTES};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -${CACHE_KIB};
  PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
`;

/** To a position, under an epoch and from a position: changes nothing when these are not the file's. */
export const ADVANCE = 'UPDATE _progress SET position = ? WHERE epoch = ? AND position = ?';

export interface SqliteViewStoreOptions {
  readonly file: string;
  readonly tables: readonly TableDeclaration[];
  /** Every commit survives a crash of the machine: for tables that no log can rebuild. */
  readonly isDurable?: boolean;
}

/** Opens or makes the file. Throws TablesChanged and ViewsUnavailable. */
export function openSqliteViewStore(options: SqliteViewStoreOptions): ViewStore {
  return new SqliteViewStore(options);
}

/** One version of one projection in one SQLite file. Rebuildable from the log, so a commit is not fsynced alone unless asked for. */
class SqliteViewStore implements ViewStore {
  readonly #db: DatabaseSync;
  readonly #tables: Tables;
  readonly #sql: ReadonlyMap<string, TableSql>;
  /** By text. As many as there are shapes of scans, which the declarations bound. */
  readonly #statements = new Map<string, StatementSync>();

  constructor({ file, tables, isDurable = false }: SqliteViewStoreOptions) {
    this.#tables = new Tables(tables);
    const advice = `the views in ${file} cannot be opened; if it is damaged, remove it: it is rebuilt from the log`;
    this.#db = guarded(() => new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS }), advice);
    try {
      guarded(() => this.#create(tables), advice);
      if (isDurable) this.#db.exec('PRAGMA synchronous = FULL');
    } catch (error) {
      this.#db.close();
      throw error;
    }
    this.#sql = tablesSql(this.#tables);
  }

  async progress(): Promise<Progress> {
    return guarded(() => this.#progress());
  }

  async lease(): Promise<Progress> {
    return guarded(() =>
      this.#transaction(() => {
        this.#run('UPDATE _progress SET epoch = epoch + 1', []);
        return this.#progress();
      }),
    );
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    const declared = this.#tables.get(table);
    for (const key of keys) declared.checkKey(key);
    const sql = this.#sql.get(table)!;
    return guarded(() =>
      keys.map((key) => {
        const [values] = this.#all(sql.selectByKey, key);
        return values === undefined ? null : sql.decoded(values);
      }),
    );
  }

  async commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void> {
    if (to < from.position) throw new RowRefused(`progress cannot go back from ${from.position} to ${to}`);
    guarded(() =>
      this.#transaction(() => {
        if (this.#run(ADVANCE, [to, from.epoch, from.position]) === 0) {
          const { position, epoch } = this.#progress();
          throw new StaleProjector(
            `expected progress ${from.position} of epoch ${from.epoch}, found ${position} of ${epoch}`,
          );
        }
        this.#write(changes);
      }),
    );
  }

  async scan(table: string, index: string, options: ScanOptions): Promise<Scanned> {
    const order = this.#tables.get(table).checkScan(index, options);
    return guarded(() => {
      const scan = this.#sql.get(table)!.scan(order, options);
      let step = scan.next();
      while (step.done !== true) step = scan.next(this.#all(step.value.sql, step.value.values));
      return step.value;
    });
  }

  async changes(table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    this.#tables.get(table).checkFeed(limit);
    const { selectChanges } = this.#sql.get(table)!;
    return guarded(() => {
      const { position } = this.#progress();
      const statement = this.#prepared(selectChanges);
      statement.setReadBigInts(true);
      const found = statement.all(after, position, after, position, limit - 1, position);
      return (found as unknown as [bigint, ...string[]][]).map(([at, ...key]) => ({ position: at, table, key }));
    });
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    guarded(() => {
      // Whoever opens the file next finds it whole and on disk, with nothing left in the write-ahead log.
      this.#db.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
      this.#db.close();
    });
  }

  #write(changes: readonly RowChange[]): void {
    for (const change of changes) {
      const { table, key, row, position } = change;
      this.#tables.get(table).checkChange(change);
      const sql = this.#sql.get(table)!;
      if (row === null) this.#run(sql.delete, key);
      else this.#run(sql.upsert, sql.encoded(row));
      if (sql.upsertChange !== null) this.#run(sql.upsertChange, [...key, position]);
    }
  }

  #progress(): Progress {
    const statement = this.#prepared('SELECT position, epoch FROM _progress');
    statement.setReadBigInts(true);
    const [position, epoch] = statement.get() as unknown as [bigint, bigint];
    return { position, epoch: Number(epoch) };
  }

  #run(sql: string, values: readonly SqlValue[]): number | bigint {
    return this.#prepared(sql).run(...values).changes;
  }

  #all(sql: string, values: readonly SqlValue[]): readonly SqlValue[][] {
    return this.#prepared(sql).all(...(values as SQLInputValue[])) as unknown as SqlValue[][];
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #create(declarations: readonly TableDeclaration[]): void {
    this.#db.exec(CONNECTION_SETTINGS);
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

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
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
