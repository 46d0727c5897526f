import type { PlainDate } from '../event';

/** 1 above, 2 meets, 3 below expectation (di atas, sesuai, di bawah ekspektasi). */
export type Rating = 1 | 2 | 3;
/** 1 Sangat Baik, 2 Baik, 3 Butuh Perbaikan, 4 Kurang (misconduct), 5 Sangat Kurang. */
export type Predicate = 1 | 2 | 3 | 4 | 5;

export const PREDICATE_NAMES: Readonly<Record<Predicate, string>> = {
  1: 'Sangat Baik',
  2: 'Baik',
  3: 'Butuh Perbaikan',
  4: 'Kurang',
  5: 'Sangat Kurang',
};

/** Name and version of the rule, frozen into every appraisal that it judged. */
export const MATRIX_RULE = 'PermenPANRB 6/2022 matrix, version 1';
/** The first year whose appraisals the matrix judges; earlier years had other regimes. */
export const MATRIX_FROM: PlainDate = '2022-01-01';

/** Rows: result 1 to 3; columns: behaviour 1 to 3. Not symmetric: good results do not make up for behaviour. */
const MATRIX: readonly (readonly Predicate[])[] = [
  [1, 2, 4],
  [2, 2, 4],
  [3, 3, 5],
];

/** Predicate of an appraisal (kuadran kinerja), PermenPANRB 6/2022. */
export const predicateOf = (result: Rating, behaviour: Rating): Predicate => MATRIX[result - 1]![behaviour - 1]!;
