import * as fc from 'fast-check';
import type { Command } from './command';
import type { FactBody, JsonObject, PlainDate, Recorded, Uuid } from './event';
import { histories } from './testing/histories';
import { Ledger } from './testing/ledger';

/*
 * The sentences of the authority table read a second time, from nothing but the log: no fold, no state and no helper
 * of the domain, so that a mistake there cannot hide here.
 */

const BKN = '4011';

/** The last event of each fact of a stream, in the order of the facts' first events. */
function lastEvents(log: readonly Recorded[], stream: string): readonly Recorded[] {
  const last = new Map<Uuid, Recorded>();
  for (const event of log) if (event.stream === stream && 'prev' in event.body) last.set(event.body.fact, event);
  return [...last.values()];
}

/** The agency in whose employ an act puts the person; undefined when in none. */
function employerIn(subject: string, content: JsonObject): unknown {
  const employs = subject === 'appointment' || (subject === 'transfer' && content['kind'] === 'agency');
  return employs ? content['agency'] : undefined;
}

interface Employment extends FactBody {
  readonly subject: 'appointment' | 'transfer';
  readonly agency: unknown;
}

/** What put the person into an agency's employ, in the order of effect. */
function employmentsOf(log: readonly Recorded[], person: Uuid): readonly Employment[] {
  const found: Employment[] = [];
  for (const { type, body } of lastEvents(log, `career-${person}`)) {
    const subject = type.startsWith('Appointment') ? 'appointment' : 'transfer';
    const { content, ...rest } = body as FactBody;
    if (!/^(Appointment|Transfer)/.test(type) || content === null) continue;
    const agency = employerIn(subject, content);
    if (agency !== undefined) found.push({ ...rest, content, subject, agency });
  }
  return found.toSorted((a, b) => a.effectiveAt.localeCompare(b.effectiveAt));
}

/** Whether the person has left the service by a day, and no later appointment began it again. */
function hasLeft(log: readonly Recorded[], person: Uuid, date: PlainDate, except: Uuid): boolean {
  const turns = lastEvents(log, `career-${person}`)
    .filter(({ type }) => /^(Appointment|Exit)/.test(type) && !type.endsWith('Annulled'))
    .map(({ type, body }) => ({ ...(body as FactBody), isExit: type.startsWith('Exit') }))
    .filter(({ fact, effectiveAt }) => fact !== except && effectiveAt <= date)
    .toSorted((a, b) => a.effectiveAt.localeCompare(b.effectiveAt));
  return turns.at(-1)?.isExit === true;
}

/** The employer in force on a day, saying nothing of one fact; undefined when nobody employs the person then. */
function inForceOn(log: readonly Recorded[], person: Uuid, date: PlainDate, except: Uuid): unknown {
  const begun = employmentsOf(log, person).filter(({ fact, effectiveAt }) => fact !== except && effectiveAt <= date);
  const contract = begun.findLast(({ subject }) => subject === 'appointment');
  const hasEnded = contract?.effectiveUntil != null && contract.effectiveUntil < date;
  return hasEnded || hasLeft(log, person, date, except) ? undefined : begun.at(-1)?.agency;
}

function employerOn(log: readonly Recorded[], person: Uuid, date: PlainDate): unknown {
  const service = employmentsOf(log, person);
  return (service.findLast(({ effectiveAt }) => effectiveAt <= date) ?? service[0])?.agency;
}

function survivorOf(log: readonly Recorded[], person: Uuid): Uuid | null {
  const last = log.findLast(({ stream, type }) => stream === `career-${person}` && /^Person(Unm|M)erged$/.test(type));
  return last?.type === 'PersonMerged' ? (last.body.content!['into'] as Uuid) : null;
}

/** Those whose act it is: the person of the career, or both of the pair. */
function partiesTo(command: Command, log: readonly Recorded[]): readonly Uuid[] {
  if ('into' in command) return [];
  if (command.person !== null) return [command.person];
  const said = log.findLast(({ stream, type }) => stream === command.stream && /^Mentoring(Rec|Corr)/.test(type));
  if (said !== undefined) return said.meta.persons.map(({ id }) => id);
  if (command.kind !== 'record' || command.subject !== 'mentoring') return [];
  const { mentor, mentee } = command.statement.content;
  return [mentor, mentee] as Uuid[];
}

function may(command: Command, log: readonly Recorded[]): boolean {
  const { role, agency, source, channel, actorPerson, today } = command.meta;
  const parties = partiesTo(command, log);
  const everybody = [...parties, ...parties.flatMap((person) => survivorOf(log, person) ?? [])];
  const speaksFor = role === 'agency' || role === 'officer' ? agency : null;
  const employsOn = (date: PlainDate) =>
    speaksFor !== null && everybody.some((person) => employerOn(log, person, date) === speaksFor);

  if ('into' in command) return speaksFor === BKN || role === 'operator';
  if (command.kind === 'confirm') return role === 'person' ? actorPerson !== null : employsOn(today);
  const first = log.find(
    ({ stream, body }) => stream === command.stream && 'prev' in body && body.fact === command.fact,
  );
  const said = log.findLast(
    ({ stream, body, type }) =>
      stream === command.stream && 'prev' in body && body.fact === command.fact && /(Record|Correct)ed$/.test(type),
  );
  if (role === 'operator') {
    const isLive = first !== undefined && first.meta.channel !== 'import';
    return channel === 'import' && (!isLive || said!.meta.contentHash === command.meta.contentHash);
  }
  if (speaksFor === BKN) return true;
  const displaces =
    displacesAnother(command, said?.body as FactBody | undefined, log, everybody, speaksFor) ||
    leavesAnother(command, said?.body as FactBody | undefined, log, everybody, speaksFor);
  if (first !== undefined) {
    const isSource = first.meta.source === source && (speaksFor !== null || role === 'provider');
    return (isSource || employsOn(today)) && !displaces;
  }
  if (command.kind !== 'record') return false;
  if (role === 'provider') return command.subject === 'training';
  const receives = employerIn(command.subject, command.statement.content) === speaksFor;
  return (
    (speaksFor !== null && receives && !displaces) ||
    (employsOn(command.statement.effectiveAt) && !leavesAnother(command, undefined, log, everybody, speaksFor))
  );
}

/** Whether an exit, new or newly dated or reinstated, would fall before a transfer to another agency that has taken place. */
function leavesAnother(
  command: Command,
  before: FactBody | undefined,
  log: readonly Recorded[],
  people: readonly Uuid[],
  speaksFor: string | null,
): boolean {
  if (!('subject' in command) || command.subject !== 'exit' || !/^(record|correct|reinstate)$/.test(command.kind)) {
    return false;
  }
  const last = lastEvents(log, command.stream).find(({ body }) => (body as FactBody).fact === command.fact);
  const stands = last !== undefined && !last.type.endsWith('Annulled');
  const day = 'statement' in command ? command.statement.effectiveAt : before!.effectiveAt;
  if (stands && before!.effectiveAt === day) return false;
  return people.some((person) => {
    const next = employmentsOf(log, person).find(({ effectiveAt }) => effectiveAt >= day);
    const isTransferred = next?.subject === 'transfer' && next.effectiveAt <= command.meta.today;
    return isTransferred && next.agency !== speaksFor;
  });
}

/** Whether an appointment or a transfer, new or newly dated or placed or taken back, would end the employ of an agency that has no say in it. */
function displacesAnother(
  command: Command,
  before: FactBody | undefined,
  log: readonly Recorded[],
  people: readonly Uuid[],
  speaksFor: string | null,
): boolean {
  const { kind } = command;
  if (kind !== 'record' && kind !== 'correct' && kind !== 'annul' && kind !== 'reinstate') return false;
  const last = lastEvents(log, command.stream).find(({ body }) => (body as FactBody).fact === command.fact);
  const stands = last !== undefined && !last.type.endsWith('Annulled');
  const stated = before === undefined ? undefined : employerIn(command.subject, before.content!);
  const held = stands ? stated : undefined;
  const said = 'statement' in command ? employerIn(command.subject, command.statement.content) : undefined;
  const employer = kind === 'reinstate' ? stated : said;
  const effectiveAt = 'statement' in command ? command.statement.effectiveAt : before!.effectiveAt;
  const holds = people.some((person) => employerOn(log, person, command.meta.today) === held);
  if (held !== undefined && held !== speaksFor && held !== employer && holds) return true;
  if (employer === undefined) return false;
  if (held === employer && before!.effectiveAt === effectiveAt) return false;
  const inForce = people.map((person) => inForceOn(log, person, effectiveAt, command.fact));
  return inForce.some((agency) => ![undefined, speaksFor, employer].includes(agency));
}

/** A confirmation counts for whom the act waits for: a person of the pair, or the employer of a provider's training. */
function isAwaited(command: Command, log: readonly Recorded[]): boolean {
  if (command.kind !== 'confirm') return true;
  const { role, actorPerson } = command.meta;
  if (command.subject === 'mentoring-session') {
    const parties = partiesTo(command, log);
    return role === 'person' && parties.some((id) => id === actorPerson || survivorOf(log, id) === actorPerson);
  }
  return command.subject === 'training' && role !== 'person';
}

describe('authority', () => {
  it('accepts nothing from a caller outside it, and refuses nobody who is inside for want of it', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(histories, (history) => {
        const ledger = new Ledger();
        for (const command of history) {
          const before = [...ledger.log];
          const decision = ledger.execute(command);
          if (decision.kind === 'accepted') {
            seen.accepted += 1;
            expect(may(command, before) && isAwaited(command, before)).toBe(true);
          }
          if (decision.kind === 'rejected' && decision.rejections.some(({ code }) => code === 'not-authorised')) {
            seen.refused += 1;
            expect(may(command, before)).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(seen.accepted).toBeGreaterThan(500);
    expect(seen.refused).toBeGreaterThan(500);
  });
});
