import { openEventStoreDb, openPostgresKeyStore, type KeyStore } from '@rekam/event-store';
import { Database } from '@rekam/postgres';
import {
  eventStoreSettingsOf,
  keysSettingsOf,
  loadMasterKey,
  postgresSettingsOf,
  type Config,
  type PostgresSettings,
} from '@rekam/runtime';
import { fault, fine, warning, type Finding } from './finding';

const SERVER = `SELECT current_setting('server_version'), has_database_privilege(current_database(), 'CREATE'),
  to_regclass('rekam.serving') IS NOT NULL, to_regclass('rekam_keys.settings') IS NOT NULL`;

interface Found {
  readonly version: string;
  readonly mayCreate: boolean;
  readonly hasViews: boolean;
  readonly hasKeys: boolean;
}

/** What is to be said of the servers that the configuration names. Nothing is made there. */
export async function serverFindings(config: Config): Promise<readonly Finding[]> {
  const views = await viewsFinding(config);
  return [...views, ...(config.eventStoreUrl === null ? [] : await logFindings(config))];
}

async function viewsFinding(config: Config): Promise<readonly Finding[]> {
  const settings = postgresSettingsOf(config);
  if (settings === null) return [];
  return [await databaseFinding('postgresql', 'REKAM_POSTGRES_URL', settings, ({ hasViews }) => hasViews)];
}

async function databaseFinding(
  check: string,
  variable: string,
  settings: PostgresSettings,
  isUsed: (found: Found) => boolean,
): Promise<Finding> {
  try {
    const found = await foundIn(settings);
    const shown = `PostgreSQL ${found.version}, ${isUsed(found) ? 'in use' : 'nothing of the ledger yet'}`;
    return found.mayCreate
      ? fine(check, shown)
      : fault(check, `${shown}; the user may not make schemas`, 'GRANT CREATE ON DATABASE to the user of the ledger.');
  } catch (error) {
    return fault(check, (error as Error).message, `Check ${variable}, its password file and whether the server is up.`);
  }
}

async function foundIn(settings: PostgresSettings): Promise<Found> {
  const database = new Database(settings, {
    unavailable: (reason, cause) => new Error(reason, { cause }),
    refused: (place) => new Error(`a value was refused: ${place}`),
  });
  try {
    const [row] = (await database.query(SERVER)).rows;
    const [version, mayCreate, hasViews, hasKeys] = row!;
    return { version: version!, mayCreate: mayCreate === 't', hasViews: hasViews === 't', hasKeys: hasKeys === 't' };
  } finally {
    await database.close();
  }
}

/** Without the right keys the log cannot be read, so they come first. */
async function logFindings(config: Config): Promise<readonly Finding[]> {
  const settings = keysSettingsOf(config)!;
  const where = config.keysUrl === null ? 'REKAM_POSTGRES_URL' : 'REKAM_KEYS_URL';
  const found = await foundIn(settings).catch(() => null);
  if (found === null || !found.hasKeys) {
    const database = await databaseFinding('keys', where, settings, ({ hasKeys }) => hasKeys);
    return [
      database.ok
        ? warning('keys', 'none yet', 'The first writer or reader that starts makes the key store.')
        : database,
    ];
  }
  let keys: KeyStore;
  try {
    keys = await openPostgresKeyStore({ database: settings, masterKey: loadMasterKey(config, () => undefined) });
  } catch (error) {
    const advice = 'Put the master key of this ledger in place (REKAM_MASTER_KEY_FILE).';
    return [fault('keys', (error as Error).message, advice)];
  }
  try {
    return [fine('keys', 'the master key opens the key store'), await logFinding(config, keys)];
  } finally {
    await keys.close();
  }
}

async function logFinding(config: Config, keys: KeyStore): Promise<Finding> {
  try {
    const events = await openEventStoreDb({ ...eventStoreSettingsOf(config)!, keys });
    try {
      return fine('log', `EventStoreDB answers; the last event is at ${await events.head()}`);
    } finally {
      await events.close();
    }
  } catch (error) {
    const advice = 'Check REKAM_EVENTSTORE_URL, its password file, TLS, and whether most nodes are up.';
    return fault('log', (error as Error).message, advice);
  }
}
