import {
  daysBetween,
  exitBefore,
  lastEdition,
  rejection,
  serviceOf,
  type CareerState,
  type PlainDate,
} from '@rekam/domain';
import type { LedgerDays } from './ledger-days';
import type { KnownAxes, Report, Reported } from './report';
import { standingActs, type ActLine, type Period, type StandingAct } from './standing-act';

export interface OddActsAsked extends Period {
  /** A decree dated more than so many days after the day of effect is told of. */
  readonly decreeDaysMax: number;
}

/** What is odd about an act. */
interface Oddity {
  /** Stable literal: that of the flag, or of what the report itself looks for. */
  readonly code: string;
  /** JSON pointer into what was stated. */
  readonly field: string;
  readonly rule: string;
  readonly message: { readonly id: string; readonly en: string };
  /** Whether the act was flagged when it was recorded, or shows odd by what the ledger learned since. */
  readonly foundBy: 'flag' | 'report';
}

export interface OddAct {
  readonly act: ActLine & { readonly oddity: Oddity };
}

export interface OddActsSummary {
  /** By what is odd, the most frequent first; `rule` and `code` are those of the lines. */
  readonly byCode: readonly {
    readonly code: string;
    readonly rule: string;
    readonly count: number;
    readonly persons: number;
  }[];
}

const AFTER_EXIT = 'effective-after-exit';
/** It does not say when the person died, which few may know. */
const AFTER_DEATH: Oddity = {
  code: 'effective-after-death',
  field: '/effectiveAt',
  rule: 'ledger rule',
  message: { id: 'TMT sesudah pegawai meninggal.', en: 'It takes effect after the person died.' },
  foundBy: 'report',
};

/** Acts that contradict their documents, their order or the service itself. */
export class OddActs implements Report {
  readonly head: object;
  private readonly byCode = new Map<string, { readonly rule: string; count: number; persons: number }>();

  constructor(
    private readonly agency: string,
    readonly asked: KnownAxes,
    private readonly parameters: OddActsAsked,
    private readonly days: LedgerDays,
  ) {
    this.head = parameters;
  }

  linesOf(person: Reported): readonly OddAct[] {
    const lines: OddAct[] = [];
    for (const act of standingActs(person, this.agency, this.days, this.parameters)) {
      const found = [...flagsOf(act), ...endLearnedSince(act, person), ...lateDecree(act, this.parameters)];
      for (const oddity of found) lines.push({ act: { ...act.line, oddity } });
    }
    this.add(lines);
    return lines;
  }

  summary(): OddActsSummary {
    const byCode = [...this.byCode].map(([code, sums]) => ({ code, ...sums }));
    return { byCode: byCode.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)) };
  }

  private add(lines: readonly OddAct[]): void {
    for (const { act } of lines) {
      const { code, rule } = act.oddity;
      const sums = this.byCode.get(code) ?? { rule, count: 0, persons: 0 };
      this.byCode.set(code, sums);
      sums.count += 1;
    }
    for (const code of new Set(lines.map(({ act }) => act.oddity.code))) this.byCode.get(code)!.persons += 1;
  }
}

const oddityOf = (
  code: string,
  field: string,
  params: Readonly<Record<string, string | number>> | undefined,
  foundBy: Oddity['foundBy'],
): Oddity => {
  const { rule, message } = rejection(code, field, params);
  return { code, field, rule, message, foundBy };
};

/** What was odd about it by what the ledger knew then. */
const flagsOf = ({ edition }: StandingAct): readonly Oddity[] =>
  edition.flags.map(({ code, field, params }) => oddityOf(code, field, params, 'flag'));

/** It takes effect after an exit that the ledger learned of only later, so that it has no flag, or after a death. */
function endLearnedSince({ fact, subject, edition }: StandingAct, { history: { state } }: Reported): readonly Oddity[] {
  if (subject.servicePeriod !== undefined || edition.flags.some(({ code }) => code === AFTER_EXIT)) return [];
  const exit = exitBefore(serviceOf(state, fact.fact), edition.effectiveAt);
  if (exit !== null) return [oddityOf(AFTER_EXIT, '/effectiveAt', { exit }, 'report')];
  // The service of who dies ends with the month; the exit itself is of such a day, and nothing else should be.
  const isAfterDeath = subject.endsService === undefined && edition.effectiveAt > (dayOfDeath(state) ?? NEVER);
  return isAfterDeath ? [AFTER_DEATH] : [];
}

const NEVER: PlainDate = '9999-12-31';

/** The day that a standing exit says the person died on; null when none does, or when it was erased. */
function dayOfDeath(state: CareerState): PlainDate | null {
  for (const exit of state.bySubject.get('exit') ?? []) {
    const diedAt = lastEdition(exit).content?.['diedAt'];
    if (typeof diedAt === 'string') return diedAt;
  }
  return null;
}

/** Its decree was signed long after the day from which it is to hold. */
function lateDecree({ edition }: StandingAct, { decreeDaysMax }: OddActsAsked): readonly Oddity[] {
  const { decree, effectiveAt, precision } = edition;
  const days = decree === null || precision !== 'day' ? 0 : daysBetween(effectiveAt, decree.date);
  if (days <= decreeDaysMax) return [];
  return [
    {
      code: 'decree-long-after-effect',
      field: '/decree/date',
      rule: `ledger rule: at most ${decreeDaysMax} days`,
      message: {
        id: `SK ditetapkan ${days} hari sesudah TMT.`,
        en: `The decree was signed ${days} days after the act took effect.`,
      },
      foundBy: 'report',
    },
  ];
}
