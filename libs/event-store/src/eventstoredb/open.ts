import type { EventStore } from '../event-store';
import type { EventStoreDbLog } from './event-store-db-log';
import type { EventStoreDbOptions } from './options';

/**
 * Opens the log on a server of EventStoreDB (22.6 or later) or KurrentDB. Rejects with StoreUnavailable when the server
 * does not answer or the keys are of another log, and with TypeError for a connection string that cannot be read.
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
  // The client is 9 MB and takes 0.1 s to load: who keeps the log in a file shall not pay for it.
  const adapter = require('./event-store-db-log') as { EventStoreDbLog: typeof EventStoreDbLog };
  return adapter.EventStoreDbLog.open(options);
}
