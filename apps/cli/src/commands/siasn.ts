import type { Command } from 'commander';
import { COMPARISONS } from '@rekam/siasn';
import type { GlobalOptions } from '../connection';
import { EXIT } from '../exit-code';
import { printJson, printTable, progress } from '../output';
import { diffSiasn, type DiffReport, type Tally } from '../siasn/diff';
import { exportSiasn, type SiasnExportReport } from '../siasn/export';
import { agencyCode, connected, employeeCount } from './file-options';
import { groupNamed } from './group';

/** Persons of a table on the screen; `--json` and `--out` have more. */
const PERSONS_SHOWN_MAX = 40;
const COLUMNS = [...COMPARISONS, 'unread'] as const;

/** Commands that bring the ledger and the national system side by side. */
export function addSiasnCommands(program: Command, signal: AbortSignal): void {
  addDiff(program, signal);
  addExport(program, signal);
}

function addDiff(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'diff', 'compare the ledger with another system; nothing is recorded')
    .command('siasn <folder>')
    .description('our record against a pull of the national system, per person and in sum; 3 when they differ')
    .option('--out <file>', 'every difference, one JSON object a line')
    .addHelpText('after', '\nExample:\n  npm run rekam -- diff siasn pull-2026-10 --out differences.ndjson')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { out?: string }>();
      await connected(options, signal, async ({ caughtUp, reading }) => {
        await caughtUp();
        const report = await diffSiasn(folder, reading, options.out ?? null, { json: options.json === true }, signal);
        if (options.json) printJson(report);
        else printDifferences(report);
        if (report.differing > 0) process.exitCode = EXIT.rejected;
      });
    });
}

function addExport(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'export', 'write what the ledger holds')
    .command('siasn <folder>')
    .description("bodies for the national system's save endpoints, and a manifest; nothing is sent")
    .requiredOption('--agency <code>', 'whose employees')
    .option('--all', 'also what came from there and was not changed here since')
    .addHelpText('after', '\nExample:\n  npm run rekam -- export siasn to-siasn --agency 5500')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { agency: string; all?: boolean }>();
      const agency = agencyCode(options.agency);
      await connected(options, signal, async (connection) => {
        await connection.caughtUp();
        const { reading } = connection;
        const all = options.all === true;
        const employees = await employeeCount(connection, agency);
        const bar = progress('persons exported', employees, { json: options.json === true });
        const onPerson = (persons: number): void => bar.update(persons);
        const report = await exportSiasn(folder, { agency, all, reading, onPerson, signal });
        bar.stop();
        if (options.json) printJson(report);
        else printExport(report);
      });
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
