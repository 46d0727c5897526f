import type { FactBody, Recorded } from '@rekam/domain';
import { identifierStream, type EventStore, type KeyStore } from '@rekam/event-store';
import type { Ledger, Sent } from './ledger';

const PAGE_SIZE = 1_000;
/** Breaches of one kind told one by one. */
const TOLD_MAX = 5;

/** Where the log has a command. */
export interface Place {
  readonly stream: string;
  readonly fact: string | null;
  readonly edition: number | null;
  readonly revision: string;
  readonly position: string;
}

/**
 * Holds a log against what the outside world was told: every acknowledged command once and at its place, nothing that
 * nobody sent, each number one person's. Settled: every command was sent until it was answered, so nothing is half-way.
 * What came over Kafka is somebody else's to count.
 */
export async function verifyLog(
  events: EventStore,
  keys: KeyStore,
  ledger: Ledger,
  { isSettled }: { readonly isSettled: boolean },
): Promise<{ readonly events: number; readonly places: ReadonlyMap<string, Place>; readonly breaches: string[] }> {
  const breaches: string[] = [];
  // 1. The log alone: in order, every event readable, no command twice.
  const log = await readLog(events, breaches);
  // 2. Against what was acknowledged.
  breaches.push(...firstOf(acknowledgedOnce(log.places, ledger)), ...firstOf(foreign(log.places, ledger)));
  const places = new Map([...log.places].map(([id, all]) => [id, all[0]!]));
  // 3. Each number one person's.
  breaches.push(...firstOf(numbersOfMany(log, keys)));
  if (isSettled) breaches.push(...firstOf(orphans(log)));
  return { events: log.count, places, breaches };
}

/** What stands in a log. */
interface Log {
  readonly count: number;
  readonly places: ReadonlyMap<string, readonly Place[]>;
  /** Persons whose careers were given the number. */
  readonly persons: ReadonlyMap<string, ReadonlySet<string>>;
  /** By identifier stream: the person whom the number is reserved for; null when released. */
  readonly holders: ReadonlyMap<string, string | null>;
  readonly careers: ReadonlySet<string>;
}

async function readLog(events: EventStore, breaches: string[]): Promise<Log> {
  const places = new Map<string, Place[]>();
  const persons = new Map<string, Set<string>>();
  const holders = new Map<string, string | null>();
  const careers = new Set<string>();
  const commands = new Set<string>();
  let count = 0;
  for (let after = 0n; ;) {
    const page = await events.readAll(after, PAGE_SIZE);
    for (const event of page) {
      count++;
      if (event.erased) breaches.push(`the sensitive part at position ${event.position} cannot be read`);
      if (event.stream.startsWith('identifier-')) {
        const { person } = event.body.content as { person: string };
        holders.set(event.stream, event.type === 'IdentifierReserved' ? person : null);
        continue;
      }
      careers.add(event.stream);
      const { commandId, correlationId, intake } = event.meta;
      if (commands.has(commandId)) breaches.push(`the command at position ${event.position} is there twice`);
      commands.add(commandId);
      if (intake === null) places.set(correlationId, [...(places.get(correlationId) ?? []), placeOf(event)]);
      const number = event.sensitive?.content['number'];
      if (typeof number === 'string') persons.set(number, (persons.get(number) ?? new Set()).add(event.stream));
    }
    const last = page.at(-1);
    if (last === undefined) return { count, places, persons, holders, careers };
    after = last.position;
  }
}

function placeOf({ stream, body, revision, position }: Recorded): Place {
  const { fact = null, edition = null } = body as Partial<FactBody>;
  return { stream, fact, edition, revision: String(revision), position: String(position) };
}

/** Says no more than the first few and how many there are. */
export function firstOf(breaches: Iterable<string>): readonly string[] {
  const all = [...breaches];
  return all.length <= TOLD_MAX
    ? all
    : [...all.slice(0, TOLD_MAX), `... and ${all.length - TOLD_MAX} more of this kind`];
}

function* acknowledgedOnce(places: Log['places'], ledger: Ledger): Generator<string> {
  for (const command of ledger.acknowledged.values()) {
    const found = places.get(command.id) ?? [];
    const { name, key, receipt } = command;
    if (found.length !== 1) yield `${name} ${key} was acknowledged and is in the log ${found.length} times`;
    else if (!isSamePlace(receipt, found[0]!)) {
      yield `${name} ${key} was acknowledged as ${JSON.stringify(receipt)} and is ${JSON.stringify(found[0])}`;
    }
  }
}

type Coordinates = Omit<Place, 'stream'>;

export const isSamePlace = (a: Coordinates, b: Coordinates): boolean =>
  a.fact === b.fact && a.edition === b.edition && a.revision === b.revision && a.position === b.position;

/** What nobody sent, what was refused and is there, and what is there more than once. */
function* foreign(places: Log['places'], { acknowledged, unknown, refused }: Ledger): Generator<string> {
  const idsOf = (commands: Iterable<Sent>) => new Set([...commands].map(({ id }) => id));
  const sent = idsOf([...acknowledged.values(), ...unknown.values()]);
  const refusedIds = idsOf(refused.values());
  for (const [id, found] of places) {
    const { stream, position } = found[0]!;
    if (found.length > 1) yield `the command ${id} is in the log ${found.length} times, first at position ${position}`;
    if (refusedIds.has(id)) yield `the event at position ${position} was refused with "nothing was recorded"`;
    else if (stream !== 'ledger' && !sent.has(id)) yield `nobody sent the event at position ${position}`;
  }
}

function* numbersOfMany({ persons, holders }: Log, keys: KeyStore): Generator<string> {
  for (const [number, careers] of persons) {
    if (careers.size > 1) yield `a number was given to ${careers.size} persons: ${[...careers].join(', ')}`;
    const holder = holders.get(identifierStream(keys, { kind: 'nip', number }));
    if (!careers.has(`career-${holder}`)) yield `the number of ${[...careers].join(', ')} is reserved for ${holder}`;
  }
}

function* orphans({ holders, careers }: Log): Generator<string> {
  for (const [stream, holder] of holders) {
    if (holder !== null && !careers.has(`career-${holder}`))
      yield `${stream} is reserved for a person without a career`;
  }
}
