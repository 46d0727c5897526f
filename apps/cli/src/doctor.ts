import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openKeyStore, verifyEventFile } from '@rekam/event-store';
import { loadMasterKey, LocalIssuer, type Config } from '@rekam/runtime';
import { ServiceClient } from './client';
import { configOf, runningService, type GlobalOptions } from './connection';
import { fault, fine, type Finding } from './finding';
import { kafkaFindings } from './kafka/findings';
import { serverFindings } from './server-findings';

const DISK_BYTES_MIN = 1024 ** 3;
const LAG_MAX = 10_000n;

/**
 * Looks at a data folder, whether or not its service runs, and at the servers and brokers that are configured. Changes
 * nothing.
 */
export async function diagnose(options: GlobalOptions): Promise<readonly Finding[]> {
  const config = configOf(options);
  // With the log on a server the folder holds nothing.
  const ledger = config.eventStoreUrl === null ? await ledgerFindings(config) : [fine('node', process.version)];
  return [...ledger, ...(await serverFindings(config)), ...(await kafkaFindings(config))];
}

async function ledgerFindings(config: Config): Promise<readonly Finding[]> {
  const folder = resolve(config.dataFolder);
  const findings = [fine('node', process.version), ...folderFindings(folder)];
  if (findings.some(({ ok }) => !ok) || !existsSync(join(folder, 'events.db'))) {
    if (!existsSync(join(folder, 'events.db'))) findings.push(fine('log', 'none yet; the first start makes it'));
    return findings;
  }
  const url = await runningService(folder);
  findings.push(fine('service', url ?? 'not running on this folder'), await keyFinding(config, folder));
  findings.push(...(url === null ? [logFinding(folder)] : await viewFindings(url, folder)));
  return findings;
}

function folderFindings(folder: string): readonly Finding[] {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK);
  } catch {
    return [
      fault(
        'folder',
        `${folder} is missing or not writable`,
        'Name the right folder with --data, or mend its owner and mode.',
      ),
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const shown = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  const isOpen = (statSync(folder).mode & 0o077) !== 0;
  return [
    isOpen
      ? fault('folder', `${folder} can be entered by others`, 'Give it mode 0700: it holds keys.')
      : fine('folder', folder),
    free < DISK_BYTES_MIN
      ? fault('disk', shown, 'Make room: when the disk is full, writes are refused.')
      : fine('disk', shown),
  ];
}

async function keyFinding(config: Config, folder: string): Promise<Finding> {
  const masterKeyFile = config.masterKeyFile ?? join(folder, 'master.key');
  const missing = [masterKeyFile, join(folder, 'keys.db')].find((file) => !existsSync(file));
  if (missing !== undefined) {
    return fault('keys', `${missing} is missing`, 'Restore it: without it no personal content can be read.');
  }
  try {
    const masterKey = loadMasterKey({ ...config, dataFolder: folder }, () => undefined);
    await openKeyStore({ file: join(folder, 'keys.db'), masterKey }).close();
    return fine('keys', 'the master key opens the key store');
  } catch (error) {
    return fault(
      'keys',
      (error as Error).message,
      'Put the master key of this ledger in place (REKAM_MASTER_KEY_FILE).',
    );
  }
}

function logFinding(folder: string): Finding {
  try {
    const { events, streams, faults } = verifyEventFile(join(folder, 'events.db'));
    if (faults.length > 0)
      return fault('log', faults.join('; '), 'Stop, keep this folder, and restore the last backup.');
    return fine('log', `${events} events in ${streams} streams, dense, in order, intact`);
  } catch (error) {
    return fault('log', (error as Error).message, 'Stop, keep this folder, and restore the last backup.');
  }
}

interface Status {
  readonly projectors: readonly {
    readonly name: string;
    readonly state: string;
    readonly position: string;
    readonly head: string;
    readonly failure: { readonly message: string } | null;
  }[];
}

async function viewFindings(url: string, folder: string): Promise<readonly Finding[]> {
  const issuer = await LocalIssuer.open(folder);
  const token = await issuer.sign({ sub: 'doctor', role: 'operator' });
  const status = await new ServiceClient(url, async () => token, AbortSignal.timeout(10_000)).get<Status>('/v1/status');
  return status.projectors.map(({ name, state, position, head, failure }) => {
    const found = `${state}, at ${position} of ${head}`;
    if (failure !== null)
      return fault(name, `${found}: ${failure.message}`, 'Mend the cause, then: npm run rekam -- rebuild ' + name);
    const isBehind = BigInt(head) - BigInt(position) > LAG_MAX;
    return isBehind && state === 'live'
      ? fault(name, found, 'The view lags; look at the load and the disk.')
      : fine(name, found);
  });
}
