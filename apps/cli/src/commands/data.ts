import { InvalidArgumentError, type Command } from 'commander';
import { localDate } from '@rekam/runtime';
import { connect, type GlobalOptions } from '../connection';
import { EXIT } from '../exit-code';
import { printJson, printTable, progress } from '../output';
import { seedCareers } from '../seed/seed';
import { importEvents } from './import-events';
import { addImportSiasn } from './import-siasn';

const CAREERS_MAX = 1_000_000;

/** A whole number of an option, within limits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`A whole number from ${min} to ${max}.`);
    return value;
  };
}

/** Commands that bring data in. */
export function addDataCommands(program: Command, signal: AbortSignal): void {
  const importing = program
    .command('import')
    .description('bring history in; what is unlawful is recorded and flagged, what is impossible is refused');
  addImportSiasn(importing, signal);
  importing
    .command('events <file>')
    .description('CloudEvents, one JSON object a line; refused lines go to <file>.rejects.ndjson')
    .addHelpText('after', '\nExample:\n  npm run rekam -- import events history.ndjson')
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = await connect(options, signal);
      try {
        const report = await importEvents(file, connection.client, { json: options.json === true }, signal);
        if (options.json) printJson(report);
        else
          printTable(
            ['lines', 'recorded', 'duplicate', 'flagged', 'rejected'],
            [[report.lines, report.recorded, report.duplicate, report.flagged, report.rejected]],
          );
        if (report.rejectsFile !== null) {
          process.stderr.write(
            `Refused lines and their reasons: ${report.rejectsFile}. Mend them and import that file.\n`,
          );
          process.exitCode = EXIT.rejected;
        }
      } finally {
        await connection.close();
      }
    });

  program
    .command('seed')
    .description('record made-up careers of Jambi over 20 years; the same seed gives the same careers')
    .option('--careers <n>', 'how many careers', wholeNumber(1, CAREERS_MAX), 500)
    .option('--seed <n>', 'which careers', wholeNumber(0, 4_294_967), 1)
    .addHelpText('after', '\nExample:\n  npm run rekam -- seed --careers 2000 --seed 7')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { careers: number; seed: number }>();
      const connection = await connect(options, signal);
      try {
        const bar = progress('careers', options.careers, { json: options.json === true });
        const today = localDate(Date.now(), connection.config.timeZone);
        const { client, personToken } = connection;
        const report = await seedCareers({
          ...options,
          today,
          client,
          personToken,
          onCareers: (done) => bar.update(done),
          signal,
        });
        bar.stop();
        if (options.json) printJson(report);
        else
          printTable(
            ['careers', 'recorded', 'duplicate', 'flagged', 'rejected'],
            [[report.careers, report.recorded, report.duplicate, report.flagged, report.rejected]],
          );
      } finally {
        await connection.close();
      }
    });
}
