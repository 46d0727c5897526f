import type { JsonObject, PlainDate, Uuid } from '../event';
import { yearOf } from '../plain-date';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';
import { MATRIX_FROM, MATRIX_RULE, predicateOf, type Predicate, type Rating } from '../tables/appraisal-matrix';

/** What was measured: a target reached, the community's satisfaction (IKM), results of exams, satisfaction of patients. */
export interface Indicator {
  readonly name: string;
  /** Percent of the whole; the weights of an appraisal sum to 100. */
  readonly weight: number;
  readonly value: number;
  readonly target: number;
  /** Where the value comes from, such as `IKM` or `e-Kinerja`. */
  readonly source: string;
}

/** Evaluation of performance by the direct superior, PP 30/2019 and PermenPANRB 6/2022. */
export interface AppraisalContent {
  readonly period: 'year' | 'quarter' | 'month';
  readonly year: number;
  /** 1 to 4 for a quarter, 1 to 12 for a month, null for a year. */
  readonly part: number | null;
  readonly result: Rating;
  readonly behaviour: Rating;
  /** The predicate the source states; recomputed here, and flagged when it contradicts the ratings. */
  readonly statedPredicate: Predicate | null;
  readonly indicators: readonly Indicator[];
  /** The appraiser's name and number as of then. */
  readonly appraiser: { readonly name: string; readonly number: string | null };
  /** The appraiser's person here, when the source knows it. */
  readonly appraiserPerson: Uuid | null;
  readonly appraiserPost: string | null;
  readonly appraiserUnit: string | null;
  readonly appraiserGolongan: string | null;
}

/** What the rules add; frozen with the appraisal and never recomputed in place. */
export interface AppraisalVerdict {
  readonly predicate: Predicate | null;
  readonly predicateRule: string | null;
  /** Weighted achievement of the indicators in hundredths of a percent; null without indicators. */
  readonly achievementBasisPoints: number | null;
  readonly achievementRule: string | null;
}

interface AppraisalSummary {
  readonly year: number;
  readonly predicate: Predicate | null;
  readonly achievementBasisPoints: number | null;
  readonly rule: string | null;
  readonly fact: string;
}

/** The yearly appraisals, newest last, at most ten; and the newest periodic one. */
export interface AppraisalPart {
  readonly yearly: readonly AppraisalSummary[];
  readonly latestPeriodic: AppraisalSummary | null;
}

const ACHIEVEMENT_RULE = 'weighted mean of value / target, each at most 1, version 1';
const YEARLY_MAX = 10;
const contentOf = (content: JsonObject): AppraisalContent & AppraisalVerdict =>
  content as unknown as AppraisalContent & AppraisalVerdict;

/**
 * Weighted mean of the indicators' achievement in hundredths of a percent; over-achievement counts as reached. An
 * indicator without a positive target measures nothing and is left out; a finding says so.
 */
function achievement(indicators: readonly Indicator[]): number | null {
  let reached = 0;
  let weights = 0;
  for (const { weight, value, target } of indicators) {
    if (target <= 0) continue;
    reached += weight * Math.min(1, Math.max(0, value / target));
    weights += weight;
  }
  return weights > 0 ? Math.round((reached / weights) * 10_000) : null;
}

const PARTS_OF_YEAR = { year: 1, quarter: 4, month: 12 } as const;

const isPartOf = ({ period, part }: AppraisalContent): boolean =>
  period === 'year' ? part === null : part !== null && part >= 1 && part <= PARTS_OF_YEAR[period];

/** The last day of the period. */
function lastDayOf({ period, year, part }: AppraisalContent): PlainDate {
  const month = part === null ? 12 : (part * 12) / PARTS_OF_YEAR[period];
  const day = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${day}`;
}

const isSamePeriod = (a: AppraisalContent, b: AppraisalContent): boolean =>
  a.period === b.period && a.year === b.year && a.part === b.part;

export const appraisal: Subject<AppraisalPart> = {
  name: 'appraisal',
  types: {
    recorded: 'AppraisalRecorded',
    corrected: 'AppraisalCorrected',
    annulled: 'AppraisalAnnulled',
    reinstated: 'AppraisalReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: ['appraiser'],
  texts: {
    'period-part-out-of-range': {
      rule: LEDGER,
      id: 'Bagian ini tidak ada dalam periodenya.',
      en: 'The period has no such part.',
      accepted: 'quarter 1 to 4, month 1 to 12, null for a year',
    },
    'appraisal-before-period-end': {
      rule: 'PP 30/2019',
      id: 'Penilaian berlaku sebelum periodenya berakhir ({end}).',
      en: 'Effective before its period ends ({end}).',
      accepted: 'a date from {end} on',
    },
    'appraises-oneself': {
      rule: 'PP 30/2019',
      id: 'Penilai tidak boleh orang yang dinilai.',
      en: 'The appraiser is the person appraised.',
      accepted: 'the direct superior',
    },
    'no-matrix-for-year': {
      rule: 'PermenPANRB 6/2022',
      id: 'Matriks predikat berlaku sejak {from}.',
      en: 'The predicate matrix holds from {from} on.',
      accepted: 'a year from {from} on',
    },
    'predicate-contradicts-ratings': {
      rule: 'PermenPANRB 6/2022',
      id: 'Predikat bertentangan dengan hasil dan perilaku; seharusnya {predicate}.',
      en: 'The predicate contradicts result and behaviour; they give {predicate}.',
      accepted: 'statedPredicate {predicate}, or none',
    },
    'weights-not-100': {
      rule: LEDGER,
      id: 'Jumlah bobot indikator {sum}, bukan 100.',
      en: 'The weights of the indicators sum to {sum}, not 100.',
      accepted: 'weights that sum to 100',
    },
    'target-not-positive': {
      rule: LEDGER,
      id: 'Target indikator ini tidak lebih dari nol, jadi capaiannya tidak terukur.',
      en: 'The target of this indicator is not above zero, so nothing measures its achievement.',
      accepted: 'a target above zero',
    },
  },
  persons(content, person) {
    const { appraiserPerson } = contentOf(content);
    const subject = { id: person, role: 'subject' } as const;
    return appraiserPerson === null ? [subject] : [subject, { id: appraiserPerson, role: 'appraiser' }];
  },

  derive({ content: raw }: Proposal): JsonObject {
    const content = contentOf(raw);
    const judged = content.year >= yearOf(MATRIX_FROM);
    const reached = achievement(content.indicators);
    return {
      ...raw,
      predicate: judged ? predicateOf(content.result, content.behaviour) : content.statedPredicate,
      predicateRule: judged ? MATRIX_RULE : null,
      achievementBasisPoints: reached,
      achievementRule: reached === null ? null : ACHIEVEMENT_RULE,
    };
  },

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const findings: Finding[] = [];
    if (!isPartOf(content)) {
      findings.push({ code: 'period-part-out-of-range', field: '/content/part', severity: 'impossible' });
    } else if (effectiveAt < lastDayOf(content)) {
      findings.push({
        code: 'appraisal-before-period-end',
        field: '/effectiveAt',
        severity: 'unlawful',
        params: { end: lastDayOf(content) },
      });
    }
    if (effectiveAt > context.today) {
      findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    }
    if (content.appraiserPerson === context.person) {
      findings.push({ code: 'appraises-oneself', field: '/content/appraiserPerson', severity: 'impossible' });
    }
    if (content.year < yearOf(MATRIX_FROM)) {
      findings.push({
        code: 'no-matrix-for-year',
        field: '/content/year',
        severity: 'unlawful',
        params: { from: MATRIX_FROM },
      });
    } else if (content.statedPredicate !== null && content.statedPredicate !== content.predicate) {
      findings.push({
        code: 'predicate-contradicts-ratings',
        field: '/content/statedPredicate',
        severity: 'unlawful',
        params: { predicate: content.predicate! },
      });
    }
    const weights = content.indicators.reduce((sum, { weight }) => sum + weight, 0);
    if (content.indicators.length > 0 && Math.abs(weights - 100) > 0.005) {
      findings.push({
        code: 'weights-not-100',
        field: '/content/indicators',
        severity: 'unlawful',
        params: { sum: Math.round(weights * 100) / 100 },
      });
    }
    const unmeasured = content.indicators.findIndex(({ target }) => target <= 0);
    if (unmeasured >= 0) {
      findings.push({
        code: 'target-not-positive',
        field: `/content/indicators/${unmeasured}/target`,
        severity: 'unlawful',
      });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) => isSamePeriod(contentOf(one.content), contentOf(other.content)),

  initial: () => ({ yearly: [], latestPeriodic: null }),

  fold(part: AppraisalPart, entry: Entry<FoldedEdition>): AppraisalPart {
    if (entry.subject !== 'appraisal') return part;
    const { period, year, predicate, predicateRule, achievementBasisPoints } = contentOf(entry.edition.content!);
    const summary = { year, predicate, achievementBasisPoints, rule: predicateRule, fact: entry.fact };
    if (period !== 'year') return { ...part, latestPeriodic: summary };
    const yearly = [...part.yearly.filter((each) => each.year !== year), summary].sort((a, b) => a.year - b.year);
    return { ...part, yearly: yearly.slice(-YEARLY_MAX) };
  },
};
