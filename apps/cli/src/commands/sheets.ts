import type { Command } from 'commander';
import type { GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { printJson, printTable, progress } from '../output';
import type { AskedAxes } from '../sheets/agency';
import { exportSheet } from '../sheets/export-sheet';
import { importSheet } from '../sheets/import-sheet';
import { SheetLayout } from '../sheets/layout';
import { ITEMS_DEFAULT, writeTemplate } from '../sheets/template';
import type { Delimiter, SheetFormat } from '../sheets/write-sheet';
import { wholeNumber } from './data';
import {
  agencyCode,
  axesIn,
  chosenFormat,
  connected,
  delimiterOption,
  employeeCount,
  formatOption,
  knownOption,
  onOption,
  report,
} from './file-options';
import { groupNamed } from './group';

const SOURCE = /^\/agencies\/\d{4}\/[\w.-]{1,100}$/;
const ITEMS_MAX = 50;

/** The layout of a subject, or a sentence that lists those there are. */
function layoutOf(subject: string): SheetLayout {
  const layout = SheetLayout.of(subject);
  if (layout !== null) return layout;
  throw new CliError(`There is no sheet of ${subject}. Subjects: ${SheetLayout.subjects().join(', ')}.`, EXIT.usage);
}

/** Sheets for agencies without an interface of their own. */
export function addSheetCommands(program: Command, signal: AbortSignal): void {
  addTemplate(program);
  addImport(program, signal);
  addExport(program, signal);
}

function addTemplate(program: Command): void {
  program
    .command('template <subject>')
    .description('an empty sheet of a subject, with what each column means')
    .addOption(formatOption(['csv', 'xlsx']))
    .option('--out <file>', 'where to (default: template-<subject>.<format>)')
    .option('--items <n>', 'columns for so many items of a list', wholeNumber(1, ITEMS_MAX), ITEMS_DEFAULT)
    .addOption(delimiterOption())
    .addHelpText(
      'after',
      `\nA list has numbered columns, such as content.scores.1.code; an import takes as many items as there are columns.
Subjects: ${SheetLayout.subjects().join(', ')}

Example:\n  npm run rekam -- template promotion --format xlsx --out promotion.xlsx`,
    )
    .action(async (subject: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions & { format?: SheetFormat; out?: string; items: number; delimiter: Delimiter }
      >();
      const layout = layoutOf(subject);
      const format = chosenFormat(options.format, options.out, ['csv', 'xlsx']);
      const file = options.out ?? `template-${subject}.${format}`;
      await writeTemplate(file, format, layout, options);
      report(options, file);
    });
}

function addImport(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'import', 'bring history in')
    .command('sheet <file>')
    .description('rows of a CSV or XLSX; refused rows go to <file>.rejects.csv or .xlsx')
    .requiredOption('--subject <subject>', 'what the rows are, such as promotion')
    .requiredOption('--source <path>', 'in whose name: /agencies/<code>/<system>')
    .option('--dry-run', 'read and judge every row by its contract, and send none')
    .addHelpText(
      'after',
      `\nDates are written YYYY-MM-DD or dd-mm-yyyy. The same sheet again changes nothing; a changed row that has a recordId
becomes a correction. The column why of a rejects file is passed over.

Example:\n  npm run rekam -- import sheet promotion.xlsx --subject promotion --source /agencies/5500/sheet`,
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { subject: string; source: string; dryRun?: boolean }>();
      const layout = layoutOf(options.subject);
      const { source } = options;
      if (!SOURCE.test(source))
        throw new CliError(
          `${source} is no source: /agencies/<code>/<system>, such as /agencies/5500/sheet.`,
          EXIT.usage,
        );
      const task = { layout, source, output: { json: options.json === true }, signal };
      const found =
        options.dryRun === true
          ? await importSheet(file, { ...task, client: null })
          : await connected(options, signal, ({ client }) => importSheet(file, { ...task, client }));
      const { rejectsFile, ...counts } = found;
      if (options.json) printJson(found);
      else printTable(Object.keys(counts), [Object.values(counts)]);
      if (rejectsFile === null) return;
      process.stderr.write(`Refused rows and their reasons: ${rejectsFile}. Mend them and import that file.\n`);
      process.exitCode = EXIT.rejected;
    });
}

function addExport(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'export', 'write what the ledger holds')
    .command('sheet')
    .description("facts of one subject of an agency's employees, in the columns of the template")
    .requiredOption('--subject <subject>', 'what to export, such as promotion')
    .requiredOption('--agency <code>', 'the agency, such as 5500')
    .requiredOption('--out <file>', 'where to')
    .addOption(formatOption(['csv', 'xlsx']))
    .option('--source <path>', 'only what this source recorded')
    .addOption(onOption())
    .addOption(knownOption())
    .addOption(delimiterOption())
    .addHelpText(
      'after',
      `\nAn import of the file under the source that recorded a row changes nothing.

Example:\n  npm run rekam -- export sheet --subject training --agency 5500 --out training.csv`,
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions &
          AskedAxes & {
            subject: string;
            agency: string;
            out: string;
            format?: SheetFormat;
            source?: string;
            delimiter: Delimiter;
          }
      >();
      const layout = layoutOf(options.subject);
      const agency = agencyCode(options.agency);
      const counts = await connected(options, signal, async (connection) => {
        await connection.caughtUp();
        const bar = progress('persons', await employeeCount(connection, agency), { json: options.json === true });
        const made = await exportSheet(options.out, {
          layout,
          agency,
          source: options.source ?? null,
          axes: axesIn(options),
          format: chosenFormat(options.format, options.out, ['csv', 'xlsx']),
          delimiter: options.delimiter,
          reading: connection.reading,
          onPerson: (done) => bar.update(done),
          signal,
        });
        bar.stop();
        return made;
      });
      report(options, options.out, counts);
    });
}
