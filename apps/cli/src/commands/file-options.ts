import { resolve } from 'node:path';
import { Option } from 'commander';
import { connect, type Connection, type GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { printJson } from '../output';
import type { AskedAxes } from '../sheets/agency';

const AGENCY = /^\d{4}$/;

export function agencyCode(agency: string): string {
  if (AGENCY.test(agency)) return agency;
  throw new CliError(`${agency} is no code of an agency: four digits, such as 5500.`, EXIT.usage);
}

/** What the file name says, unless the format was asked for. */
export function chosenFormat<Format extends string>(
  asked: Format | undefined,
  file: string | undefined,
  known: readonly Format[],
): Format {
  const byName = known.find((format) => file?.toLowerCase().endsWith(`.${format}`));
  return asked ?? byName ?? ('xlsx' as Format);
}

export const formatOption = (formats: readonly string[]): Option =>
  new Option('--format <format>', 'what to write; as the name of the file says, else xlsx').choices([...formats]);
export const delimiterOption = (): Option =>
  new Option('--delimiter <char>', 'between the cells of a CSV; ; opens by itself in an Indonesian spreadsheet')
    .choices([',', ';'])
    .default(',');
export const onOption = (): Option => new Option('--on <date>', 'effective on this day (YYYY-MM-DD)');
export const knownOption = (): Option =>
  new Option('--known <instant>', 'as known then: an instant (RFC 3339) or a position of the log');

export const axesIn = ({ on, known }: AskedAxes): AskedAxes => ({
  ...(on !== undefined && { on }),
  ...(known !== undefined && { known }),
});

/** Runs what needs a service and ends the connection whatever comes of it. */
export async function connected<Result>(
  options: GlobalOptions,
  signal: AbortSignal,
  run: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(options, signal);
  try {
    return await run(connection);
  } finally {
    await connection.close();
  }
}

/** Says where the file is, in words or as a document. */
export function report(options: GlobalOptions, file: string, more: Readonly<Record<string, number>> = {}): void {
  if (options.json) printJson({ file: resolve(file), ...more });
  else {
    const counts = Object.entries(more).map(([name, count]) => `${count} ${name}`);
    process.stdout.write(`Written to ${[file, ...counts].join(', ')}.\n`);
  }
}

/** How many the agency employs, for the bar alone. */
export async function employeeCount({ reading }: Connection, agency: string): Promise<number> {
  const { total } = await reading.get<{ readonly total: number }>(`/v1/agencies/${agency}/overview`);
  return total;
}
