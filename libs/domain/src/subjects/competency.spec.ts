import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { COMPETENCIES } from '../tables/competencies';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { assessed, scored } from '../testing/post-samples';
import { of, operator, record, SITI, SITI_APPOINTED, stated, TODAY } from '../testing/samples';
import { competency } from './competency';

const assesses = (content: JsonObject, at: PlainDate = '2024-05-20'): FindingCase[3] => {
  return (by) => record(of('competency', 'new'), stated(content, at), { by });
};
const INTEGRITY = scored('integritas', 3);

describeFindings(competency.texts, [
  ['no-competency-scored', 'impossible', [SITI_APPOINTED], assesses(assessed([]))],
  ['unknown-competency', 'impossible', [SITI_APPOINTED], assesses(assessed([scored('kejujuran', 3)]))],
  [
    'unknown-competency',
    'impossible',
    [SITI_APPOINTED],
    assesses(assessed([scored('integritas', 3, { kind: 'sociocultural' })])),
  ],
  ['competency-scored-twice', 'impossible', [SITI_APPOINTED], assesses(assessed([INTEGRITY, INTEGRITY]))],
  [
    'category-contradicts-levels',
    'unlawful',
    [SITI_APPOINTED],
    assesses(assessed([scored('integritas', 3, { required: 4 })], { statedCategory: 'MS' })),
  ],
  ['act-in-future', 'impossible', [SITI_APPOINTED], assesses(assessed([INTEGRITY]), '2026-06-02')],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, record(of('competency', 'other'), stated(assessed([INTEGRITY]), '2024-05-20'), { by: operator })],
    assesses(assessed([scored('integritas', 4), scored('komunikasi', 2)])),
  ],
]);

it('knows nine competencies, eight managerial and one sociocultural', () => {
  expect(new Set(COMPETENCIES.map(({ id }) => id)).size).toBe(9);
  expect(COMPETENCIES.filter(({ kind }) => kind === 'managerial')).toHaveLength(8);
});

describe('the match', () => {
  const out = (level: number, required: number | null): JsonObject =>
    scored(`t-${level}-${required}`, level, { kind: 'technical', required });

  it.each<[string, readonly JsonObject[], number | null, string | null]>([
    ['exactly 80 %', [out(4, 5)], 8000, 'MS'],
    ['more than all', [out(5, 3)], 16_667, 'MS'],
    ['just below 80 %', [out(5, 5), out(4, 5), out(3, 5), out(3, 4)], 7895, 'MMS'],
    ['exactly 68 %', [out(3, 5), out(2, 5), out(4, 5), out(5, 5), out(3, 5)], 6800, 'MMS'],
    ['just below 68 %', [out(2, 3)], 6667, 'KMS'],
    ['not stated for one', [out(4, 5), out(3, null)], null, null],
  ])('%s', (_name, scores, matchBasisPoints, category) => {
    const matchRule = category === null ? null : 'PermenPANRB 38/2017 job-person match 80/68, version 1';
    given(SITI_APPOINTED)
      .when(assesses(assessed(uniquely(scores), { statedCategory: category }))(operator))
      .thenEvent('CompetencyRecorded', { body: { content: { matchBasisPoints, category, matchRule }, flags: [] } });
  });

  const uniquely = (scores: readonly JsonObject[]) => scores.map((score, at) => ({ ...score, code: `teknis-${at}` }));
});

describe('assessments', () => {
  const assess = (
    fact: string,
    at: PlainDate,
    scores: readonly JsonObject[],
    until: PlainDate | null = null,
  ): Command =>
    record(of('competency', fact), stated(assessed(scores, { potential: 81 }), at, { effectiveUntil: until }), {
      by: operator,
    });
  const partAfter = (...history: readonly Command[]) =>
    partsAt(given(SITI_APPOINTED, ...history).ledger.state(`career-${SITI}`), TODAY, SITI).competency;

  it('keep the assessor out of the open part', () => {
    const { thenEvent, ledger } = given(SITI_APPOINTED).when(assesses(assessed([INTEGRITY]))(operator));
    thenEvent('CompetencyRecorded', { sensitive: { content: { assessor: 'Badan Kepegawaian Daerah' } } });
    expect(JSON.stringify(ledger.log.at(-1)!.body)).not.toContain('Badan Kepegawaian Daerah');
  });

  it('of another day, or of other competencies, are other ones', () => {
    const { when } = given(SITI_APPOINTED, assess('2024', '2024-05-20', [INTEGRITY]));
    when(assess('2024-06', '2024-06-20', [INTEGRITY])).thenFlagged();
    when(assess('2024-b', '2024-05-20', [scored('komunikasi', 3)])).thenFlagged();
  });

  it('are the latest one, and the latest level of each competency', () => {
    const part = partAfter(
      assess('2024', '2024-05-20', [scored('komunikasi', 4, { required: 3 })], '2027-05-19'),
      assess('2020', '2020-05-20', [INTEGRITY, scored('komunikasi', 2)]),
    );
    expect(part.latest).toEqual({
      method: 'assessment center',
      potential: 81,
      matchBasisPoints: 13_333,
      category: 'MS',
      rule: 'PermenPANRB 38/2017 job-person match 80/68, version 1',
      assessedAt: '2024-05-20',
      until: '2027-05-19',
      fact: '2024',
    });
    expect(part.levels).toEqual([
      { ...INTEGRITY, assessedAt: '2020-05-20', until: null, fact: '2020' },
      { ...scored('komunikasi', 4, { required: 3 }), assessedAt: '2024-05-20', until: '2027-05-19', fact: '2024' },
    ]);
  });

  it('are of fifty competencies at most, the newest', () => {
    const technical = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => scored(`t-${from + at}`, 3, { kind: 'technical' }));
    const part = partAfter(assess('a', '2020-05-20', technical(0, 40)), assess('b', '2021-05-20', technical(40, 20)));
    expect(part.levels.map(({ code }) => code)).toEqual(technical(10, 50).map(({ code }) => code));
  });
});
