import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { BATCH_SIZE_MAX, validateCommand, type Problem } from '@rekam/contracts';
import { canonicalJson } from '@rekam/event-store';
import type { CloudEvent, ServiceClient } from '../client';
import { BATCH_BYTES_MAX, resultsOf } from '../commands/import-events';
import { CliError, EXIT } from '../exit-code';
import { progress, type Output } from '../output';
import { cellName, isBlank, type Cell } from './cells';
import type { SheetLayout } from './layout';
import { openSheet, type OpenSheet, type SheetRow } from './read-sheet';
import { faultText, headingsIn, rowData, type Headings, type RowData, type RowFault } from './rows';
import { writeCsv, writeXlsx } from './write-sheet';

export interface SheetImport {
  readonly layout: SheetLayout;
  /** The system in whose name the rows are stated: `/agencies/<code>/<system>`. */
  readonly source: string;
  /** Null for a dry run: every row is read and judged by its contract, and none is sent. */
  readonly client: ServiceClient | null;
  readonly output: Output;
  readonly signal: AbortSignal;
}

export interface SheetReport {
  rows: number;
  /** Rows that their contract accepts; what rules and authority say of them, the service knows. */
  valid: number;
  recorded: number;
  corrected: number;
  duplicate: number;
  flagged: number;
  rejected: number;
  /** The refused rows as they came, each with its reasons; mended, the file can be imported again. */
  rejectsFile: string | null;
}

/** A row that was read: either an event to send, or what is wrong with it. */
interface Judged {
  readonly row: SheetRow;
  readonly read: RowData;
  readonly event: CloudEvent | null;
  readonly faults: readonly RowFault[];
}

/** Where the refused rows of a file go. */
export const rejectsFileOf = (file: string, { format }: Pick<OpenSheet, 'format'>): string =>
  `${file}.rejects.${format}`;

/**
 * Imports the rows of a sheet through the service's own door, in their order. A row that is refused goes to the
 * rejects file and stops nothing. Importing a sheet again only meets duplicates, and corrects what was changed in rows
 * that have a recordId.
 */
export async function importSheet(file: string, task: SheetImport): Promise<SheetReport> {
  const sheet = await openSheet(file);
  const report: SheetReport = {
    rows: 0,
    valid: 0,
    recorded: 0,
    corrected: 0,
    duplicate: 0,
    flagged: 0,
    rejected: 0,
    rejectsFile: null,
  };
  const rejectsFile = rejectsFileOf(file, sheet);
  const refused = refusedRows(file, sheet, task, report);
  // The heading row comes with the first refused row, so that nothing is written where none is refused.
  const first = await refused.next();
  if (first.done === true) {
    await rm(rejectsFile, { force: true });
    return report;
  }
  const rows = startingWith(first.value, refused);
  if (sheet.format === 'csv') await writeCsv(rejectsFile, rows, sheet.delimiter);
  else {
    const name = task.layout.record.subject!.subject;
    await writeXlsx(rejectsFile, [{ name, rows: await Array.fromAsync(rows), stickyRows: 1 }]);
  }
  return { ...report, rejectsFile };
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

const WHY = 'why';

/** Imports row by row and yields those that were refused, after their heading row. */
async function* refusedRows(
  file: string,
  sheet: OpenSheet,
  task: SheetImport,
  report: SheetReport,
): AsyncGenerator<readonly Cell[]> {
  const rows = sheet.rows[Symbol.asyncIterator]();
  const heading = await rows.next();
  if (heading.done === true) throw new CliError(`${file} has no heading row; see rekam template.`, EXIT.usage);
  const { headings, faults } = headingsIn(heading.value.cells, heading.value.row, task.layout);
  if (faults.length > 0) throw new CliError([file, ...faults.map(faultText)].join('\n  '), EXIT.rejected);
  const judge = new RowJudge(headings, task);
  const bar = progress('importing', sheet.total, task.output);
  const whyPlace = headings.texts.indexOf(WHY);
  const asTheyCame = (cells: readonly Cell[], why: string): readonly Cell[] => [
    ...headings.texts.map((_, place) => cells[place] ?? null).filter((_, place) => place !== whyPlace),
    why,
  ];
  let batch: Judged[] = [];
  let batchBytes = 0;

  const flush = async function* (): AsyncGenerator<readonly Cell[]> {
    const events = batch.flatMap(({ event }) => event ?? []);
    const results = task.client === null ? [] : await resultsOf(events, task.client);
    let sent = 0;
    for (const judged of batch) {
      const result = judged.event === null ? undefined : results[sent++];
      const problem = result?.problem;
      const reasons = problem === undefined ? judged.faults : problemFaults(problem, judged, headings);
      if (reasons.length > 0) {
        if (report.rejected === 0) yield asTheyCame(headings.texts, WHY);
        report.rejected++;
        yield asTheyCame(judged.row.cells, reasons.map(faultText).join('\n'));
      } else if (result?.receipt !== undefined) count(result.receipt, report);
    }
    bar.update(batch.at(-1)?.row.done ?? sheet.total);
    batch = [];
    batchBytes = 0;
  };

  for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
    task.signal.throwIfAborted();
    report.rows++;
    const judged = judge.judge(next.value);
    if (judged.event !== null) report.valid++;
    const bytes = judged.event === null ? 0 : Buffer.byteLength(JSON.stringify(judged.event));
    if (batchBytes + bytes > BATCH_BYTES_MAX) yield* flush();
    batch.push(judged);
    batchBytes += bytes;
    if (batch.length === BATCH_SIZE_MAX) yield* flush();
  }
  yield* flush();
  bar.stop();
}

/** Judges rows by the subject's contract, and each against those before it. */
class RowJudge {
  /** Rows by their recordId; there are no more of them than a sheet may have rows. */
  private readonly rowOf = new Map<string, number>();
  private readonly startedAtMs = Date.now();

  constructor(
    private readonly headings: Headings,
    private readonly task: SheetImport,
  ) {}

  judge(row: SheetRow): Judged {
    const read = rowData(row.cells, row.row, this.headings);
    const { data } = read;
    const { record, correct } = this.task.layout;
    // Without a record of the source's own, a fact that was exported is named by its id.
    const contract = data['fact'] === undefined ? record : correct;
    const judged = validateCommand(contract, data);
    const told = new Set(read.faults.map(({ heading }) => heading));
    const faults = [
      ...read.faults,
      ...this.ofAnotherSource(row),
      ...this.recordedBefore(row, data['recordId']),
      ...(judged.ok ? [] : judged.errors)
        .map((error) => ({ ...error.message, ...this.place(error.field, row, read), code: error.code }))
        // A cell that cannot be read is missing for its contract, and that is no second fault.
        .filter(({ heading }) => !told.has(heading)),
    ];
    const event: CloudEvent = {
      specversion: '1.0',
      id: this.eventId(data),
      source: this.task.source,
      type: contract.cloudEvent,
      data,
    };
    return { row, read, event: faults.length === 0 ? event : null, faults };
  }

  /**
   * A row that names no record is known again by what it says. One that does is stated anew by every import: the ledger
   * compares it with what it holds, and takes back what a sheet says as it once said.
   */
  private eventId(data: RowData['data']): string {
    const hash = createHash('sha256').update(canonicalJson(data)).digest('hex');
    const { subject } = this.task.layout.record.subject!;
    const record = data['recordId'] ?? data['fact'];
    return typeof record === 'string'
      ? `${subject}/${record}/${hash.slice(0, 16)}/${this.startedAtMs}`
      : `${subject}/${hash}`;
  }

  private place(pointer: string, row: SheetRow, read: RowData): { readonly at: string; readonly heading: string } {
    return placeOf(pointer, row, read, this.headings);
  }

  private ofAnotherSource({ row, cells }: SheetRow): readonly RowFault[] {
    const place = this.headings.texts.indexOf('source');
    const cell = place < 0 ? null : (cells[place] ?? null);
    if (isBlank(cell) || cell === this.task.source) return [];
    return [
      {
        at: cellName(row, place + 1),
        heading: 'source',
        code: 'other-source',
        id: 'Baris ini milik sumber lain: impor dengan --source sumber itu, atau kosongkan sel ini.',
        en: 'This row is of another source: import it with --source of that one, or empty the cell.',
      },
    ];
  }

  private recordedBefore({ row }: SheetRow, recordId: unknown): readonly RowFault[] {
    if (typeof recordId !== 'string') return [];
    const before = this.rowOf.get(recordId);
    if (before === undefined) {
      this.rowOf.set(recordId, row);
      return [];
    }
    const place = this.headings.texts.indexOf('recordId');
    return [
      {
        at: cellName(row, place + 1),
        heading: 'recordId',
        code: 'record-twice',
        id: `Sudah dipakai di baris ${before}: setiap baris perlu recordId sendiri.`,
        en: `Row ${before} has it already: each row needs a recordId of its own.`,
      },
    ];
  }
}

/** The cell of a place in the data; where the sheet has no column for it, the row and the heading of that place. */
function placeOf(
  pointer: string,
  { row }: SheetRow,
  read: RowData,
  { texts }: Headings,
): { readonly at: string; readonly heading: string } {
  if (pointer === '') return { at: `row ${row}`, heading: '' };
  const heading = read.headingOf(pointer);
  const place = texts.findIndex((text) => text === heading || text.startsWith(`${heading}.`));
  return place < 0 ? { at: `row ${row}`, heading } : { at: cellName(row, place + 1), heading: texts[place]! };
}

/** What the service says of a row. */
function problemFaults(problem: Problem, { row, read }: Judged, headings: Headings): readonly RowFault[] {
  const errors = problem.errors ?? [];
  if (errors.length === 0) {
    const code = problem.type.slice(problem.type.lastIndexOf('/') + 1);
    const said = `${problem.title} ${problem.detail}`;
    return [{ at: `row ${row.row}`, heading: '', code, id: said, en: said }];
  }
  return errors.map(({ field, message, accepted, code }) => ({
    ...placeOf(field, row, read, headings),
    id: message.id,
    en: accepted === undefined ? message.en : `${message.en} Accepted: ${accepted}.`,
    code,
  }));
}

interface Receipt {
  readonly edition: number | null;
  readonly duplicate: boolean;
  readonly flags: readonly unknown[];
}

function count({ edition, duplicate, flags }: Receipt, report: SheetReport): void {
  if (duplicate) report.duplicate++;
  else if ((edition ?? 0) > 0) report.corrected++;
  else report.recorded++;
  if (flags.length > 0) report.flagged++;
}
