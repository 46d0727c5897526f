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
  type ViewBuild,
  type ViewStore,
} from '../view-store';
import { BuildThread } from './build-thread';
import type { RowsToWrite, SqlValue } from './build-worker';
import { ADVANCE, CONNECTION_SETTINGS, openSqliteViewStore, type SqliteViewStoreOptions } from './sqlite-view-store';
import { tablesSql, type TableSql } from './table-sql';

/** Makes or opens a file of views that nobody reads before it is closed. Throws TablesChanged and ViewsUnavailable. */
export function openSqliteViewBuild(options: SqliteViewStoreOptions): ViewBuild {
  return new SqliteViewBuild(options);
}

/**
 * A file of views whose rows are written by another thread while this one folds. That thread has the uncommitted rows,
 * so it is asked for them too; while there are none, the file is read here.
 */
class SqliteViewBuild implements ViewBuild {
  readonly #file: string;
  readonly #committed: ViewStore;
  readonly #tables: Tables;
  readonly #sql: ReadonlyMap<string, TableSql>;
  /** Started by the first rows. */
  #thread: BuildThread | null = null;
  #isStaged = false;
  #isClosed = false;

  constructor(options: SqliteViewStoreOptions) {
    this.#file = options.file;
    this.#committed = openSqliteViewStore(options);
    this.#tables = new Tables(options.tables);
    this.#sql = tablesSql(this.#tables);
  }

  progress(): Promise<Progress> {
    return this.#committed.progress();
  }

  lease(): Promise<Progress> {
    return this.#committed.lease();
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    if (!this.#isStaged) return this.#committed.load(table, keys);
    const declared = this.#tables.get(table);
    for (const key of keys) declared.checkKey(key);
    const sql = this.#sql.get(table)!;
    const found = await this.#running.read(sql.selectByKey, keys);
    return found.map(([values]) => (values === undefined ? null : sql.decoded(values)));
  }

  async stage(changes: readonly RowChange[]): Promise<void> {
    if (changes.length === 0) return;
    this.#isStaged = true;
    await this.#running.write(this.#encoded(changes));
  }

  async commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void> {
    if (to < from.position) throw new RowRefused(`progress cannot go back from ${from.position} to ${to}`);
    for (const change of changes) this.#tables.get(change.table).checkChange(change);
    await this.stage(changes);
    const isCommitted = await this.#running.commit(ADVANCE, [to, from.epoch, from.position]);
    this.#isStaged = false;
    if (isCommitted) return;
    const { position, epoch } = await this.progress();
    throw new StaleProjector(
      `expected progress ${from.position} of epoch ${from.epoch}, found ${position} of ${epoch}`,
    );
  }

  async scan(table: string, index: string, options: ScanOptions): Promise<Scanned> {
    if (!this.#isStaged) return this.#committed.scan(table, index, options);
    const order = this.#tables.get(table).checkScan(index, options);
    const scan = this.#sql.get(table)!.scan(order, options);
    let step = scan.next();
    while (step.done !== true) {
      const [found] = await this.#running.read(step.value.sql, [step.value.values]);
      step = scan.next(found!);
    }
    return step.value;
  }

  changes(table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    return this.#committed.changes(table, after, limit);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.close();
    await this.#committed.close();
  }

  get #running(): BuildThread {
    if (this.#isClosed) throw new ViewsUnavailable('the views are closed');
    this.#thread ??= new BuildThread({ file: this.#file, settings: CONNECTION_SETTINGS });
    return this.#thread;
  }

  /** Grouped by statement: the order of changes does not matter, as a key is changed once. */
  #encoded(changes: readonly RowChange[]): readonly RowsToWrite[] {
    const groups = new Map<string, { sql: string; width: number; values: SqlValue[] }>();
    const group = (sql: string, width: number): SqlValue[] => {
      let rows = groups.get(sql);
      if (rows === undefined) groups.set(sql, (rows = { sql, width, values: [] }));
      return rows.values;
    };
    for (const { table, key, row, position } of changes) {
      const sql = this.#sql.get(table)!;
      if (row === null) group(sql.delete, key.length).push(...key);
      else group(sql.upsert, sql.width).push(...sql.encoded(row));
      if (sql.upsertChange !== null) group(sql.upsertChange, key.length + 1).push(...key, position);
    }
    return [...groups.values()];
  }
}
