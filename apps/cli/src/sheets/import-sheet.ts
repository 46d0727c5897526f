import { rm } from 'node:fs/promises';
import { BATCH_SIZE_MAX } from '@rekam/contracts';
import type { ServiceClient } from '../client';
import { BATCH_BYTES_MAX, resultsOf } from '../send-events';
import { CliError, EXIT } from '../exit-code';
import { progress, type Output } from '../output';
import type { Cell } from './cells';
import { problemFaults, RowJudge, type Judged } from './judge-row';
import type { SheetLayout } from './layout';
import { openSheet, type OpenSheet } from './read-sheet';
import { faultText, headingsIn } from './rows';
import { writeRows } from './write-sheet';

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
  const rejectsFile = `${file}.rejects.${sheet.format}`;
  const refused = refusedRows(file, sheet, task, report);
  // The heading row comes with the first refused row, so that nothing is written where none is refused.
  const first = await refused.next();
  if (first.done === true) {
    await rm(rejectsFile, { force: true });
    return report;
  }
  const rows = startingWith(first.value, refused);
  const name = task.layout.record.subject!.subject;
  await writeRows(rejectsFile, rows, { ...sheet, name });
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
  const judge = new RowJudge(headings, task.layout, task.source);
  const bar = progress('importing', sheet.total, task.output);
  const whyPlace = headings.texts.indexOf(WHY);
  const asTheyCame = (cells: readonly Cell[], why: string): readonly Cell[] => [
    ...headings.texts.map((_, place) => cells[place] ?? null).filter((_, place) => place !== whyPlace),
    why,
    // Cells under no heading, such as those that a stray delimiter has moved there.
    ...cells.slice(headings.texts.length),
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
