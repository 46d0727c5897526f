import type { Command } from 'commander';
import type { GlobalOptions } from '../connection';
import { printReport } from '../reports/print-report';
import { ReportAnswer } from '../reports/report-answer';
import { LATE, ODD, STATE, type ReportForm } from '../reports/report-form';
import type { Delimiter } from '../sheets/write-sheet';
import { wholeNumber } from './data';
import { agencyCode, connected, delimiterOption } from './file-options';

/** A century: the service takes no more. */
const DAYS_MAX = 36_525;

interface ReportOptions extends GlobalOptions {
  readonly agency: string;
  readonly csv?: string;
  readonly delimiter: Delimiter;
}

interface PeriodOptions extends ReportOptions {
  readonly from?: string;
  readonly to?: string;
}

const withPeriod = (command: Command): Command =>
  command
    .option('--from <date>', 'acts that the ledger knew on this day or later (YYYY-MM-DD)')
    .option('--to <date>', 'acts that the ledger knew on this day or before');

const withOutput = (command: Command): Command =>
  command
    .requiredOption('--agency <code>', 'the agency, such as 5500')
    .option('--csv <file>', 'write every line to a file')
    .addOption(delimiterOption());

/** Reports about an agency. They read as the auditor does, and each person told of sees it in the access trail. */
export function addReportCommands(program: Command, signal: AbortSignal): void {
  const report = program.command('report').description('late acts, odd acts, and the state of an agency on a day');

  const run = async <Line, Summary>(
    form: ReportForm<Line, Summary>,
    options: ReportOptions,
    body: object,
  ): Promise<void> => {
    const { csv, delimiter } = options;
    const path = `/v1/agencies/${agencyCode(options.agency)}/reports/${form.name}`;
    const output = { json: options.json === true };
    await connected(options, signal, async ({ caughtUp, reading }) => {
      await caughtUp();
      const answer = new ReportAnswer<Line, Summary>(reading, path, body, output);
      await printReport(form, answer, csv === undefined ? null : { file: csv, delimiter }, output);
    });
  };

  withOutput(withPeriod(report.command('late')))
    .description('acts by how late the ledger knew of them, and the pay that waited: rank, post, step, exit, penalty')
    .option('--min-days <n>', 'leave out what was known sooner', wholeNumber(0, DAYS_MAX))
    .option('--imports', 'take in imported acts, which are known from their import')
    .addHelpText(
      'after',
      '\nExample:\n  npm run rekam -- report late --agency 5500 --from 2026-01-01 --min-days 31 --csv late.csv',
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<PeriodOptions & { minDays?: number; imports?: boolean }>();
      const { from, to, minDays, imports } = options;
      await run(LATE, options, { from, to, minDays, imports });
    });

  withOutput(withPeriod(report.command('odd')))
    .description('acts with a flag, after an exit, or against the order of their documents')
    .option(
      '--decree-days <n>',
      'a decree signed later than so many days after the act took effect is odd',
      wholeNumber(0, DAYS_MAX),
    )
    .addHelpText('after', '\nExample:\n  npm run rekam -- report odd --agency 5500')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<PeriodOptions & { decreeDays?: number }>();
      const { from, to, decreeDays } = options;
      await run(ODD, options, { from, to, decreeDaysMax: decreeDays });
    });

  withOutput(report.command('state'))
    .description('whom the agency employed on a day, as known at a time')
    .option('--on <date>', 'the day (YYYY-MM-DD); today without it')
    .option('--known <when>', 'as known then: a day (at its end), an instant (RFC 3339) or a position of the log')
    .addHelpText(
      'after',
      '\nExample:\n  npm run rekam -- report state --agency 5500 --on 2025-12-31 --known 2025-12-31 --csv state.csv',
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ReportOptions & { on?: string; known?: string }>();
      await run(STATE, options, { validAt: options.on, knownAt: options.known });
    });
}
