import { upcast } from '@rekam/domain';
import { openEventStoreDb, openPostgresKeyStore, type EventStore, type KeyStore } from '@rekam/event-store';
import { PostgresViewTables } from '@rekam/projection';
import { loadConfig, loadMasterKey, postgresSettingsOf } from '@rekam/runtime';
import type { Cluster } from './cluster';

/** The log of a cluster and its keys, as one process more would have them. */
export interface Stores {
  readonly events: EventStore;
  readonly keys: KeyStore;
  /** The tables of the views; whoever opens them closes them. */
  viewTables(): Promise<PostgresViewTables>;
  close(): Promise<void>;
}

export async function openStores({ memberEnv, logServer }: Pick<Cluster, 'memberEnv' | 'logServer'>): Promise<Stores> {
  const config = loadConfig(memberEnv);
  const database = postgresSettingsOf(config)!;
  const masterKey = loadMasterKey(config, () => undefined);
  const keys = await openPostgresKeyStore({ database, masterKey });
  try {
    // Past the line that a drill cuts.
    const events = await openEventStoreDb({
      url: logServer.urlWithPassword,
      streamPrefix: config.eventStorePrefix ?? '',
      keys,
      upcast,
    });
    return {
      events,
      keys,
      viewTables: () => PostgresViewTables.open(database),
      async close() {
        await events.close();
        await keys.close();
      },
    };
  } catch (error) {
    await keys.close();
    throw error;
  }
}
