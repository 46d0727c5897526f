import type { JsonObject, PlainDate } from '../event';
import type { Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import type { Predicate } from '../tables/appraisal-matrix';
import { CONVERSION_RULE, convertedThousandths } from '../tables/credit-conversion';
import { jenjangOf } from '../tables/jenjang';

/** A decision on the credit of a functional post (penetapan angka kredit), PermenPANRB 1/2023; amounts have thousandths at most. */
export interface CreditContent {
  /** `first` on entry, `integration` of the credit of the old rules, `conversion` of an appraisal, `ordinary` of the old rules. */
  readonly kind: 'first' | 'integration' | 'conversion' | 'ordinary';
  /** First and last month assessed, `YYYY-MM`. */
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  /** Code of the table of jenjang. */
  readonly jenjang: string | null;
  readonly position: string | null;
  readonly main: number;
  readonly supporting: number;
  readonly total: number;
  /** The predicate that is converted. */
  readonly predicate: Predicate | null;
  /** Months of the period that are converted, 1 to 12. */
  readonly months: number | null;
}

/** What the rules add; frozen with the decision and never recomputed in place. */
interface CreditVerdict {
  /** The credit that the conversion gives, to the thousandth; null when too little is stated. */
  readonly derived: number | null;
  readonly derivedRule: string | null;
}

interface CreditDecision {
  readonly kind: CreditContent['kind'];
  readonly effectiveAt: PlainDate;
  readonly jenjang: string | null;
  readonly thousandths: number;
  /** Whether it is part of the present total. */
  readonly counted: boolean;
  readonly fact: string;
}

/** The last twenty decisions, newest last, and what they sum to since the jenjang last changed. */
export interface CreditPart {
  readonly jenjang: string | null;
  readonly totalThousandths: number;
  /** Null without any decision. */
  readonly totalRule: string | null;
  readonly decisions: readonly CreditDecision[];
}

const TOTAL_RULE =
  'PermenPANRB 1/2023: sum since the jenjang changed or credit was first given or integrated, version 1';
const DECISIONS_MAX = 20;
/** Decisions print two decimals, some rounded and some cut off: within a hundredth they agree. */
const PRINTED_THOUSANDTHS = 10;

const contentOf = (content: JsonObject): CreditContent & CreditVerdict =>
  content as unknown as CreditContent & CreditVerdict;
const thousandths = (amount: number): number => Math.round(amount * 1000);
/** A thousandth is no binary fraction: what is this near to one is one. */
const isWholeThousandths = (amount: number): boolean => Math.abs(amount * 1000 - thousandths(amount)) < 1e-6;

const AMOUNTS = ['main', 'supporting', 'total'] as const;

/** Months from one to another, both counted; not above zero when the period is reversed. */
function monthsOf(from: string, to: string): number {
  const count = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return count(to) - count(from) + 1;
}

function checkAmounts(content: CreditContent): Finding[] {
  const findings: Finding[] = AMOUNTS.filter((key) => !isWholeThousandths(content[key])).map((key) => ({
    code: 'credit-below-thousandth',
    field: `/content/${key}`,
    severity: 'impossible',
  }));
  const sum = thousandths(content.main) + thousandths(content.supporting);
  if (findings.length === 0 && thousandths(content.total) !== sum) {
    const params = { sum: sum / 1000 };
    findings.push({ code: 'credit-total-contradicts-parts', field: '/content/total', severity: 'unlawful', params });
  }
  return findings;
}

function checkPeriod({ periodFrom, periodTo, months }: CreditContent): Finding[] {
  if (periodFrom === null || periodTo === null) return [];
  const span = monthsOf(periodFrom, periodTo);
  if (span <= 0) return [{ code: 'credit-period-reversed', field: '/content/periodTo', severity: 'impossible' }];
  if (months === null || months <= span) return [];
  return [{ code: 'credit-months-beyond-period', field: '/content/months', severity: 'unlawful', params: { span } }];
}

/** Starts the count anew: at a rise in jenjang, on entry, and when the credit of the old rules is integrated. */
const restarted = (part: CreditPart, jenjang: string | null): CreditPart => ({
  ...part,
  jenjang,
  totalThousandths: 0,
  decisions: part.decisions.map((decision) => (decision.counted ? { ...decision, counted: false } : decision)),
});

/** Credit of before the first known jenjang was earned towards it. */
function inJenjang(part: CreditPart, jenjang: string | null): CreditPart {
  if (jenjang === null || jenjang === part.jenjang) return part;
  return part.jenjang === null ? { ...part, jenjang } : restarted(part, jenjang);
}

export const credit: Subject<CreditPart> = {
  name: 'credit',
  types: {
    recorded: 'CreditRecorded',
    corrected: 'CreditCorrected',
    annulled: 'CreditAnnulled',
    reinstated: 'CreditReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'credit-below-thousandth': {
      rule: 'PerBKN 3/2023; ledger rule: credit has thousandths at most',
      id: 'Angka kredit lebih halus daripada seperseribu.',
      en: 'Credit is finer than a thousandth.',
      accepted: 'at most three decimals',
    },
    'credit-total-contradicts-parts': {
      rule: 'PermenPANRB 1/2023',
      id: 'Jumlah bukan utama ditambah penunjang, yaitu {sum}.',
      en: 'The total is not main plus supporting credit, which is {sum}.',
      accepted: 'total {sum}',
    },
    'credit-contradicts-conversion': {
      rule: 'PermenPANRB 1/2023; PerBKN 3/2023',
      id: 'Angka kredit bertentangan dengan konversi predikat, yaitu {derived}.',
      en: 'The credit contradicts the conversion of the predicate, which gives {derived}.',
      accepted: 'total {derived}, or other months, jenjang or predicate',
    },
    'credit-period-reversed': {
      rule: 'ledger rule: a period ends after it begins',
      id: 'Masa penilaian berakhir sebelum mulai.',
      en: 'The period assessed ends before it begins.',
      accepted: 'periodTo in or after periodFrom',
    },
    'credit-months-beyond-period': {
      rule: 'PermenPANRB 1/2023',
      id: 'Bulan yang dikonversi lebih dari masa penilaian ({span} bulan).',
      en: 'More months are converted than the period has ({span}).',
      accepted: 'at most {span} months',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  derive({ content: raw }: Proposal): JsonObject {
    const { kind, jenjang, predicate, months } = contentOf(raw);
    const isConverted = kind === 'conversion' && jenjang !== null && predicate !== null && months !== null;
    const converted = isConverted ? convertedThousandths(jenjang, predicate, months) : null;
    return {
      ...raw,
      derived: converted === null ? null : converted / 1000,
      derivedRule: converted === null ? null : CONVERSION_RULE,
    };
  },

  check({ content: raw }: Proposal): readonly Finding[] {
    const content = contentOf(raw);
    const { jenjang, total, derived } = content;
    const findings = [...checkAmounts(content), ...checkPeriod(content)];
    if (jenjang !== null && jenjangOf(jenjang) === undefined) {
      const params = { jenjang };
      findings.push({ code: 'unknown-jenjang', field: '/content/jenjang', severity: 'impossible', params });
    }
    if (derived !== null && Math.abs(thousandths(total) - thousandths(derived)) >= PRINTED_THOUSANDTHS) {
      const params = { derived };
      findings.push({ code: 'credit-contradicts-conversion', field: '/content/total', severity: 'unlawful', params });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    (['kind', 'periodFrom', 'periodTo'] as const).every((key) => one.content[key] === other.content[key]),

  initial: () => ({ jenjang: null, totalThousandths: 0, totalRule: null, decisions: [] }),

  fold(part: CreditPart, entry: Entry<FoldedEdition>): CreditPart {
    const { effectiveAt, content } = entry.edition;
    if (entry.subject === 'placement') {
      return content!['assignment'] === 'D' ? inJenjang(part, content!['jenjang'] as string | null) : part;
    }
    if (entry.subject !== 'credit') return part;
    const { kind, jenjang, total } = contentOf(content!);
    const within = inJenjang(part, jenjang);
    const before = kind === 'first' || kind === 'integration' ? restarted(within, within.jenjang) : within;
    const amount = thousandths(total);
    const decision = { kind, effectiveAt, jenjang, thousandths: amount, counted: true, fact: entry.fact };
    return {
      jenjang: before.jenjang,
      totalThousandths: before.totalThousandths + amount,
      totalRule: TOTAL_RULE,
      decisions: [...before.decisions, decision].slice(-DECISIONS_MAX),
    };
  },
};
