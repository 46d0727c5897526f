import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { examined } from '../testing/personal-samples';
import { DEWI, of, operator, pppk, record, SITI_APPOINTED, stated } from '../testing/samples';
import { exam } from './exam';

const sits = (fact: string, changed: JsonObject, at: PlainDate, by = operator): Command =>
  record(of('exam', fact), stated(examined(changed), at), { by });

const CASES: readonly FindingCase[] = [
  ['exam-not-for-rank', 'warning', [SITI_APPOINTED], (by) => sits('new', { kind: 'ujian-dinas-1' }, '2020-06-06', by)],
  ['act-in-future', 'impossible', [SITI_APPOINTED], (by) => sits('new', {}, '2026-06-02', by)],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, sits('other', {}, '2024-06-06')],
    (by) => sits('new', { score: 71.5 }, '2024-06-06', by),
  ],
];

describeFindings(exam.texts, CASES);

describe('an examination', () => {
  it('out of group III is for group III, and the adjustment to a diploma for any', () => {
    given(SITI_APPOINTED)
      .when(sits('new', {}, '2020-06-06'))
      .thenFlagged();
    given(SITI_APPOINTED)
      .when(sits('new', { kind: 'upkp' }, '2020-06-06'))
      .thenFlagged();
  });

  it('is not held against a grade that is in no group', () => {
    const appointed = record(of('appointment', 'dewi-pppk', DEWI), stated(pppk(), '2019-03-01'), { by: operator });
    const sat = record(of('exam', 'new', DEWI), stated(examined({ kind: 'ujian-dinas-1' }), '2020-06-06'), {
      by: operator,
    });
    given(appointed).when(sat).thenFlagged();
  });
});

describe('the part', () => {
  it('has those that were passed, in their order', () => {
    const history = [
      sits('second', { kind: 'upkp' }, '2025-06-06'),
      sits('failed', { passed: false }, '2022-06-06'),
      sits('first', {}, '2024-06-06'),
    ];
    expect(partsAfter(history).exam.passed).toEqual([
      { kind: 'ujian-dinas-2', at: '2024-06-06', fact: 'first' },
      { kind: 'upkp', at: '2025-06-06', fact: 'second' },
    ]);
    expect(partsAfter(history, '2024-06-05').exam.passed).toEqual([]);
  });
});
