import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject } from '../event';
import { given } from '../testing/given';
import {
  BUDI,
  correct,
  cpns,
  DEWI,
  judged,
  of,
  operator,
  record,
  SITI,
  SITI_APPOINTED,
  stated,
  TODAY,
} from '../testing/samples';

const YEAR = of('appraisal', 'year');
const BORN_EARLY = record(
  of('appointment', 'early'),
  stated(cpns({ birthDate: '1980-02-17', number: '198002172004032001' }), '2004-03-01'),
  { by: operator },
);
const judgedAs = (changed: JsonObject): Command =>
  record(YEAR, stated(judged(2025, changed), '2025-12-31'), { by: operator });
const indicator = (weight: number, value: number, target: number) => ({
  name: 'Layanan',
  weight,
  value,
  target,
  source: 'IKM',
});
const appraisalsAfter = (...history: readonly Command[]) =>
  partsAt(given(SITI_APPOINTED, ...history).ledger.state(`career-${SITI}`), TODAY, SITI).appraisal;

describe('the verdict', () => {
  it.each([
    [1, 1, 1],
    [1, 3, 4],
    [3, 1, 3],
    [3, 3, 5],
  ])('result %i and behaviour %i are recorded with predicate %i and the rule', (result, behaviour, predicate) => {
    given(SITI_APPOINTED)
      .when(judgedAs({ result, behaviour }))
      .thenEvent('AppraisalRecorded', {
        body: { content: { predicate, predicateRule: 'PermenPANRB 6/2022 matrix, version 1' } },
      });
  });

  it('keeps the stated predicate beside the recomputed one, flagged', () => {
    given(SITI_APPOINTED)
      .when(judgedAs({ result: 1, behaviour: 3, statedPredicate: 1 }))
      .thenEvent('AppraisalRecorded', {
        body: {
          content: { predicate: 4, statedPredicate: 1 },
          flags: [{ code: 'predicate-contradicts-ratings', params: { predicate: 4 } }],
        },
      });
  });

  it.each([
    [2010, 'dp3', { statedScore: 82 }, 2, 'DP3 bands, version 1'],
    [2018, 'pp46', { statedScore: 92 }, 1, 'PP 46/2011 bands, version 1'],
    [2018, 'pp46', { statedPredicate: 3 }, 3, null],
    [2021, 'pp30-2021', { statedPredicate: 2, statedScore: 60 }, 2, null],
    [2021, 'pp46', { regime: 'pp46', statedScore: 60 }, 4, 'PP 46/2011 bands, version 1'],
  ] as const)('of %i is of the regime %s, and judged by it', (year, regime, said, predicate, predicateRule) => {
    const old = record(YEAR, stated(judged(year, { result: null, behaviour: null, ...said }), `${year}-12-31`), {
      by: operator,
    });
    given(BORN_EARLY)
      .when(old)
      .thenEvent('AppraisalRecorded', {
        body: { content: { regime, predicate, predicateRule, score: 'statedScore' in said ? said.statedScore : null } },
      });
  });

  it('keeps the stated score beside the recomputed one, flagged when they differ by more than rounding', () => {
    const scores = [
      { name: 'nilaiSkp', value: 85 },
      { name: 'integritas', value: 80 },
    ];
    const of2018 = (statedScore: number, statedPredicate: number | null = null) =>
      record(YEAR, stated(judged(2018, { scores, statedScore, statedPredicate }), '2018-12-31'), { by: operator });
    for (const near of [82.99, 83, 83.01]) given(SITI_APPOINTED).when(of2018(near, 2)).thenFlagged();
    given(SITI_APPOINTED)
      .when(of2018(93, 1))
      .thenEvent('AppraisalRecorded', {
        body: {
          content: { predicate: 2, statedPredicate: 1, score: 83, statedScore: 93 },
          flags: [
            { code: 'predicate-contradicts-score', params: { predicate: 2 } },
            { code: 'score-contradicts-elements', params: { score: 83 } },
          ],
        },
      });
  });

  it('keeps a stated score of today, which the matrix does not ask for', () => {
    given(SITI_APPOINTED)
      .when(judgedAs({ statedScore: 110, statedPredicate: 2 }))
      .thenEvent('AppraisalRecorded', { body: { content: { predicate: 2, score: 110, scoreRule: null }, flags: [] } });
  });

  it.each<[string, readonly ReturnType<typeof indicator>[], number | null]>([
    ['none', [], null],
    ['all reached', [indicator(100, 85, 85)], 10_000],
    ['more than reached counts as reached', [indicator(50, 200, 100), indicator(50, 50, 100)], 7500],
    ['weighted', [indicator(40, 78.4, 85), indicator(60, 90, 100)], 9089],
    ['weights off 100 are made relative', [indicator(30, 50, 100), indicator(30, 100, 100)], 7500],
    ['below nothing counts as nothing', [indicator(100, -5, 10)], 0],
    ['no target, no measure', [indicator(50, 3, 0), indicator(50, 50, 100)], 5000],
    ['nothing measured', [indicator(100, 3, 0)], null],
  ])('achievement: %s', (_name, indicators, achievementBasisPoints) => {
    given(SITI_APPOINTED)
      .when(judgedAs({ indicators }))
      .thenEvent('AppraisalRecorded', { body: { content: { achievementBasisPoints } } });
  });
});

describe('appraisals', () => {
  it('keep the appraiser as of then out of the open part, and show in the record of the appraiser known here', () => {
    given(SITI_APPOINTED)
      .when(judgedAs({ appraiserPerson: BUDI }))
      .thenEvent('AppraisalRecorded', {
        sensitive: { content: { appraiser: { name: 'Budi Hartono' } } },
        meta: {
          persons: [
            { id: SITI, role: 'subject' },
            { id: BUDI, role: 'appraiser' },
          ],
        },
      });
  });

  it('keep the superior of the appraiser too, and show there as well, once where both are one person', () => {
    given(SITI_APPOINTED)
      .when(judgedAs({ appraiserPerson: BUDI, superior: { name: 'Dewi Lestari', number: null }, superiorPerson: DEWI }))
      .thenEvent('AppraisalRecorded', {
        sensitive: { content: { superior: { name: 'Dewi Lestari', number: null } } },
        meta: {
          persons: [
            { id: SITI, role: 'subject' },
            { id: BUDI, role: 'appraiser' },
            { id: DEWI, role: 'superior' },
          ],
        },
      });
    const both = given(SITI_APPOINTED).when(judgedAs({ appraiserPerson: BUDI, superiorPerson: BUDI }));
    expect(both.ledger.log.at(-1)!.meta.persons).toEqual([
      { id: SITI, role: 'subject' },
      { id: BUDI, role: 'appraiser' },
    ]);
  });

  it('of unknown quarters are no two of one quarter', () => {
    const quarter = (fact: string) =>
      record(of('appraisal', fact), stated(judged(2025, { period: 'quarter' }), '2025-06-30'), { by: operator });
    given(SITI_APPOINTED, quarter('one')).when(quarter('two')).thenFlagged('period-part-unknown');
  });

  it('of the two regimes of 2021 are no two of one', () => {
    const half = (fact: string, regime: string | null) =>
      record(of('appraisal', fact), stated(judged(2021, { regime }), '2021-12-31'), { by: operator });
    given(SITI_APPOINTED, half('one', 'pp46')).when(half('two', null)).thenFlagged();
    given(SITI_APPOINTED, half('one', 'pp30-2021')).when(half('two', null)).thenFlagged('possible-duplicate');
  });

  it('are the last of each year, ten at most, and the newest of a part of a year', () => {
    const years = Array.from({ length: 11 }, (_, at) => 2015 + at);
    const all = years.map((year) =>
      record(of('appraisal', `year-${year}`), stated(judged(year), `${year}-12-31`), { by: operator }),
    );
    const quarter = record(
      of('appraisal', 'quarter'),
      stated(judged(2026, { period: 'quarter', part: 1, result: 1, behaviour: 1 }), '2026-03-31'),
    );
    const part = appraisalsAfter(
      ...all.toReversed(),
      quarter,
      correct(of('appraisal', 'year-2025'), stated(judged(2025, { result: 3 }), '2025-12-31')),
    );
    expect(part.yearly.map(({ year }) => year)).toEqual(years.slice(1));
    expect(part.yearly.at(-1)).toMatchObject({ predicate: 3, fact: 'year-2025' });
    expect(part.latestPeriodic).toEqual({
      year: 2026,
      regime: 'permenpanrb-6-2022',
      predicate: 1,
      score: null,
      achievementBasisPoints: null,
      rule: 'PermenPANRB 6/2022 matrix, version 1',
      fact: 'quarter',
    });
  });
});
