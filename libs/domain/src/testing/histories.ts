import * as fc from 'fast-check';
import type { Command } from '../command';
import type { JsonObject, PlainDate, Uuid } from '../event';
import type { SubjectName } from '../subjects';
import { Ledger } from './ledger';
import { degree, examined, honour, renamed, studies } from './personal-samples';
import { assessed, credited, movedTo, placedIn, scored } from './post-samples';
import {
  approved,
  auditor,
  bkn,
  BUDI,
  BUDI_APPOINTED,
  confirm,
  correct,
  course,
  cpns,
  DEWI,
  elsewhere,
  home,
  inPair,
  judged,
  meeting,
  merge,
  of,
  operator,
  pair,
  PAIR,
  PAIRED,
  personally,
  pppk,
  provider,
  record,
  rise,
  SITI,
  SITI_APPOINTED,
  stated,
  withdraw,
  type Caller,
} from './samples';
import { left, released, reviewed, sanctioned, step } from './service-samples';

const CALLERS: readonly Caller[] = [
  home,
  approved,
  { ...home, role: 'officer', actor: 'officer', source: '/agencies/5571/e-kinerja' },
  elsewhere,
  { ...elsewhere, agency: null },
  bkn,
  provider,
  { ...provider, source: '/providers/other' },
  operator,
  { ...operator, channel: 'http' },
  auditor,
  { ...auditor, role: 'dashboard', agency: '5571' },
  ...[SITI, BUDI, DEWI].map(personally),
  { ...personally(SITI), actorPerson: null },
];

/** Mostly those who may, so that histories grow; the rest is everybody. */
const callers = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(operator, approved, { ...elsewhere, approvedBy: 'head' }) },
  { weight: 2, arbitrary: fc.constantFrom(...CALLERS) },
);
const people = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Uuid>(SITI) },
  { weight: 2, arbitrary: fc.constantFrom<Uuid>(BUDI, DEWI) },
);
/** Days from before the birth of the persons to after the day of the specs; the promotion dates of all regimes often. */
export const days: fc.Arbitrary<PlainDate> = fc.oneof(
  fc.constantFrom('2019-04-01', '2023-10-01', '2024-02-01', '2025-11-01', '2026-07-01'),
  fc.constantFrom('1980-01-01', '2014-12-31', '2015-03-01', '2025-12-31', '2026-06-01', '2029-01-01'),
  fc
    .date({ min: new Date('2014-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
);

type Said = readonly [content: JsonObject, day: PlainDate];
const saidOn = (content: fc.Arbitrary<JsonObject>, usual: fc.Arbitrary<PlainDate>): fc.Arbitrary<Said> =>
  fc.tuple(content, fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: days }));

/** What may be said of each subject, mostly on a day on which it can be. */
const SAID = {
  appointment: saidOn(
    fc
      .record({
        kind: fc.constantFrom('CPNS', 'PNS'),
        agency: fc.constantFrom('5571', '5501'),
        golongan: fc.constantFrom('21', '31', '31', '99'),
      })
      .chain((changed) => fc.constantFrom(cpns(changed), pppk({ agency: changed.agency }))),
    fc.constantFrom('2015-03-01', '2021-01-01', '2025-02-01'),
  ),
  promotion: saidOn(
    fc.constantFrom('31', '32', '32', '33', '34', '50').map((golongan) => rise(golongan)),
    fc.constantFrom('2019-04-01', '2023-10-01', '2024-02-01', '2025-11-01', '2026-07-01'),
  ),
  appraisal: fc
    .record({ year: fc.integer({ min: 2020, max: 2026 }), result: fc.constantFrom(1, 2, 3), by: fc.option(people) })
    .chain(({ year, result, by }) =>
      saidOn(fc.constant(judged(year, { result, appraiserPerson: by })), fc.constant(`${year}-12-31`)),
    ),
  training: saidOn(
    fc
      .record({ jp: fc.integer({ min: 1, max: 40 }), kind: fc.constantFrom('3', '3', '9', '15', '26') })
      .map((changed) => course(changed)),
    fc.constantFrom('2024-05-05', '2025-05-05'),
  ),
  mentoring: saidOn(
    fc.constantFrom(pair(), pair({ goal: 'Write reports' }), pair({ mentor: DEWI }), pair({ mentor: SITI })),
    fc.constant('2026-01-05'),
  ),
  'mentoring-session': saidOn(
    fc.constantFrom(meeting(), meeting({ jp: 4 }), meeting({ topic: 'Budgets' })),
    fc.constantFrom('2026-02-02', '2026-03-03'),
  ),
  education: saidOn(
    fc
      .record({ level: fc.constantFrom('15', '40', '45', '99'), first: fc.boolean() })
      .map((changed) => degree(changed)),
    fc.constantFrom('2008-06-30', '2014-08-31', '2020-09-30'),
  ),
  'name-change': saidOn(
    fc.constantFrom(renamed('Siti Rahma', { titleSuffix: 'S.E.' }), renamed('Siti R. Hartono')),
    fc.constantFrom('2016-02-01', '2022-05-05'),
  ),
  exam: saidOn(
    fc.constantFrom(examined(), examined({ kind: 'upkp' }), examined({ passed: false })),
    fc.constantFrom('2021-06-06', '2024-06-06'),
  ),
  recognition: saidOn(
    fc.constantFrom('201', '202', '305', '999').map((kind) => honour(kind)),
    fc.constantFrom('2024-08-17', '2025-08-17'),
  ),
  'study-assignment': saidOn(
    fc.constantFrom(studies('start', { level: '45' }), studies('extend'), studies('return')),
    fc.constantFrom('2019-09-01', '2021-09-01', '2022-09-01'),
  ),
  leave: saidOn(
    fc.record({
      action: fc.constantFrom('start', 'extend', 'return'),
      kind: fc.constantFrom('cltn', 'village-head'),
    }),
    fc.constantFrom('2017-01-01', '2018-01-01', '2019-01-01'),
  ),
  placement: saidOn(
    fc
      .record({
        assignment: fc.constantFrom('D', 'D', 'PLT'),
        mutation: fc.constantFrom('MJ', 'MU'),
        jenjang: fc.constantFrom(null, 'PT', 'MU', 'AP'),
        unit: fc.constantFrom(null, 'Inspektorat'),
      })
      .map((changed) => placedIn('Auditor', changed)),
    fc.constantFrom('2016-01-01', '2020-02-01', '2024-04-01'),
  ),
  transfer: saidOn(
    fc.constantFrom(movedTo('5501'), movedTo('5571', { from: '5501' }), movedTo('5571', { kind: 'region' })),
    fc.constantFrom('2018-07-01', '2022-07-01'),
  ),
  credit: saidOn(
    fc
      .record({ kind: fc.constantFrom('integration', 'conversion'), jenjang: fc.constantFrom(null, 'PT', 'MU') })
      .map((changed) => credited(12.5, { ...changed, predicate: 2, months: 12 })),
    fc.constantFrom('2023-12-31', '2024-12-31'),
  ),
  competency: saidOn(
    fc
      .record({ level: fc.integer({ min: 1, max: 5 }), required: fc.constantFrom(null, 3) })
      .map(({ level, required }) => assessed([scored('integritas', level, { required })])),
    fc.constantFrom('2021-05-20', '2024-05-20'),
  ),
  discipline: saidOn(
    fc.constantFrom(sanctioned('2'), sanctioned('24', { level: 'S', months: 9 }), released(`discipline-0-${SITI}`)),
    fc.constantFrom('2021-05-05', '2022-05-05'),
  ),
  'salary-step': saidOn(
    fc.constantFrom(step(), step({ golongan: '99' })),
    fc.constantFrom('2017-03-01', '2019-03-01', '2020-03-01'),
  ),
  'service-review': saidOn(fc.constantFrom(reviewed(), reviewed({ counted: false })), fc.constant('2016-04-01')),
  exit: saidOn(
    fc.constantFrom(left('3'), left('2', { diedAt: '2024-12-05' }), left('17')),
    fc.constantFrom('2025-01-01', '2026-06-01'),
  ),
} satisfies Partial<Record<SubjectName, fc.Arbitrary<Said>>>;
type Spoken = keyof typeof SAID;

/** Few facts, few people and few command ids, so that commands meet. */
const aboutOf = (subject: Spoken): fc.Arbitrary<Parameters<typeof record>[0] & { readonly subject: Spoken }> =>
  subject === 'mentoring'
    ? fc.constant({ ...PAIR, subject })
    : fc.tuple(fc.integer({ min: 0, max: 1 }), people).map(([number, person]) => {
        const fact = `${subject}-${number}`;
        const about = subject === 'mentoring-session' ? inPair(fact) : of(subject, `${fact}-${person}`, person);
        return { ...about, subject };
      });
const subjects = fc.constantFrom(...(Object.keys(SAID) as Spoken[]), 'training', 'mentoring-session');
const abouts = subjects.chain(aboutOf);

/** A confirmation, mostly from whom it may come from. */
const confirmers = fc.oneof(fc.constantFrom(personally(SITI), personally(BUDI), home), callers);
const confirmable = fc.constantFrom<Spoken>('training', 'mentoring-session', 'mentoring-session').chain(aboutOf);

const commandIds = fc.integer({ min: 0, max: 500 }).map((number) => `id-${number}`);
const editions = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined, freq: 1 });

const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(abouts, callers, commandIds, editions, fc.constantFrom('record', 'record', 'correct'))
      .chain(([about, by, commandId, replacesEdition, kind]) =>
        SAID[about.subject].map(([content, day]): Command => {
          const statement = stated(content, day);
          const options = { by, commandId, ...(replacesEdition !== undefined && { replacesEdition }) };
          return kind === 'record' ? record(about, statement, options) : correct(about, statement, options);
        }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('annul' as const, 'reinstate' as const), abouts, callers, commandIds, editions)
      .map(([kind, about, by, commandId, replacesEdition]) =>
        withdraw(kind, about, { by, commandId, ...(replacesEdition !== undefined && { replacesEdition }) }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.oneof(confirmable, abouts), confirmers).map(([about, by]) => confirm(about, by)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('merge' as const, 'unmerge' as const), people, people, callers)
      .map(([kind, person, into, by]) => merge(kind, person, into, { by })),
  },
);

/** Something to change of every subject. */
const OPENING: readonly Command[] = [
  SITI_APPOINTED,
  BUDI_APPOINTED,
  PAIRED,
  record(inPair('mentoring-session-0'), stated(meeting(), '2026-02-02')),
  record(of('training', `training-0-${SITI}`), stated(course(), '2025-05-05'), { by: provider }),
  record(of('promotion', `promotion-0-${SITI}`), stated(rise('32'), '2025-04-01')),
  record(of('appraisal', `appraisal-0-${SITI}`), stated(judged(2025), '2025-12-31')),
];

/** A history of commands, valid and not. */
export const histories: fc.Arbitrary<readonly Command[]> = fc
  .array(commands, { minLength: 5, maxLength: 60, size: 'max' })
  .map((random) => OPENING.concat(random));

export function ledgerOf(history: readonly Command[]): Ledger {
  const ledger = new Ledger();
  for (const command of history) ledger.execute(command);
  return ledger;
}
