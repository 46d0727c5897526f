import type { Command } from 'commander';
import type { GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { progress } from '../output';
import { recordOf, type AskedAxes } from '../sheets/agency';
import { drhOf } from '../sheets/drh';
import { dukOf } from '../sheets/duk';
import { writePrintXlsx, type PrintDocument } from '../sheets/print-document';
import { writePrintHtml } from '../sheets/print-html';
import {
  agencyCode,
  axesIn,
  chosenFormat,
  connected,
  employeeCount,
  formatOption,
  knownOption,
  onOption,
  report,
} from './file-options';
import { personOf } from './read';

type PrintFormat = 'xlsx' | 'html';

const writePrint = (file: string, format: PrintFormat, document: PrintDocument): Promise<void> =>
  format === 'html' ? writePrintHtml(file, document) : writePrintXlsx(file, document);

/** Lists and sheets for people: to print, or as workbooks. */
export function addPrintCommands(program: Command, signal: AbortSignal): void {
  addDrh(program, signal);
  addDuk(program, signal);
}

interface PrintOptions extends GlobalOptions, AskedAxes {
  readonly out: string;
  readonly format?: PrintFormat;
}

function addDrh(program: Command, signal: AbortSignal): void {
  program
    .command('drh <person>')
    .description("a person's career sheet (daftar riwayat hidup), by id or number, as a page to print or a workbook")
    .requiredOption('--out <file>', 'where to')
    .addOption(formatOption(['xlsx', 'html']))
    .addOption(onOption())
    .addOption(knownOption())
    .addHelpText('after', '\nExample:\n  npm run rekam -- drh "19890314 201201 1 999" --out drh.html --on 2025-12-31')
    .action(async (typed: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<PrintOptions>();
      await connected(options, signal, async (connection) => {
        await connection.caughtUp();
        const person = await personOf(typed, connection.client);
        const record = await recordOf(person, axesIn(options), connection.reading);
        if (record === null) throw new CliError('This person was merged into another; see rekam show.', EXIT.rejected);
        const format = chosenFormat(options.format, options.out, ['xlsx', 'html']);
        await writePrint(options.out, format, drhOf(record));
      });
      report(options, options.out);
    });
}

function addDuk(program: Command, signal: AbortSignal): void {
  program
    .command('duk')
    .description('the rank list of an agency (daftar urut kepangkatan, PP 15/1979), as a page to print or a workbook')
    .requiredOption('--agency <code>', 'the agency, such as 5500')
    .requiredOption('--out <file>', 'where to')
    .addOption(formatOption(['xlsx', 'html']))
    .addOption(onOption())
    .addOption(knownOption())
    .addHelpText('after', '\nExample:\n  npm run rekam -- duk --agency 5500 --out duk.html --on 2025-12-31')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<PrintOptions & { agency: string }>();
      const agency = agencyCode(options.agency);
      const listed = await connected(options, signal, async (connection) => {
        await connection.caughtUp();
        const bar = progress('persons', await employeeCount(connection, agency), { json: options.json === true });
        const { reading } = connection;
        const onPerson = (done: number): void => bar.update(done);
        const document = await dukOf({ agency, axes: axesIn(options), reading, onPerson, signal });
        bar.stop();
        if (document === null)
          throw new CliError(`The ledger knows no civil servant of ${agency} on that day.`, EXIT.rejected);
        const format = chosenFormat(options.format, options.out, ['xlsx', 'html']);
        await writePrint(options.out, format, document);
        return document.tables[0]!.rows.length;
      });
      report(options, options.out, { persons: listed });
    });
}
