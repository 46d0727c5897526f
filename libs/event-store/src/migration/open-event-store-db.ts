import type { EventStoreDbStoredLog } from './event-store-db-stored-log';
import type { StoredLog } from './stored-log';

export interface EventStoreDbEnd {
  /** `esdb://user@host:port` or `esdb+discover://`; one with a password in it is never shown. */
  readonly url: string;
  /** Of the user in the address, instead of one there. */
  readonly password?: string;
  /** Before the names of streams on the server; empty. */
  readonly streamPrefix?: string;
  /** An answer to an append that takes longer counts as lost, and the append goes out again; 10,000. */
  readonly attemptTimeoutMs?: number;
  /** A page of a read, attempts included; 30,000. */
  readonly readTimeoutMs?: number;
}

/**
 * The log on a server of EventStoreDB or KurrentDB as rows. Nothing keeps others from writing to it meanwhile: that is
 * the caller's to see to. Rejects with StoreUnavailable when the server does not answer, and with TypeError for a
 * connection string that cannot be read.
 */
export async function openEventStoreDbStoredLog(end: EventStoreDbEnd): Promise<StoredLog> {
  // The client is large, and only commands that need it shall load it.
  const adapter = require('./event-store-db-stored-log') as { EventStoreDbStoredLog: typeof EventStoreDbStoredLog };
  return adapter.EventStoreDbStoredLog.open(end);
}
