import type { JsonObject, PlainDate, Uuid } from '../event';
import { yearOf } from '../plain-date';
import { isAnnulled, lastEdition } from '../fact';
import type { CheckContext, Entry, Finding, Proposal, Subject } from '../subject';
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

export interface AppraisalSummary {
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

/** Weighted mean of the indicators' achievement in hundredths of a percent; over-achievement counts as reached. */
function achievement(indicators: readonly Indicator[]): number | null {
  const weights = indicators.reduce((sum, { weight }) => sum + weight, 0);
  if (weights <= 0) return null;
  const reached = indicators.reduce(
    (sum, { weight, value, target }) => sum + weight * (target > 0 ? Math.min(1, value / target) : 1),
    0,
  );
  return Math.round((reached / weights) * 10_000);
}

/** The first day after the months of the period have passed is the day after this one. */
function lastDayOf({ period, year, part }: AppraisalContent): PlainDate {
  const month = period === 'year' ? 12 : period === 'quarter' ? (part ?? 4) * 3 : (part ?? 12);
  const day = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return `${year}-${String(month).padStart(2, '0')}-${day}`;
}

const samePeriod = (a: AppraisalContent, b: AppraisalContent): boolean =>
  a.period === b.period && a.year === b.year && a.part === b.part;

function periodIsTaken(content: AppraisalContent, context: CheckContext): boolean {
  for (const fact of context.facts.values()) {
    if (fact.subject !== 'appraisal' || fact.fact === context.fact || isAnnulled(fact)) continue;
    if (samePeriod(contentOf(lastEdition(fact).content!), content)) return true;
  }
  return false;
}

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
    const partMax = content.period === 'quarter' ? 4 : content.period === 'month' ? 12 : 0;
    if (
      content.period === 'year'
        ? content.part !== null
        : content.part === null || content.part < 1 || content.part > partMax
    ) {
      findings.push({
        code: 'period-part-out-of-range',
        field: '/content/part',
        severity: 'impossible',
        params: { max: partMax },
      });
    } else if (effectiveAt < lastDayOf(content)) {
      findings.push({
        code: 'appraisal-before-period-end',
        field: '/effectiveAt',
        severity: 'unlawful',
        params: { end: lastDayOf(content) },
      });
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
        params: { sum: weights },
      });
    }
    if (periodIsTaken(content, context)) {
      findings.push({ code: 'possible-duplicate', field: '/content/year', severity: 'unlawful' });
    }
    return findings;
  },

  initial: () => ({ yearly: [], latestPeriodic: null }),

  fold(part: AppraisalPart, entry: Entry): AppraisalPart {
    if (entry.subject !== 'appraisal') return part;
    const { period, year, predicate, predicateRule, achievementBasisPoints } = contentOf(entry.edition.content!);
    const summary = { year, predicate, achievementBasisPoints, rule: predicateRule, fact: entry.fact };
    if (period !== 'year') return { ...part, latestPeriodic: summary };
    const yearly = [...part.yearly.filter((each) => each.year !== year), summary].sort((a, b) => a.year - b.year);
    return { ...part, yearly: yearly.slice(-YEARLY_MAX) };
  },
};
