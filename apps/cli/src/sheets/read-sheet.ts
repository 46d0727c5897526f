import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { readSheet } from 'read-excel-file/node';
import { CliError, EXIT } from '../exit-code';
import { isBlank, type Cell } from './cells';
import { plainText, XLSX_ROWS_MAX, type Delimiter, type SheetFormat } from './write-sheet';
import { unpackedSize } from './zip-size';

/** A workbook is unpacked in memory, where its cells take about ten times as much. */
const XLSX_UNPACKED_BYTES_MAX = 100 * 1024 * 1024;
const CSV_ROWS_MAX = 1_000_000;
const CSV_ROW_LENGTH_MAX = 1024 * 1024;
/** Enough of a file to see its heading row. */
const HEAD_BYTES = 64 * 1024;

export interface SheetRow {
  /** As a spreadsheet numbers it, from 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
  /** How far the file is read, in the unit of `total`. */
  readonly done: number;
}

/** A sheet of a file; its rows are read once. */
export interface OpenSheet {
  readonly format: SheetFormat;
  /** What separates the cells of a CSV. */
  readonly delimiter: Delimiter;
  readonly total: number;
  /** The heading row first; without blank rows and comments, which begin with #. */
  readonly rows: AsyncIterable<SheetRow>;
}

function formatOf(file: string): SheetFormat {
  const extension = extname(file).toLowerCase();
  if (extension === '.csv' || extension === '.xlsx') return extension.slice(1) as SheetFormat;
  throw new CliError(`${file} is no .csv and no .xlsx file; save the sheet as one of them.`, EXIT.usage);
}

/** Opens a sheet: a CSV row by row, of a workbook the first sheet. Throws a sentence about what cannot be read. */
export async function openSheet(file: string): Promise<OpenSheet> {
  const format = formatOf(file);
  const size = await stat(file).then(
    (found) => found.size,
    (error: Error) => {
      throw new CliError(`Cannot read ${file}: ${error.message}`, EXIT.usage);
    },
  );
  if (format === 'csv') {
    const delimiter = await delimiterOf(file);
    return { format, delimiter, total: size, rows: withoutComments(csvRows(file, delimiter)) };
  }
  const cells = await xlsxCells(file, size);
  const rows = cells.map((row, index) => ({ row: index + 1, cells: row, done: index + 1 }));
  return { format, delimiter: ',', total: rows.length, rows: withoutComments(rows) };
}

async function* withoutComments(rows: Iterable<SheetRow> | AsyncIterable<SheetRow>): AsyncGenerator<SheetRow> {
  for await (const row of rows) {
    const [first] = row.cells;
    const isComment = typeof first === 'string' && (first.startsWith('#') || (row.row === 1 && /^sep=/i.test(first)));
    if (!isComment && !row.cells.every((cell) => isBlank(cell))) yield row;
  }
}

/** What the file itself names, or what the heading row has more of: no heading has either in it. */
async function delimiterOf(file: string): Promise<Delimiter> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const lines = head
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/);
    const hint = /^"?sep=([,;])/i.exec(lines[0]!)?.[1];
    if (hint !== undefined) return hint as Delimiter;
    const heading = lines.find((line) => /[^\s,;"]/.test(line) && !/^"?#/.test(line)) ?? '';
    return heading.split(';').length > heading.split(',').length ? ';' : ',';
  } finally {
    await handle.close();
  }
}

/** Chunks of the file as text. Another encoding than UTF-8 would be recorded as nonsense, so it is refused. */
async function* utf8In(file: string, count: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file)) {
      count((chunk as Buffer).length);
      yield decoder.decode(chunk as Buffer, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new CliError(`${file} is not UTF-8: save it as "CSV UTF-8", or as a workbook.`, EXIT.usage);
  }
}

async function* csvRows(file: string, delimiter: Delimiter): AsyncGenerator<SheetRow> {
  let done = 0;
  let row = 0;
  const records = pipeline(
    utf8In(file, (bytes) => (done += bytes)),
    parse({
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: CSV_ROW_LENGTH_MAX,
    }),
    // Whoever reads the records gets the error.
    () => undefined,
  );
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      row += 1;
      if (row > CSV_ROWS_MAX) throw new CliError(`${file} has more than ${CSV_ROWS_MAX} rows: split it.`, EXIT.usage);
      yield { row, cells: record.map(plainText), done };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CliError(`${file}, row ${row + 1}: this is no CSV. ${error.message}`, EXIT.usage);
  }
}

async function xlsxCells(file: string, size: number): Promise<readonly (readonly Cell[])[]> {
  const unpacked = await unpackedSize(file, size);
  if (unpacked === null) throw new CliError(`${file} is no workbook; save it again as .xlsx or CSV.`, EXIT.usage);
  if (unpacked > XLSX_UNPACKED_BYTES_MAX) {
    throw new CliError(
      `${file} unpacks to ${unpacked} bytes, a workbook here to ${XLSX_UNPACKED_BYTES_MAX} at most: split it, or save it as CSV.`,
      EXIT.usage,
    );
  }
  const rows = await readSheet(file, 1, { trim: false }).catch((error: Error) => {
    throw new CliError(`${file} cannot be read as a workbook: ${error.message}`, EXIT.usage);
  });
  if (rows.length > XLSX_ROWS_MAX) {
    throw new CliError(
      `${file} has ${rows.length} rows, a workbook here at most ${XLSX_ROWS_MAX}: split it, or save it as CSV.`,
      EXIT.usage,
    );
  }
  return rows as unknown as readonly (readonly Cell[])[];
}
