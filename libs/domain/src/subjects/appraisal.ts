import type { JsonObject, PersonRole, Uuid } from '../event';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import type { Predicate, Rating } from '../tables/appraisal-matrix';
import { regimeOfYear, type NamedScore, type RegimeName } from '../tables/appraisal-regimes';
import { APPRAISAL_TEXTS, checkIndicators, checkPeriod, checkVerdict, isSamePeriod } from './appraisal-checks';
import { verdictOn, type AppraisalVerdict } from './appraisal-verdict';

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

/** Who judged, by name and number as of then. */
interface Judge {
  readonly name: string;
  readonly number: string | null;
}

/** Evaluation of performance by the direct superior, PP 30/2019 and PermenPANRB 6/2022, and the regimes before it. */
export interface AppraisalContent {
  readonly period: 'year' | 'quarter' | 'month';
  readonly year: number;
  /** 1 to 4 for a quarter, 1 to 12 for a month, null for a year; null too when the source does not know it. */
  readonly part: number | null;
  /** By which regulation it was made; that of the year when the source names none. */
  readonly regime: RegimeName;
  /** The ratings of PermenPANRB 6/2022; null under an older regime. */
  readonly result: Rating | null;
  readonly behaviour: Rating | null;
  /** The predicate the source states; recomputed here, and flagged when it contradicts what it comes from. */
  readonly statedPredicate: Predicate | null;
  /** The scores of an older regime, and the one that the source states of the whole. */
  readonly scores: readonly NamedScore[] | null;
  readonly statedScore: number | null;
  readonly indicators: readonly Indicator[];
  readonly appraiser: Judge;
  /** The appraiser's person here, when the source knows it. */
  readonly appraiserPerson: Uuid | null;
  readonly appraiserPost: string | null;
  readonly appraiserUnit: string | null;
  readonly appraiserGolongan: string | null;
  /** The appraiser's own superior, and that one's person here. */
  readonly superior: Judge | null;
  readonly superiorPerson: Uuid | null;
}

interface AppraisalSummary {
  readonly year: number;
  readonly regime: RegimeName;
  readonly predicate: Predicate | null;
  readonly score: number | null;
  readonly achievementBasisPoints: number | null;
  readonly rule: string | null;
  readonly fact: string;
}

/** The yearly appraisals, newest last, at most ten; and the newest periodic one. */
export interface AppraisalPart {
  readonly yearly: readonly AppraisalSummary[];
  readonly latestPeriodic: AppraisalSummary | null;
}

const YEARLY_MAX = 10;
const contentOf = (content: JsonObject): AppraisalContent & AppraisalVerdict =>
  content as unknown as AppraisalContent & AppraisalVerdict;

/** Stored before schema 2: the keys that it added, with what absent ones mean. What was judged then stays as it was. */
const ofSchema2 = (content: JsonObject): JsonObject => ({
  ...content,
  regime: regimeOfYear(contentOf(content).year),
  scores: null,
  statedScore: null,
  superiorPerson: null,
  score: null,
  scoreRule: null,
});

export const appraisal: Subject<AppraisalPart> = {
  name: 'appraisal',
  types: {
    recorded: 'AppraisalRecorded',
    corrected: 'AppraisalCorrected',
    annulled: 'AppraisalAnnulled',
    reinstated: 'AppraisalReinstated',
  },
  schema: 2,
  upcasts: { 1: ofSchema2 },
  stream: 'career',
  opensStream: false,
  sensitive: ['appraiser', 'superior'],
  texts: APPRAISAL_TEXTS,

  persons(content, person) {
    const { appraiserPerson, superiorPerson } = contentOf(content) as Partial<AppraisalContent>;
    const persons: PersonRole[] = [{ id: person, role: 'subject' }];
    if (appraiserPerson) persons.push({ id: appraiserPerson, role: 'appraiser' });
    // The head of an agency may be both; one entry is enough to show it there.
    if (superiorPerson && superiorPerson !== appraiserPerson) persons.push({ id: superiorPerson, role: 'superior' });
    return persons;
  },

  derive({ content: raw }: Proposal): JsonObject {
    const given = contentOf(raw);
    const regime = given.regime ?? regimeOfYear(given.year);
    return { ...raw, regime, ...verdictOn({ ...given, regime }) };
  },

  check({ content: raw, effectiveAt }: Proposal, { person, today }: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const findings = checkPeriod(content, effectiveAt);
    if (effectiveAt > today) findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    for (const judge of ['appraiserPerson', 'superiorPerson'] as const) {
      if (content[judge] !== person) continue;
      findings.push({ code: 'appraises-oneself', field: `/content/${judge}`, severity: 'impossible' });
    }
    return [...findings, ...checkVerdict(content), ...checkIndicators(content.indicators)];
  },

  isSameAct: (one: Stated, other: Stated) => isSamePeriod(contentOf(one.content), contentOf(other.content)),

  initial: () => ({ yearly: [], latestPeriodic: null }),

  fold(part: AppraisalPart, { subject, edition, fact }: Entry<FoldedEdition>): AppraisalPart {
    if (subject !== 'appraisal') return part;
    const content = contentOf(edition.content!);
    const { period, year, regime, predicate, predicateRule: rule, score, achievementBasisPoints } = content;
    const summary = { year, regime, predicate, score, achievementBasisPoints, rule, fact };
    if (period !== 'year') return { ...part, latestPeriodic: summary };
    const yearly = [...part.yearly.filter((each) => each.year !== year), summary].sort((a, b) => a.year - b.year);
    return { ...part, yearly: yearly.slice(-YEARLY_MAX) };
  },
};
