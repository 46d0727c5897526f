import type { PlainDate } from './event';

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

/** Whether the text is a day that the Gregorian calendar has. */
export function isPlainDate(text: string): text is PlainDate {
  const parts = PATTERN.exec(text);
  if (parts === null) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(parts[3]);
}

export const yearOf = (date: PlainDate): number => Number(date.slice(0, 4));
export const monthOf = (date: PlainDate): number => Number(date.slice(5, 7));
export const dayOf = (date: PlainDate): number => Number(date.slice(8, 10));

/** Whole days from one day to the other; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The day `days` after `date`. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day `years` later. Of 29 February it is a day that only compares: it lies before 1 March of any year. */
export const addYears = (date: PlainDate, years: number): PlainDate =>
  `${String(yearOf(date) + years).padStart(4, '0')}${date.slice(4)}`;

/** The same day `months` later, or the last one of a month that is too short for it. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const first = new Date(Date.UTC(yearOf(date), monthOf(date) - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return `${first.toISOString().slice(0, 8)}${String(Math.min(dayOf(date), lastDay)).padStart(2, '0')}`;
}
