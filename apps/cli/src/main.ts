import '@rekam/runtime/require-node';
import 'reflect-metadata';
import { Command } from 'commander';
import { addDataCommands } from './commands/data';
import { addDemoCommand } from './commands/demo';
import { addDeadLetterCommands } from './commands/kafka-dead-letters';
import { addSimulatorCommand } from './commands/kafka-simulator';
import { addTopicCommands } from './commands/kafka-topics';
import { addMigrateCommand } from './commands/migrate';
import { addOperationCommands } from './commands/operations';
import { addPrintCommands } from './commands/prints';
import { addReadCommands } from './commands/read';
import { addReportCommands } from './commands/reports';
import { addSheetCommands } from './commands/sheets';
import { addSiasnCommands } from './commands/siasn';
import { addTokenCommand } from './commands/token';
import { CONFIG_VARIABLES, ConfigError } from '@rekam/runtime';
import { CliError, EXIT } from './exit-code';

const EXIT_CODES = `
Exit codes:
  0 done   1 a fault of service, disk or network   2 wrong command line
  3 some input was refused, with reasons   4 doctor found a fault   130 stopped by Ctrl-C`;

const ENVIRONMENT = `
Environment:
${CONFIG_VARIABLES.map(({ name, default: preset }) => `  ${name}${preset === null ? '' : `=${preset}`}`).join('\n')}
  What each means stands in README.md.`;

async function main(): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  // Who reads the output, `head` for one, may have enough of it.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? EXIT.ok : EXIT.failed),
  );
  const program = new Command('rekam')
    .description('The career ledger of civil servants, from the command line.')
    .option('--data <folder>', 'the data folder (default: REKAM_DATA_FOLDER or ./data)')
    .option('--url <url>', 'talk to a service elsewhere, with the token in REKAM_TOKEN')
    .option('--json', 'one JSON document instead of tables and progress')
    .addHelpText('after', EXIT_CODES + ENVIRONMENT)
    .exitOverride()
    .showHelpAfterError();
  addDataCommands(program, stop.signal);
  addReadCommands(program, stop.signal);
  addSiasnCommands(program, stop.signal);
  addReportCommands(program, stop.signal);
  addSheetCommands(program, stop.signal);
  addPrintCommands(program, stop.signal);
  addOperationCommands(program, stop.signal);
  addMigrateCommand(program, stop.signal);
  addTopicCommands(program);
  addDeadLetterCommands(program, stop.signal);
  addSimulatorCommand(program, stop.signal);
  addTokenCommand(program);
  addDemoCommand(program, stop.signal);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error, stop.signal);
  }
}

function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (signal.aborted) {
    process.stderr.write('Stopped. What was acknowledged is recorded; the same command goes on from there.\n');
    return EXIT.interrupted;
  }
  const { code, exitCode, message } = error as { code?: string; exitCode?: number; message: string };
  // Commander has printed its own message; --help and --version end with 0.
  if (code?.startsWith('commander.')) return exitCode === 0 ? EXIT.ok : EXIT.usage;
  process.stderr.write(`${message}\n`);
  if (error instanceof ConfigError) return EXIT.usage;
  return error instanceof CliError ? error.exitCode : EXIT.failed;
}

void main();
