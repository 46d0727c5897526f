import { RECORD_TYPES, type RecordTypeName } from '@rekam/siasn';

/** What became of one record type. Rows are the source's; the other figures count acts, of which a row may make several. */
export interface TypeCounts {
  rows: number;
  recorded: number;
  /** The ledger had it in these words. */
  duplicate: number;
  corrected: number;
  annulled: number;
  /** Recorded or corrected, and marked as unlawful or contradictory. */
  flagged: number;
  /** Rows that were refused. */
  rejected: number;
  /** The source has it no more. */
  vanished: number;
  /** The source has it again. */
  found: number;
  /** Rows passed over: echoes of others, and those of a pull that is too old. */
  skipped: number;
}

export const FIGURES = [
  'rows',
  'recorded',
  'duplicate',
  'corrected',
  'annulled',
  'flagged',
  'rejected',
  'vanished',
  'found',
  'skipped',
] as const satisfies readonly (keyof TypeCounts)[];

export interface SiasnImportReport {
  readonly agency: string;
  readonly fetchedAt: string;
  readonly dryRun: boolean;
  readonly persons: number;
  /** Types of which the pull brought something, in the order of their names. */
  readonly types: Readonly<Record<string, TypeCounts>>;
  readonly totals: TypeCounts;
  /** How many of each finding. */
  readonly findings: Readonly<Record<string, number>>;
  /** The refused rows with their reasons; null when none was. */
  readonly rejectsFile: string | null;
  readonly findingsFile: string | null;
}

const none = (): TypeCounts => ({
  rows: 0,
  recorded: 0,
  duplicate: 0,
  corrected: 0,
  annulled: 0,
  flagged: 0,
  rejected: 0,
  vanished: 0,
  found: 0,
  skipped: 0,
});

/** Counts by record type while an import runs. */
export class Tally {
  persons = 0;
  readonly #types = new Map<RecordTypeName, TypeCounts>();
  readonly #findings = new Map<string, number>();

  add(type: RecordTypeName, figure: keyof TypeCounts, amount = 1): void {
    const counts = this.#types.get(type) ?? none();
    this.#types.set(type, counts);
    counts[figure] += amount;
  }

  found(finding: string): void {
    this.#findings.set(finding, (this.#findings.get(finding) ?? 0) + 1);
  }

  types(): Readonly<Record<string, TypeCounts>> {
    return Object.fromEntries(
      RECORD_TYPES.filter((type) => this.#types.has(type)).map((type) => [type, this.#types.get(type)!]),
    );
  }

  totals(): TypeCounts {
    const totals = none();
    for (const counts of this.#types.values()) for (const figure of FIGURES) totals[figure] += counts[figure];
    return totals;
  }

  findings(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#findings].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
