import { partsAt, stateKnownAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { correct, of, operator, record, SITI, SITI_APPOINTED, stated, TODAY, withdraw } from '../testing/samples';
import { step } from '../testing/service-samples';
import { salaryStep } from './salary-step';

const rises = (fact: string, changed: JsonObject, at: PlainDate, by = operator): Command =>
  record(of('salary-step', fact), stated(step(changed), at), { by });
const FIRST = rises('first', {}, '2017-03-01');

const CASES: readonly FindingCase[] = [
  ['unknown-rank', 'impossible', [SITI_APPOINTED], (by) => rises('new', { golongan: '15' }, '2017-03-01', by)],
  ['salary-step-too-soon', 'warning', [SITI_APPOINTED, FIRST], (by) => rises('new', {}, '2019-02-28', by)],
  [
    'salary-not-higher',
    'warning',
    [SITI_APPOINTED],
    (by) => rises('new', { salary: 2_660_700, previousSalary: 2_660_700 }, '2017-03-01', by),
  ],
];

describeFindings(salaryStep.texts, CASES);

describe('a step in pay', () => {
  it('is in time on the very day two years after the step before it', () => {
    given(SITI_APPOINTED, FIRST)
      .when(rises('second', { serviceYears: 4 }, '2019-03-01'))
      .thenFlagged();
  });

  it('counts from 1 March where the step before it was on a leap day', () => {
    const leap = rises('leap', {}, '2020-02-29');
    given(SITI_APPOINTED, leap)
      .when(rises('new', {}, '2022-02-28'))
      .thenFlagged('salary-step-too-soon');
    given(SITI_APPOINTED, leap)
      .when(rises('new', {}, '2022-03-01'))
      .thenFlagged();
  });

  it('is not held against what it said before itself, nor against an annulled step or a later one', () => {
    const moved = correct(of('salary-step', 'first'), stated(step(), '2017-04-01'), { by: operator });
    given(SITI_APPOINTED, FIRST).when(moved).thenFlagged();
    given(SITI_APPOINTED, FIRST, withdraw('annul', of('salary-step', 'first'), { by: operator }))
      .when(rises('second', {}, '2017-04-01'))
      .thenFlagged();
    given(SITI_APPOINTED, FIRST)
      .when(rises('earlier', {}, '2016-03-01'))
      .thenFlagged();
  });

  it('is of contract staff too', () => {
    given(SITI_APPOINTED)
      .when(rises('new', { golongan: 'IX' }, '2017-03-01'))
      .thenFlagged();
  });

  it('shows in the state as the last one, whatever the order of arrival', () => {
    const second = rises('second', { serviceYears: 4, salary: 2_744_500 }, '2019-03-01');
    expect(partsAfter([])['salary-step']).toEqual({ last: null });
    expect(partsAfter([second, FIRST])['salary-step']).toEqual({
      last: {
        golongan: '31',
        serviceYears: 4,
        serviceMonths: 0,
        salary: 2_744_500,
        since: '2019-03-01',
        fact: 'second',
      },
    });
  });

  it('keeps the pay in the sensitive part, and does without it once it is erased', () => {
    const { ledger } = given(SITI_APPOINTED, FIRST);
    const { body, sensitive } = ledger.log[1]!;
    expect(Object.keys(sensitive!.content)).toEqual(['salary', 'previousSalary']);
    expect(body).toMatchObject({ content: { golongan: '31', serviceYears: 2, serviceMonths: 0 } });
    const erased = ledger.log.map((event) => ({ ...event, sensitive: null, erased: true }));
    expect(partsAt(stateKnownAt(erased, { position: 9n }), TODAY, SITI)['salary-step'].last).toMatchObject({
      salary: null,
      since: '2017-03-01',
    });
  });
});
