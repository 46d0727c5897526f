import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { convertedThousandths } from '../tables/credit-conversion';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { credited, placedIn } from '../testing/post-samples';
import { of, operator, record, SITI, SITI_APPOINTED, stated, TODAY } from '../testing/samples';
import { credit } from './credit';

const decides = (content: JsonObject): FindingCase[3] => {
  return (by) => record(of('credit', 'new'), stated(content, '2024-12-31'), { by });
};
const FULL_YEAR = { jenjang: 'PT', predicate: 2, months: 12 } as const;

describeFindings(credit.texts, [
  ['credit-below-thousandth', 'impossible', [SITI_APPOINTED], decides(credited(2.0833, { total: 2.083 }))],
  ['credit-total-contradicts-parts', 'unlawful', [SITI_APPOINTED], decides(credited(10, { supporting: 2.5 }))],
  ['credit-contradicts-conversion', 'unlawful', [SITI_APPOINTED], decides(credited(12.49, FULL_YEAR))],
  [
    'credit-period-reversed',
    'impossible',
    [SITI_APPOINTED],
    decides(credited(1, { periodFrom: '2024-12', periodTo: '2024-11' })),
  ],
  [
    'credit-months-beyond-period',
    'unlawful',
    [SITI_APPOINTED],
    decides(credited(3.125, { ...FULL_YEAR, months: 3, periodFrom: '2023-12', periodTo: '2024-01' })),
  ],
  ['unknown-jenjang', 'impossible', [SITI_APPOINTED], decides(credited(1, { jenjang: 'AP' }))],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, record(of('credit', 'other'), stated(credited(12.5), '2024-12-31'), { by: operator })],
    decides(credited(12.6)),
  ],
]);

describe('the conversion', () => {
  it.each<[string, 1 | 2 | 3 | 4 | 5, number, number]>([
    // The worked examples of PerBKN 3/2023.
    ['PT', 2, 2, 2083],
    ['PT', 1, 12, 18_750],
    ['PM', 2, 12, 3750],
    ['TR', 5, 1, 104],
    ['MH', 3, 7, 5469],
    ['PY', 2, 12, 25_000],
    ['MU', 4, 12, 12_500],
    ['MA', 1, 12, 56_250],
    ['UT', 2, 12, 50_000],
  ])('%s, predicate %i, %i months: %i thousandths', (jenjang, predicate, months, expected) => {
    expect(convertedThousandths(jenjang, predicate, months)).toBe(expected);
  });

  it('is undefined without a jenjang that earns credit', () => {
    expect(convertedThousandths('XX', 2, 12)).toBeNull();
    expect(convertedThousandths('AP', 2, 12)).toBeNull();
  });

  it('is recorded with the rule, when the decision says enough', () => {
    const { when } = given(SITI_APPOINTED);
    when(decides(credited(2.083, { ...FULL_YEAR, months: 2 }))(operator)).thenEvent('CreditRecorded', {
      body: {
        content: { derived: 2.083, derivedRule: 'PermenPANRB 1/2023 conversion of the predicate, version 1' },
        flags: [],
      },
    });
  });

  it.each<[string, JsonObject]>([
    ['kind', { kind: 'ordinary' }],
    ['jenjang', { jenjang: null }],
    ['jenjang', { jenjang: 'XX' }],
    ['predicate', { predicate: null }],
    ['months', { months: null }],
  ])('is left out for want of the %s', (_name, changed) => {
    given(SITI_APPOINTED)
      .when(decides(credited(1, { ...FULL_YEAR, ...changed }))(operator))
      .thenEvent('CreditRecorded', { body: { content: { derived: null, derivedRule: null }, flags: [] } });
  });

  it.each([
    [4.17, []],
    [4.16, []],
    [4.167, []],
    [4.177, ['credit-contradicts-conversion']],
    [4.157, ['credit-contradicts-conversion']],
  ])('agrees with %d printed, rounded or cut off', (printed, flags) => {
    const said = credited(printed, { jenjang: 'MU', predicate: 2, months: 2 });
    given(SITI_APPOINTED)
      .when(decides(said)(operator))
      .thenFlagged(...flags);
  });
});

it('converts all months of the period at most', () => {
  const period = { periodFrom: '2023-12', periodTo: '2024-01' };
  given(SITI_APPOINTED)
    .when(decides(credited(2.083, { ...FULL_YEAR, months: 2, ...period }))(operator))
    .thenFlagged();
});

it('sums in integers: tenths add up', () => {
  given(SITI_APPOINTED)
    .when(decides(credited(0.1, { kind: 'ordinary', supporting: 0.2, total: 0.3 }))(operator))
    .thenFlagged();
});

type Said = readonly [fact: string, at: PlainDate, content: JsonObject];
const decided = ([fact, at, content]: Said): Command =>
  record(of('credit', fact), stated(content, at), { by: operator });
const became = (jenjang: string | null, at: PlainDate, assignment = 'D'): Command =>
  record(of('placement', `${jenjang}-${at}`), stated(placedIn('Guru', { jenjang, assignment }), at), { by: operator });
const creditAfter = (...history: readonly Command[]) =>
  partsAt(given(SITI_APPOINTED, ...history).ledger.state(`career-${SITI}`), TODAY, SITI).credit;

describe('the total', () => {
  const earned = [
    decided(['first', '2019-12-31', credited(10.5, { kind: 'first' })]),
    became('PT', '2020-02-01'),
    decided(['2020', '2020-12-31', credited(12.501, { kind: 'ordinary' })]),
    decided(['2021', '2021-12-31', credited(12.5, { jenjang: 'PT' })]),
  ];

  it('is of all decisions, those before the first placement too', () => {
    expect(creditAfter(...earned)).toEqual({
      jenjang: 'PT',
      totalThousandths: 35_501,
      totalRule: 'PermenPANRB 1/2023: sum since the jenjang changed or credit was first given or integrated, version 1',
      decisions: [
        { kind: 'first', effectiveAt: '2019-12-31', jenjang: null, thousandths: 10_500, counted: true, fact: 'first' },
        {
          kind: 'ordinary',
          effectiveAt: '2020-12-31',
          jenjang: null,
          thousandths: 12_501,
          counted: true,
          fact: '2020',
        },
        {
          kind: 'conversion',
          effectiveAt: '2021-12-31',
          jenjang: 'PT',
          thousandths: 12_500,
          counted: true,
          fact: '2021',
        },
      ],
    });
    expect(creditAfter()).toEqual({ jenjang: null, totalThousandths: 0, totalRule: null, decisions: [] });
  });

  it.each<[string, Command, number]>([
    ['a placement in another jenjang', became('MU', '2022-04-01'), 0],
    ['a placement in the same', became('PT', '2022-04-01'), 35_501],
    ['a placement in none', became(null, '2022-04-01'), 35_501],
    ['acting in another jenjang', became('MU', '2022-04-01', 'TT'), 35_501],
    ['a decision of another jenjang', decided(['rise', '2022-12-31', credited(25, { jenjang: 'MU' })]), 25_000],
    ['a first decision, for another post', decided(['again', '2022-12-31', credited(5, { kind: 'first' })]), 5000],
    ['an integration', decided(['int', '2022-12-31', credited(48.75, { kind: 'integration' })]), 48_750],
  ])('after %s', (_name, command, totalThousandths) => {
    const part = creditAfter(...earned, command);
    expect(part.totalThousandths).toBe(totalThousandths);
    const counted = part.decisions.filter((decision) => decision.counted);
    expect(counted.reduce((sum, { thousandths }) => sum + thousandths, 0)).toBe(totalThousandths);
  });

  it('counts decisions beyond the twenty that are kept', () => {
    const years = Array.from({ length: 21 }, (_, at) => 2015 + Math.floor(at / 2));
    const all = years.map((year, at) =>
      decided([`${at}`, `${year}-${at % 2 === 0 ? '06-30' : '12-31'}`, credited(1, { kind: 'ordinary' })]),
    );
    const part = creditAfter(...all);
    expect(part.totalThousandths).toBe(21_000);
    expect(part.decisions.map(({ fact }) => fact)).toEqual(years.map((_, at) => `${at}`).slice(1));
  });
});
