/** Something that is sent as the log grows, and how far it has come. */
export interface Publication {
  /** Also the label of its measurements. */
  readonly name: string;
  /** Everything up to this place in the log is in the topics. */
  readonly position: bigint;
  /** Reads how far it had come. Rejects with ViewsUnavailable. */
  open(): Promise<void>;
  /**
   * Sends what is due until the signal aborts. Rejects with BrokerUnavailable, MessageRefused, ViewsUnavailable,
   * StoreUnavailable or StaleProjector; called again, it goes on after what was acknowledged.
   */
  publish(signal: AbortSignal, onPublished: () => void): Promise<void>;
}
