import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import {
  BUDI,
  BUDI_APPOINTED,
  correct,
  of,
  operator,
  record,
  SITI_APPOINTED,
  stated,
  withdraw,
} from '../testing/samples';
import { released, sanctioned } from '../testing/service-samples';
import { discipline } from './discipline';

const decides = (fact: string, content: JsonObject, at: PlainDate, by = operator, until: PlainDate | null = null) =>
  record(of('discipline', fact), stated(content, at, { effectiveUntil: until }), { by });
const CUT = decides('cut', sanctioned('24', { level: 'S', months: 9 }), '2023-01-15');
const inCase = (content: JsonObject, at: PlainDate) => (by: typeof operator) => decides('new', content, at, by);

const CASES: readonly FindingCase[] = [
  ['unknown-sanction', 'impossible', [SITI_APPOINTED], inCase(sanctioned('26'), '2023-05-02')],
  ['unknown-rank', 'impossible', [SITI_APPOINTED], inCase(sanctioned('2', { golongan: '35' }), '2023-05-02')],
  ['unknown-rank', 'impossible', [SITI_APPOINTED], inCase(sanctioned('2', { golonganBefore: '9' }), '2023-05-02')],
  ['unknown-legal-status', 'impossible', [SITI_APPOINTED], inCase(sanctioned('2', { status: '1' }), '2023-05-02')],
  ['sanction-level-contradicts', 'unlawful', [SITI_APPOINTED], inCase(sanctioned('23'), '2023-05-02')],
  ['imposes-reactivation', 'warning', [SITI_APPOINTED], inCase(sanctioned('12', { level: 'B' }), '2023-05-02')],
  ['ends-no-sanction', 'unlawful', [SITI_APPOINTED], inCase(released(null), '2023-05-02')],
  ['cites-no-sanction', 'unlawful', [SITI_APPOINTED], inCase(released('cut'), '2023-05-02')],
  ['cites-no-sanction', 'unlawful', [SITI_APPOINTED], inCase(released('siti-cpns'), '2023-05-02')],
  ['cites-no-sanction', 'unlawful', [SITI_APPOINTED], inCase(released('new'), '2023-05-02')],
  [
    'cites-no-sanction',
    'unlawful',
    [SITI_APPOINTED, CUT, withdraw('annul', of('discipline', 'cut'), { by: operator })],
    inCase(released('cut'), '2023-05-02'),
  ],
  [
    'cites-no-sanction',
    'unlawful',
    [SITI_APPOINTED, CUT, decides('freed', released('cut'), '2023-04-01')],
    inCase(released('freed'), '2023-05-02'),
  ],
  ['ends-before-sanction', 'unlawful', [SITI_APPOINTED, CUT], inCase(released('cut'), '2023-01-14')],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, CUT],
    inCase(sanctioned('24', { level: 'S', months: null }), '2023-01-15'),
  ],
];

describeFindings(discipline.texts, CASES);

describe('a disciplinary decision', () => {
  it('keeps its grounds and its note out of the open part', () => {
    const { ledger } = given(SITI_APPOINTED, CUT);
    const { body, sensitive } = ledger.log[1]!;
    expect(JSON.stringify(body)).not.toMatch(/Absent|Warned/);
    expect(sensitive!.content).toEqual({
      grounds: { code: null, text: 'Absent for five days' },
      note: 'Warned twice before',
      status: null,
    });
  });

  it('of another person ends nothing here', () => {
    const ofBudi = record(of('discipline', 'of-budi', BUDI), stated(sanctioned('2'), '2023-01-15'), { by: operator });
    given(SITI_APPOINTED, BUDI_APPOINTED, ofBudi)
      .when(decides('new', released('of-budi'), '2023-05-02'))
      .thenFlagged('cites-no-sanction');
  });
});

const sanctionsAfter = (...history: readonly Command[]) => partsAfter(history).discipline;

describe('the sanctions of a person', () => {
  it.each<[string, JsonObject, PlainDate | null, PlainDate | null]>([
    ['as stated', sanctioned('24', { level: 'S', months: 9 }), '2023-11-15', '2023-11-15'],
    ['by its months', sanctioned('24', { level: 'S', months: 9 }), null, '2023-11-30'],
    ['on the day itself', sanctioned('2'), null, '2023-03-01'],
    ['until another decision', sanctioned('9', { level: 'B' }), null, null],
  ])('are served %s', (_how, content, effectiveUntil, until) => {
    const { inForce, past } = sanctionsAfter(decides('it', content, '2023-03-01', operator, effectiveUntil));
    expect(past).toEqual([]);
    expect(inForce).toEqual([
      { sanction: content['sanction'], level: content['level'], since: '2023-03-01', until, endedBy: null, fact: 'it' },
    ]);
  });

  it('are closed by the decision that ends them, and open again without it', () => {
    const reprimand = decides('reprimand', sanctioned('2'), '2023-02-01');
    const ended = decides('ended', released('cut'), '2023-05-02');
    const closed = sanctionsAfter(CUT, reprimand, ended);
    expect(closed.inForce.map(({ fact }) => fact)).toEqual(['reprimand']);
    expect(closed.past).toEqual([
      { sanction: '24', level: 'S', since: '2023-01-15', until: '2023-10-14', endedBy: 'ended', fact: 'cut' },
    ]);
    const again = sanctionsAfter(CUT, reprimand, ended, withdraw('annul', of('discipline', 'ended'), { by: operator }));
    expect(again.inForce.map(({ fact }) => fact)).toEqual(['cut', 'reprimand']);
    expect(again.past).toEqual([]);
  });

  it('are replaced by a new one that cites them', () => {
    const milder = decides('milder', sanctioned('23', { level: 'S', months: 6, ends: 'cut' }), '2023-03-01');
    const { inForce, past } = sanctionsAfter(CUT, milder);
    expect(inForce.map(({ fact }) => fact)).toEqual(['milder']);
    expect(past).toMatchObject([{ fact: 'cut', endedBy: 'milder' }]);
  });

  it('are none where a reactivation claims to impose one', () => {
    expect(sanctionsAfter(decides('odd', sanctioned('12', { level: 'B' }), '2023-03-01'))).toEqual({
      inForce: [],
      past: [],
    });
  });

  it('are twenty of each kind at most, the last ones', () => {
    const at = (n: number): PlainDate => `2023-${n < 14 ? '01' : '02'}-${String((n % 14) + 1).padStart(2, '0')}`;
    const many = Array.from({ length: 22 }, (_, n) => decides(`s${n}`, sanctioned('2'), at(n)));
    expect(sanctionsAfter(...many).inForce.map(({ fact }) => fact)).toEqual(
      Array.from({ length: 20 }, (_, n) => `s${n + 2}`),
    );
    const ends = many.map((_, n) => decides(`e${n}`, released(`s${n}`), `2023-03-${String(n + 1).padStart(2, '0')}`));
    const { inForce, past } = sanctionsAfter(...many.flatMap((each, n) => [each, ends[n]!]));
    expect([inForce.length, past.length, past.at(-1)?.fact]).toEqual([0, 20, 's21']);
  });

  it('are gone once annulled, and as corrected', () => {
    const annulled = sanctionsAfter(CUT, withdraw('annul', of('discipline', 'cut'), { by: operator }));
    expect(annulled).toEqual({ inForce: [], past: [] });
    const months = sanctioned('25', { level: 'S', months: 12 });
    const { inForce } = sanctionsAfter(
      CUT,
      correct(of('discipline', 'cut'), stated(months, '2023-01-15'), { by: operator }),
    );
    expect(inForce).toMatchObject([{ sanction: '25', until: '2024-01-14' }]);
  });
});
