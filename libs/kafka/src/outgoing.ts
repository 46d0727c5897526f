import type { Message } from 'kafkajs';
import type { MessageHeaders, OutgoingMessage } from './message';

/** What a record adds to key, value and headers, and a header to its name and value, at most. */
const RECORD_BYTES = 40;
const HEADER_BYTES = 10;

/** A message as kafkajs wants it. */
export function messageOf({ key, value, headers = {} }: OutgoingMessage): Message {
  const filled: { [name: string]: Buffer | string | (Buffer | string)[] } = {};
  for (const [name, given] of Object.entries(headers)) {
    if (given !== undefined) filled[name] = isList(given) ? given.map(bufferOf) : bufferOf(given);
  }
  return { key, value, headers: filled };
}

const isList = (value: NonNullable<MessageHeaders[string]>): value is readonly (string | Uint8Array)[] =>
  Array.isArray(value);

/** kafkajs takes other bytes than Buffers for text. */
const bufferOf = (value: string | Uint8Array): string | Buffer =>
  typeof value === 'string' || Buffer.isBuffer(value)
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);

/** What it takes of a request, at most. */
export function bytesOf({ key, value, headers = {} }: Message): number {
  const length = (content: string | Buffer | null | undefined): number =>
    content == null ? 0 : Buffer.byteLength(content);
  let bytes = RECORD_BYTES + length(key) + length(value);
  for (const [name, given] of Object.entries(headers)) {
    for (const one of Array.isArray(given) ? given : [given]) bytes += HEADER_BYTES + length(name) + length(one);
  }
  return bytes;
}
