import { scan, type Condition, type Selecting } from '../scan';
import type { Table, Tables } from '../table';
import type { Row, Scanned, ScanOptions } from '../view-store';
import type { SqlValue } from './build-worker';

const quoted = (name: string) => `"${name}"`;
const list = (names: readonly string[]) => names.map(quoted).join(', ');
const marks = (names: readonly string[]) => names.map(() => '?').join(', ');
const each = (names: readonly string[], condition: string) => names.map((name) => `${quoted(name)} ${condition}`);

/** Rows wider than this share of a page belong beside the key's tree, not in it; a json column makes a row wide. */
const storage = (isWide: boolean) => (isWide ? 'STRICT' : 'STRICT, WITHOUT ROWID');

/** The DDL of a table: the key, the further orders, and for feeds the latest change of every key. */
export function tableDdl(table: Table): string {
  const type = (column: string) => (table.isText(column) || table.isJson(column) ? 'TEXT' : 'INTEGER');
  const columns = table.columns.map(
    (name) => `${quoted(name)} ${type(name)}${table.key.includes(name) ? ' NOT NULL' : ''}`,
  );
  const ddl = [
    `CREATE TABLE ${quoted(table.name)} (${columns.join(', ')}, PRIMARY KEY (${list(table.key)})) ${storage(table.hasJson)}`,
  ];
  for (const [index, order] of table.orders) {
    if (order === table.key) continue;
    ddl.push(`CREATE INDEX ${quoted(`${table.name}_${index}`)} ON ${quoted(table.name)} (${list(order)})`);
  }
  if (table.feed) {
    const changes = `${table.name}_changes`;
    const keys = table.key.map((name) => `${quoted(name)} TEXT NOT NULL`).join(', ');
    ddl.push(
      `CREATE TABLE ${quoted(changes)} (${keys}, _position INTEGER NOT NULL, PRIMARY KEY (${list(table.key)})) STRICT, WITHOUT ROWID`,
      `CREATE INDEX ${quoted(`${changes}_position`)} ON ${quoted(changes)} (_position, ${list(table.key)})`,
    );
  }
  return ddl.join(';\n');
}

/** A statement with its values, whose rows are wanted as arrays. */
export interface Query {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The statements of one table, and rows to and from their values. */
export class TableSql implements Selecting<Query> {
  readonly selectByKey: string;
  readonly upsert: string;
  readonly delete: string;
  /** Null for a table without a feed; the key, then the position. */
  readonly upsertChange: string | null;
  /** The position, then the key. After and up to a position, both twice; the limit less one; the latter again. */
  readonly selectChanges: string;
  /** Values of an upsert. */
  readonly width: number;
  readonly #table: Table;
  readonly #json: readonly boolean[];

  constructor(table: Table) {
    const { name, columns, key, feed } = table;
    this.#table = table;
    this.#json = columns.map((column) => table.isJson(column));
    this.width = columns.length;
    const others = columns.filter((column) => !key.includes(column));
    const where = each(key, '= ?').join(' AND ');
    const update = others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ');
    const conflict = others.length === 0 ? 'NOTHING' : `UPDATE SET ${update}`;
    this.selectByKey = `SELECT ${list(columns)} FROM ${quoted(name)} WHERE ${where}`;
    this.upsert = `INSERT INTO ${quoted(name)} (${list(columns)}) VALUES (${marks(columns)}) ON CONFLICT (${list(key)}) DO ${conflict}`;
    this.delete = `DELETE FROM ${quoted(name)} WHERE ${where}`;
    const changes = quoted(`${name}_changes`);
    this.upsertChange = feed
      ? `INSERT INTO ${changes} (${list(key)}, _position) VALUES (${marks(key)}, ?)
         ON CONFLICT (${list(key)}) DO UPDATE SET _position = excluded._position`
      : null;
    // The second bound is the position of the last one within the limit, so that a position is never cut.
    const bound = `_position > ? AND _position <= ?`;
    this.selectChanges = `SELECT _position, ${list(key)} FROM ${changes} WHERE ${bound} AND _position <= coalesce(
       (SELECT _position FROM ${changes} WHERE ${bound} ORDER BY _position LIMIT 1 OFFSET ?), ?)
       ORDER BY _position, ${list(key)}`;
  }

  /** The values of an upsert. */
  encoded(row: Row): SqlValue[] {
    return this.#table.columns.map((column, i) => {
      const value = row[column];
      return this.#json[i] === true && value !== null ? JSON.stringify(value) : (value as SqlValue);
    });
  }

  decoded(values: readonly unknown[]): Row {
    const { columns } = this.#table;
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) {
      const value = values[i];
      row[columns[i]!] = this.#json[i] === true && value !== null ? JSON.parse(value as string) : value;
    }
    return row;
  }

  /** A page in the order of an index: yields queries and takes what each found. */
  scan(order: readonly string[], options: ScanOptions): Generator<Query, Scanned, readonly (readonly unknown[])[]> {
    return scan(this.#table, order, options, this);
  }

  select(conditions: readonly Condition[], order: readonly string[], descending: boolean, limit: number): Query {
    const values: SqlValue[] = [];
    const where = conditions.map(({ column, is, value }) => {
      if (is === 'IS NULL' || is === 'IS NOT NULL') return `${quoted(column)} ${is}`;
      values.push(value);
      return `${quoted(column)} ${is} ?`;
    });
    const sorted = order.map((column) => `${quoted(column)}${descending ? ' DESC' : ''}`).join(', ');
    const filter = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const sql = `SELECT ${list(this.#table.columns)} FROM ${quoted(this.#table.name)} ${filter} ORDER BY ${sorted} LIMIT ?`;
    return { sql, values: [...values, limit] };
  }
}

/** By name of the table. */
export const tablesSql = (tables: Tables): ReadonlyMap<string, TableSql> =>
  new Map([...tables].map((table) => [table.name, new TableSql(table)]));
