import type { Uuid } from '@rekam/domain';
import type { Headers } from '../cloud-events/cloud-event';
import type { JsonSchema, Problem } from '../contract';
import { decimal, text, uuid } from '../schema-parts';
import type { Coordinates } from './outcome';

/** Why a message was rejected, and where it came from: all that a dead letter says beside the message itself. */
export interface DeadLetter extends Coordinates {
  readonly problem: Problem;
  readonly outcomeId: Uuid;
  /** Bytes of a value that was too large to be kept; null where the value is the dead letter's. */
  readonly valueBytesLost: number | null;
}

const PREFIX = 'rekam-';

/** The headers of the rejected message as they came, but for any of ours: those are said anew. */
export const withoutDeadLetterHeaders = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));

/** The headers of a dead letter; its key and value are the rejected message's. */
export const deadLetterHeaders = (headers: Headers, letter: DeadLetter): Headers => ({
  ...withoutDeadLetterHeaders(headers),
  'rekam-problem': JSON.stringify(letter.problem),
  'rekam-topic': letter.topic,
  'rekam-partition': String(letter.partition),
  'rekam-offset': letter.offset,
  'rekam-outcome-id': letter.outcomeId,
  ...(letter.valueBytesLost !== null && { 'rekam-value-bytes-lost': String(letter.valueBytesLost) }),
});

const utf8 = new TextDecoder();

function textOf(value: Headers[string]): string | null {
  if (value instanceof Uint8Array) return utf8.decode(value);
  return typeof value === 'string' ? value : null;
}

/** Reads our headers of a dead letter; null where they are none of the ledger's. */
export function deadLetterOf(headers: Headers): DeadLetter | null {
  const [problem, topic, partition, offset, outcomeId] = [
    'rekam-problem',
    'rekam-topic',
    'rekam-partition',
    'rekam-offset',
    'rekam-outcome-id',
  ].map((name) => textOf(headers[name]));
  if (problem == null || topic == null || partition == null || offset == null || outcomeId == null) return null;
  if (!/^\d{1,9}$/.test(partition) || !/^\d{1,19}$/.test(offset)) return null;
  const lost = textOf(headers['rekam-value-bytes-lost']);
  if (lost !== null && !/^\d{1,15}$/.test(lost)) return null;
  const said = problemIn(problem);
  if (said === null) return null;
  return {
    topic,
    partition: Number(partition),
    offset,
    problem: said,
    outcomeId,
    valueBytesLost: lost === null ? null : Number(lost),
  };
}

/** Whoever may write the topic may write anything: what is no problem must not stop those who read the others. */
function problemIn(text: string): Problem | null {
  try {
    const parsed = JSON.parse(text) as Partial<Problem> | null;
    return typeof parsed?.type === 'string' && typeof parsed.title === 'string' ? (parsed as Problem) : null;
  } catch {
    return null;
  }
}

/** The schema of a dead letter's headers; the sender's own are there too, whatever they are. */
export const DEAD_LETTER_HEADERS_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Our headers, beside those that the rejected message came with. Header values are UTF-8 text.',
  properties: {
    'rekam-problem': {
      type: 'string',
      contentMediaType: 'application/json',
      description: "The outcome's problem document.",
    },
    'rekam-topic': text('The topic of the rejected message.'),
    'rekam-partition': decimal('Its partition.'),
    'rekam-offset': decimal('Its place in the partition.'),
    'rekam-outcome-id': uuid('The ce_id of its outcome.'),
    'rekam-value-bytes-lost': decimal('Only where the value was too large to be kept: its bytes.'),
  },
  required: ['rekam-problem', 'rekam-topic', 'rekam-partition', 'rekam-offset', 'rekam-outcome-id'],
};
