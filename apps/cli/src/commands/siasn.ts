import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { COMPARISONS } from '@rekam/siasn';
import { connect, type GlobalOptions } from '../connection';
import { EXIT } from '../exit-code';
import { printJson, printTable } from '../output';
import { diffSiasn, type DiffReport, type Tally } from '../siasn/diff';
import { exportSiasn, type SiasnExportReport } from '../siasn/export';

/** Persons of a table on the screen; `--json` and `--out` have more. */
const PERSONS_SHOWN_MAX = 40;
const COLUMNS = [...COMPARISONS, 'unread'] as const;

function agencyCode(text: string): string {
  if (!/^\d{4}$/.test(text)) throw new InvalidArgumentError('The code of an agency: four digits, such as 5500.');
  return text;
}

/** The command of that name, for the parts that more than one file adds to. */
function parent(program: Command, name: string, description: string): Command {
  return program.commands.find((each) => each.name() === name) ?? program.command(name).description(description);
}

/** Commands that bring the ledger and the national system side by side. */
export function addSiasnCommands(program: Command, signal: AbortSignal): void {
  parent(program, 'diff', 'compare the ledger with another system; nothing is recorded')
    .command('siasn <folder>')
    .description('our record against a pull of the national system (SIASN), per person and in sum')
    .option('--out <file>', 'every difference, one JSON object a line')
    .addHelpText(
      'after',
      '\nEnds with 3 when there are differences.\nExample:\n  npm run rekam -- diff siasn apps/cli/sample/siasn/2026-10 --out differences.ndjson',
    )
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { out?: string }>();
      const connection = await connect(options, signal);
      try {
        await connection.caughtUp();
        const output = { json: options.json === true };
        const report = await diffSiasn(folder, connection.reading, options.out ?? null, output, signal);
        if (options.json) printJson(report);
        else printDifferences(report);
        if (report.differing > 0) process.exitCode = EXIT.rejected;
      } finally {
        await connection.close();
      }
    });

  parent(program, 'export', 'write what other systems take')
    .command('siasn <folder>')
    .description("bodies for the national system's save endpoints, and a manifest; nothing is sent")
    .requiredOption('--agency <code>', 'whose employees', agencyCode)
    .option('--all', 'also what came from there and was not changed here since')
    .addHelpText('after', '\nExample:\n  npm run rekam -- export siasn to-siasn --agency 5500')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { agency: string; all?: boolean }>();
      const connection = await connect(options, signal);
      try {
        await connection.caughtUp();
        const report = await exportSiasn(folder, {
          agency: options.agency,
          all: options.all === true,
          reading: connection.reading,
          output: { json: options.json === true },
          signal,
        });
        if (options.json) printJson(report);
        else printExport(report);
      } finally {
        await connection.close();
      }
    });
}

const cellsOf = (tally: Readonly<Tally>): readonly number[] => COLUMNS.map((column) => tally[column]);

function printDifferences({ persons, differing, totals, bySubject, listed }: DiffReport): void {
  const shown = listed.slice(0, PERSONS_SHOWN_MAX);
  if (shown.length > 0) {
    printTable(
      ['number', ...COLUMNS],
      shown.map((each) => [each.person === null ? `${each.nip} (unknown here)` : each.nip, ...cellsOf(each)]),
    );
  }
  if (differing > shown.length) process.stdout.write(`and ${differing - shown.length} more persons, with --out.\n`);
  const subjects = Object.entries(bySubject).toSorted(([one], [other]) => one.localeCompare(other));
  printTable(
    ['subject', ...COMPARISONS],
    [
      ...subjects.map(([subject, tally]) => [subject, ...COMPARISONS.map((status) => tally[status])]),
      ['together', ...COMPARISONS.map((status) => totals[status])],
    ],
  );
  process.stdout.write(`${persons} persons compared, ${differing} differ; ${totals.unread} rows could not be read.\n`);
}

function printExport({ persons, bodies, incomplete, leftOut }: SiasnExportReport): void {
  const entries = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).toSorted(([one], [other]) => one.localeCompare(other));
  printTable(['endpoint', 'bodies'], entries(bodies));
  if (Object.keys(leftOut).length > 0) printTable(['without a body', 'facts'], entries(leftOut));
  process.stdout.write(`${persons} persons; ${incomplete} bodies lack something, which manifest.ndjson names.\n`);
}
