import { predicateName, REGIME_NAMES, regimeOfYear, REGIMES, isOfYear, type NamedScore } from './appraisal-regimes';
import type { Predicate } from './appraisal-matrix';

const named = (scores: Readonly<Record<string, number>>): readonly NamedScore[] =>
  Object.entries(scores).map(([name, value]) => ({ name, value }));
const NOTHING = { result: null, behaviour: null, scores: null, statedScore: null, statedPredicate: null };

describe('the regime of a year', () => {
  it.each([
    [1990, 'dp3'],
    [2013, 'dp3'],
    [2014, 'pp46'],
    [2020, 'pp46'],
    [2021, 'pp30-2021'],
    [2022, 'permenpanrb-6-2022'],
    [2026, 'permenpanrb-6-2022'],
  ] as const)('%i is of %s, and may be', (year, name) => {
    expect(regimeOfYear(year)).toBe(name);
    expect(isOfYear(REGIMES[name], year)).toBe(true);
  });

  it('is one of two in 2021, and one alone in the years around it', () => {
    const of = (year: number) => REGIME_NAMES.filter((name) => isOfYear(REGIMES[name], year));
    expect(of(2013)).toEqual(['dp3']);
    expect(of(2014)).toEqual(['pp46']);
    expect(of(2021)).toEqual(['pp46', 'pp30-2021']);
    expect(of(2022)).toEqual(['permenpanrb-6-2022']);
  });
});

describe('the bands of DP3 and PP 46/2011', () => {
  it.each<[number, Predicate]>([
    [100, 1],
    [91, 1],
    [90.99, 2],
    [76, 2],
    [75.99, 3],
    [61, 3],
    [60.99, 4],
    [51, 4],
    [50.99, 5],
    [0, 5],
  ])('%d is in band %i', (statedScore, predicate) => {
    for (const name of ['dp3', 'pp46'] as const) {
      expect(REGIMES[name].judge({ ...NOTHING, statedScore })).toMatchObject({ predicate, score: statedScore });
    }
  });
});

describe('a DP3', () => {
  const ALL = { kesetiaan: 91, prestasiKerja: 78, tanggungJawab: 79, ketaatan: 80, kejujuran: 80, kerjasama: 81 };

  it('scores the mean of its elements, and neither their sum nor what does not apply', () => {
    const scores = named({ ...ALL, prakarsa: 77, kepemimpinan: 0, jumlah: 566, nilairatarata: 1 });
    expect(REGIMES.dp3.judge({ ...NOTHING, scores, statedScore: 80.86 })).toEqual({
      predicate: 2,
      predicateRule: 'DP3 bands, version 1',
      score: 80.86,
      scoreRule: 'mean of the elements of DP3, version 1',
    });
  });

  it('without elements keeps the stated score, and without that the stated predicate', () => {
    expect(REGIMES.dp3.judge({ ...NOTHING, scores: [], statedScore: 80.5, statedPredicate: 1 })).toEqual({
      predicate: 2,
      predicateRule: 'DP3 bands, version 1',
      score: 80.5,
      scoreRule: null,
    });
    expect(REGIMES.dp3.judge({ ...NOTHING, statedPredicate: 3 })).toEqual({
      predicate: 3,
      predicateRule: null,
      score: null,
      scoreRule: null,
    });
  });
});

describe('an appraisal of PP 46/2011', () => {
  const BEHAVIOUR = { orientasiPelayanan: 82, integritas: 81, komitmen: 80, disiplin: 83, kerjasama: 84 };

  it.each<[string, Readonly<Record<string, number>>, number]>([
    ['60 and 40 percent', { nilaiSkp: 87.5, ...BEHAVIOUR }, 85.3],
    ['with leadership', { nilaiSkp: 87.5, ...BEHAVIOUR, kepemimpinan: 88 }, 85.7],
    ['leadership that does not apply', { nilaiSkp: 87.5, ...BEHAVIOUR, kepemimpinan: 0 }, 85.3],
    ['above a hundred', { nilaiSkp: 104.15, integritas: 90 }, 98.49],
    ['halves upwards', { nilaiSkp: 80.01, integritas: 80.01, disiplin: 80.02 }, 80.01],
    ['the figures of the source left aside', { nilaiSkp: 80, integritas: 90, nilaiPerilakuKerja: 36, jumlah: 1 }, 84],
  ])('scores %s', (_case, scores, score) => {
    expect(REGIMES.pp46.judge({ ...NOTHING, scores: named(scores), statedScore: 1 })).toEqual({
      predicate: score >= 91 ? 1 : 2,
      predicateRule: 'PP 46/2011 bands, version 1',
      score,
      scoreRule: '60 % SKP and 40 % mean of the behaviours, PP 46/2011, version 1',
    });
  });

  it.each([
    ['targets', { integritas: 80 }],
    ['behaviour', { nilaiSkp: 80 }],
    ['both', {}],
  ])('without %s keeps the stated score', (_missing, scores) => {
    expect(REGIMES.pp46.judge({ ...NOTHING, scores: named(scores), statedScore: 77.7 })).toMatchObject({
      predicate: 2,
      score: 77.7,
      scoreRule: null,
    });
  });
});

it('an appraisal of 2021 is kept as stated', () => {
  const scores = named({ nilaiSkp: 60, integritas: 60 });
  expect(REGIMES['pp30-2021'].judge({ ...NOTHING, scores, statedScore: 92.1, statedPredicate: 2 })).toEqual({
    predicate: 2,
    predicateRule: null,
    score: 92.1,
    scoreRule: null,
  });
});

it('each regime has its own words for the five predicates', () => {
  expect(predicateName('dp3', 1)).toBe('Amat Baik');
  expect(predicateName('pp46', 5)).toBe('Buruk');
  expect(predicateName('pp30-2021', 3)).toBe('Cukup');
  expect(predicateName('permenpanrb-6-2022', 3)).toBe('Butuh Perbaikan');
  for (const [name, regime] of Object.entries(REGIMES)) expect([name, regime.name]).toEqual([name, name]);
});
