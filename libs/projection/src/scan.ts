import { afterPrefix, type Table } from './table';
import type { IndexValue, Row, Scanned, ScanOptions } from './view-store';

/** What holds for a column; `value` is of no meaning where nothing is compared. */
export interface Condition {
  readonly column: string;
  readonly is: '=' | '<' | '<=' | '>' | '>=' | 'IS NULL' | 'IS NOT NULL';
  readonly value: IndexValue;
}

/** How an adapter asks for rows, in SQL of its own. */
export interface Selecting<Query> {
  /** At most `limit` rows for which all conditions hold, in the order of the columns, null first unless descending. */
  select(conditions: readonly Condition[], order: readonly string[], descending: boolean, limit: number): Query;
  decoded(values: readonly unknown[]): Row;
}

/**
 * A page in the order of an index: yields queries and takes what each found. The rows after a cursor (a, b, c) are
 * those with (a, b) and more than c, then those with (a) and more than b, then those with more than a: every range
 * is one walk of the index, whatever the values, nulls included.
 */
export function* scan<Query>(
  table: Table,
  order: readonly string[],
  options: ScanOptions,
  selecting: Selecting<Query>,
): Generator<Query, Scanned, readonly (readonly unknown[])[]> {
  const { equals = [], prefix, atMost, descending = false, limit } = options;
  const bounded = order[equals.length]!;
  const bounds: Condition[] = [];
  if (atMost !== undefined) bounds.push({ column: bounded, is: '<=', value: atMost });
  if (prefix !== undefined) {
    bounds.push({ column: bounded, is: '>=', value: prefix });
    const above = afterPrefix(prefix);
    if (above !== null) bounds.push({ column: bounded, is: '<', value: above });
  }
  const wanted = limit + 1;
  const rows: Row[] = [];
  for (const range of rangesOf(table, order, options)) {
    if (rows.length >= wanted) break;
    const found = yield selecting.select([...range, ...bounds], order, descending, wanted - rows.length);
    for (const values of found) rows.push(selecting.decoded(values));
  }
  const end = rows[limit - 1];
  const hasMore = rows.length > limit && end !== undefined;
  return { rows: rows.slice(0, limit), next: hasMore ? order.map((column) => end[column] as IndexValue) : null };
}

function* rangesOf(
  table: Table,
  order: readonly string[],
  { equals = [], after, descending = false }: ScanOptions,
): Generator<readonly Condition[]> {
  const fixed = (values: readonly IndexValue[]) => values.map((value, i) => equal(order[i]!, value));
  if (after === undefined) yield fixed(equals);
  for (const [i, value] of [...(after ?? []).entries()].slice(equals.length).reverse()) {
    const before = fixed(after!.slice(0, i));
    const column = order[i]!;
    if (!descending) yield [...before, { column, is: value === null ? 'IS NOT NULL' : '>', value }];
    else if (value !== null) {
      yield [...before, { column, is: '<', value }];
      if (!table.key.includes(column)) yield [...before, equal(column, null)];
    }
  }
}

const equal = (column: string, value: IndexValue): Condition => ({
  column,
  is: value === null ? 'IS NULL' : '=',
  value,
});
