import { afterPrefix, type Table, type Tables } from '../table';
import type { IndexValue, Row, Scanned, ScanOptions } from '../view-store';
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
export class TableSql {
  readonly select: string;
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
    this.select = `SELECT ${list(columns)} FROM ${quoted(name)} WHERE ${where}`;
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

  decoded(values: readonly SqlValue[]): Row {
    const { columns } = this.#table;
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) {
      const value = values[i];
      row[columns[i]!] = this.#json[i] === true && value !== null ? JSON.parse(value as string) : value;
    }
    return row;
  }

  /**
   * A page in the order of an index: yields queries and takes what each found. The rows after a cursor (a, b, c) are
   * those with (a, b) and more than c, then those with (a) and more than b, then those with more than a: every range
   * is one walk of the index, whatever the values, nulls included.
   */
  *scan(
    order: readonly string[],
    { equals = [], prefix, atMost, after, descending = false, limit }: ScanOptions,
  ): Generator<Query, Scanned, readonly (readonly SqlValue[])[]> {
    const wanted = limit + 1;
    const rows: Row[] = [];
    for (const { fixed, condition, value } of rangesOf(this.#table, order, { equals, after, descending })) {
      if (rows.length >= wanted) break;
      const where = each(order.slice(0, fixed.length), 'IS ?');
      const values: SqlValue[] = [...fixed];
      const bound = (column: string, compared: string, to: IndexValue) => {
        where.push(`${quoted(column)} ${compared}`);
        if (compared.includes('?')) values.push(to);
      };
      const bounded = order[equals.length]!;
      if (atMost !== undefined) bound(bounded, '<= ?', atMost);
      if (prefix !== undefined) {
        bound(bounded, '>= ?', prefix);
        const above = afterPrefix(prefix);
        if (above !== null) bound(bounded, '< ?', above);
      }
      if (condition !== null) bound(order[fixed.length]!, condition, value);
      const sorted = order.map((column) => `${quoted(column)}${descending ? ' DESC' : ''}`).join(', ');
      const filter = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
      const sql = `SELECT ${list(this.#table.columns)} FROM ${quoted(this.#table.name)} ${filter} ORDER BY ${sorted} LIMIT ?`;
      for (const found of yield { sql, values: [...values, wanted - rows.length] }) rows.push(this.decoded(found));
    }
    const end = rows[limit - 1];
    const hasMore = rows.length > limit && end !== undefined;
    return { rows: rows.slice(0, limit), next: hasMore ? order.map((column) => end[column] as IndexValue) : null };
  }
}

/** Values of the first columns, and what holds for the next one; null where nothing does. */
interface Range {
  readonly fixed: readonly IndexValue[];
  readonly condition: string | null;
  readonly value: IndexValue;
}

function* rangesOf(
  table: Table,
  order: readonly string[],
  {
    equals,
    after,
    descending,
  }: { equals: readonly IndexValue[]; after?: readonly IndexValue[] | undefined; descending: boolean },
): Generator<Range> {
  if (after === undefined) yield { fixed: equals, condition: null, value: null };
  for (const [i, value] of [...(after ?? []).entries()].slice(equals.length).reverse()) {
    const fixed = after!.slice(0, i);
    if (!descending) yield { fixed, condition: value === null ? 'IS NOT NULL' : '> ?', value };
    else if (value !== null) {
      yield { fixed, condition: '< ?', value };
      if (!table.key.includes(order[i]!)) yield { fixed, condition: 'IS NULL', value: null };
    }
  }
}

/** By name of the table. */
export const tablesSql = (tables: Tables): ReadonlyMap<string, TableSql> =>
  new Map([...tables].map((table) => [table.name, new TableSql(table)]));
