import type { JsonObject, PlainDate } from './event';
import { appointment } from './subjects/appointment';
import { appraisal } from './subjects/appraisal';
import { mentoring } from './subjects/mentoring';
import { mentoringSession } from './subjects/mentoring-session';
import { promotion } from './subjects/promotion';
import { training } from './subjects/training';
import { ACT_TEXTS } from './tables/act-texts';
import { describeFindings, type FindingCase } from './testing/finding-cases';
import { given } from './testing/given';
import { degree } from './testing/personal-samples';
import { credited } from './testing/post-samples';
import {
  approved,
  BUDI_APPOINTED,
  correct,
  course,
  cpns,
  DEWI,
  inPair,
  judged,
  meeting,
  of,
  operator,
  pair,
  PAIR,
  PAIRED,
  pppk,
  record,
  rise,
  SITI,
  SITI_APPOINTED,
  stated,
  withdraw,
  type Caller,
} from './testing/samples';
import { left } from './testing/service-samples';

const SUBJECTS_HERE = [appointment, promotion, appraisal, training, mentoring, mentoringSession];

const BOTH = [SITI_APPOINTED, BUDI_APPOINTED];
const DEWI_ON_CONTRACT = record(
  of('appointment', 'dewi-pppk', DEWI),
  stated(pppk(), '2019-03-01', { effectiveUntil: '2024-02-29' }),
  { by: operator },
);
const appoints = (content: JsonObject, at: PlainDate) => (by: Caller) =>
  record(of('appointment', 'new', DEWI), stated(content, at), { by });
const rises = (content: JsonObject, at: PlainDate) => (by: Caller) =>
  record(of('promotion', 'new'), stated(content, at), { by });
const learns = (content: JsonObject, at: PlainDate) => (by: Caller) =>
  record(of('training', 'new'), stated(content, at), { by });
const isJudged = (content: JsonObject, at: PlainDate) => (by: Caller) =>
  record(of('appraisal', 'new'), stated(content, at), { by });
const meets = (content: JsonObject, at: PlainDate) => (by: Caller) =>
  record(inPair('new'), stated(content, at), { by });
const indicator = { name: 'IKM', weight: 100, value: 80, target: 85, source: 'IKM' };

const CASES: readonly FindingCase[] = [
  ['number-not-18-digits', 'impossible', [], appoints(cpns({ number: '19900217' }), '2015-03-01')],
  ['number-not-9-digits', 'impossible', [], appoints(cpns({ oldNumber: '1300' }), '2015-03-01')],
  ['number-impossible-birth-date', 'impossible', [], appoints(cpns({ number: '199002302015032001' }), '2015-03-01')],
  ['number-impossible-month', 'impossible', [], appoints(cpns({ number: '199002172015132001' }), '2015-03-01')],
  ['number-impossible-sex', 'impossible', [], appoints(cpns({ number: '199002172015033001' }), '2015-03-01')],
  ['number-impossible-sequence', 'impossible', [], appoints(cpns({ number: '199002172015032000' }), '2015-03-01')],
  ['number-contradicts-birth-date', 'unlawful', [], appoints(cpns({ birthDate: '1990-02-18' }), '2015-03-01')],
  ['number-contradicts-tmt', 'unlawful', [], appoints(cpns(), '2015-04-01')],
  ['unknown-rank', 'impossible', [], appoints(cpns({ golongan: '15' }), '2015-03-01')],
  ['unknown-rank', 'impossible', [], appoints(pppk({ golongan: 'XVIII' }), '2019-03-01')],
  ['unknown-rank', 'impossible', [], appoints(pppk({ golongan: '31' }), '2019-03-01')],
  ['effective-before-birth', 'impossible', [], appoints(pppk(), '1990-02-16')],
  ['age-at-appointment', 'warning', [], appoints(pppk(), '2008-02-16')],
  ['pns-without-cpns', 'unlawful', [], appoints(cpns({ kind: 'PNS' }), '2016-03-01')],
  [
    'pns-without-cpns',
    'unlawful',
    [SITI_APPOINTED],
    (by) => record(of('appointment', 'new'), stated(cpns({ kind: 'PNS' }), '2015-02-01'), { by }),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED],
    (by) => record(of('appointment', 'new'), stated(cpns({ unit: 'SMAN 1' }), '2015-03-01'), { by }),
  ],

  ['effective-before-birth', 'impossible', [SITI_APPOINTED], learns(course(), '1990-02-16')],
  ['effective-before-service', 'unlawful', [SITI_APPOINTED], learns(course(), '2015-02-28')],
  [
    'effective-after-exit',
    'unlawful',
    [DEWI_ON_CONTRACT],
    (by) => record(of('training', 'new', DEWI), stated(course(), '2024-03-01'), { by }),
  ],
  ['effective-too-far', 'unlawful', [SITI_APPOINTED], rises(rise('32'), '2027-07-01')],
  [
    'unknown-legal-status',
    'impossible',
    [SITI_APPOINTED],
    (by) => record(of('exit', 'new'), stated(left('1', { status: '100' }), '2026-01-01'), { by }),
  ],
  [
    'until-before-effective',
    'impossible',
    [SITI_APPOINTED],
    (by) => record(of('training', 'new'), stated(course(), '2020-02-02', { effectiveUntil: '2020-02-01' }), { by }),
  ],
  [
    'decree-in-future',
    'impossible',
    [SITI_APPOINTED],
    (by) =>
      record(
        of('promotion', 'new'),
        stated(rise('32'), '2026-07-01', { decree: { number: '1', date: '2026-06-02', authority: null } }),
        { by },
      ),
  ],
  [
    'decree-in-future',
    'impossible',
    [SITI_APPOINTED],
    (by) =>
      withdraw('annul', of('appointment', 'siti-cpns'), {
        by,
        decree: { number: '1', date: '2026-06-02', authority: null },
      }),
  ],

  ['unknown-promotion-kind', 'impossible', [SITI_APPOINTED], rises(rise('32', { kind: '999' }), '2019-04-01')],
  ['unknown-rank', 'impossible', [SITI_APPOINTED], rises(rise('35'), '2019-04-01')],
  [
    'unknown-jenjang',
    'impossible',
    [SITI_APPOINTED],
    (by) => record(of('credit', 'new'), stated(credited(1, { jenjang: 'AP' }), '2024-12-31'), { by }),
  ],
  ['tmt-not-a-promotion-date', 'unlawful', [SITI_APPOINTED], rises(rise('32'), '2019-03-01')],
  ['rank-not-higher', 'unlawful', [SITI_APPOINTED], rises(rise('31'), '2019-04-01')],
  ['rank-not-higher', 'unlawful', [SITI_APPOINTED], rises(rise('24'), '2019-04-01')],
  ['rank-step-skipped', 'unlawful', [SITI_APPOINTED], rises(rise('33'), '2019-04-01')],
  [
    'pppk-has-no-promotion',
    'unlawful',
    [DEWI_ON_CONTRACT],
    (by) => record(of('promotion', 'new', DEWI), stated(rise('31'), '2022-04-01'), { by }),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, record(of('promotion', 'other'), stated(rise('32'), '2019-04-01'), { by: operator })],
    rises(rise('32', { kind: '202' }), '2019-04-01'),
  ],

  ['period-part-out-of-range', 'impossible', [SITI_APPOINTED], isJudged(judged(2024, { part: 1 }), '2024-12-31')],
  [
    'period-part-out-of-range',
    'impossible',
    [SITI_APPOINTED],
    isJudged(judged(2024, { period: 'quarter', part: 5 }), '2024-12-31'),
  ],
  [
    'period-part-unknown',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(judged(2024, { period: 'month', part: null }), '2024-01-31'),
  ],
  ['appraisal-before-period-end', 'unlawful', [SITI_APPOINTED], isJudged(judged(2024), '2024-12-30')],
  [
    'appraisal-before-period-end',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(judged(2024, { period: 'month', part: 2 }), '2024-02-28'),
  ],
  ['act-in-future', 'impossible', [SITI_APPOINTED], isJudged(judged(2026), '2026-12-31')],
  [
    'appraises-oneself',
    'impossible',
    [SITI_APPOINTED],
    isJudged(judged(2024, { appraiserPerson: SITI }), '2024-12-31'),
  ],
  [
    'predicate-contradicts-ratings',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(judged(2024, { result: 1, behaviour: 3, statedPredicate: 2 }), '2024-12-31'),
  ],
  ['ratings-missing', 'impossible', [SITI_APPOINTED], isJudged(judged(2022, { result: null }), '2022-12-31')],
  ['ratings-missing', 'impossible', [SITI_APPOINTED], isJudged(judged(2024, { behaviour: null }), '2024-12-31')],
  ['regime-not-of-year', 'unlawful', [SITI_APPOINTED], isJudged(judged(2022, { regime: 'pp46' }), '2022-12-31')],
  [
    'predicate-contradicts-score',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(judged(2018, { statedScore: 90.99, statedPredicate: 1 }), '2018-12-31'),
  ],
  [
    'score-contradicts-elements',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(
      judged(2018, {
        scores: [
          { name: 'nilaiSkp', value: 85 },
          { name: 'integritas', value: 80 },
        ],
        statedScore: 83.02,
      }),
      '2018-12-31',
    ),
  ],
  [
    'weights-not-100',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(judged(2024, { indicators: [{ ...indicator, weight: 99.9 }] }), '2024-12-31'),
  ],
  [
    'target-not-positive',
    'unlawful',
    [SITI_APPOINTED],
    isJudged(judged(2024, { indicators: [{ ...indicator, target: 0 }] }), '2024-12-31'),
  ],
  ['appraises-oneself', 'impossible', [SITI_APPOINTED], isJudged(judged(2024, { superiorPerson: SITI }), '2024-12-31')],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, record(of('appraisal', 'other'), stated(judged(2024), '2024-12-31'), { by: operator })],
    isJudged(judged(2024, { result: 1 }), '2025-01-10'),
  ],

  ['unknown-training-kind', 'impossible', [SITI_APPOINTED], learns(course({ kind: '26' }), '2025-05-05')],
  ['record-as-mentoring', 'unlawful', [SITI_APPOINTED], learns(course({ kind: '15' }), '2025-05-05')],
  ['ends-before-start', 'impossible', [SITI_APPOINTED], learns(course({ startedAt: '2025-05-06' }), '2025-05-05')],
  ['act-in-future', 'impossible', [SITI_APPOINTED], learns(course(), '2026-06-02')],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, record(of('training', 'other'), stated(course(), '2025-05-05'), { by: operator })],
    learns(course({ jp: 24 }), '2025-05-05'),
  ],

  [
    'unknown-education-level',
    'impossible',
    [SITI_APPOINTED],
    (by) => record(of('education', 'new'), stated(degree({ level: '41' }), '2014-08-31'), { by }),
  ],

  ['mentors-oneself', 'impossible', BOTH, (by) => record(PAIR, stated(pair({ mentor: SITI }), '2026-01-05'), { by })],
  [
    'pair-changed',
    'impossible',
    [...BOTH, DEWI_ON_CONTRACT, record(PAIR, stated(pair(), '2026-01-05'), { by: operator })],
    (by) => correct(PAIR, stated(pair({ mentor: DEWI }), '2023-01-05'), { by }),
  ],
  ['unknown-pair', 'impossible', BOTH, meets(meeting(), '2026-02-02')],
  ['pair-annulled', 'impossible', [...BOTH, PAIRED, withdraw('annul', PAIR)], meets(meeting(), '2026-02-02')],
  ['act-in-future', 'impossible', [...BOTH, PAIRED], meets(meeting(), '2026-06-02')],
  ['session-jp', 'warning', [...BOTH, PAIRED], meets(meeting({ jp: 3 }), '2026-02-02')],
  [
    'possible-duplicate',
    'warning',
    [...BOTH, PAIRED, record(inPair('other'), stated(meeting(), '2026-02-02'))],
    meets(meeting(), '2026-02-02'),
  ],
];

describeFindings(Object.assign({ ...ACT_TEXTS }, ...SUBJECTS_HERE.map(({ texts }) => texts)), CASES);

describe('findings', () => {
  it('say nothing of a number in the open part', () => {
    const { ledger } = given().when(appoints(cpns(), '2015-04-01')(operator));
    const open = JSON.stringify(ledger.log[0]!.body);
    expect(open).toContain('number-contradicts-tmt');
    expect(open).not.toMatch(/201503|1990/);
  });
});

describe('the second approver', () => {
  const late = (by: Caller) => record(of('training', 'late'), stated(course(), '2024-05-31'), { by });
  const live: Caller = { ...approved, approvedBy: null };

  it('is needed for an act effective 731 days ago, and not for one of 730', () => {
    given(SITI_APPOINTED).when(late(live)).thenRejected('second-approver-needed');
    given(SITI_APPOINTED)
      .when(record(of('training', 'in-time'), stated(course(), '2024-06-01'), { by: live }))
      .thenFlagged();
  });

  it('is somebody other than the actor', () => {
    given(SITI_APPOINTED)
      .when(late({ ...live, approvedBy: live.actor }))
      .thenRejected('second-approver-needed');
    given(SITI_APPOINTED).when(late(approved)).thenFlagged();
  });

  it('is not asked of an import, where the past is the whole point', () => {
    given(SITI_APPOINTED).when(late(operator)).thenFlagged();
  });

  it('is needed to correct an act of long ago too, whatever the day it is given', () => {
    const history = [SITI_APPOINTED, late(operator)];
    const later = (by: Caller) => correct(of('training', 'late'), stated(course(), '2026-05-05'), { by });
    given(...history)
      .when(later(live))
      .thenRejected('second-approver-needed');
    given(...history)
      .when(later(approved))
      .thenFlagged();
    given(SITI_APPOINTED, record(of('training', 'late'), stated(course(), '2026-05-05'), { by: live }))
      .when(correct(of('training', 'late'), stated(course(), '2024-05-31'), { by: live }))
      .thenRejected('second-approver-needed');
  });

  it('is needed to withdraw an act of long ago too', () => {
    const history = [SITI_APPOINTED, late(operator)];
    given(...history)
      .when(withdraw('annul', of('training', 'late'), { by: live }))
      .thenRejected('second-approver-needed');
    given(...history)
      .when(withdraw('annul', of('training', 'late'), { by: approved }))
      .thenAccepted();
  });
});
