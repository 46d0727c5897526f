import { predicateOf, type Predicate, type Rating } from './appraisal-matrix';
import { EDUCATION_LEVELS } from './education-levels';
import { ESELONS, isJpt } from './eselon';
import { JENJANGS } from './jenjang';
import { isPromotionDate, PROMOTION_KINDS, promotionDatesAt } from './promotion-kinds';
import { EXIT_KINDS } from './exit-kinds';
import { legalStatus } from './legal-statuses';
import { golonganLabel, isGolongan, PPPK_GRADES, RANK_IDS, rankOf, stepsBetween } from './ranks';
import { RECOGNITIONS } from './recognitions';
import { SANCTIONS } from './sanctions';
import { TRAINING_KINDS } from './training-kinds';

describe('promotion dates', () => {
  it.each<[string, boolean]>([
    ['1995-10-01', true],
    ['2015-04-01', true],
    ['2015-04-02', false],
    ['2015-06-01', false],
    ['2023-10-01', true],
    ['2023-12-01', false],
    ['2024-01-01', false],
    ['2024-02-01', true],
    ['2024-10-01', true],
    ['2024-12-01', true],
    ['2025-08-01', true],
    ['2025-09-01', false],
    ['2025-10-01', true],
    ['2025-10-02', false],
    ['2025-11-01', true],
    ['2026-01-01', true],
    ['0000-04-01', true],
  ])('%s: %s', (date, expected) => {
    expect(isPromotionDate(date)).toBe(expected);
  });

  it('name the regulation of their time', () => {
    expect(promotionDatesAt('2023-12-31').source).toBe('PP 99/2000');
    expect(promotionDatesAt('2024-01-01').source).toBe('PerBKN 4/2023');
    expect(promotionDatesAt('2025-09-30').source).toBe('PerBKN 4/2023');
    expect(promotionDatesAt('2025-10-01').source).toBe('PerBKN 4/2025');
  });

  it('do not bind anumerta and pengabdian', () => {
    const free = PROMOTION_KINDS.filter(({ onPromotionDate }) => !onPromotionDate).map(({ code }) => code);
    expect(free).toEqual(['211', 'anumerta', 'pengabdian']);
  });
});

describe('the matrix of predicates', () => {
  it.each<[Rating, Rating, Predicate]>([
    [1, 1, 1],
    [1, 2, 2],
    [1, 3, 4],
    [2, 1, 2],
    [2, 2, 2],
    [2, 3, 4],
    [3, 1, 3],
    [3, 2, 3],
    [3, 3, 5],
  ])('result %i and behaviour %i give %i', (result, behaviour, predicate) => {
    expect(predicateOf(result, behaviour)).toBe(predicate);
  });
});

describe('ranks', () => {
  it('are seventeen, in the order of their codes, and group by tens', () => {
    expect(RANK_IDS).toHaveLength(17);
    expect(RANK_IDS.toSorted()).toEqual(RANK_IDS);
    expect(rankOf('45')).toEqual({ id: '45', golongan: 'IV/e', pangkat: 'Pembina Utama' });
    expect(rankOf('15')).toBeUndefined();
  });

  it('count steps over the end of a group', () => {
    expect(stepsBetween('24', '31')).toBe(1);
    expect(stepsBetween('31', '33')).toBe(2);
    expect(stepsBetween('41', '34')).toBe(-1);
  });

  it('leave contract staff their own grades', () => {
    expect(PPPK_GRADES).toHaveLength(17);
    expect(golonganLabel('IX')).toBe('IX');
    expect(golonganLabel('31')).toBe('III/a');
    expect(['31', 'IX', '15', 'XVIII', '9', ''].map(isGolongan)).toEqual([true, true, false, false, false, false]);
  });
});

it('has every training kind once', () => {
  expect(TRAINING_KINDS.map(({ code }) => Number(code))).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
});

it('has the sixteen levels of education, the higher after the lower', () => {
  const codes = EDUCATION_LEVELS.map(({ code }) => code);
  expect(codes).toHaveLength(16);
  expect(codes.toSorted()).toEqual(codes);
});

it('has the twenty-nine recognitions, each once, and asks for years of service of three of them', () => {
  expect(new Set(RECOGNITIONS.map(({ code }) => code)).size).toBe(29);
  expect(
    RECOGNITIONS.flatMap(({ code, serviceYears }) => (serviceYears === undefined ? [] : [[code, serviceYears]])),
  ).toEqual([
    ['201', 10],
    ['202', 20],
    ['203', 30],
  ]);
});

describe('posts', () => {
  it('have thirteen codes of echelons, five of them of high leadership', () => {
    expect(new Set(ESELONS.map(({ id }) => id)).size).toBe(13);
    expect(ESELONS.filter(({ id }) => isJpt(id)).map(({ id }) => id)).toEqual(['10', '11', '12', '21', '22']);
    expect([isJpt(null), isJpt('13')]).toEqual([false, false]);
  });

  it('have nine codes of jenjang, eight of them with the yearly credit', () => {
    expect(new Set(JENJANGS.map(({ id }) => id)).size).toBe(9);
    expect(JENJANGS.map(({ id, coefficientThousandths }) => `${id} ${coefficientThousandths}`)).toEqual([
      'PM 3750',
      'TR 5000',
      'MH 12500',
      'PY 25000',
      'PT 12500',
      'MU 25000',
      'MA 37500',
      'UT 50000',
      'XX null',
    ]);
  });
});

describe('sanctions', () => {
  const codesOf = (level: string) => SANCTIONS.filter((each) => each.level === level).map(({ code }) => code);

  it('are twenty-one, by level', () => {
    expect(SANCTIONS).toHaveLength(21);
    expect(codesOf('R')).toEqual(['1', '2', '3', '21', '22']);
    expect(codesOf('S')).toEqual(['4', '5', '6', '7', '8', '23', '24', '25']);
    expect(codesOf('B')).toEqual(['9', '10', '11', '12', '13', '14', '27', '28']);
  });

  it('are served at once when light, and only the reactivation ends one', () => {
    for (const { level, served } of SANCTIONS) expect(served === 'once').toBe(level === 'R');
    expect(SANCTIONS.filter(({ served }) => served === 'ends').map(({ code }) => code)).toEqual(['12']);
  });
});

it('has every exit kind once, and death under two of them', () => {
  expect(EXIT_KINDS.map(({ code }) => Number(code))).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  expect(EXIT_KINDS.filter(({ isDeath }) => isDeath).map(({ code }) => code)).toEqual(['2', '6']);
});

it('knows the legal statuses by their whole codes, those of contract staff too', () => {
  const codes = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, '0'));
  expect(codes.filter((code) => legalStatus(code) !== undefined)).toHaveLength(34);
  expect(['01', '72', '99', '1', '10'].map(legalStatus)).toEqual(['Aktif', 'PPPK', 'Pensiun', undefined, undefined]);
});
