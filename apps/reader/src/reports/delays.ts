/** The classes that delays are told in, each with its last day. */
const CLASSES = [
  ['0-30', 30],
  ['31-90', 90],
  ['91-365', 365],
  ['366-730', 730],
  ['over-730', Infinity],
] as const;

type DelayClass = (typeof CLASSES)[number][0];

/** A delay beyond a century counts as one, so that there are so many different ones and no more. */
const DAYS_MAX = 36_525;

export interface DelaySummary {
  readonly count: number;
  /** At least half of the acts came no later than so many days after they took effect. */
  readonly medianDays: number;
  readonly maxDays: number;
  /** Acts by days of delay. */
  readonly byDelay: Readonly<Record<DelayClass, number>>;
}

/** How late acts were known, in days: counted, and not kept one by one. */
export class Delays {
  private readonly countByDays = new Map<number, number>();
  private count = 0;

  /** `days`: 0 or more. */
  add(days: number): void {
    const counted = Math.min(days, DAYS_MAX);
    this.countByDays.set(counted, (this.countByDays.get(counted) ?? 0) + 1);
    this.count += 1;
  }

  /** Of one act at least. */
  summary(): DelaySummary {
    const byDelay = Object.fromEntries(CLASSES.map(([name]) => [name, 0])) as Record<DelayClass, number>;
    const inOrder = [...this.countByDays].sort(([a], [b]) => a - b);
    let upTo = 0;
    let medianDays: number | null = null;
    for (const [days, count] of inOrder) {
      upTo += count;
      if (medianDays === null && upTo * 2 >= this.count) medianDays = days;
      const [name] = CLASSES.find(([, lastDay]) => days <= lastDay)!;
      byDelay[name] += count;
    }
    return { count: this.count, medianDays: medianDays ?? 0, maxDays: inOrder.at(-1)?.[0] ?? 0, byDelay };
  }
}
