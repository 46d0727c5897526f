import { MigrationRefused } from '@rekam/event-store';
import { loadMasterKey } from '@rekam/runtime';
import { Option, type Command } from 'commander';
import { configOf, type GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { openEnd, placesOf, STORES, type End, type StoreName } from '../migrate/end';
import { migrate, type MigrationReport } from '../migrate/migrate';
import { printJson, printTable, progress, type Progress } from '../output';

interface Options extends GlobalOptions {
  readonly from: StoreName;
  readonly to: StoreName;
  readonly verifyOnly?: boolean;
}

const HELP = `
Copies events with their ids, ledger times and order, keys as they are wrapped, and the access trail; views are rebuilt
by the readers. Nothing is decrypted. Both sides come from the configuration: the data folder (--data), and
REKAM_EVENTSTORE_URL, REKAM_POSTGRES_URL, REKAM_KEYS_URL; REKAM_MASTER_KEY_FILE is the master key of both.

Every writer and reader must be stopped on both sides. A folder in use is refused; whether somebody still writes to
EventStoreDB nobody can tell but you. The target must be empty or hold the beginning of the source: after an
interruption the same command goes on from there. Refused, with nothing written: exit code 3.

Examples:
  npm run rekam -- --data /srv/rekam migrate --from sqlite --to eventstoredb
  npm run rekam -- --data /srv/rekam migrate --from sqlite --to eventstoredb --verify-only
  npm run rekam -- --data /srv/rekam-back migrate --from eventstoredb --to sqlite`;

/** The command that moves a ledger between one machine and many. */
export function addMigrateCommand(program: Command, signal: AbortSignal): void {
  program
    .command('migrate')
    .description('copy the whole ledger between the data folder and EventStoreDB with PostgreSQL. Resumable, verified')
    .addOption(new Option('--from <store>', 'where the ledger is').choices(STORES).makeOptionMandatory())
    .addOption(new Option('--to <store>', 'where it shall be').choices(STORES).makeOptionMandatory())
    .option('--verify-only', 'copy nothing: compare both sides from beginning to end')
    .addHelpText('after', HELP)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { from, to } = options;
      if (from === to) throw new CliError(`--from and --to are both ${from}: name the other store too.`, EXIT.usage);
      const report = await run(options, signal).catch((error: unknown) => {
        throw error instanceof MigrationRefused ? new CliError(sentence(error.message), EXIT.rejected) : error;
      });
      if (options.json) printJson(report);
      else print(report, options);
    });
}

async function run(options: Options, signal: AbortSignal): Promise<MigrationReport> {
  const { from, to, verifyOnly = false } = options;
  const config = configOf(options);
  const output = { json: options.json === true };
  const tell = (line: string): void => void (output.json || process.stderr.write(`${line}\n`));
  const places = placesOf(config);
  // The configuration asks for a file of its own with a server, so none is made here.
  const masterKey = loadMasterKey({ ...config, dataFolder: places.folder }, tell);
  tell('No writer may run on EventStoreDB meanwhile; that cannot be seen from here.');
  const opened: End[] = [];
  let bar: { readonly step: string; readonly progress: Progress } | null = null;
  try {
    opened.push(await openEnd(from, 'read', places));
    opened.push(await openEnd(to, verifyOnly ? 'read' : 'write', places));
    return await migrate(opened[0]!, opened[1]!, {
      masterKey,
      verifyOnly,
      signal,
      onProgress(step, events, total) {
        if (bar?.step !== step) {
          bar?.progress.stop();
          bar = { step, progress: progress(`events ${step}`, total, output) };
        }
        bar.progress.update(events, total);
      },
    });
  } finally {
    stop(bar);
    for (const end of opened.toReversed()) await end.close();
  }
}

const stop = (bar: { readonly progress: Progress } | null): void => bar?.progress.stop();

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

function print(report: MigrationReport, { from, to, verifyOnly = false }: Options): void {
  const { events, copied, streams, keys, keysDestroyed, entries, seconds, sha256 } = report;
  printTable(
    ['what', 'found on both sides'],
    [
      ['events', verifyOnly ? events : `${events}, ${copied} of them copied now`],
      ['streams', streams],
      ['keys', `${keys}, ${keysDestroyed} of them destroyed`],
      ['entries of the access trail', entries],
      ['seconds', seconds],
      [`SHA-256, ${from}`, sha256.source],
      [`SHA-256, ${to}`, sha256.target],
    ],
  );
  process.stdout.write(
    'Both sides are the same, event by event. Start services on one of them only. The other one still holds the keys: ' +
      'what is erased from now on is not erased there, so remove it once it is not needed.\n',
  );
}
