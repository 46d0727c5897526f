import type {
  CommandMeta,
  ConfirmFact,
  CorrectFact,
  MergePerson,
  ObserveSource,
  RecordFact,
  Statement,
  WithdrawFact,
} from '../command';
import type { JsonObject, PlainDate, Uuid } from '../event';
import { careerStream, mentoringStream } from '../streams';
import { BKN } from '../tables/agencies';

/** The day on which the specs' commands arrive. */
export const TODAY: PlainDate = '2026-06-01';
/** Made-up persons: a mentee, a mentor, and one more. */
export const SITI: Uuid = '5171a000-0000-4000-8000-000000000001';
export const BUDI: Uuid = '6d610000-0000-4000-8000-000000000002';
export const DEWI: Uuid = 'de310000-0000-4000-8000-000000000003';

const HOME = '5571';
const ELSEWHERE = '5501';

export type Caller = Pick<
  CommandMeta,
  'actor' | 'role' | 'agency' | 'source' | 'actorPerson' | 'approvedBy' | 'channel'
>;
const caller = (said: Pick<Caller, 'actor' | 'role' | 'agency' | 'source'> & Partial<Caller>): Caller => ({
  actorPerson: null,
  approvedBy: null,
  channel: 'http',
  ...said,
});

/** Those who call: the employer, another agency, the national agency, a provider, the importing operator, persons. */
export const home = caller({ actor: 'home', role: 'agency', agency: HOME, source: `/agencies/${HOME}/simpeg` });
/** The employer with a second approver, as an act of long ago needs it. */
export const approved: Caller = { ...home, approvedBy: 'head of home' };
export const elsewhere = caller({
  actor: 'elsewhere',
  role: 'agency',
  agency: ELSEWHERE,
  source: `/agencies/${ELSEWHERE}/simpeg`,
});
export const bkn = caller({ actor: 'bkn', role: 'officer', agency: BKN, source: `/agencies/${BKN}/siasn` });
export const provider = caller({ actor: 'provider', role: 'provider', agency: null, source: '/providers/lan' });
export const operator = caller({
  actor: 'operator',
  role: 'operator',
  agency: HOME,
  source: `/agencies/${HOME}/simpeg`,
  channel: 'import',
});
export const auditor = caller({ actor: 'auditor', role: 'auditor', agency: null, source: '/auditors/1' });
export const personally = (person: Uuid): Caller =>
  caller({ actor: `as-${person}`, role: 'person', agency: null, source: `/persons/${person}`, actorPerson: person });

let commands = 0;

/** Metadata of a command; its content is hashed as a source's would be, so that equal content is recognised. */
function meta(by: Caller, content: unknown, commandId?: Uuid): CommandMeta {
  return {
    ...by,
    commandId: commandId ?? `command-${++commands}`,
    contentHash: JSON.stringify(content),
    correlationId: 'correlation',
    causationId: null,
    recordedAt: `${TODAY}T03:00:00.000000Z`,
    intake: null,
    origin: null,
    today: TODAY,
  };
}

/** A statement as a source makes it: the content, the day of effect, and what else it says. */
export const stated = (
  content: JsonObject,
  effectiveAt: PlainDate,
  rest: Partial<Omit<Statement, 'content' | 'effectiveAt'>> = {},
): Statement => ({
  effectiveAt,
  effectiveUntil: null,
  precision: 'day',
  decree: null,
  approvals: null,
  documents: [],
  ext: {},
  content,
  ...rest,
});

interface About {
  readonly subject: RecordFact['subject'];
  readonly fact: Uuid;
  /** Whose career; absent for what is in the stream of a pair. */
  readonly person?: Uuid;
  /** The fact of the pair whose stream it is. */
  readonly pair?: Uuid;
}

const addressOf = ({ subject, fact, person, pair }: About) => ({
  subject,
  fact,
  person: person ?? null,
  stream: person === undefined ? mentoringStream(pair ?? fact) : careerStream(person),
});

type Options = { readonly by?: Caller; readonly commandId?: Uuid; readonly reason?: string };

export const record = (
  about: About,
  statement: Statement,
  { by = home, commandId, reason }: Options = {},
): RecordFact => ({
  kind: 'record',
  ...addressOf(about),
  statement,
  reason: reason ?? null,
  meta: meta(by, statement, commandId),
});

export const correct = (
  about: About,
  statement: Statement,
  { by = home, commandId, reason, replacesEdition }: Options & { readonly replacesEdition?: number } = {},
): CorrectFact => ({
  kind: 'correct',
  ...addressOf(about),
  statement,
  reason: reason ?? null,
  replacesEdition: replacesEdition ?? null,
  meta: meta(by, statement, commandId),
});

export const withdraw = (
  kind: WithdrawFact['kind'],
  about: About,
  {
    by = home,
    commandId,
    reason = 'entered twice',
    replacesEdition,
    decree = null,
  }: Options & { readonly replacesEdition?: number; readonly decree?: WithdrawFact['decree'] } = {},
): WithdrawFact => ({
  kind,
  ...addressOf(about),
  reason,
  replacesEdition: replacesEdition ?? null,
  decree,
  meta: meta(by, { kind, decree, reason }, commandId),
});

export const confirm = (
  about: About,
  by: Caller,
  { edition, commandId }: { readonly edition?: number; readonly commandId?: Uuid } = {},
): ConfirmFact => ({
  kind: 'confirm',
  ...addressOf(about),
  edition: edition ?? null,
  meta: meta(by, { kind: 'confirm', edition: edition ?? null }, commandId),
});

export function observe(kind: ObserveSource['kind'], about: About, by: Caller): ObserveSource {
  const { stream, person, fact } = addressOf(about);
  return { kind, stream, person: person!, fact, meta: meta(by, { kind }) };
}

export const merge = (
  kind: MergePerson['kind'],
  person: Uuid,
  into: Uuid,
  {
    by = bkn,
    reason = null,
    decree = null,
  }: { readonly by?: Caller; readonly reason?: string | null; readonly decree?: MergePerson['decree'] } = {},
): MergePerson => ({
  kind,
  stream: careerStream(person),
  person,
  into,
  reason,
  decree,
  meta: meta(by, { kind, into, reason, decree }),
});

/** Contents, with what a spec cares about changed. */
export const cpns = (changed: JsonObject = {}): JsonObject => ({
  kind: 'CPNS',
  agency: HOME,
  unit: 'Dinas Pendidikan',
  golongan: '31',
  name: 'Siti Rahma',
  birthDate: '1990-02-17',
  number: '199002172015032001',
  oldNumber: null,
  ...changed,
});
export const pppk = (changed: JsonObject = {}): JsonObject =>
  cpns({ kind: 'PPPK', golongan: 'IX', number: '199002172019212001', ...changed });
export const rise = (golongan: string, changed: JsonObject = {}): JsonObject => ({
  kind: '101',
  golongan,
  serviceYears: null,
  serviceMonths: null,
  ...changed,
});
export const course = (changed: JsonObject = {}): JsonObject => ({
  kind: '3',
  name: 'Pengelolaan arsip',
  provider: 'LAN',
  jp: 20,
  certificate: null,
  startedAt: null,
  competencies: [],
  ...changed,
});
export const judged = (year: number, changed: JsonObject = {}): JsonObject => ({
  period: 'year',
  year,
  part: null,
  regime: null,
  result: 2,
  behaviour: 2,
  statedPredicate: null,
  scores: null,
  statedScore: null,
  indicators: [],
  appraiser: { name: 'Budi Hartono', number: null },
  appraiserPerson: null,
  appraiserPost: null,
  appraiserUnit: null,
  appraiserGolongan: null,
  superior: null,
  superiorPerson: null,
  ...changed,
});
export const pair = (changed: JsonObject = {}): JsonObject => ({
  kind: '15',
  mentor: BUDI,
  mentee: SITI,
  goal: 'Lead a team',
  ...changed,
});
export const meeting = (changed: JsonObject = {}): JsonObject => ({ jp: 2, topic: 'Delegation', ...changed });

/** Addresses of the specs' facts. */
export const of = (subject: About['subject'], fact: Uuid, person: Uuid = SITI): About => ({ subject, fact, person });
export const PAIR: About = { subject: 'mentoring', fact: 'pair-1' };
export const inPair = (fact: Uuid): About => ({ subject: 'mentoring-session', fact, pair: 'pair-1' });

/** Siti has served since March 2015 and Budi since March 2008, both in the same city. */
export const SITI_APPOINTED = record(of('appointment', 'siti-cpns'), stated(cpns(), '2015-03-01'), { by: operator });
export const BUDI_APPOINTED = record(
  of('appointment', 'budi-cpns', BUDI),
  stated(cpns({ name: 'Budi Hartono', birthDate: '1984-05-05', number: '198405052008031002' }), '2008-03-01'),
  { by: operator },
);
export const PAIRED = record(PAIR, stated(pair(), '2026-01-05'));
