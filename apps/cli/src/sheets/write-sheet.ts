import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import writeXlsxFile, { type CellObject, type SheetData } from 'write-excel-file/node';
import { CliError, EXIT } from '../exit-code';
import { atomically } from './atomic-file';
import type { Cell } from './cells';

export type SheetFormat = 'csv' | 'xlsx';
export type Delimiter = ',' | ';';

/** A whole workbook is held in memory while it is written or read. */
export const XLSX_ROWS_MAX = 50_000;
/** The limit of the format; a spreadsheet calls a file with more damaged. */
const XLSX_TEXT_LENGTH_MAX = 32_767;

/** A text that a spreadsheet would take for a formula, behind any quotes it is kept from that by. */
const FORMULA = /^'*[=+\-@\t\r]/;
const QUOTED_FORMULA = /^'+[=+\-@\t\r]/;

/** A text as a CSV may hold it: a spreadsheet that opens the file shows it and runs nothing. */
export const safeText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
/** What `safeText` was given. */
export const plainText = (text: string): string => (QUOTED_FORMULA.test(text) ? text.slice(1) : text);

const csvCell = (cell: Cell): string | number | boolean | null =>
  typeof cell === 'string' ? safeText(cell) : cell instanceof Date ? cell.toISOString().slice(0, 10) : cell;

type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;

/** Writes rows as CSV in UTF-8 with the mark by which spreadsheets know it. */
export function writeCsv(file: string, rows: Rows, delimiter: Delimiter): Promise<void> {
  return atomically(file, (part) =>
    pipeline(
      Readable.from(rows).map((row: readonly Cell[]) => row.map(csvCell)),
      stringify({ bom: true, delimiter, record_delimiter: 'windows', quote_record_delimiter: true }),
      createWriteStream(part),
    ),
  );
}

export interface XlsxSheet {
  readonly name: string;
  readonly rows: readonly (readonly (Cell | CellObject)[])[];
  /** Width of each column in characters. */
  readonly widths?: readonly number[];
  /** Rows and columns that stay in sight. */
  readonly stickyRows?: number;
  readonly landscape?: boolean;
}

/** A text cell, in which a spreadsheet leaves what is typed as it is: leading zeros, dates, long numbers. */
export const TEXT_FORMAT = '@';

/** Texts are text cells, which no spreadsheet runs, whatever they begin with. */
function xlsxCell(cell: Cell | CellObject): CellObject | null {
  if (cell === null) return null;
  if (cell instanceof Date) return { value: cell, type: Date, format: 'yyyy-mm-dd' };
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  if (typeof cell === 'object') return cell;
  return cell === '' ? null : { value: cell, type: String, format: TEXT_FORMAT };
}

/** Writes a workbook. Throws when a cell is longer than one may be. */
export async function writeXlsx(file: string, sheets: readonly XlsxSheet[]): Promise<void> {
  for (const { name, rows } of sheets) {
    const isLong = (cell: Cell | CellObject): boolean => typeof cell === 'string' && cell.length > XLSX_TEXT_LENGTH_MAX;
    if (rows.some((row) => row.some(isLong))) {
      throw new CliError(`${name} has a text longer than a workbook's cell may be: use csv.`, EXIT.usage);
    }
  }
  const pages = sheets.map(({ name, rows, widths, stickyRows, landscape }) => ({
    sheet: name,
    data: rows.map((row) => row.map(xlsxCell)) as SheetData,
    ...(widths !== undefined && { columns: widths.map((width) => ({ width })) }),
    ...(stickyRows !== undefined && { stickyRowsCount: stickyRows }),
    ...(landscape === true && { orientation: 'landscape' as const }),
  }));
  const workbook = await writeXlsxFile(pages).toBuffer();
  await atomically(file, (part) => writeFile(part, workbook));
}

export interface RowsKind {
  readonly format: SheetFormat;
  readonly delimiter: Delimiter;
  /** What the workbook's sheet is called. */
  readonly name: string;
}

/** Writes rows as either. A CSV takes them as they come; a workbook is made of all of them at once. */
export async function writeRows(
  file: string,
  rows: AsyncIterable<readonly Cell[]>,
  { format, delimiter, name }: RowsKind,
): Promise<void> {
  if (format === 'csv') return writeCsv(file, rows, delimiter);
  const all: (readonly Cell[])[] = [];
  for await (const row of rows) {
    if (all.length === XLSX_ROWS_MAX) {
      throw new CliError(`A workbook here has at most ${XLSX_ROWS_MAX} rows, and there are more: use csv.`, EXIT.usage);
    }
    all.push(row);
  }
  await writeXlsx(file, [{ name, rows: all, stickyRows: 1 }]);
}
