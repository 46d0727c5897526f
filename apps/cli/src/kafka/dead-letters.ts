import { createHash } from 'node:crypto';
import { deadLetterOf, deadLettersTopic, withoutDeadLetterHeaders, type DeadLetter } from '@rekam/contracts';
import type { Admin, Cluster, Coordinates, IncomingMessage, OutgoingMessage } from '@rekam/kafka';
import { CliError, EXIT } from '../exit-code';
import { withAdmin } from './open';
import { endsOf } from './outcomes';

/** A dead letter as it lies in its topic. */
export interface LyingLetter {
  readonly message: IncomingMessage;
  readonly letter: DeadLetter;
}

/** What may be shown of a dead letter to whoever lists them: no key and no content. */
export interface LetterLine {
  /** `<partition>:<offset>` in the topic of dead letters. */
  readonly at: string;
  readonly time: string;
  /** `<topic>/<partition>/<offset>` of the message. */
  readonly message: string;
  /** Null where it cannot be told, or is no such name. */
  readonly source: string | null;
  readonly type: string | null;
  /** The problem's code. */
  readonly problem: string;
  readonly title: string;
}

// A sender that mixes its fields up may have put anything there, a person's number too: only such names are shown.
const SOURCE = /^\/(?:agencies\/\d{4}|providers)(?:\/[\w.~-]{1,100}){1,3}$/;
const TYPE = /^asn\.career\.[a-z-]{1,40}\.[a-z]{1,20}\.v\d{1,3}$/;

export const codeOfLetter = ({ problem }: DeadLetter): string => problem.type.replace(/^.*\//, '');

export function lineOf({ message, letter }: LyingLetter): LetterLine {
  const { source, type } = nameOf(message);
  return {
    at: `${message.partition}:${message.offset}`,
    time: new Date(message.timestampMs).toISOString(),
    message: `${letter.topic}/${letter.partition}/${letter.offset}`,
    source: source !== null && SOURCE.test(source) ? source : null,
    type: type !== null && TYPE.test(type) ? type : null,
    problem: codeOfLetter(letter),
    title: letter.problem.title,
  };
}

/** What the message calls itself, in whichever mode it came. */
function nameOf({ headers, value }: IncomingMessage): { readonly source: string | null; readonly type: string | null } {
  const [source, type] = [textOf(headers['ce_source']), textOf(headers['ce_type'])];
  if (source !== null || type !== null || value === null) return { source, type };
  try {
    const event = JSON.parse(value.toString('utf8')) as { source?: unknown; type?: unknown } | null;
    return { source: textOf(event?.source), type: textOf(event?.type) };
  } catch {
    return { source: null, type: null };
  }
}

function textOf(value: unknown): string | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'string' ? value : null;
}

/** Dead letters from a moment on, or all, up to the ends as they are now; `total` is told before the first. */
export async function* deadLetters(
  cluster: Cluster,
  prefix: string,
  { sinceMs, onTotal, signal }: { sinceMs: number | null; onTotal: (total: number) => void; signal: AbortSignal },
): AsyncGenerator<LyingLetter> {
  const topic = deadLettersTopic(prefix);
  const from = await withAdmin(cluster, (admin) => startsOf(admin, topic, sinceMs, onTotal));
  for await (const message of cluster.read({ from, until: 'end', signal })) {
    const letter = deadLetterOf(message.headers);
    if (letter !== null) yield { message, letter };
  }
}

async function startsOf(
  admin: Admin,
  topic: string,
  sinceMs: number | null,
  onTotal: (total: number) => void,
): Promise<readonly Coordinates[]> {
  await endsOf(admin, [topic]);
  const { offsets } = (await admin.describeTopics([topic])).get(topic)!;
  const since = sinceMs === null ? null : await admin.offsetsAt(topic, sinceMs);
  const starts = offsets.map(({ partition, first, end }) => ({
    topic,
    partition,
    offset: since?.get(partition) ?? first,
    end,
  }));
  onTotal(Number(starts.reduce((sum, { offset, end }) => sum + end - offset, 0n)));
  return starts;
}

/** A place among the dead letters as it is typed: `0:17`. Throws CliError. */
export function placeOf(text: string, prefix: string): Coordinates {
  const [, partition, offset] = /^(\d{1,6}):(\d{1,18})$/.exec(text) ?? [];
  if (partition === undefined) {
    throw new CliError(
      `"${text}" is no place of a dead letter; accepted: <partition>:<offset>, such as 0:17.`,
      EXIT.usage,
    );
  }
  return { topic: deadLettersTopic(prefix), partition: Number(partition), offset: BigInt(offset!) };
}

/** The dead letter at a place. Throws CliError where there is none. */
export async function deadLetterAt(cluster: Cluster, place: Coordinates, signal: AbortSignal): Promise<LyingLetter> {
  const found = new AbortController();
  const none = new CliError(`There is no dead letter at ${place.partition}:${place.offset}.`, EXIT.rejected);
  try {
    const both = AbortSignal.any([signal, found.signal]);
    for await (const message of cluster.read({ from: [place], until: 'end', signal: both })) {
      if (message.offset !== place.offset) break;
      const letter = deadLetterOf(message.headers);
      if (letter === null) break;
      return { message, letter };
    }
  } finally {
    found.abort();
  }
  throw none;
}

/** The message as its sender sent it, for its own topic. Null where its content was too large to be kept. */
export function originalOf({ message, letter }: LyingLetter): OutgoingMessage | null {
  if (letter.valueBytesLost !== null) return null;
  const { key, value, headers } = message;
  return { topic: letter.topic, key, value, headers: withoutDeadLetterHeaders(headers) };
}

/** Equal for letters of one message, however often it was sent and rejected. */
export function fingerprintOf({ message: { key, value, headers }, letter: { topic } }: LyingLetter): string {
  const hash = createHash('sha256');
  const named = Object.entries(withoutDeadLetterHeaders(headers)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [name, content] of named) hash.update(JSON.stringify([name, content]));
  // Each with its length, or its absence: two cannot be told from one another by where the first ends.
  for (const part of [topic, key, value]) hash.update(`${part?.length ?? 'none'}\n`).update(part ?? '');
  return hash.digest('base64');
}
