import { predicateOf, type Predicate, type Rating } from './appraisal-matrix';
import { EDUCATION_LEVELS } from './education-levels';
import { isPromotionDate, PROMOTION_KINDS, promotionDatesAt } from './promotion-kinds';
import { golonganLabel, PPPK_GRADES, RANK_IDS, rankOf, stepsBetween } from './ranks';
import { RECOGNITIONS } from './recognitions';
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
