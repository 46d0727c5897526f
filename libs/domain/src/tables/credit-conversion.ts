import type { Predicate } from './appraisal-matrix';
import { jenjangOf } from './jenjang';

/** Name and version of the rule, frozen into every credit that it judged. */
export const CONVERSION_RULE = 'PermenPANRB 1/2023 conversion of the predicate, version 1';

/** Percent of the yearly coefficient that a predicate earns, PermenPANRB 1/2023 and PerBKN 3/2023. */
const PERCENT: Readonly<Record<Predicate, number>> = { 1: 150, 2: 100, 3: 75, 4: 50, 5: 25 };

const MONTHS_OF_YEAR = 12;

/**
 * Credit in thousandths of an appraisal's predicate over a number of months: months / 12 x percent x coefficient,
 * rounded half up. Null when the jenjang has no coefficient.
 */
export function convertedThousandths(jenjang: string, predicate: Predicate, months: number): number | null {
  const coefficient = jenjangOf(jenjang)?.coefficientThousandths ?? null;
  if (coefficient === null) return null;
  return Math.round((coefficient * PERCENT[predicate] * months) / (100 * MONTHS_OF_YEAR));
}
