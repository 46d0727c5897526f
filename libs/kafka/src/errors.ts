/** The brokers cannot be reached, or not in time: what was asked may be tried again later. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable';
}

/** Why a message or a request can never go as it is. */
export type RefusalReason = 'too-large' | 'unknown-topic' | 'not-authorised' | 'invalid';

/** What can never go as it is: trying again is no use before someone changes the message, the topic or the rights. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
  constructor(
    readonly reason: RefusalReason,
    message: string,
  ) {
    super(message);
  }
}

/**
 * What a consumer's `work` throws when a message has to wait for something else, such as a person who is not known yet:
 * it is tried again without a warning in the log, and takes nobody's place meanwhile.
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  /** `delayMs` is the time to the next attempt; without it the time grows from attempt to attempt. */
  constructor(
    message: string,
    readonly delayMs: number | null = null,
  ) {
    super(message);
  }
}
