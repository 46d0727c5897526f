import type { Recorded } from '@rekam/domain';
import type { DayRows, Key, Projection, Row, TableDeclaration } from '@rekam/projection';

/** Tables in memory that hold a projection to its word: a row may only be got after `keys`, a load or a put named it. */
export class TableRows implements DayRows {
  private readonly tables: ReadonlyMap<
    string,
    { readonly declared: TableDeclaration; readonly rows: Map<string, Row> }
  >;
  private readonly named = new Set<string>();

  constructor(private readonly projection: Projection) {
    this.tables = new Map(projection.tables.map((declared) => [declared.name, { declared, rows: new Map() }]));
  }

  /** Folds events as a projector does, but for the pages. */
  async fold(events: readonly Recorded[]): Promise<this> {
    for (const event of events) {
      this.named.clear();
      if (event.type === 'DayOpened' && this.projection.openDay !== undefined) {
        const date = event.body.content?.['date'] as string;
        while (await this.projection.openDay(this, date));
      }
      for (const { table, key } of this.projection.keys(event)) this.named.add(nameOf(table, key));
      await this.projection.apply(this, event);
    }
    return this;
  }

  all(table: string): readonly Row[] {
    const { rows } = this.table(table);
    return [...rows.keys()].toSorted().map((key) => rows.get(key)!);
  }

  get(table: string, key: Key): Row | null {
    if (!this.named.has(nameOf(table, key))) throw new Error(`${table}: keys() did not name ${key.join(', ')}`);
    return this.table(table).rows.get(key.join('\n')) ?? null;
  }

  put(table: string, row: Row): void {
    const { declared, rows } = this.table(table);
    const columns = Object.keys(declared.columns);
    for (const name of new Set([...columns, ...Object.keys(row)])) {
      if (!columns.includes(name) || row[name] === undefined) throw new Error(`${table}: column ${name} does not fit`);
    }
    const key = declared.key.map((column) => String(row[column]));
    this.named.add(nameOf(table, key));
    // As a file would give it back.
    rows.set(key.join('\n'), JSON.parse(JSON.stringify(row)) as Row);
  }

  delete(table: string, key: Key): void {
    this.named.add(nameOf(table, key));
    this.table(table).rows.delete(key.join('\n'));
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    return keys.map((key) => {
      this.named.add(nameOf(table, key));
      return this.get(table, key);
    });
  }

  async withPrefix(table: string, prefix: Key): Promise<readonly Row[]> {
    const { declared } = this.table(table);
    return this.all(table).filter((row) => prefix.every((value, i) => row[declared.key[i]!] === value));
  }

  async upTo(table: string, index: string, value: string, limit: number): Promise<readonly Row[]> {
    const { indexes, key } = this.table(table).declared;
    const column = (index === 'key' ? key : indexes[index]!)[0]!;
    const textIn = (row: Row) => row[column] as string | null;
    const found = this.all(table).filter((row) => (textIn(row) ?? '\uffff') <= value);
    return found.toSorted((a, b) => (textIn(a)! < textIn(b)! ? -1 : 1)).slice(0, limit);
  }

  private table(name: string) {
    return this.tables.get(name)!;
  }
}

const nameOf = (table: string, key: Key): string => [table, ...key].join('\n');
