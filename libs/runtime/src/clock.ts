import type { Instant, PlainDate } from '@rekam/domain';
import type { Clock } from './tokens';

export const systemClock: Clock = { now: () => Date.now() };

/** The instant of a clock's milliseconds, in the ledger's form with microseconds. */
export const instantOf = (ms: number): Instant => new Date(ms).toISOString().replace('Z', '000Z');

/** No day of any zone is longer, whatever its change of offset. */
const DAY_MS_MAX = 26 * 3_600_000;

interface ZoneDay {
  readonly date: PlainDate;
  readonly fromMs: number;
  readonly untilMs: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const days = new Map<string, ZoneDay>();

/** The day that an instant falls on in a zone. `localDate` is for the present, which it remembers. */
export function dayAt(ms: number, timeZone: string): PlainDate {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts['year']!.padStart(4, '0')}-${parts['month']}-${parts['day']}`;
}

/**
 * The day it is in a zone. Every command asks, and formatting in a zone is slow, so the day last found is kept with
 * the instants it is known to hold for.
 */
export function localDate(ms: number, timeZone: string): PlainDate {
  const known = days.get(timeZone);
  if (known !== undefined && known.fromMs <= ms && ms < known.untilMs) return known.date;
  const date = dayAt(ms, timeZone);
  days.set(timeZone, { date, fromMs: ms, untilMs: ms + msUntilNextDay(ms, timeZone) });
  return date;
}

const HALF_DAY_MS = 12 * 3_600_000;

/** The last instant of a day in a zone. */
export function endOfDay(date: PlainDate, timeZone: string): Instant {
  let ms = Date.parse(`${date}T12:00:00Z`);
  // Where clocks are thirteen hours or more ahead it is the next day by then.
  if (dayAt(ms, timeZone) > date) ms -= HALF_DAY_MS;
  return instantOf(ms + msUntilNextDay(ms, timeZone) - 1).replace('000Z', '999Z');
}

/** Milliseconds until the zone's next midnight, at least 1; found by bisection, so that changes of offset count. */
export function msUntilNextDay(ms: number, timeZone: string): number {
  const today = dayAt(ms, timeZone);
  let sameDay = ms;
  let nextDay = ms + DAY_MS_MAX;
  while (nextDay - sameDay > 1) {
    const middle = Math.floor((sameDay + nextDay) / 2);
    if (dayAt(middle, timeZone) === today) sameDay = middle;
    else nextDay = middle;
  }
  return nextDay - ms;
}
