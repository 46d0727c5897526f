import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { afterPrefix, type Table } from '../table';
import type { Change, IndexValue, Key, Row, RowChange, Scanned, ScanOptions } from '../view-store';

type Values = SQLInputValue[];

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

/** One table of an open file: its prepared statements, and rows to and from them. */
export class TableStatements {
  readonly #db: DatabaseSync;
  readonly #table: Table;
  readonly #json: readonly boolean[];
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #upsertChange: StatementSync | null;
  readonly #selectChanges: StatementSync | null;
  /** By text. As many as there are shapes of scans, which the declaration bounds. */
  readonly #scans = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, table: Table) {
    const { name, columns, key, feed } = table;
    this.#db = db;
    this.#table = table;
    this.#json = columns.map((column) => table.isJson(column));
    const others = columns.filter((column) => !key.includes(column));
    const where = each(key, '= ?').join(' AND ');
    const update = others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ');
    const conflict = others.length === 0 ? 'NOTHING' : `UPDATE SET ${update}`;
    this.#select = this.#prepared(`SELECT ${list(columns)} FROM ${quoted(name)} WHERE ${where}`);
    this.#upsert = db.prepare(
      `INSERT INTO ${quoted(name)} (${list(columns)}) VALUES (${marks(columns)}) ON CONFLICT (${list(key)}) DO ${conflict}`,
    );
    this.#delete = db.prepare(`DELETE FROM ${quoted(name)} WHERE ${where}`);
    const changes = quoted(`${name}_changes`);
    this.#upsertChange = feed
      ? db.prepare(
          `INSERT INTO ${changes} (${list(key)}, _position) VALUES (${marks(key)}, ?)
           ON CONFLICT (${list(key)}) DO UPDATE SET _position = excluded._position`,
        )
      : null;
    // The second bound is the position of the last one within the limit, so that a position is never cut.
    const bound = `_position > ? AND _position <= ?`;
    this.#selectChanges = feed
      ? this.#prepared(
          `SELECT _position, ${list(key)} FROM ${changes} WHERE ${bound} AND _position <= coalesce(
             (SELECT _position FROM ${changes} WHERE ${bound} ORDER BY _position LIMIT 1 OFFSET ?), ?)
           ORDER BY _position, ${list(key)}`,
        )
      : null;
    this.#selectChanges?.setReadBigInts(true);
  }

  load(key: Key): Row | null {
    const found = this.#select.get(...key);
    return found === undefined ? null : this.#decoded(found as unknown as Values);
  }

  write({ key, row, position }: RowChange): void {
    if (row === null) this.#delete.run(...key);
    else this.#upsert.run(...this.#encoded(row));
    this.#upsertChange?.run(...key, position);
  }

  changes(after: bigint, progress: bigint, limit: number): Change[] {
    const found = this.#selectChanges!.all(after, progress, after, progress, limit - 1, progress);
    return (found as unknown as [bigint, ...string[]][]).map(([position, ...key]) => ({
      position,
      table: this.#table.name,
      key,
    }));
  }

  /**
   * A page in the order of an index. The rows after a cursor (a, b, c) are those with (a, b) and more than c, then
   * those with (a) and more than b, then those with more than a: every range is one walk of the index, whatever
   * the values, nulls included.
   */
  scan(
    order: readonly string[],
    { equals = [], prefix, atMost, after, descending = false, limit }: ScanOptions,
  ): Scanned {
    const bounds: string[] = [];
    const boundValues: Values = [];
    const bound = (condition: string, value: string | number) => {
      bounds.push(`${quoted(order[equals.length]!)} ${condition}`);
      boundValues.push(value);
    };
    if (atMost !== undefined) bound('<= ?', atMost);
    if (prefix !== undefined) {
      bound('>= ?', prefix);
      const above = afterPrefix(prefix);
      if (above !== null) bound('< ?', above);
    }
    const rows: Row[] = [];
    const wanted = limit + 1;
    const walk = (fixed: readonly IndexValue[], condition: string | null, value: IndexValue) => {
      if (rows.length >= wanted) return;
      const where = [...each(order.slice(0, fixed.length), 'IS ?'), ...bounds];
      if (condition !== null) where.push(`${quoted(order[fixed.length]!)} ${condition}`);
      const values = [...fixed, ...boundValues, ...(condition?.includes('?') === true ? [value] : [])];
      rows.push(...this.#walk(order, where, values, descending, wanted - rows.length));
    };
    if (after === undefined) walk(equals, null, null);
    for (const [i, value] of [...(after ?? []).entries()].slice(equals.length).reverse()) {
      const fixed = after!.slice(0, i);
      if (!descending) walk(fixed, value === null ? 'IS NOT NULL' : '> ?', value);
      else if (value !== null) {
        walk(fixed, '< ?', value);
        if (!this.#table.key.includes(order[i]!)) walk(fixed, 'IS NULL', null);
      }
    }
    const end = rows[limit - 1];
    const hasMore = rows.length > limit && end !== undefined;
    return { rows: rows.slice(0, limit), next: hasMore ? order.map((column) => end[column] as IndexValue) : null };
  }

  #walk(order: readonly string[], where: readonly string[], values: Values, descending: boolean, limit: number): Row[] {
    const sorted = order.map((column) => `${quoted(column)}${descending ? ' DESC' : ''}`).join(', ');
    const filter = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const sql = `SELECT ${list(this.#table.columns)} FROM ${quoted(this.#table.name)} ${filter} ORDER BY ${sorted} LIMIT ?`;
    let statement = this.#scans.get(sql);
    if (statement === undefined) this.#scans.set(sql, (statement = this.#prepared(sql)));
    return statement.all(...values, limit).map((found) => this.#decoded(found as unknown as Values));
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  #encoded(row: Row): Values {
    return this.#table.columns.map((column, i) => {
      const value = row[column];
      return this.#json[i] === true && value !== null ? JSON.stringify(value) : (value as SQLInputValue);
    });
  }

  #decoded(values: Values): Row {
    const row: Record<string, unknown> = {};
    this.#table.columns.forEach((column, i) => {
      const value = values[i];
      row[column] = this.#json[i] === true && value !== null ? JSON.parse(value as string) : value;
    });
    return row;
  }
}
