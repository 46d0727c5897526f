import { BATCH_SIZE_MAX } from '@rekam/contracts';
import type { CloudEvent, ItemResult, ServiceClient } from '../client';
import { sampleCareer, type SampleAct, type SampleCareer } from './career';
import { Random } from './random';

export interface SeedOptions {
  readonly careers: number;
  readonly seed: number;
  /** The day the careers end. */
  readonly today: string;
  readonly client: ServiceClient;
  /** A token by which a person confirms its own sessions. */
  readonly personToken: (person: string) => Promise<string>;
  readonly onCareers: (done: number) => void;
  readonly signal: AbortSignal;
}

export interface SeedReport {
  careers: number;
  recorded: number;
  duplicate: number;
  flagged: number;
  rejected: number;
  sessions: number;
  /** A few of the persons, for showing. */
  readonly persons: string[];
}

interface Opened extends SampleCareer {
  readonly number: number;
  readonly person: string;
}

const CAREERS_A_CHUNK = 100;
const PERSONS_KEPT = 5;
const SESSIONS_A_PAIR = 3;
const CONFIRMATIONS_AT_ONCE = 16;

/**
 * Records sample careers through the door that agencies use. Every id follows from the seed, so that seeding again
 * only meets duplicates. Memory holds one chunk of careers, whatever their number.
 */
export async function seedCareers(options: SeedOptions): Promise<SeedReport> {
  const report: SeedReport = {
    careers: 0,
    recorded: 0,
    duplicate: 0,
    flagged: 0,
    rejected: 0,
    sessions: 0,
    persons: [],
  };
  const taken = new Set<string>();
  const claim = (nip: string): boolean => taken.has(nip) || (taken.add(nip), false);
  for (let first = 0; first < options.careers; first += CAREERS_A_CHUNK) {
    options.signal.throwIfAborted();
    const numbers = Array.from(
      { length: Math.min(CAREERS_A_CHUNK, options.careers - first) },
      (_, index) => first + index,
    );
    const careers = numbers.map((number) => ({
      number,
      ...sampleCareer(new Random(options.seed * 1_000_003 + number), number, options.today, claim),
    }));
    const opened = await openCareers(careers, options, report);
    const acts = inTurns(
      opened.map((career) =>
        career.acts.map((act, index) => eventOf(options.seed, career, `act-${index}`, act, { person: career.person })),
      ),
    );
    await send(acts, options, report);
    await mentor(opened, options, report);
    report.careers += opened.length;
    for (const { person } of opened) if (report.persons.length < PERSONS_KEPT) report.persons.push(person);
    options.onCareers(report.careers);
  }
  return report;
}

/** One act of each career, then the next of each: a batch then touches many careers, which are written side by side. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const turns = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat();
}

async function openCareers(
  careers: readonly (SampleCareer & { number: number })[],
  options: SeedOptions,
  report: SeedReport,
): Promise<Opened[]> {
  const openings = careers.map((career) => eventOf(options.seed, career, 'opening', career.opening, {}));
  const results = await send(openings, options, report);
  return careers.flatMap((career, index) => {
    const person = results[index]?.receipt?.person;
    return typeof person === 'string' ? [{ ...career, person }] : [];
  });
}

/** Every third career mentors the next one of its agency; both confirm all sessions but the last. */
async function mentor(careers: readonly Opened[], options: SeedOptions, report: SeedReport): Promise<void> {
  const pairs = careers.flatMap((mentor, index) => {
    const mentee = careers.slice(index + 1).find(({ agency }) => agency === mentor.agency);
    return index % 3 === 0 && mentee !== undefined ? [{ mentor, mentee }] : [];
  });
  const year = Number(options.today.slice(0, 4));
  const start = `${year}-01-15`;
  const data = ({ mentor, mentee }: (typeof pairs)[number]) => ({
    recordId: `${mentor.number}-mentoring`,
    effectiveAt: start,
    content: { kind: '15', mentor: mentor.person, mentee: mentee.person, goal: 'Menyusun indikator kinerja unit' },
  });
  const opened = await send(
    pairs.map((pair) =>
      eventOf(
        options.seed,
        pair.mentor,
        'mentoring',
        { type: 'asn.career.mentoring.recorded.v1', data: data(pair) },
        {},
      ),
    ),
    options,
    report,
  );
  const sessions = pairs
    .flatMap((pair, index) => {
      const mentoring = opened[index]?.receipt?.fact;
      if (typeof mentoring !== 'string') return [];
      return Array.from({ length: SESSIONS_A_PAIR }, (_, session) => ({
        pair,
        mentoring,
        session,
        date: `${year}-0${session + 2}-10`,
      }));
    })
    .filter(({ date }) => date <= options.today);
  const recorded = await send(
    sessions.map(({ pair, mentoring, session, date }) => {
      const recordId = `${pair.mentor.number}-session-${session}`;
      const act = {
        type: 'asn.career.mentoring-session.recorded.v1',
        data: { recordId, effectiveAt: date, content: { jp: 2, topic: 'Umpan balik' } },
      };
      return eventOf(options.seed, pair.mentor, `session-${session}`, act, { mentoring });
    }),
    options,
    report,
  );
  const confirmations = sessions.flatMap(({ pair, mentoring, session }, index) => {
    const fact = recorded[index]?.receipt?.fact;
    if (typeof fact !== 'string' || session === SESSIONS_A_PAIR - 1) return [];
    return [pair.mentor, pair.mentee].map(({ person }) => ({
      person,
      data: { mentoring, fact },
      key: `${options.seed}-${fact}-${person}`,
    }));
  });
  report.sessions += sessions.length;
  for (let first = 0; first < confirmations.length; first += CONFIRMATIONS_AT_ONCE) {
    const slice = confirmations.slice(first, first + CONFIRMATIONS_AT_ONCE);
    await Promise.all(
      slice.map(async ({ person, data, key }) =>
        options.client.command('confirm-mentoring-session', data, key, await options.personToken(person)),
      ),
    );
  }
}

const eventOf = (
  seed: number,
  career: SampleCareer & { number: number },
  id: string,
  act: SampleAct,
  address: Record<string, string>,
): CloudEvent => ({
  specversion: '1.0',
  id: `sample-${seed}-${career.number}-${id}`,
  source: career.source,
  type: act.type,
  data: { ...address, ...act.data },
});

async function send(
  events: readonly CloudEvent[],
  { client, signal }: SeedOptions,
  report: SeedReport,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  for (let first = 0; first < events.length; first += BATCH_SIZE_MAX) {
    signal.throwIfAborted();
    results.push(...(await client.events(events.slice(first, first + BATCH_SIZE_MAX))));
  }
  for (const { receipt } of results) {
    if (receipt === undefined) report.rejected++;
    else if (receipt.duplicate) report.duplicate++;
    else report.recorded++;
    if ((receipt?.flags.length ?? 0) > 0) report.flagged++;
  }
  return results;
}
