import type { KafkaMessage } from 'kafkajs';

/** Header values as they come: bytes, several where a header is repeated. */
export type MessageHeaders = Readonly<
  Record<string, string | Uint8Array | readonly (string | Uint8Array)[] | undefined>
>;

/** Where a message is. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A message as it was read. */
export interface IncomingMessage extends Coordinates {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: MessageHeaders;
  /** Milliseconds since 1970, set by the producer or by the broker, as the topic says. */
  readonly timestampMs: number;
}

/** A message to be sent; `value` null is a tombstone. Headers without a value are left out. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: MessageHeaders;
}

/** A message of kafkajs in our terms. */
export function incomingOf(topic: string, partition: number, message: KafkaMessage): IncomingMessage {
  const { key, value, offset, headers = {}, timestamp } = message;
  // Against its types, kafkajs gives null for a header without a value.
  for (const name in headers) if (headers[name] === null) headers[name] = undefined;
  return { topic, partition, offset: BigInt(offset), key, value, headers, timestampMs: Number(timestamp) };
}
