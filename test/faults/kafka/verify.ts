import type { Recorded } from '@rekam/domain';
import type { EventStore } from '@rekam/event-store';
import type { Cluster, Coordinates, IncomingMessage } from '@rekam/kafka';
import type { OutcomeMessage } from '@rekam/contracts';
import { GOOD, MEANT } from './messages';

const PAGE = 1_000;
/** Breaches of one kind that are told one by one. */
const TOLD_MAX = 5;

export interface Counted {
  readonly messages: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Outcomes beyond the first of a message. */
  readonly repeated: number;
  readonly events: number;
  readonly breaches: readonly string[];
}

const placeOf = ({ topic, partition, offset }: Coordinates | { topic: string; partition: number; offset: string }) =>
  `${topic}/${partition}/${offset}`;
const headerOf = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '');

/**
 * Holds the log and the outcomes against what stands in the topics: every message has an outcome, the one it must have
 * and no other; what was accepted is in the log once, nothing else is, and for each source and key in the messages' order.
 */
export async function verify(
  cluster: Cluster,
  topics: { readonly intake: readonly string[]; readonly outcomes: readonly string[]; readonly deadLetters: string },
  events: EventStore,
): Promise<Counted> {
  const breaches = new Breaches();
  const outcomes = await outcomesIn(cluster, topics.outcomes, breaches);
  const dead = new Set<string>();
  for await (const letter of cluster.read({ from: [topics.deadLetters] })) {
    dead.add(['rekam-topic', 'rekam-partition', 'rekam-offset'].map((name) => headerOf(letter, name)).join('/'));
  }
  const recorded = await recordedIn(events, breaches);
  const counts = { accepted: 0, duplicate: 0, rejected: 0 };
  const known = new Set<string>();
  const positions = new Map<string, bigint>();
  let messages = 0;
  // In the order of each partition, which is the order of each key.
  for await (const message of cluster.read({ from: topics.intake })) {
    messages++;
    const place = placeOf(message);
    const isGood = headerOf(message, MEANT) === GOOD;
    const event = `${headerOf(message, 'ce_source')}\n${headerOf(message, 'ce_id')}`;
    const expected = isGood ? (known.has(event) ? 'duplicate' : 'accepted') : 'rejected';
    if (isGood) known.add(event);
    const kinds = outcomes.get(place)?.kinds;
    if (kinds === undefined) breaches.add('lost', `${place} has no outcome`);
    else if (kinds.size > 1) breaches.add('contradiction', `${place} was answered ${[...kinds].join(' and ')}`);
    else if (!kinds.has(expected)) {
      breaches.add('wrong outcome', `${place} (${headerOf(message, MEANT)}) was ${[...kinds].join()}, not ${expected}`);
    } else counts[expected]++;
    if (expected === 'rejected' && !dead.has(place)) breaches.add('no dead letter', `${place} was rejected`);
    const at = recorded.get(place);
    if ((expected === 'accepted') !== (at !== undefined)) {
      breaches.add('record', `${place} must be ${expected} and is ${at === undefined ? 'not ' : ''}in the log`);
    }
    if (at === undefined) continue;
    const key = `${headerOf(message, 'ce_source')}\n${message.key?.toString() ?? ''}`;
    if (at < (positions.get(key) ?? 0n)) breaches.add('order', `${place} stands before an earlier message of its key`);
    positions.set(key, at);
    recorded.delete(place);
  }
  for (const place of recorded.keys()) breaches.add('record', `the log has ${place}, which no topic has`);
  const answered = [...outcomes.values()];
  const repeated = answered.reduce((sum, { count }) => sum + count - 1, 0);
  return { messages, ...counts, repeated, events: counts.accepted, breaches: breaches.told() };
}

interface Answered {
  readonly kinds: Set<OutcomeMessage['outcome']>;
  count: number;
}

async function outcomesIn(
  cluster: Cluster,
  topics: readonly string[],
  breaches: Breaches,
): Promise<ReadonlyMap<string, Answered>> {
  const outcomes = new Map<string, Answered>();
  for await (const { value } of cluster.read({ from: topics })) {
    const { outcome, message, problem } = JSON.parse(value!.toString('utf8')) as OutcomeMessage;
    const place = placeOf(message);
    let answered = outcomes.get(place);
    if (answered === undefined) outcomes.set(place, (answered = { kinds: new Set(), count: 0 }));
    answered.kinds.add(outcome);
    answered.count++;
    if (outcome === 'rejected' && problem.type === '') breaches.add('no reason', place);
  }
  return outcomes;
}

/** Where in the log each message is. */
async function recordedIn(events: EventStore, breaches: Breaches): Promise<Map<string, bigint>> {
  const places = new Map<string, bigint>();
  const commands = new Set<string>();
  let page: readonly Recorded[];
  let after = 0n;
  do {
    page = await events.readAll(after, PAGE);
    for (const { stream, position, meta } of page) {
      after = position;
      if (meta.intake === null || stream.startsWith('identifier-')) continue;
      const place = placeOf(meta.intake);
      if (places.has(place)) breaches.add('twice', `${place} is in the log twice`);
      if (commands.has(meta.commandId)) breaches.add('twice', `the command of ${place} is in the log twice`);
      commands.add(meta.commandId);
      places.set(place, position);
    }
  } while (page.length > 0);
  return places;
}

/** What is wrong, a few of each kind word by word. */
class Breaches {
  private readonly byKind = new Map<string, string[]>();

  add(kind: string, text: string): void {
    const known = this.byKind.get(kind);
    if (known === undefined) this.byKind.set(kind, [text]);
    else known.push(text);
  }

  told(): readonly string[] {
    return [...this.byKind].flatMap(([kind, all]) => [
      ...all.slice(0, TOLD_MAX).map((text) => `${kind}: ${text}`),
      ...(all.length > TOLD_MAX ? [`${kind}: and ${all.length - TOLD_MAX} more`] : []),
    ]);
  }
}
