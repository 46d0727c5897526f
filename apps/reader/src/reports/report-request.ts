import { isPlainDate, type PlainDate } from '@rekam/domain';
import { endOfDay } from '@rekam/runtime';
import { knownAtOf, type Axes } from '../careers/axes';
import { bodyOf, invalidValue } from '../request';
import type { LateActsAsked } from './late-acts';
import type { OddActsAsked } from './odd-acts';
import type { Period } from './standing-act';

const DAYS_MAX = 36_525;
const LATE_DAYS_MIN_DEFAULT = 0;
/** A quarter: by then the agency has had a payroll, a reconciliation and a report in between. */
const DECREE_DAYS_MAX_DEFAULT = 90;

export function lateActsOf(body: unknown): LateActsAsked {
  const { minDays, imports, ...period } = bodyOf(body ?? {}, ['from', 'to', 'minDays', 'imports']);
  return {
    ...periodOf(period),
    minDays: daysOf('/minDays', minDays, LATE_DAYS_MIN_DEFAULT),
    imports: flagOf('/imports', imports),
  };
}

export function oddActsOf(body: unknown): OddActsAsked {
  const { decreeDaysMax, ...period } = bodyOf(body ?? {}, ['from', 'to', 'decreeDaysMax']);
  return { ...periodOf(period), decreeDaysMax: daysOf('/decreeDaysMax', decreeDaysMax, DECREE_DAYS_MAX_DEFAULT) };
}

/** Axes as a person's own are asked, and `knownAt` may be a day too: what was known when it ended, in the ledger's zone. */
export function stateAsked(body: unknown, timeZone: string): Axes {
  const { validAt, knownAt } = bodyOf(body ?? {}, ['validAt', 'knownAt']);
  if (knownAt !== undefined && typeof knownAt !== 'string') {
    throw invalidValue('/knownAt', {
      id: 'knownAt bukan teks.',
      en: 'knownAt is no text.',
      accepted: 'a day, a position in digits, or an RFC 3339 instant, as text',
    });
  }
  const isDay = knownAt !== undefined && isPlainDate(knownAt);
  return {
    validAt: dayOf('/validAt', validAt),
    knownAt: isDay ? { instant: endOfDay(knownAt, timeZone) } : knownAtOf(knownAt),
  };
}

function periodOf({ from, to }: { readonly from?: unknown; readonly to?: unknown }): Period {
  const period = { from: dayOf('/from', from), to: dayOf('/to', to) };
  if (period.from === null || period.to === null || period.from <= period.to) return period;
  throw invalidValue('/to', {
    id: 'to lebih awal daripada from.',
    en: 'to is earlier than from.',
    accepted: 'a day on or after from',
  });
}

function dayOf(field: string, value: unknown): PlainDate | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && isPlainDate(value)) return value;
  throw invalidValue(field, {
    id: 'Bukan tanggal kalender.',
    en: 'This is not a day of the calendar.',
    accepted: 'YYYY-MM-DD, such as 2025-12-31',
  });
}

function daysOf(field: string, value: unknown, preset: number): number {
  if (value === undefined) return preset;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= DAYS_MAX) return value;
  throw invalidValue(field, {
    id: 'Bukan jumlah hari.',
    en: 'This is not a number of days.',
    accepted: `a whole number from 0 to ${DAYS_MAX}`,
  });
}

function flagOf(field: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw invalidValue(field, {
    id: 'Bukan true atau false.',
    en: 'This is not true or false.',
    accepted: 'true, false',
  });
}
