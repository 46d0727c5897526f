import type { Coordinates, OutgoingMessage } from './message';

export interface ProducerOptions {
  /** How long a send is tried while the brokers cannot be reached; the last try may take some 20 s more. */
  readonly timeoutMs?: number;
  /**
   * Asked before every try to send: once it says no, what waits is given up at once. For a sender that another one may
   * have taken the place of, whose messages must not come after that one's.
   */
  readonly maySend?: () => boolean;
}

/** Sends messages so that each is acknowledged by all replicas in sync. */
export interface Producer {
  /**
   * Resolves when every message is acknowledged, with where each of them is. Messages with one key keep the order of the
   * calls. Rejects with BrokerUnavailable after a time-out (some may have gone: send them all again) and with
   * MessageRefused for what can never go (those before it may have gone). An empty list resolves at once.
   */
  send(messages: readonly OutgoingMessage[]): Promise<readonly Coordinates[]>;
  /** Sends what waits, within a limit, and closes. Later sends reject with BrokerUnavailable. */
  stop(): Promise<void>;
}
