import { afterPrefix, compareRows, compareText, compareValues, keyText, Tables, type Table } from './table';
import {
  RowRefused,
  StaleProjector,
  ViewsUnavailable,
  type Change,
  type IndexValue,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type TableDeclaration,
  type ViewStore,
} from './view-store';

/** A row as a reader may share it: json as a file would give it back, nothing in it changeable. */
function frozen(table: Table, row: Row): Row {
  const freeze = (value: unknown): unknown => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const copy = table.columns.map((column): [string, unknown] => {
    const value = row[column];
    return [column, table.isJson(column) ? freeze(JSON.parse(JSON.stringify(value))) : value];
  });
  return Object.freeze(Object.fromEntries(copy));
}

/** What the tables hold, which is there for as long as somebody has it: a closed store may be opened on it again. */
export interface MemoryContents {
  readonly rows: Map<string, Map<string, Row>>;
  readonly changes: Map<string, Map<string, Change>>;
  progress: Progress;
}

export const noContents = (): MemoryContents => ({
  rows: new Map(),
  changes: new Map(),
  progress: { position: 0n, epoch: 0 },
});

/** The reference adapter: says in the plainest way what a ViewStore does. Its rows end with the process. */
export class MemoryViewStore implements ViewStore {
  readonly #tables: Tables;
  readonly #contents: MemoryContents;
  #isClosed = false;

  constructor(tables: readonly TableDeclaration[], contents = noContents()) {
    this.#tables = new Tables(tables);
    this.#contents = contents;
    for (const { name } of this.#tables) {
      if (!contents.rows.has(name)) contents.rows.set(name, new Map());
      if (!contents.changes.has(name)) contents.changes.set(name, new Map());
    }
  }

  async progress(): Promise<Progress> {
    this.#checkOpen();
    return this.#contents.progress;
  }

  async lease(): Promise<Progress> {
    this.#checkOpen();
    this.#contents.progress = { ...this.#contents.progress, epoch: this.#contents.progress.epoch + 1 };
    return this.#contents.progress;
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    const rows = this.#rowsOf(table);
    for (const key of keys) this.#tables.get(table).checkKey(key);
    return keys.map((key) => rows.get(keyText(key)) ?? null);
  }

  async commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void> {
    this.#checkOpen();
    const { position, epoch } = this.#contents.progress;
    if (from.epoch !== epoch || from.position !== position) {
      throw new StaleProjector(
        `expected progress ${from.position} of epoch ${from.epoch}, found ${position} of ${epoch}`,
      );
    }
    if (to < position) throw new RowRefused(`progress cannot go back from ${position} to ${to}`);
    const checked = changes.map((change) => {
      const table = this.#tables.get(change.table);
      table.checkChange(change);
      return { ...change, feed: table.feed, row: change.row === null ? null : frozen(table, change.row) };
    });
    for (const { table, key, row, position, feed } of checked) {
      if (row === null) this.#rowsOf(table).delete(keyText(key));
      else this.#rowsOf(table).set(keyText(key), row);
      if (feed) this.#contents.changes.get(table)!.set(keyText(key), { position, table, key });
    }
    this.#contents.progress = { position: to, epoch };
  }

  async scan(table: string, index: string, options: ScanOptions): Promise<Scanned> {
    const order = this.#tables.get(table).checkScan(index, options);
    const { equals = [], prefix, atMost, after, descending = false, limit } = options;
    const bounded = order[equals.length]!;
    const above = prefix === undefined ? null : afterPrefix(prefix);
    const isWanted = (row: Row) => {
      const value = row[bounded] as IndexValue;
      if (!equals.every((each, i) => row[order[i]!] === each)) return false;
      if (atMost !== undefined && (value === null || compareValues(value, atMost) > 0)) return false;
      if (prefix === undefined) return true;
      return value !== null && compareValues(value, prefix) >= 0 && (above === null || compareValues(value, above) < 0);
    };
    const direction = descending ? -1 : 1;
    const compare = (a: Row, b: Row) => direction * compareRows(order, a, b);
    const last = after === undefined ? null : Object.fromEntries(order.map((column, i) => [column, after[i]]));
    const found = [...this.#rowsOf(table).values()]
      .filter((row) => isWanted(row) && (last === null || compare(row, last) > 0))
      .sort(compare);
    const rows = found.slice(0, limit);
    const end = rows.at(-1);
    const hasMore = found.length > limit && end !== undefined;
    return { rows, next: hasMore ? order.map((column) => end[column] as IndexValue) : null };
  }

  async changes(table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    this.#checkOpen();
    this.#tables.get(table).checkFeed(limit);
    const { position: progress } = this.#contents.progress;
    const found = [...this.#contents.changes.get(table)!.values()]
      .filter(({ position }) => position > after && position <= progress)
      .sort((a, b) => (a.position === b.position ? compareKeys(a.key, b.key) : a.position < b.position ? -1 : 1));
    const last = found[limit - 1];
    return last === undefined ? found : found.filter(({ position }) => position <= last.position);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #rowsOf(table: string): Map<string, Row> {
    this.#checkOpen();
    const { name } = this.#tables.get(table);
    return this.#contents.rows.get(name)!;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ViewsUnavailable('the views are closed');
  }
}

function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < a.length; i++) {
    const compared = compareText(a[i]!, b[i]!);
    if (compared !== 0) return compared;
  }
  return 0;
}
