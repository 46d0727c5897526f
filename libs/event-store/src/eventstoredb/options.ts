import type { Upcast } from '../codec';
import type { KeyStore } from '../keys';

export interface EventStoreDbOptions {
  /** `esdb://` or `esdb+discover://`; may hold a password, so it is never logged. */
  readonly url: string;
  readonly keys: KeyStore;
  readonly upcast?: Upcast;
  /** Before the names of streams on the server, to keep several ledgers on one; empty. */
  readonly streamPrefix?: string;
  /** Appends given to the client at a time; 512. */
  readonly inFlightMax?: number;
  /** Appends that may wait beyond those; more are refused with StoreUnavailable. 10,000. */
  readonly queueMax?: number;
  /** An answer to an append that takes longer counts as lost, and the append goes out again; 4,000. */
  readonly attemptTimeoutMs?: number;
  /** All attempts of one append together; then it fails with StoreUnavailable, its outcome open. 15,000. */
  readonly appendTimeoutMs?: number;
  /** A page of a read, attempts included; 10,000. */
  readonly readTimeoutMs?: number;
  /** Connections in a row that may fail before `follow` rejects with StoreUnavailable; 12, about 30 seconds. */
  readonly followFailuresMax?: number;
}
