import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FolderLocked, isFolderLocked } from '@rekam/event-store';
import { LocalIssuer, loadConfig, SERVICE_FILE, type Config, type RunningProcess } from '@rekam/runtime';
import { startStandalone } from '@rekam/standalone';
import { ServiceClient } from './client';
import { CliError, EXIT } from './exit-code';
import { progress, type Progress } from './output';

const STATUS_INTERVAL_MS = 100;

export interface GlobalOptions {
  readonly data?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** A service to talk to, and the right to issue tokens for it where it is ours. */
export interface Connection {
  /** As the operator. */
  readonly client: ServiceClient;
  /** As the auditor, who reads everybody's record and leaves a trace in the access trail. */
  readonly reading: ServiceClient;
  readonly url: string;
  readonly config: Config;
  readonly personToken: (person: string) => Promise<string>;
  /**
   * Resolves when the views of a service that this command started have caught up with its log: after a restore they
   * begin at nothing. A service that runs keeps up by itself.
   */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export function configOf({ data }: GlobalOptions): Config {
  return loadConfig(data === undefined ? process.env : { ...process.env, REKAM_DATA_FOLDER: data });
}

/**
 * Talks to the service of the data folder: over HTTP when one runs there, else by starting it in this process for as
 * long as the command takes. `--url` talks to a service elsewhere, with the token in REKAM_TOKEN.
 */
export async function connect(options: GlobalOptions, signal: AbortSignal): Promise<Connection> {
  const config = configOf(options);
  if (options.url !== undefined) return connectElsewhere(options.url, config, signal);
  const running = await runningService(config.dataFolder);
  const own = running === null ? await ownService(config) : null;
  const url = running ?? own!.url;
  const issuer = await LocalIssuer.open(config.dataFolder);
  const operator = await issuer.sign({ sub: 'cli', role: 'operator' });
  const auditor = await issuer.sign({ sub: 'cli', role: 'auditor' });
  const client = new ServiceClient(url, async () => operator, signal);
  return {
    client,
    reading: new ServiceClient(url, async () => auditor, signal),
    url,
    config,
    personToken: (person) => issuer.sign({ sub: person, role: 'person', person }),
    caughtUp: async () => {
      if (own !== null) await viewsCaughtUp(client, options, signal);
    },
    close: async () => own?.stop(),
  };
}

/**
 * For the service of a command, which lives as long as that: in the group of the ledger's writers it would take messages
 * into whatever folder the command is about, a restored one or one to be removed, and publish what stands there.
 */
export const withoutKafka = (config: Config): Config => ({ ...config, kafkaBrokers: null, kafkaTopicsFile: null });

/** A service in this process. Writers and a reader that run apart on the folder do not say there where they listen. */
async function ownService(config: Config): Promise<RunningProcess> {
  try {
    return await startStandalone({ ...withoutKafka(config), port: 0, metricsPort: -1, logLevel: 'warn' });
  } catch (error) {
    if (!(error instanceof FolderLocked)) throw error;
    throw new CliError(`${error.message}; or talk to what runs there with --url and a token in REKAM_TOKEN`);
  }
}

async function connectElsewhere(url: string, config: Config, signal: AbortSignal): Promise<Connection> {
  const token = process.env['REKAM_TOKEN'];
  if (token === undefined)
    throw new CliError('With --url, give a token in the environment variable REKAM_TOKEN.', EXIT.usage);
  return {
    client: new ServiceClient(url, async () => token, signal),
    reading: new ServiceClient(url, async () => token, signal),
    url,
    config,
    personToken: async () =>
      Promise.reject(
        new CliError('Tokens for persons can be issued only for the service of a data folder.', EXIT.usage),
      ),
    caughtUp: async () => undefined,
    close: async () => undefined,
  };
}

interface Status {
  readonly log: { readonly head: string };
  readonly projectors: readonly { readonly state: string; readonly position: string }[];
}

/** Resolves with the position of the log's head when the views reflect it. */
export async function viewsCaughtUp(
  client: ServiceClient,
  { json }: GlobalOptions,
  signal: AbortSignal,
): Promise<string> {
  let bar: Progress | null = null;
  for (;;) {
    const { log, projectors } = await client.get<Status>('/v1/status');
    const positions = projectors.filter(({ state }) => state !== 'failed').map(({ position }) => Number(position));
    const position = Math.min(Number(log.head), ...positions);
    if (position === Number(log.head)) {
      bar?.stop();
      return log.head;
    }
    bar ??= progress('events folded into views', Number(log.head), { json: json === true });
    bar.update(position);
    await setTimeout(STATUS_INTERVAL_MS, undefined, { signal });
  }
}

/**
 * The address of the service that runs on the folder, null when none answers. The file alone proves nothing: after a
 * crash somebody else may listen on that port, and must not be handed a token.
 */
export async function runningService(folder: string): Promise<string | null> {
  if (!isFolderLocked(folder)) return null;
  try {
    const { url } = JSON.parse(readFileSync(join(folder, SERVICE_FILE), 'utf8')) as { url: string };
    const response = await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(2_000) });
    return response.ok ? url : null;
  } catch {
    return null;
  }
}
