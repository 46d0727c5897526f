import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { upcast } from '@rekam/domain';
import {
  openEventStoreDb,
  openKeyStore,
  openPostgresKeyStore,
  openSqliteEventStore,
  type EventStore,
  type KeyStore,
} from '@rekam/event-store';
import type { Logger } from 'pino';
import type { Config } from './config';
import { loadMasterKey } from './master-key';
import type { Metrics } from './metrics';
import { eventStoreSettingsOf, keysSettingsOf } from './server-settings';

/** In the data folder: where the service that has the folder to itself listens, for the command line to find it. */
export const SERVICE_FILE = 'service.json';

interface Opening {
  /** The data folder, as an absolute path. */
  readonly folder: string;
  /** Whether other processes may work on the data folder at the same time, each of which says so, too. */
  readonly sharesFolder: boolean;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'registerCounter'>;
  onStop(close: () => unknown): void;
}

interface OpenLog {
  readonly events: EventStore;
  readonly keys: KeyStore;
}

/**
 * Opens the log and the keys to it: on servers where the configuration names them, else in the data folder, which is
 * taken for this process or for all that share it. Rejects with FolderLocked, WrongMasterKey, MasterKeyError, ConfigError
 * or StoreUnavailable.
 */
export async function openLog(
  config: Config,
  { folder, sharesFolder, logger, metrics, onStop }: Opening,
): Promise<OpenLog> {
  const server = eventStoreSettingsOf(config);
  const database = keysSettingsOf(config);
  // A folder that nothing is kept in is not made: the process may have no disk that it can write to.
  if (server === null) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const masterKey = loadMasterKey({ ...config, dataFolder: folder }, (message) => logger.warn(message));
  if (server !== null && database !== null) {
    const keys = await openPostgresKeyStore({ database, masterKey });
    onStop(() => keys.close());
    const lost = metrics.registerCounter('rekam_log_reconnects_total', {
      help: 'Times that the connection by which the log is followed was lost and made anew.',
      label: null,
    });
    const events = await openEventStoreDb({ ...server, keys, upcast, onSubscriptionLost: () => lost('') });
    onStop(() => events.close());
    return { events, keys };
  }
  const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey });
  onStop(() => keys.close());
  const events = await openSqliteEventStore({ folder, keys, upcast, shared: sharesFolder });
  onStop(() => events.close());
  // Nobody has the folder to itself now: what says so is left of a crash, and would send tokens to a stranger's port.
  if (sharesFolder) rmSync(join(folder, SERVICE_FILE), { force: true });
  return { events, keys };
}
