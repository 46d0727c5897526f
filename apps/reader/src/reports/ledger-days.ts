import type { Instant, PlainDate } from '@rekam/domain';
import { dayAt } from '@rekam/runtime';

/** Every offset of a zone is a multiple of it, so that no midnight falls within one. */
const QUARTER_MS = 15 * 60_000;
const QUARTERS_KEPT_MAX = 10_000;

/** The days on which things were recorded, in the ledger's zone. What an import recorded in one go is reckoned once. */
export class LedgerDays {
  private readonly known = new Map<number, PlainDate>();

  constructor(private readonly timeZone: string) {}

  of(instant: Instant): PlainDate {
    const quarter = Math.floor(Date.parse(instant) / QUARTER_MS);
    const known = this.known.get(quarter);
    if (known !== undefined) return known;
    if (this.known.size >= QUARTERS_KEPT_MAX) this.known.clear();
    const day = dayAt(quarter * QUARTER_MS, this.timeZone);
    this.known.set(quarter, day);
    return day;
  }
}
