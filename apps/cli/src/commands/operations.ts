import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Problem } from '@rekam/contracts';
import type { Command } from 'commander';
import { ServiceProblem } from '../client';
import { configOf, connect, type GlobalOptions } from '../connection';
import { diagnose } from '../doctor';
import { CliError, EXIT } from '../exit-code';
import { stateOf, type Finding } from '../finding';
import { restoredFindings } from '../kafka/findings';
import { printJson, printTable, progress } from '../output';

interface RebuildLine {
  readonly view: string;
  readonly position?: string;
  readonly head?: string;
  readonly eventsPerSecond?: number;
  /** Ends the answer: the rebuild came to nothing, and the running view goes on. */
  readonly failed?: Problem;
  readonly done?: Omit<Rebuilt, 'view' | 'eventsPerSecond'>;
}

/** A view as it was rebuilt. */
interface Rebuilt {
  readonly view: string;
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** SHA-256 of the canonical export. */
  readonly exportHash: string;
}

/** What was copied. */
interface Backup {
  readonly folder: string;
  readonly position: string;
  readonly hasAccessTrail: boolean;
}

/** How far the service is. */
interface Status {
  readonly log: { readonly head: string };
  readonly projectors: readonly {
    readonly name: string;
    readonly version: number;
    readonly role: string;
    readonly state: string;
    readonly position: string;
    readonly lag: string;
    readonly failure: { readonly message: string } | null;
  }[];
}

/** Commands of who runs the service. */
export function addOperationCommands(program: Command, signal: AbortSignal): void {
  program
    .command('status')
    .description('how far the views are, and which of several readers folds them')
    .addHelpText('after', '\nExample:\n  npm run rekam -- status --url http://reader-1:3000')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = await connect(options, signal);
      try {
        const status = await connection.client.get<Status>('/v1/status');
        if (options.json) {
          printJson(status);
          return;
        }
        process.stdout.write(`The log ends at position ${status.log.head}.\n`);
        printTable(
          ['view', 'version', 'role', 'state', 'position', 'lag', 'failure'],
          status.projectors.map(({ name, version, role, state, position, lag, failure }) => [
            name,
            version,
            role,
            state,
            position,
            lag,
            failure?.message,
          ]),
        );
      } finally {
        await connection.close();
      }
    });

  program
    .command('rebuild [view]')
    .description('fold a view anew beside the running one and switch; all views without a name. Resumable')
    .addHelpText('after', '\nExamples:\n  npm run rekam -- rebuild\n  npm run rekam -- rebuild timeline')
    .action(async (view: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = await connect(options, signal);
      try {
        const views: Rebuilt[] = [];
        let bar = progress('events', 1, { json: options.json === true });
        for await (const line of connection.client.lines(
          '/v1/operations/rebuild',
          view === undefined ? {} : { view },
        )) {
          const { view: name, position, head, done: rebuilt, failed } = line as unknown as RebuildLine;
          if (failed !== undefined) throw new ServiceProblem(failed);
          if (position !== undefined) bar.update(Number(position), Number(head));
          if (rebuilt === undefined) continue;
          bar.stop();
          const eventsPerSecond = Math.round(rebuilt.events / Math.max(rebuilt.seconds, 0.001));
          views.push({ view: name, ...rebuilt, eventsPerSecond });
          bar = progress('events', 1, { json: options.json === true });
        }
        bar.stop();
        if (options.json) printJson(views);
        else
          printTable(
            ['view', 'events', 'seconds', 'events/s', 'SHA-256 of the canonical export'],
            views.map((each) => [
              each.view,
              each.events,
              each.seconds.toFixed(2),
              each.eventsPerSecond,
              each.exportHash,
            ]),
          );
      } finally {
        await connection.close();
      }
    });

  program
    .command('backup <name>')
    .description('copy log, keys and access trail, consistent while the service runs, to <data>/backups/<name>')
    .addHelpText(
      'after',
      '\nThe master key is not part of a backup: keep it apart.\n\nExample:\n  npm run rekam -- backup before-upgrade',
    )
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const connection = await connect(options, signal);
      try {
        const report = await connection.client.post<Backup>('/v1/operations/backup', { folder: name });
        if (options.json) printJson(report);
        else
          process.stdout.write(
            `Backed up to position ${report.position} in ${report.folder}. Keep the master key apart from it.\n` +
              (report.hasAccessTrail
                ? ''
                : 'The access trail is in PostgreSQL: copy it there too, see deploy/RUNBOOK.md.\n'),
          );
      } finally {
        await connection.close();
      }
    });

  program
    .command('restore <backup> <folder>')
    .description('put a backup into a new data folder and verify it; views are rebuilt at the next start')
    .option('--master-key <file>', 'the master key of the service that was backed up')
    .addHelpText(
      'after',
      '\nExample:\n  npm run rekam -- restore data/backups/before-upgrade data-restored --master-key data/master.key',
    )
    .action(async (backup: string, folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { masterKey?: string }>();
      const missing = ['events.db', 'keys.db'].find((file) => !existsSync(join(backup, file)));
      if (missing !== undefined) throw new CliError(`${backup} holds no backup: ${missing} is missing.`, EXIT.usage);
      if (existsSync(folder) && readdirSync(folder).length > 0)
        throw new CliError(`${folder} is not empty; a restore writes to a new folder.`, EXIT.usage);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      cpSync(backup, folder, { recursive: true });
      if (options.masterKey !== undefined) cpSync(options.masterKey, join(folder, 'master.key'));
      const restored = { ...options, data: folder };
      await reportOn(restored, restoredFindings(configOf(restored)), `Restored to ${resolve(folder)}.`);
    });

  program
    .command('doctor')
    .description(
      'look at the data folder, servers and brokers: log, keys, views, disk, service, topics; says what to do',
    )
    .addHelpText('after', '\nExample:\n  npm run rekam -- doctor --json')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await reportOn(options, [], null);
    });
}

async function reportOn(options: GlobalOptions, more: readonly Finding[], heading: string | null): Promise<void> {
  const findings = [...(await diagnose(options)), ...more];
  if (options.json) printJson(findings);
  else {
    if (heading !== null) process.stdout.write(`${heading}\n`);
    printTable(
      ['check', 'state', 'found', 'what to do'],
      findings.map((finding) => [finding.check, stateOf(finding), finding.found, finding.advice]),
      [16, 8, 56, 50],
    );
  }
  if (findings.some(({ ok }) => !ok)) process.exitCode = EXIT.unhealthy;
}
