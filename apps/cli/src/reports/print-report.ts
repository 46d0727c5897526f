import { once } from 'node:events';
import { resolve } from 'node:path';
import { printJson, printTable, type Output } from '../output';
import { writeCsv, type Delimiter } from '../sheets/write-sheet';
import type { ReportAnswer } from './report-answer';
import type { ReportForm } from './report-form';

/** Lines on a screen, of all or of each kind; a file holds them all. */
const LINES_SHOWN_MAX = 20;
const LINES_OF_KIND_MAX = 5;

export interface CsvTarget {
  readonly file: string;
  readonly delimiter: Delimiter;
}

/** The lines that are told first, of however many: no more are held. */
class FirstLines<Line> {
  count = 0;
  private readonly byKind = new Map<string, Line[]>();

  constructor(private readonly form: Pick<ReportForm<Line, never>, 'order' | 'kindOf'>) {}

  add(line: Line): void {
    const { order, kindOf } = this.form;
    this.count += 1;
    const kind = kindOf?.(line) ?? '';
    const lines = this.byKind.get(kind) ?? [];
    this.byKind.set(kind, lines);
    const before = order === undefined ? -1 : lines.findIndex((each) => order(line, each) < 0);
    lines.splice(before === -1 ? lines.length : before, 0, line);
    if (lines.length > (kindOf === undefined ? LINES_SHOWN_MAX : LINES_OF_KIND_MAX)) lines.pop();
  }

  get lines(): readonly Line[] {
    return [...this.byKind.keys()].toSorted((a, b) => (a < b ? -1 : 1)).flatMap((kind) => this.byKind.get(kind)!);
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
  const first = new FirstLines(form);
  const lines = keptFirst(answer, first);
  if (csv === null) for await (const _ of lines);
  else await writeCsv(csv.file, rowsOf(form, lines), csv.delimiter);
  const { head, summary } = answer;
  if (json) return printJson({ report: head, lines: first.count, file: resolve(csv!.file), summary });
  const { name, agency, validAt, knownAt } = head!;
  const day = validAt === undefined ? '' : `, on ${validAt}`;
  process.stdout.write(`${name} of agency ${agency}${day}, as known at ${knownAt}\n`);
  if (first.count > 0) {
    const columns = form.shown.map(([heading]) => form.columns.find(([each]) => each === heading)!);
    printTable(
      columns.map(([heading]) => heading),
      first.lines.map((line) => columns.map(([, cell]) => cell(line))),
      form.shown.map(([, width]) => width),
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
