import { daysBetween, type PayEffect } from '@rekam/domain';
import { Delays, type DelaySummary } from './delays';
import type { LedgerDays } from './ledger-days';
import type { KnownAxes, Report, Reported } from './report';
import { standingActs, type ActLine, type Period } from './standing-act';

export interface LateActsAsked extends Period {
  /** Acts that were known sooner are left out. */
  readonly minDays: number;
  /** Whether acts that an import brought are told of: the ledger knows them from their import, whatever came before. */
  readonly imports: boolean;
}

export interface LateAct {
  readonly act: ActLine & { readonly delayDays: number };
}

export interface LateActsSummary {
  readonly bySubject: readonly (DelaySummary & { readonly subject: string; readonly payEffect: PayEffect | null })[];
  readonly byPayEffect: readonly (DelaySummary & { readonly payEffect: PayEffect | null })[];
  /** Acts of the period that were left out because an import brought them. */
  readonly importsLeftOut: number;
}

const RULE = 'days from the day of effect (TMT) to the day on which the ledger knew what the act says; version 1';

/** Acts by how long after their day of effect the ledger knew of them, and which pay waited meanwhile. */
export class LateActs implements Report {
  readonly head: object;
  private readonly bySubject = new Map<string, { readonly payEffect: PayEffect | null; readonly delays: Delays }>();
  private readonly byPayEffect = new Map<PayEffect | null, Delays>();
  private importsLeftOut = 0;

  constructor(
    private readonly agency: string,
    readonly asked: KnownAxes,
    private readonly parameters: LateActsAsked,
    private readonly days: LedgerDays,
  ) {
    this.head = { ...parameters, rule: RULE };
  }

  linesOf(person: Reported): readonly LateAct[] {
    const lines: LateAct[] = [];
    for (const { line } of standingActs(person, this.agency, this.days, this.parameters)) {
      const delayDays = daysBetween(line.effectiveAt, line.knownOn);
      if (delayDays < this.parameters.minDays) continue;
      if (line.channel === 'import' && !this.parameters.imports) {
        this.importsLeftOut += 1;
        continue;
      }
      this.add(line, delayDays);
      lines.push({ act: { ...line, delayDays } });
    }
    return lines;
  }

  summary(): LateActsSummary {
    const bySubject = [...this.bySubject].map(([subject, { payEffect, delays }]) => ({
      subject,
      payEffect,
      ...delays.summary(),
    }));
    const byPayEffect = [...this.byPayEffect].map(([payEffect, delays]) => ({ payEffect, ...delays.summary() }));
    return {
      bySubject: bySubject.sort((a, b) => (a.subject < b.subject ? -1 : 1)),
      // What no pay waited for comes last.
      byPayEffect: byPayEffect.sort((a, b) => ((a.payEffect ?? '~') < (b.payEffect ?? '~') ? -1 : 1)),
      importsLeftOut: this.importsLeftOut,
    };
  }

  private add({ subject, payEffect }: ActLine, delayDays: number): void {
    const ofSubject = this.bySubject.get(subject) ?? { payEffect, delays: new Delays() };
    this.bySubject.set(subject, ofSubject);
    ofSubject.delays.add(delayDays);
    const ofEffect = this.byPayEffect.get(payEffect) ?? new Delays();
    this.byPayEffect.set(payEffect, ofEffect);
    ofEffect.add(delayDays);
  }
}
