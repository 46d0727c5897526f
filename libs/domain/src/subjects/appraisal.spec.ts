import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject } from '../event';
import { given } from '../testing/given';
import { BUDI, correct, judged, of, operator, record, SITI, SITI_APPOINTED, stated, TODAY } from '../testing/samples';

const YEAR = of('appraisal', 'year');
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

  it('before the matrix takes the stated predicate, and names no rule', () => {
    const of2016 = record(YEAR, stated(judged(2016, { statedPredicate: 2 }), '2016-12-31'), { by: operator });
    given(SITI_APPOINTED)
      .when(of2016)
      .thenEvent('AppraisalRecorded', { body: { content: { predicate: 2, predicateRule: null } } });
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
    expect(part.latestPeriodic).toMatchObject({ year: 2026, predicate: 1 });
  });
});
