import { isPlainDate } from './plain-date';
import type { PlainDate } from './event';

export const IDENTIFIER_KINDS = ['nip', 'ni-pppk', 'nip-lama'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];
export interface Identifier {
  readonly kind: IdentifierKind;
  /** Digits only. */
  readonly number: string;
}

/** Digits of a number as printed, with its spaces, dots and dashes taken out. */
export const normaliseNumber = (printed: string): string => printed.replaceAll(/[\s.-]/g, '');

/** Birth date as an 18-digit number states it. */
export const birthDateIn = (number: string): PlainDate =>
  `${number.slice(0, 4)}-${number.slice(4, 6)}-${number.slice(6, 8)}`;

/** Month (YYYY-MM) of the first appointment as a NIP states it. */
export const appointedIn = (nip: string): string => `${nip.slice(8, 12)}-${nip.slice(12, 14)}`;

/**
 * Why a number cannot exist, as a finding code; null when it can.
 *
 * NIP: birth date 8, year and month of appointment 6, sex 1, sequence 3 (PerBKA 22/2007); before 2007 nine digits.
 * NI PPPK: birth date 8, year 4, contract counter 2, sex 1, sequence 3; the month check does not apply to it.
 */
export function impossibleNumber({ kind, number }: Identifier): string | null {
  if (kind === 'nip-lama') return /^\d{9}$/.test(number) ? null : 'number-not-9-digits';
  if (!/^\d{18}$/.test(number)) return 'number-not-18-digits';
  if (!isPlainDate(birthDateIn(number))) return 'number-impossible-birth-date';
  const month = Number(number.slice(12, 14));
  if (kind === 'nip' && (month < 1 || month > 12)) return 'number-impossible-month';
  if (number[14] !== '1' && number[14] !== '2') return 'number-impossible-sex';
  return number.endsWith('000') ? 'number-impossible-sequence' : null;
}
