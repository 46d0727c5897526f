import type { JsonObject, PlainDate, Statement, Uuid } from '@rekam/domain';
import fc from 'fast-check';
import {
  appointed,
  asPerson,
  Ledger,
  merge,
  record,
  recordPair,
  recordSession,
  statement,
  type Sender,
} from './ledger';

/** One try at something; what the domain does not accept leaves no trace. */
export type Step =
  | {
      readonly kind: 'record';
      readonly subject: CareerSubject;
      readonly person: number;
      readonly at: PlainDate;
      readonly choice: number;
    }
  | { readonly kind: 'train-by-provider'; readonly person: number; readonly at: PlainDate; readonly choice: number }
  | { readonly kind: 'pair'; readonly person: number; readonly other: number; readonly at: PlainDate }
  | { readonly kind: 'session'; readonly choice: number; readonly at: PlainDate }
  | { readonly kind: 'correct' | 'annul' | 'reinstate' | 'confirm'; readonly choice: number; readonly at: PlainDate }
  | { readonly kind: 'merge' | 'unmerge'; readonly person: number; readonly other: number }
  | { readonly kind: 'day'; readonly at: PlainDate };

export const PERSONS: readonly Uuid[] = ['ana', 'budi', 'citra', 'dewi'];
const AGENCIES = ['5500', '5571', '5505'];
const NAMES = ['Ana Sari', 'Budi Santoso', 'Ćitra Dewi', 'Dewi Ana-Maria'];
const GOLONGAN = ['21', '31', '32', '33', '41'];

type Content = (choice: number) => JsonObject;

/** What an act says, for each subject of a career that the histories hold; a choice gives one of many. */
const CONTENTS = {
  appointment: (choice) =>
    appointed(NAMES[choice % 4]!, AGENCIES[choice % 3]!, choice % 2 === 0 ? 'PNS' : 'CPNS', GOLONGAN[choice % 5]),
  promotion: (choice) => ({ kind: '211', golongan: GOLONGAN[choice % 5]!, serviceYears: null, serviceMonths: null }),
  training: (choice) => ({
    kind: '3',
    name: 'Pelayanan publik',
    provider: 'BPSDM',
    jp: 1 + (choice % 40),
    certificate: null,
    startedAt: null,
    competencies: [],
  }),
  appraisal: (choice) => ({
    period: choice % 4 === 0 ? 'quarter' : 'year',
    year: 2018 + (choice % 3),
    part: choice % 4 === 0 ? 2 : null,
    regime: 'permenpanrb-6-2022',
    result: 1 + (choice % 3),
    behaviour: 1 + (choice % 2),
    statedPredicate: null,
    scores: null,
    statedScore: null,
    indicators: [],
    appraiser: { name: 'Kepala Dinas', number: null },
    appraiserPerson: choice % 2 === 0 ? PERSONS[choice % 4]! : null,
    appraiserPost: null,
    appraiserUnit: null,
    appraiserGolongan: null,
    superior: null,
    superiorPerson: null,
  }),
  'name-change': (choice) => ({ name: `${NAMES[choice % 4]!} Putri`, titlePrefix: null, titleSuffix: 'S.E.' }),
  transfer: (choice) => ({
    kind: choice % 4 === 0 ? 'region' : 'agency',
    from: null,
    agency: AGENCIES[choice % 3]!,
    unit: choice % 2 === 0 ? 'Sekretariat' : null,
    position: null,
    workplace: null,
  }),
  placement: (choice) => ({
    positionKind: '4',
    assignment: choice % 3 === 0 ? 'PLT' : 'D',
    mutation: choice % 5 === 0 ? 'MU' : 'MJ',
    position: `Pengelola ${choice % 4}`,
    positionCode: null,
    eselon: null,
    jenjang: choice % 2 === 0 ? 'PT' : null,
    unit: `Bagian ${choice % 3}`,
    unitCode: null,
    parentUnit: null,
    specialisation: null,
    inauguratedAt: null,
    startedAt: null,
    selection: null,
  }),
  discipline: (choice) => ({
    action: 'impose',
    sanction: '23',
    level: 'S',
    regulation: null,
    months: choice % 12,
    golongan: null,
    golonganBefore: null,
    status: null,
    ends: null,
    grounds: { code: null, text: 'Tidak masuk kerja' },
    note: null,
  }),
  leave: (choice) => ({ action: ['start', 'extend', 'return'][choice % 3]!, kind: 'cltn' }),
  exit: (choice) => ({ kind: choice % 2 === 0 ? '1' : '3', status: '99', diedAt: null }),
} as const satisfies Readonly<Record<string, Content>>;

type CareerSubject = keyof typeof CONTENTS;
const CAREER_SUBJECTS = Object.keys(CONTENTS) as readonly CareerSubject[];

const stated = (subject: CareerSubject, choice: number, at: PlainDate) => statement(at, CONTENTS[subject](choice));

const person = fc.nat(PERSONS.length - 1);
const choice = fc.nat(99);
/** Days around the ones that open, so that facts are in the past, in the future, and on the same day. */
const at = fc
  .record({ year: fc.integer({ min: 2018, max: 2021 }), month: fc.integer({ min: 1, max: 12 }) })
  .map(({ year, month }) => `${year}-${String(month).padStart(2, '0')}-01`);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('record'),
      subject: fc.constantFrom(...CAREER_SUBJECTS),
      person,
      at,
      choice,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('train-by-provider'), person, at, choice }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pair'), person, other: person, at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('session'), choice, at }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('correct', 'annul', 'reinstate', 'confirm', 'confirm'), choice, at }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('merge', 'merge', 'unmerge'), person, other: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('day'), at }) },
);

/** Random histories of four persons; a failing one is shown, and shrunk, as its steps. */
export const histories = fc.array(step, { minLength: 10, maxLength: 80 });

/** The ledger that the steps lead to, as far as the domain accepts them. */
export function ledgerOf(steps: readonly Step[]): Ledger {
  const ledger = new Ledger();
  for (const [i, id] of PERSONS.entries()) {
    ledger.must(record('appointment', id, `${id}-0`, statement('2017-03-01', appointed(NAMES[i]!, AGENCIES[i % 3]!))));
  }
  ledger.openDay('2019-06-01');
  for (const [n, each] of steps.entries()) take(ledger, each, n);
  return ledger;
}

interface KnownFact {
  readonly stream: string;
  readonly subject: CareerSubject | 'mentoring' | 'mentoring-session';
  readonly fact: Uuid;
}

function factsOf(ledger: Ledger): readonly KnownFact[] {
  return ledger.log.flatMap(({ stream, body }) =>
    'edition' in body && 'prev' in body && body.edition === 0
      ? [
          {
            stream,
            fact: body.fact,
            subject: ledger.state(stream).facts.get(body.fact)!.subject as KnownFact['subject'],
          },
        ]
      : [],
  );
}

/** What a correction states of a fact. */
function restated(subject: KnownFact['subject'], before: JsonObject, choice: number, at: PlainDate): Statement {
  if (subject === 'mentoring') return statement(at, { ...before, goal: `Tujuan ${choice}` });
  if (subject === 'mentoring-session') return statement(at, { jp: 1 + (choice % 3), topic: 'Lain' });
  return stated(subject, choice, at);
}

function take(ledger: Ledger, step: Step, n: number): void {
  const fact = `fact-${n}`;
  switch (step.kind) {
    case 'record':
      ledger.send(record(step.subject, PERSONS[step.person]!, fact, stated(step.subject, step.choice, step.at)));
      return;
    case 'train-by-provider': {
      const provider: Sender = { role: 'provider', source: '/providers/lan' };
      ledger.send(record('training', PERSONS[step.person]!, fact, stated('training', step.choice, step.at)), provider);
      return;
    }
    case 'pair':
      ledger.send(recordPair(fact, PERSONS[step.person]!, PERSONS[step.other]!, step.at));
      return;
    case 'session': {
      const pairs = factsOf(ledger).filter(({ subject }) => subject === 'mentoring');
      const pair = pairs[step.choice % pairs.length];
      if (pair !== undefined) ledger.send(recordSession(pair.fact, fact, step.at));
      return;
    }
    case 'correct':
    case 'annul':
    case 'reinstate':
    case 'confirm':
      return change(ledger, step.kind, step.choice, step.at);
    case 'merge':
    case 'unmerge':
      ledger.send(merge(PERSONS[step.person]!, PERSONS[step.other]!, step.kind));
      return;
    case 'day':
      ledger.openDay(step.at);
      return;
    default:
      throw new Error(`no step ${String(step satisfies never)}`);
  }
}

function change(
  ledger: Ledger,
  kind: 'correct' | 'annul' | 'reinstate' | 'confirm',
  choice: number,
  at: PlainDate,
): void {
  const known = factsOf(ledger);
  const waiting = known.filter(({ subject }) => subject === 'mentoring-session' || subject === 'training');
  const among = kind === 'confirm' && waiting.length > 0 ? waiting : known;
  const { stream, subject, fact } = among[choice % among.length]!;
  const person = stream.startsWith('career-') ? stream.slice('career-'.length) : null;
  const address = { stream, subject, fact, person } as const;
  switch (kind) {
    case 'correct': {
      const before = ledger.state(stream).facts.get(fact)!.editions[0]!.content!;
      ledger.send({
        ...address,
        kind,
        statement: restated(subject, before, choice, at),
        replacesEdition: null,
        reason: 'Salah ketik',
      });
      return;
    }
    case 'annul':
    case 'reinstate':
      ledger.send({ ...address, kind, replacesEdition: null, decree: null, reason: 'Putusan' });
      // Many annulments are withdrawn in turn.
      if (choice % 3 > 0) {
        ledger.send({ ...address, kind: 'reinstate', replacesEdition: null, decree: null, reason: 'Banding' });
      }
      return;
    case 'confirm':
      for (const by of PERSONS.slice(choice % 2)) ledger.send({ ...address, kind, edition: null }, asPerson(by));
      if (choice % 3 > 0)
        for (const agency of AGENCIES)
          ledger.send({ ...address, kind, edition: null }, { role: 'agency', agency, channel: 'http' });
      return;
    default:
      throw new Error(`no change ${String(kind satisfies never)}`);
  }
}
