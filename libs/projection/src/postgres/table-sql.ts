import { quoted, type Value } from '@rekam/postgres';
import { scan, type Condition, type Selecting } from '../scan';
import type { Table, Tables } from '../table';
import { keyText } from '../table';
import type { Key, Row, RowChange, Scanned, ScanOptions } from '../view-store';

const list = (names: readonly string[]) => names.map(quoted).join(', ');

/**
 * PostgreSQL's text has no U+0000. It is written as U+0001 U+0001 and U+0001 itself as U+0001 U+0002, which keeps the
 * order of texts; any other text is as it was.
 */
const escaped = (text: string): string =>
  text.includes('\u0000') || text.includes('\u0001')
    ? text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001')
    : text;
const unescaped = (text: string): string =>
  text.includes('\u0001') ? text.replaceAll('\u0001\u0001', '\u0000').replaceAll('\u0001\u0002', '\u0001') : text;

/** Rows of one upsert: a statement each is prepared, so that any number of rows takes a few of them. */
const ROWS_AT_A_TIME = [256, 64, 16, 4, 1];
/** The protocol's limit. */
const VALUES_MAX = 65_535;

type Kind = 'text' | 'integer' | 'json';

/** A statement with its values. */
export interface Query {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** The DDL of a table: the key, the further orders, and for feeds the latest change of every key. */
export function tableDdl(schema: string, table: Table): string {
  const type = (column: string) =>
    table.isText(column) ? 'text COLLATE "C"' : table.isJson(column) ? 'json' : 'bigint';
  const place = (name: string) => `${quoted(schema)}.${quoted(name)}`;
  const columns = table.columns.map(
    (name) => `${quoted(name)} ${type(name)}${table.key.includes(name) ? ' NOT NULL' : ''}`,
  );
  const ddl = [`CREATE TABLE ${place(table.name)} (${columns.join(', ')}, PRIMARY KEY (${list(table.key)}))`];
  for (const [index, order] of table.orders) {
    if (order === table.key) continue;
    const sorted = order.map((column) => sortedBy(table, column, false)).join(', ');
    ddl.push(`CREATE INDEX ${quoted(`${table.name}_${index}`)} ON ${place(table.name)} (${sorted})`);
  }
  if (table.feed) {
    const changes = `${table.name}_changes`;
    const keys = table.key.map((name) => `${quoted(name)} text COLLATE "C" NOT NULL`).join(', ');
    ddl.push(
      `CREATE TABLE ${place(changes)} (${keys}, _position bigint NOT NULL, PRIMARY KEY (${list(table.key)}))`,
      `CREATE INDEX ${quoted(`${changes}_position`)} ON ${place(changes)} (_position, ${list(table.key)})`,
    );
  }
  return ddl.map((statement) => `${statement};`).join('\n');
}

/** Null comes first. A column of the key has none, and is sorted as the index of the key is. */
function sortedBy(table: Table, column: string, descending: boolean): string {
  const direction = descending ? 'DESC' : 'ASC';
  if (table.key.includes(column)) return `${quoted(column)} ${direction}`;
  return `${quoted(column)} ${direction} NULLS ${descending ? 'LAST' : 'FIRST'}`;
}

/** The statements of one table, and rows to and from their values. */
export class TableSql implements Selecting<Query> {
  readonly selectByKeys: string;
  /** The position, then the key. After a position, the limit less one. */
  readonly selectChanges: string;
  readonly #table: Table;
  readonly #place: string;
  readonly #delete: string;
  readonly #upserts: Upserts;
  readonly #changeUpserts: Upserts | null;
  readonly #kinds: readonly Kind[];

  constructor(schema: string, table: Table) {
    const { name, columns, key, feed } = table;
    this.#table = table;
    this.#place = `${quoted(schema)}.${quoted(name)}`;
    this.#kinds = columns.map((column) => (table.isText(column) ? 'text' : table.isJson(column) ? 'json' : 'integer'));
    const wanted = key.map((column) => `wanted.${quoted(column)} = t.${quoted(column)}`).join(' AND ');
    const keys = `unnest(${key.map((_, i) => `$${i + 1}::text[]`).join(', ')}) AS wanted (${list(key)})`;
    const selected = columns.map((column) => `t.${quoted(column)}`).join(', ');
    this.selectByKeys = `SELECT ${selected} FROM ${keys} JOIN ${this.#place} t ON ${wanted}`;
    this.#delete = `DELETE FROM ${this.#place} t USING ${keys} WHERE ${wanted}`;
    this.#upserts = new Upserts(this.#place, columns, key);
    const changes = `${quoted(schema)}.${quoted(`${name}_changes`)}`;
    this.#changeUpserts = feed ? new Upserts(changes, [...key, '_position'], key) : null;
    const progress = `(SELECT position FROM ${quoted(schema)}._progress)`;
    const bound = `_position > $1::bigint AND _position <= ${progress}`;
    // The second bound is the position of the last one within the limit, so that a position is never cut.
    this.selectChanges = `SELECT _position, ${list(key)} FROM ${changes} WHERE ${bound} AND _position <= coalesce(
       (SELECT _position FROM ${changes} WHERE ${bound} ORDER BY _position LIMIT 1 OFFSET $2::bigint), ${progress})
       ORDER BY _position, ${list(key)}`;
  }

  /** The values of `selectByKeys`: an array a column. */
  keyColumns(keys: readonly Key[]): Value[] {
    return this.#table.key.map((_, i) => keys.map((key) => escaped(key[i]!)));
  }

  /** What writes these changes, of which no two are of the same key. */
  *writes(changes: readonly RowChange[]): Generator<Query> {
    const put = changes.filter(({ row }) => row !== null);
    const gone = changes.filter(({ row }) => row === null);
    if (gone.length > 0) yield { sql: this.#delete, values: this.keyColumns(gone.map(({ key }) => key)) };
    yield* this.#upserts.of(put, ({ row }, values) => this.#encode(row!, values));
    if (this.#changeUpserts === null) return;
    yield* this.#changeUpserts.of(changes, ({ key, position }, values) => {
      for (const value of key) values.push(escaped(value));
      values.push(String(position));
    });
  }

  /** A column of the key, as `selectChanges` finds it. */
  readonly decodedKey = (value: string | null): string => unescaped(value!);

  decoded(values: readonly unknown[]): Row {
    const { columns } = this.#table;
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) {
      const value = values[i] as string | null;
      row[columns[i]!] = value === null ? null : decoded(this.#kinds[i]!, value);
    }
    return row;
  }

  /** A page in the order of an index: yields queries and takes what each found. */
  scan(order: readonly string[], options: ScanOptions): Generator<Query, Scanned, readonly (readonly unknown[])[]> {
    return scan(this.#table, order, options, this);
  }

  select(conditions: readonly Condition[], order: readonly string[], descending: boolean, limit: number): Query {
    const values: Value[] = [];
    const where = conditions.map(({ column, is, value }) => {
      if (is === 'IS NULL' || is === 'IS NOT NULL') return `${quoted(column)} ${is}`;
      values.push(typeof value === 'string' ? escaped(value) : String(value));
      return `${quoted(column)} ${is} $${values.length}`;
    });
    values.push(String(limit));
    const sorted = order.map((column) => sortedBy(this.#table, column, descending)).join(', ');
    const filter = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const sql = `SELECT ${list(this.#table.columns)} FROM ${this.#place} ${filter} ORDER BY ${sorted} LIMIT $${values.length}::bigint`;
    return { sql, values };
  }

  #encode(row: Row, values: Value[]): void {
    const { columns } = this.#table;
    for (let i = 0; i < columns.length; i++) {
      const value = row[columns[i]!];
      values.push(value === null ? null : encoded(this.#kinds[i]!, value));
    }
  }
}

function encoded(kind: Kind, value: unknown): string {
  switch (kind) {
    case 'text':
      return escaped(value as string);
    case 'json':
      return JSON.stringify(value);
    case 'integer':
      return String(value);
    default:
      throw new Error(`no value of ${String(kind satisfies never)}`);
  }
}

function decoded(kind: Kind, value: string): unknown {
  switch (kind) {
    case 'text':
      return unescaped(value);
    case 'json':
      return JSON.parse(value);
    case 'integer':
      return Number(value);
    default:
      throw new Error(`no value of ${String(kind satisfies never)}`);
  }
}

/** Writes rows into a table, many a statement. */
class Upserts {
  readonly #sizes: readonly number[];
  readonly #sql = new Map<number, string>();

  constructor(place: string, columns: readonly string[], key: readonly string[]) {
    const update = columns.filter((column) => !key.includes(column));
    const set = update.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ');
    const conflict = update.length === 0 ? 'NOTHING' : `UPDATE SET ${set}`;
    this.#sizes = ROWS_AT_A_TIME.filter((size) => size * columns.length <= VALUES_MAX);
    for (const size of this.#sizes) {
      const rows = Array.from({ length: size }, (_, row) => {
        const values = columns.map((__, column) => `$${row * columns.length + column + 1}`);
        return `(${values.join(', ')})`;
      });
      this.#sql.set(
        size,
        `INSERT INTO ${place} (${list(columns)}) VALUES ${rows.join(', ')} ON CONFLICT (${list(key)}) DO ${conflict}`,
      );
    }
  }

  *of(changes: readonly RowChange[], encode: (change: RowChange, values: Value[]) => void): Generator<Query> {
    let at = 0;
    for (const size of this.#sizes) {
      while (changes.length - at >= size) {
        const values: Value[] = [];
        for (const end = at + size; at < end; at++) encode(changes[at]!, values);
        yield { sql: this.#sql.get(size)!, values };
      }
    }
  }
}

/** By name of the table. */
export const tablesSql = (schema: string, tables: Tables): ReadonlyMap<string, TableSql> =>
  new Map([...tables].map((table) => [table.name, new TableSql(schema, table)]));

/** What writes the changes, the last one of a key winning. */
export function* writesOf(tables: ReadonlyMap<string, TableSql>, changes: readonly RowChange[]): Generator<Query> {
  const byTable = new Map<string, Map<string, RowChange>>();
  for (const change of changes) {
    let last = byTable.get(change.table);
    if (last === undefined) byTable.set(change.table, (last = new Map()));
    last.set(keyText(change.key), change);
  }
  for (const [table, last] of byTable) yield* tables.get(table)!.writes([...last.values()]);
}
