import { contentModeOf, fromBinary, fromStructured, type Decoded, type EventName } from '@rekam/contracts';
import type { IncomingMessage, MessageHeaders } from '@rekam/kafka';
import { jsonOf, problem, type ProblemException } from '@rekam/runtime';

/** The longest key of a message, in bytes: a person's id or the hash of a number. */
export const KEY_BYTES_MAX = 256;

/** A message as far as it can be read. */
export interface OpenedMessage {
  /** What the message calls itself, as far as that can be told; null where it is no event at all. */
  readonly name: EventName | null;
  /**
   * The event, or all that is wrong with its attributes. Throws a problem where there is no reading it. Read anew each
   * time: JSON can take twenty times its bytes of memory once it is read, and many messages wait.
   */
  readonly decode: () => Decoded;
}

/** Opens a message of at most so many bytes of value, in either content mode of Kafka. Never throws. */
export function openMessage(message: IncomingMessage, valueBytesMax: number): OpenedMessage {
  return { name: nameIn(message, valueBytesMax), decode: () => decoded(message, valueBytesMax) };
}

const modeOf = ({ headers }: IncomingMessage): ReturnType<typeof contentModeOf> =>
  contentModeOf(textOf(headers['content-type']) ?? undefined);

function nameIn(message: IncomingMessage, valueBytesMax: number): EventName | null {
  const { value, headers } = message;
  const mode = modeOf(message);
  // Of a message in binary mode the headers name the event, even when its value is beyond reading.
  if (mode === 'binary') return nameOf((part) => textOf(headers[`ce_${part}`]));
  if (mode !== 'structured' || faultOf(message, valueBytesMax) !== null) return null;
  try {
    const event = jsonOf(value ?? NOTHING);
    return nameOf((part) => partOf(event, part));
  } catch {
    // `decode` says why.
    return null;
  }
}

function decoded(message: IncomingMessage, valueBytesMax: number): Decoded {
  const fault = faultOf(message, valueBytesMax);
  if (fault !== null) throw fault;
  const { headers } = message;
  const value = message.value ?? NOTHING;
  const mode = modeOf(message);
  switch (mode) {
    case 'structured':
      if (value.length === 0) throw valueMissing();
      return fromStructured(jsonOf(value));
    case 'binary':
      return fromBinary(headers, 'ce_', value.length === 0 ? undefined : jsonOf(value));
    case 'batch':
      throw batch();
    case 'unsupported':
      throw unsupported();
    default:
      throw new Error(`no content mode ${String(mode satisfies never)}`);
  }
}

const NOTHING = Buffer.alloc(0);

/** Why a message is not even read; null when it is. */
function faultOf({ key, value }: IncomingMessage, valueBytesMax: number): ProblemException | null {
  if (key !== null && key.length > KEY_BYTES_MAX) return keyTooLong();
  return value !== null && value.length > valueBytesMax ? valueTooLarge(valueBytesMax) : null;
}

/** Attributes are limited to this where they are read as events; a name goes back to the sender and is no longer. */
const NAME_LENGTH_MAX = 256;
const LONE_SURROGATE = /\p{Surrogate}/u;

function nameOf(read: (part: 'id' | 'source' | 'type') => unknown): EventName | null {
  const [id, source, type] = (['id', 'source', 'type'] as const).map((part) => {
    const text = read(part);
    return typeof text === 'string' && text.length <= NAME_LENGTH_MAX && !LONE_SURROGATE.test(text) ? text : null;
  }) as [string | null, string | null, string | null];
  return id === null && source === null && type === null ? null : { id, source, type };
}

const partOf = (event: unknown, part: string): unknown =>
  typeof event === 'object' && event !== null && Object.hasOwn(event, part)
    ? (event as Readonly<Record<string, unknown>>)[part]
    : null;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A header's text; null when there is none, when it is given twice, or is no text. */
export function textOf(header: MessageHeaders[string]): string | null {
  if (typeof header === 'string') return header;
  if (!(header instanceof Uint8Array)) return null;
  try {
    return utf8.decode(header);
  } catch {
    return null;
  }
}

const keyTooLong = (): ProblemException =>
  problem(
    400,
    'message-key-too-long',
    'The key of the message is too long.',
    `Send the person's id or a hash of the number as the key: at most ${KEY_BYTES_MAX} bytes.`,
  );

const valueTooLarge = (bytesMax: number): ProblemException =>
  problem(413, 'body-too-large', 'The value of the message is too large.', `Send at most ${bytesMax} bytes a message.`);

const valueMissing = (): ProblemException =>
  problem(400, 'body-empty', 'The message has no value.', 'Send the CloudEvent as the value of the message.');

const batch = (): ProblemException =>
  problem(
    415,
    'batch-not-taken',
    'Batches are not taken on Kafka.',
    'Send each CloudEvent as a message of its own, application/cloudevents+json or with its attributes in ce_ headers.',
  );

const unsupported = (): ProblemException =>
  problem(
    415,
    'unsupported-media-type',
    'This format of CloudEvents is not taken.',
    'Send application/cloudevents+json, or JSON with the attributes in ce_ headers.',
  );
