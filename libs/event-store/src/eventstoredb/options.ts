import type { Upcast } from '../codec';
import type { KeyStore } from '../keys';

export interface EventStoreDbOptions {
  /** `esdb://user@host:port` or `esdb+discover://`; one with a password in it is never logged either. */
  readonly url: string;
  /** Of the user in the address, instead of one there. */
  readonly password?: string;
  readonly keys: KeyStore;
  readonly upcast?: Upcast;
  /** Before the names of streams on the server, to keep several ledgers on one; empty. */
  readonly streamPrefix?: string;
  /** Appends given to the client at a time; 512. */
  readonly inFlightMax?: number;
  /** Appends that may wait beyond those; more are refused with StoreUnavailable. 10,000. */
  readonly queueMax?: number;
  /**
   * An answer to an append that takes longer counts as lost, and the append goes out again; so long it waits for the
   * event to come back, too. 4,000.
   */
  readonly attemptTimeoutMs?: number;
  /** All attempts of one append and the wait for its turn; then it fails with StoreUnavailable, its outcome open. 15,000. */
  readonly appendTimeoutMs?: number;
  /** A page of a read, attempts included; 10,000. */
  readonly readTimeoutMs?: number;
  /** Subscriptions in a row that may fail before `follow`, `head` and `append` reject with StoreUnavailable; 12, about 30 seconds. */
  readonly followFailuresMax?: number;
  /** A follower that is behind and hears nothing for so long is rejected with StoreUnavailable; 30,000. */
  readonly silenceMaxMs?: number;
  /** The latest events remembered by id, about 300 bytes each, by which an id that is taken is known; 50,000. */
  readonly recentMax?: number;
  /** Called whenever a subscription has ended that should have gone on; another one begins by itself. */
  readonly onSubscriptionLost?: () => void;
}

/** Which of the options have a value of their own. */
export const LIMITS = {
  inFlightMax: 512,
  queueMax: 10_000,
  attemptTimeoutMs: 4_000,
  appendTimeoutMs: 15_000,
  readTimeoutMs: 10_000,
  followFailuresMax: 12,
  silenceMaxMs: 30_000,
  recentMax: 50_000,
} as const satisfies Partial<EventStoreDbOptions>;

export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;
