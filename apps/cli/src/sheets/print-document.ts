import type { CellObject } from 'write-excel-file/node';
import { writeXlsx } from './write-sheet';

/** What a printed cell holds; a Date is a calendar day in UTC. */
export type PrintCell = string | number | Date | null;

export interface PrintTable {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly PrintCell[])[];
}

/** A document for people: the same content as a page to print and as a workbook. */
export interface PrintDocument {
  readonly title: string;
  readonly subtitle: string | null;
  /** Label and value, before the tables. */
  readonly lines: readonly (readonly [string, PrintCell])[];
  readonly tables: readonly PrintTable[];
  /** The rules behind figures and order. */
  readonly notes: readonly string[];
  /** What the document reflects, as the service answered it. */
  readonly axes: { readonly validAt: string; readonly knownAt: string; readonly position: string };
  readonly landscape: boolean;
}

/** A day of the ledger as a cell. */
export const dayCell = (day: string | null | undefined): Date | null =>
  day === null || day === undefined ? null : new Date(`${day}T00:00:00Z`);

/** A cell as it is printed; days the way decrees write them. */
export function printed(cell: PrintCell): string {
  if (cell === null) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10).split('-').toReversed().join('-') : String(cell);
}

/** The sentence about the two time axes that every document carries. */
export const axesText = ({ axes: { validAt, knownAt, position } }: PrintDocument): string =>
  `Berlaku per ${printed(dayCell(validAt))}; diketahui per ${knownAt}; posisi log ${position}.`;

const styled = (cell: PrintCell, more: Partial<CellObject> = {}): CellObject | null => {
  if (cell === null) return null;
  if (cell instanceof Date) return { value: cell, type: Date, format: 'dd-mm-yyyy', ...more };
  if (typeof cell === 'number') return { value: cell, type: Number, ...more };
  return { value: cell, type: String, wrap: true, alignVertical: 'top', ...more };
};

const BOLD: Partial<CellObject> = { fontWeight: 'bold' };
const HEADING: Partial<CellObject> = { fontWeight: 'bold', backgroundColor: '#e6e6e6', borderStyle: 'thin' };
const WIDTHS = [22, 30];
const WIDTH_OTHERS = 18;

/** Writes the document as a workbook of one sheet, its tables one below the other. */
export async function writePrintXlsx(file: string, document: PrintDocument): Promise<void> {
  const { title, subtitle, lines, tables, notes, landscape } = document;
  const rows: (CellObject | null)[][] = [
    [styled(title, { ...BOLD, wrap: false, fontSize: 14 })],
    ...(subtitle === null ? [] : [[styled(subtitle, { wrap: false })]]),
    [styled(axesText(document), { wrap: false })],
    [],
    ...lines.map(([label, value]) => [styled(label, BOLD), styled(value)]),
  ];
  for (const table of tables) {
    rows.push([], [styled(table.title, { ...BOLD, wrap: false })]);
    rows.push(table.headings.map((heading) => styled(heading, HEADING)));
    rows.push(...table.rows.map((row) => row.map((cell) => styled(cell, { borderStyle: 'thin' }))));
  }
  rows.push([], ...notes.map((note) => [styled(note, { wrap: false })]));
  const columns = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, place) => WIDTHS[place] ?? WIDTH_OTHERS);
  await writeXlsx(file, [{ name: title.slice(0, 31).replaceAll(/[\\/?*[\]:]/g, ' '), rows, widths, landscape }]);
}
