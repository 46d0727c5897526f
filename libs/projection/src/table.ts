import {
  RowRefused,
  type IndexValue,
  type Key,
  type Row,
  type RowChange,
  type ScanOptions,
  type TableDeclaration,
} from './view-store';

/** The order of the key itself, as `scan` names it. */
export const KEY_ORDER = 'key';

const TABLE_NAME = /^[a-z][a-z0-9-]{0,62}$/;
const COLUMN_NAME = /^[a-z][A-Za-z0-9]{0,62}$/;

const UTF16_SURROGATES = 0xd800;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Order by code point, which is the order of UTF-8 bytes; `<` compares UTF-16 units and differs beyond the BMP. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // A surrogate stands for a code point above all others, so it is moved behind U+FFFF.
    if (x >= UTF16_SURROGATES && y >= UTF16_SURROGATES) {
      x = x <= 0xdfff ? x + 0x10000 : x;
      y = y <= 0xdfff ? y + 0x10000 : y;
    }
    return x - y;
  }
  return a.length - b.length;
}

/** The order of an index column: null first, then by value. */
export function compareValues(a: IndexValue, b: IndexValue): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return typeof a === 'string' ? compareText(a, b as string) : a - (b as number);
}

/** Compares two rows by these columns. */
export function compareRows(columns: readonly string[], a: Row, b: Row): number {
  for (const column of columns) {
    const compared = compareValues(a[column] as IndexValue, b[column] as IndexValue);
    if (compared !== 0) return compared;
  }
  return 0;
}

/** Names a key within its table; lengths keep ['a', 'bc'] and ['ab', 'c'] apart. */
export function keyText(key: Key): string {
  const last = key.length - 1;
  let text = key[last]!;
  for (let i = 0; i < last; i++) text = `${key[i]!.length}:${key[i]!}${text}`;
  return text;
}

/** A declaration, checked, with what every adapter derives from it. */
export class Table {
  readonly name: string;
  readonly key: readonly string[];
  readonly feed: boolean;
  readonly columns: readonly string[];
  readonly #types: TableDeclaration['columns'];
  /** Columns of every order, the key's own included, each ending in the key. */
  readonly orders: ReadonlyMap<string, readonly string[]>;

  /** Throws RowRefused on a declaration that no adapter could keep. */
  constructor(declaration: TableDeclaration) {
    const { name, columns, key, indexes, feed } = declaration;
    const refuse = (rule: string): never => {
      throw new RowRefused(`table ${name}: ${rule}`);
    };
    if (!TABLE_NAME.test(name)) refuse('its name must be lower-case letters, digits and hyphens');
    for (const column of Object.keys(columns)) {
      if (!COLUMN_NAME.test(column)) refuse(`column ${column} must be letters and digits, in camel case`);
    }
    if (key.length === 0 || new Set(key).size !== key.length) refuse('the key must be one or more different columns');
    for (const column of key) if (columns[column] !== 'text') refuse(`key column ${column} must be a text column`);
    for (const [index, indexed] of Object.entries(indexes)) {
      if (index === KEY_ORDER) refuse(`no index may be called ${KEY_ORDER}, which names the order of the key`);
      for (const column of indexed) {
        const type = columns[column];
        if (type !== 'text' && type !== 'integer') refuse(`index ${index}: ${column} must be a text or integer column`);
      }
    }
    this.name = name;
    this.key = key;
    this.feed = feed;
    this.columns = Object.keys(columns);
    this.#types = columns;
    const withKey = (indexed: readonly string[]) => [...new Set([...indexed, ...key])];
    this.orders = new Map([
      [KEY_ORDER, key],
      ...Object.entries(indexes).map(([index, indexed]) => [index, withKey(indexed)] as const),
    ]);
  }

  isJson(column: string): boolean {
    return this.#types[column] === 'json';
  }

  isText(column: string): boolean {
    return this.#types[column] === 'text';
  }

  get hasJson(): boolean {
    return this.columns.some((column) => this.isJson(column));
  }

  /** The columns of an order; throws RowRefused when there is none of this name. */
  orderOf(index: string): readonly string[] {
    const order = this.orders.get(index);
    if (order === undefined) throw new RowRefused(`table ${this.name}: there is no index ${index}`);
    return order;
  }

  keyOf(row: Row): Key {
    return this.key.map((column) => row[column] as string);
  }

  checkColumn(column: string): void {
    if (!this.columns.includes(column)) throw new RowRefused(`table ${this.name}: column ${column} is not declared`);
  }

  checkKey(key: Key): void {
    if (key.length !== this.key.length) {
      throw new RowRefused(
        `table ${this.name}: a key has ${this.key.length} values (${this.key.join(', ')}), not ${key.length}`,
      );
    }
    for (let i = 0; i < key.length; i++) if (!isText(key[i])) throw this.#wrong(this.key[i]!, 'text');
  }

  /** Throws RowRefused naming table, column and what was expected; never a value. */
  checkRow(row: Row): void {
    let seen = 0;
    for (const column of this.columns) {
      const value = row[column];
      if (value === undefined)
        throw new RowRefused(`table ${this.name}: column ${column} is missing; write null for no value`);
      seen++;
      if (value === null) {
        if (this.key.includes(column)) throw this.#wrong(column, 'text, being part of the key');
      } else if (!this.#fits(column, value)) throw this.#wrong(column, this.#types[column]!);
    }
    const names = Object.keys(row);
    if (names.length !== seen) {
      const unknown = names.find((name) => !Object.hasOwn(this.#types, name));
      throw new RowRefused(`table ${this.name}: column ${String(unknown)} is not declared`);
    }
  }

  checkChange({ key, row }: RowChange): void {
    this.checkKey(key);
    if (row === null) return;
    this.checkRow(row);
    if (this.key.some((column, i) => row[column] !== key[i])) {
      throw new RowRefused(
        `table ${this.name}: the row's ${this.key.join(', ')} must equal the key it is written under`,
      );
    }
  }

  checkFeed(limit: number): void {
    if (!this.feed) throw new RowRefused(`table ${this.name}: no changes are kept, declare it with feed: true`);
    if (!Number.isSafeInteger(limit) || limit < 1) throw new RowRefused('limit must be a positive integer');
  }

  /** The columns of an order; throws RowRefused when there is none of this name or the options do not fit it. */
  checkScan(index: string, { equals = [], prefix, atMost, after, limit }: ScanOptions): readonly string[] {
    const where = `table ${this.name}, index ${index}`;
    const order = this.orderOf(index);
    const refuse = (rule: string): never => {
      throw new RowRefused(`${where}: ${rule}`);
    };
    if (!Number.isSafeInteger(limit) || limit < 1) refuse('limit must be a positive integer');
    const bounded = order[equals.length];
    if (equals.length > order.length) refuse(`it has only ${order.length} columns`);
    equals.forEach((value, i) => {
      if (value !== null && !this.#fits(order[i]!, value)) throw this.#wrong(order[i]!, this.#types[order[i]!]!);
    });
    if (prefix !== undefined && (bounded === undefined || !this.isText(bounded) || !isText(prefix))) {
      refuse('prefix needs a further column, of text');
    }
    if (atMost !== undefined && (bounded === undefined || !this.#fits(bounded, atMost))) {
      refuse('atMost needs a further column, of its type');
    }
    if (after !== undefined) {
      if (after.length !== order.length) refuse(`after needs a value for each of ${order.join(', ')}`);
      order.forEach((column, i) => {
        const value = after[i]!;
        if (value !== null && !this.#fits(column, value)) throw this.#wrong(column, this.#types[column]!);
        if (i < equals.length && value !== equals[i]) refuse('after lies outside what equals asks for');
      });
    }
    return order;
  }

  #fits(column: string, value: unknown): boolean {
    const type = this.#types[column];
    if (type === 'text') return isText(value);
    return type === 'json' || (type === 'integer' && Number.isSafeInteger(value));
  }

  #wrong(column: string, expected: string): RowRefused {
    return new RowRefused(`table ${this.name}: column ${column} must be ${expected}`);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && !LONE_SURROGATE.test(value);

/** Tables by name. */
export class Tables {
  readonly #byName: ReadonlyMap<string, Table>;

  constructor(declarations: readonly TableDeclaration[]) {
    this.#byName = new Map(declarations.map((declaration) => [declaration.name, new Table(declaration)]));
    if (this.#byName.size !== declarations.length) throw new RowRefused('two tables have the same name');
  }

  get(name: string): Table {
    const table = this.#byName.get(name);
    if (table === undefined) throw new RowRefused(`there is no table ${name}`);
    return table;
  }

  [Symbol.iterator](): Iterator<Table> {
    return this.#byName.values();
  }
}

/** The least text above all texts with this prefix, by code point; null when there is none. */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix);
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    // The code points of surrogates are no characters.
    return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
  }
  return null;
}
