import type { JsonData } from '@rekam/contracts';
import type { Json } from '@rekam/domain';
import { cellName, cellOf, isBlank, valueIn, type Cell, type CellFault } from './cells';
import { ABOUT_ROW, type Column, type SheetLayout } from './layout';

/** What each place of a row holds, by the heading row. */
export interface Headings {
  /** By place; null for a column about the row, and for one without a heading. */
  readonly columns: readonly (Column | null)[];
  readonly texts: readonly string[];
}

/** A thing to mend in a row. */
export interface RowFault extends CellFault {
  /** Address of the cell, or of the row alone where no cell is to blame. */
  readonly at: string;
  readonly heading: string;
  readonly code: string;
}

export const faultText = ({ at, heading, id, en, code }: RowFault): string =>
  `${[at, heading].filter(Boolean).join(' ')}: ${id} / ${en} [${code}]`;

/** A row as the data of a command, and the way back from a place in that data to the cell. */
export interface RowData {
  readonly data: JsonData;
  readonly faults: readonly RowFault[];
  /** The heading of a place in the data: items of a list that were left blank are not in it. */
  headingOf(pointer: string): string;
}

/** Reads the heading row. The faults name what no column of the subject is called. */
export function headingsIn(
  cells: readonly Cell[],
  row: number,
  layout: SheetLayout,
): { readonly headings: Headings; readonly faults: readonly RowFault[] } {
  const texts = cells.map((cell) => (isBlank(cell) ? '' : String(cell).trim()));
  const faults: RowFault[] = [];
  const columns = texts.map((heading, place) => {
    if (heading === '' || (ABOUT_ROW as readonly string[]).includes(heading)) return null;
    const column = layout.column(heading);
    const at = cellName(row, place + 1);
    if (column === null) {
      const { subject } = layout.record.subject!;
      faults.push({
        at,
        heading,
        code: 'unknown-column',
        id: `Tidak ada kolom bernama ini; lihat rekam template ${subject}.`,
        en: `No column has this name; see rekam template ${subject}.`,
      });
    } else if (texts.indexOf(heading) !== place) {
      faults.push({
        at,
        heading,
        code: 'column-twice',
        id: 'Kolom ini ada dua kali.',
        en: 'This column is there twice.',
      });
    }
    return column;
  });
  return { headings: { columns, texts }, faults };
}

type Building = Record<string, unknown>;

/** The data of a row. Blank cells say nothing; `content` is always there, so that what it lacks is told by column. */
export function rowData(cells: readonly Cell[], row: number, { columns, texts }: Headings): RowData {
  const faults: RowFault[] = [];
  const data: Building = { content: {} };
  const places = new Map<string, string>();
  const filled = new Map<string, Map<number, Building>>();
  for (const [place, cell] of cells.entries()) {
    const column = columns[place];
    if (isBlank(cell)) continue;
    const at = cellName(row, place + 1);
    if (column === undefined || (column === null && texts[place] === '')) {
      faults.push({
        at,
        heading: '',
        code: 'no-heading',
        id: 'Kolom ini tidak berjudul.',
        en: 'This column has no heading.',
      });
      continue;
    }
    if (column === null) continue;
    const read = valueIn(cell!, column);
    if ('fault' in read) {
      faults.push({ at, heading: column.heading, code: 'unreadable-cell', ...read.fault });
      continue;
    }
    const pointer = put(data, column.path, read.value, filled);
    places.set(pointer, column.heading);
  }
  return { data: data as JsonData, faults, headingOf: (pointer) => places.get(pointer) ?? headingFor(pointer, filled) };
}

/** Puts a value at its place and returns the pointer to it. A list gets an item for each number that is filled. */
function put(
  data: Building,
  path: readonly (string | number)[],
  value: Json,
  filled: Map<string, Map<number, Building>>,
): string {
  let at = data;
  let pointer = '';
  for (const [depth, key] of path.slice(0, -1).entries()) {
    const next = path[depth + 1];
    if (typeof key === 'number') continue;
    pointer += `/${key}`;
    if (typeof next === 'number') {
      const list = (at[key] ??= []) as Building[];
      const items = filled.get(pointer) ?? new Map<number, Building>();
      filled.set(pointer, items);
      let item = items.get(next);
      if (item === undefined) {
        item = {};
        items.set(next, item);
        list.push(item);
      }
      pointer += `/${list.indexOf(item)}`;
      at = item;
    } else at = (at[key] ??= {}) as Building;
  }
  const last = String(path.at(-1));
  at[last] = value;
  return `${pointer}/${last}`;
}

/** The heading of a column that is not filled, or not there: what the data lacks. */
function headingFor(pointer: string, filled: ReadonlyMap<string, ReadonlyMap<number, Building>>): string {
  const keys: string[] = [];
  let list: string | null = null;
  for (const key of pointer.split('/').slice(1)) {
    const items = list === null ? undefined : filled.get(list);
    const number = items === undefined ? undefined : [...items.keys()][Number(key)];
    keys.push(number === undefined ? key : String(number + 1));
    list = `${list ?? ''}/${key}`;
  }
  return keys.join('.');
}

/** How many items each list of the data has, by its heading. */
export function itemCounts(data: JsonData, counts: Map<string, number>): void {
  const walk = (value: Json | undefined, heading: string): void => {
    if (Array.isArray(value)) counts.set(heading, Math.max(counts.get(heading) ?? 0, value.length));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) walk(each, heading === '' ? key : `${heading}.${key}`);
    }
  };
  walk(data, '');
}

/** The value at a column's place; undefined where the data has none. */
export function valueAt(data: JsonData, { path }: Pick<Column, 'path'>): Json | undefined {
  let at: Json | undefined = data;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string | number, Json>>)[key];
  }
  return at;
}

/** Data as the cells of these columns. */
export const cellsOf = (data: JsonData, columns: readonly Column[]): readonly Cell[] =>
  columns.map((column) => cellOf(valueAt(data, column), column));
