import { once } from 'node:events';
import { resolve } from 'node:path';
import { printJson, printTable, type Output } from '../output';
import { writeCsv, type Delimiter } from '../sheets/write-sheet';
import type { ReportAnswer } from './report-answer';
import type { ReportForm } from './report-form';

/** Lines on a screen; a file holds them all. */
const LINES_SHOWN_MAX = 20;

export interface CsvTarget {
  readonly file: string;
  readonly delimiter: Delimiter;
}

/** The lines that are told first, of however many: no more are held. */
class FirstLines<Line> {
  readonly lines: Line[] = [];
  count = 0;

  constructor(private readonly order: ((a: Line, b: Line) => number) | undefined) {}

  add(line: Line): void {
    this.count += 1;
    const { order } = this;
    if (order === undefined) {
      if (this.lines.length < LINES_SHOWN_MAX) this.lines.push(line);
      return;
    }
    const at = this.lines.findIndex((each) => order(line, each) < 0);
    if (at === -1) this.lines.push(line);
    else this.lines.splice(at, 0, line);
    if (this.lines.length > LINES_SHOWN_MAX) this.lines.pop();
  }
}

/** Prints a report: tables for people, one JSON document for programs, and with `csv` all its lines in a file. */
export async function printReport<Line, Summary>(
  form: ReportForm<Line, Summary>,
  answer: ReportAnswer<Line, Summary>,
  csv: CsvTarget | null,
  { json }: Output,
): Promise<void> {
  if (json && csv === null) return printDocument(answer);
  const first = new FirstLines(form.order);
  const lines = keptFirst(answer, first);
  if (csv === null) for await (const _ of lines);
  else await writeCsv(csv.file, rowsOf(form, lines), csv.delimiter);
  const { head, summary } = answer;
  if (json) return printJson({ report: head, lines: first.count, file: resolve(csv!.file), summary });
  const columns = form.columns.filter(([heading]) => form.shown.includes(heading));
  const inOrder = form.shown.map((heading) => columns.find(([each]) => each === heading)!);
  if (first.count > 0) {
    printTable(
      form.shown,
      first.lines.map((line) => inOrder.map(([, cell]) => cell(line))),
    );
  }
  form.printSummary(summary);
  const hidden = first.count - first.lines.length;
  if (csv !== null) process.stdout.write(`${first.count} lines written to ${csv.file}.\n`);
  else if (hidden > 0) process.stdout.write(`${hidden} more lines: see them all with --csv <file> or --json.\n`);
}

async function* keptFirst<Line, Summary>(
  answer: ReportAnswer<Line, Summary>,
  first: FirstLines<Line>,
): AsyncGenerator<Line> {
  for await (const line of answer.lines()) {
    first.add(line);
    yield line;
  }
  // A report that broke off is no file.
  void answer.summary;
}

async function* rowsOf<Line, Summary>(
  { columns }: ReportForm<Line, Summary>,
  lines: AsyncIterable<Line>,
): AsyncGenerator<readonly (string | number | boolean | null)[]> {
  yield columns.map(([heading]) => heading);
  for await (const line of lines) yield columns.map(([, cell]) => cell(line) ?? null);
}

/** The lines are written as they come: together they may be more than a process holds. */
async function printDocument<Line, Summary>(answer: ReportAnswer<Line, Summary>): Promise<void> {
  const write = async (text: string): Promise<void> => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  let separator = '{"lines":[\n';
  for await (const line of answer.lines()) {
    await write(separator + JSON.stringify(line));
    separator = ',\n';
  }
  const { head, summary } = answer;
  const start = separator === ',\n' ? '' : separator;
  await write(`${start}\n],"report":${JSON.stringify(head)},"summary":${JSON.stringify(summary)}}\n`);
}
