import type { DayRows } from './projection';
import { compareRows, compareValues, keyText, KEY_ORDER, type Table, type Tables } from './table';
import { RowRefused, type IndexValue, type Key, type Row, type RowChange, type ViewStore } from './view-store';

/** Rows a scan reads at a time. */
const SCAN_PAGE_SIZE = 500;

interface Entry {
  readonly key: Key;
  /** The key's, by which it is found. */
  readonly text: string;
  row: Row | null;
  /** Position of the event that changed it; null while it is as the store has it. */
  position: bigint | null;
  /** Somebody asked for it, so it may be asked for again; a row only ever written is not kept. */
  wasAskedFor: boolean;
}

/** Changed entries by the value of an order's first column, so that scans need not walk all of them. */
type Buckets = Map<IndexValue, Set<Entry>>;

interface Loaded {
  readonly table: Table;
  /** By key text, the least recently used first. */
  readonly entries: Map<string, Entry>;
  readonly changed: Set<Entry>;
  /** Those of the changed ones that nobody had asked for when they were first written. */
  onlyWritten: Entry[];
  /** By name of the order; made when a scan first asks. */
  readonly buckets: Map<string, Buckets>;
}

export interface RowsOptions {
  readonly views: ViewStore;
  readonly tables: Tables;
  /** Unchanged rows kept for the pages to come, per table. */
  readonly cachedRowsMax: number;
}

/**
 * The working set of a fold: rows are loaded once, changed in memory by many events and written once. It may keep
 * rows from page to page because only the holder of the lease writes them.
 */
export class WorkingSet implements DayRows {
  readonly #views: ViewStore;
  readonly #cachedRowsMax: number;
  readonly #tables = new Map<string, Loaded>();
  #changedCount = 0;
  #position = 0n;

  constructor({ views, tables, cachedRowsMax }: RowsOptions) {
    this.#views = views;
    this.#cachedRowsMax = cachedRowsMax;
    for (const table of tables) {
      const loaded = { table, entries: new Map(), changed: new Set<Entry>(), onlyWritten: [], buckets: new Map() };
      this.#tables.set(table.name, loaded);
    }
  }

  /** Rows to write at the next commit. */
  get changedCount(): number {
    return this.#changedCount;
  }

  /** Changes from now on come from the event at this position. */
  at(position: bigint): void {
    this.#position = position;
  }

  /** Throws RowRefused for a key that the table cannot have. */
  checkKey(table: string, key: Key): void {
    this.#loaded(table).table.checkKey(key);
  }

  get(table: string, key: Key): Row | null {
    const entry = this.#loaded(table).entries.get(keyText(key));
    if (entry === undefined) throw new RowRefused(`table ${table}: a row was asked for that keys() did not name`);
    return entry.row;
  }

  put(table: string, row: Row): void {
    const loaded = this.#loaded(table);
    loaded.table.checkRow(row);
    this.#change(loaded, loaded.table.keyOf(row), row);
  }

  delete(table: string, key: Key): void {
    const loaded = this.#loaded(table);
    loaded.table.checkKey(key);
    this.#change(loaded, key, null);
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    const loaded = this.#loaded(table);
    const missing: Key[] = [];
    const missed = new Set<string>();
    let previous: string | null = null;
    for (const key of keys) {
      const text = keyText(key);
      // Every event of a page asks for the open day.
      if (text === previous) continue;
      previous = text;
      const entry = loaded.entries.get(text);
      if (entry !== undefined) {
        entry.wasAskedFor = true;
        loaded.entries.delete(text);
        loaded.entries.set(text, entry);
      } else if (!missed.has(text)) {
        missed.add(text);
        missing.push(key);
      }
    }
    if (missing.length > 0) {
      const rows = await this.#views.load(table, missing);
      missing.forEach((key, i) => this.#keep(loaded, key, rows[i]!));
    }
    return keys.map((key) => loaded.entries.get(keyText(key))!.row);
  }

  async withPrefix(table: string, prefix: Key): Promise<readonly Row[]> {
    const loaded = this.#loaded(table);
    const first = prefix[0];
    if (first === undefined) throw new RowRefused(`table ${table}: a prefix needs at least one value of the key`);
    const found: Row[] = [];
    await this.#scanUnchanged(loaded, KEY_ORDER, { equals: prefix }, Infinity, (row) => found.push(row));
    for (const { key, row } of this.#bucketsOf(loaded, KEY_ORDER).get(first) ?? []) {
      if (row !== null && prefix.every((value, i) => key[i] === value)) found.push(row);
    }
    return found.sort(byOrder(loaded.table, KEY_ORDER));
  }

  async upTo(table: string, index: string, value: string, limit: number): Promise<readonly Row[]> {
    const loaded = this.#loaded(table);
    const found: Row[] = [];
    await this.#scanUnchanged(loaded, index, { atMost: value }, limit, (row) => found.push(row));
    for (const [first, entries] of this.#bucketsOf(loaded, index)) {
      if (first === null || compareValues(first, value) > 0) continue;
      for (const { row } of entries) if (row !== null) found.push(row);
    }
    return found.sort(byOrder(loaded.table, index)).slice(0, limit);
  }

  /** What the next commit writes: every changed row once, as it is now. */
  changes(): RowChange[] {
    const changes: RowChange[] = [];
    for (const { table, changed } of this.#tables.values()) {
      for (const entry of changed) changes.push(changeOf(table, entry));
    }
    return changes;
  }

  /** The changes are in the store: nothing is left to write. */
  committed(): void {
    this.#changedCount = 0;
    for (const loaded of this.#tables.values()) {
      const { entries, changed, buckets } = loaded;
      for (const entry of changed) {
        entry.position = null;
        if (!entry.wasAskedFor) entries.delete(entry.text);
      }
      changed.clear();
      loaded.onlyWritten = [];
      buckets.clear();
    }
    this.trim();
  }

  /** Lets the least used of the unchanged rows go. What `keys` named for a page is safe until its end only. */
  trim(): void {
    for (const { entries, changed } of this.#tables.values()) {
      let surplus = entries.size - changed.size - this.#cachedRowsMax;
      if (surplus <= 0) continue;
      for (const [text, entry] of entries) {
        if (entry.position !== null) continue;
        entries.delete(text);
        if (--surplus === 0) break;
      }
    }
  }

  /** Lets rows go that were only written, and the least used beyond the limit; returns the changed ones, to be staged. */
  evict(): RowChange[] {
    const staged: RowChange[] = [];
    for (const loaded of this.#tables.values()) {
      const { table, entries, changed, onlyWritten, buckets } = loaded;
      const countBefore = staged.length;
      const letGo = (entry: Entry) => {
        entries.delete(entry.text);
        if (changed.delete(entry)) staged.push(changeOf(table, entry));
      };
      for (const entry of onlyWritten) if (!entry.wasAskedFor) letGo(entry);
      loaded.onlyWritten = [];
      for (const entry of entries.values()) {
        if (entries.size <= this.#cachedRowsMax) break;
        letGo(entry);
      }
      if (staged.length > countBefore) buckets.clear();
    }
    this.#changedCount -= staged.length;
    return staged;
  }

  /** Rows of the store in an index's order, without those that the working set has changed. */
  async #scanUnchanged(
    loaded: Loaded,
    index: string,
    bounds: { equals?: Key; atMost?: string },
    limit: number,
    accept: (row: Row) => void,
  ): Promise<void> {
    let after: readonly IndexValue[] | null = null;
    let accepted = 0;
    do {
      const page = await this.#views.scan(loaded.table.name, index, {
        ...bounds,
        ...(after === null ? {} : { after }),
        limit: Math.min(limit, SCAN_PAGE_SIZE),
      });
      for (const row of page.rows) {
        const key = loaded.table.keyOf(row);
        const entry = loaded.entries.get(keyText(key)) ?? this.#keep(loaded, key, row);
        if (entry.position !== null || accepted === limit) continue;
        accept(entry.row!);
        accepted++;
      }
      after = page.next;
    } while (after !== null && accepted < limit);
  }

  #loaded(table: string): Loaded {
    const loaded = this.#tables.get(table);
    if (loaded === undefined) throw new RowRefused(`there is no table ${table}`);
    return loaded;
  }

  #keep(loaded: Loaded, key: Key, row: Row | null): Entry {
    const text = keyText(key);
    const entry: Entry = { key, text, row, position: null, wasAskedFor: true };
    loaded.entries.set(text, entry);
    return entry;
  }

  #change(loaded: Loaded, key: Key, row: Row | null): void {
    const text = keyText(key);
    let entry = loaded.entries.get(text);
    if (entry === undefined) {
      entry = { key, text, row: null, position: null, wasAskedFor: false };
      loaded.entries.set(text, entry);
    }
    if (entry.position === null) {
      loaded.changed.add(entry);
      if (!entry.wasAskedFor) loaded.onlyWritten.push(entry);
      this.#changedCount++;
    } else {
      for (const [index, buckets] of loaded.buckets) buckets.get(firstOf(loaded.table, index, entry))?.delete(entry);
    }
    entry.row = row;
    entry.position = this.#position;
    for (const [index, buckets] of loaded.buckets) addTo(buckets, firstOf(loaded.table, index, entry), entry);
  }

  #bucketsOf(loaded: Loaded, index: string): Buckets {
    let buckets = loaded.buckets.get(index);
    if (buckets === undefined) {
      buckets = new Map();
      for (const entry of loaded.changed) addTo(buckets, firstOf(loaded.table, index, entry), entry);
      loaded.buckets.set(index, buckets);
    }
    return buckets;
  }
}

const changeOf = (table: Table, { key, row, position }: Entry): RowChange => ({
  table: table.name,
  key,
  row,
  position: position!,
});

/** Value of an order's first column; null for a deleted row, unless the order is that of the key. */
function firstOf(table: Table, index: string, { key, row }: Entry): IndexValue {
  if (index === KEY_ORDER) return key[0]!;
  const first = table.orderOf(index)[0]!;
  return (row?.[first] ?? null) as IndexValue;
}

function addTo(buckets: Buckets, value: IndexValue, entry: Entry): void {
  const bucket = buckets.get(value);
  if (bucket === undefined) buckets.set(value, new Set([entry]));
  else bucket.add(entry);
}

const byOrder = (table: Table, index: string) => {
  const order = table.orderOf(index);
  return (a: Row, b: Row) => compareRows(order, a, b);
};
