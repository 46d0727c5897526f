import type { Session } from '@rekam/postgres';
import { keyText, Tables } from '../table';
import {
  RowRefused,
  type Change,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type TableDeclaration,
} from '../view-store';
import { tablesSql, writesOf, type TableSql } from './table-sql';

/** The tables of a schema, read and written by any connection. */
export class PostgresTables {
  readonly tables: Tables;
  readonly sql: ReadonlyMap<string, TableSql>;

  constructor(schema: string, declarations: readonly TableDeclaration[]) {
    this.tables = new Tables(declarations);
    this.sql = tablesSql(schema, this.tables);
  }

  async load(session: Session, table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    const declared = this.tables.get(table);
    for (const key of keys) declared.checkKey(key);
    if (keys.length === 0) return [];
    const sql = this.sql.get(table)!;
    const found = new Map<string, Row>();
    for (const values of (await session.query(sql.selectByKeys, sql.keyColumns(keys))).rows) {
      const row = sql.decoded(values);
      found.set(keyText(declared.keyOf(row)), row);
    }
    return keys.map((key) => found.get(keyText(key)) ?? null);
  }

  async scan(session: Session, table: string, index: string, options: ScanOptions): Promise<Scanned> {
    const order = this.tables.get(table).checkScan(index, options);
    const scan = this.sql.get(table)!.scan(order, options);
    let step = scan.next();
    while (step.done !== true) step = scan.next((await session.query(step.value.sql, step.value.values)).rows);
    return step.value;
  }

  async changes(session: Session, table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    this.tables.get(table).checkFeed(limit);
    const { selectChanges, decodedKey } = this.sql.get(table)!;
    const { rows } = await session.query(selectChanges, [String(after), String(limit - 1)]);
    return rows.map(([position, ...key]) => ({ position: BigInt(position!), table, key: key.map(decodedKey) }));
  }

  /** Asks for all writes at once. Rejects with the first one's fault when each has been answered. */
  async write(session: Session, changes: readonly RowChange[]): Promise<void> {
    const written = [...writesOf(this.sql, changes)].map(({ sql, values }) => session.query(sql, values));
    const fault = (await Promise.allSettled(written)).find(({ status }) => status === 'rejected');
    if (fault?.status === 'rejected') throw fault.reason;
  }

  check(changes: readonly RowChange[], from: Progress, to: bigint): void {
    if (to < from.position) throw new RowRefused(`progress cannot go back from ${from.position} to ${to}`);
    for (const change of changes) this.tables.get(change.table).checkChange(change);
  }
}
