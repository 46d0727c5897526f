/** 1 above, 2 meets, 3 below expectation (di atas, sesuai, di bawah ekspektasi). */
export type Rating = 1 | 2 | 3;
/** 1 is the best of the five, 5 the worst; each regime has its own words for them (see appraisal-regimes.ts). */
export type Predicate = 1 | 2 | 3 | 4 | 5;

/** Name and version of the rule, frozen into every appraisal that it judged. */
export const MATRIX_RULE = 'PermenPANRB 6/2022 matrix, version 1';

/** Rows: result 1 to 3; columns: behaviour 1 to 3. Not symmetric: good results do not make up for behaviour. */
const MATRIX: readonly (readonly Predicate[])[] = [
  [1, 2, 4],
  [2, 2, 4],
  [3, 3, 5],
];

/** Predicate of an appraisal (kuadran kinerja), PermenPANRB 6/2022. */
export const predicateOf = (result: Rating, behaviour: Rating): Predicate => MATRIX[result - 1]![behaviour - 1]!;
