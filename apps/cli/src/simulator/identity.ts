import { createHash } from 'node:crypto';
import { yearOf, type PlainDate } from '@rekam/domain';

/** Who a made-up person is, as far as the number says it. */
export interface Identity {
  readonly birthDate: PlainDate;
  readonly sex: 1 | 2;
  /** The first day in service, the first of a month. */
  readonly start: PlainDate;
  /** 18 digits; its last three are 900 to 999, which no real number here has. */
  readonly number: string;
}

const AGE_YEARS_MIN = 20;
const [AGES, MONTHS, DAYS, STARTS, SEXES, SERIALS] = [15, 12, 28, 20 * 12, 2, 100];
const NUMBERS = AGES * MONTHS * DAYS * STARTS * SEXES * SERIALS;
/** A prime, so that stepping by it meets every number once; small enough for the product to be exact in a double. */
const STEP = 15_485_863;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * The person of an index in a run: no two of a run share a number, and two runs of n persons each share one with a
 * chance of 2n in 242 million. Equal arguments give equal persons.
 */
export function identityOf(run: string, index: number, until: PlainDate): Identity {
  const first = createHash('sha256').update(run).digest().readUIntBE(0, 6) % NUMBERS;
  let rest = (((first + index) % NUMBERS) * STEP) % NUMBERS;
  const take = (size: number): number => {
    const digit = rest % size;
    rest = Math.floor(rest / size);
    return digit;
  };
  const [age, month, day] = [AGE_YEARS_MIN + take(AGES), 1 + take(MONTHS), 1 + take(DAYS)];
  const [start, sex, serial] = [take(STARTS), take(SEXES) === 0 ? 1 : 2, 900 + take(SERIALS)] as const;
  const startYear = yearOf(until) - 2 - Math.floor(start / 12);
  const startMonth = 1 + (start % 12);
  const birthDate = `${startYear - age}-${two(month)}-${two(day)}`;
  return {
    birthDate,
    sex,
    start: `${startYear}-${two(startMonth)}-01`,
    number: `${birthDate.replaceAll('-', '')}${startYear}${two(startMonth)}${sex}${serial}`,
  };
}
