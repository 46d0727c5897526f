import {
  predicateName,
  REGIME_NAMES,
  type AppraisalVerdict,
  type Parts,
  type RegimeName,
  type Uuid,
} from '@rekam/domain';
import { list, numberOrNull, object, orNull, RULE, textOrNull, UUID } from '../../json-schema';
import type { Section } from './section';

interface AppraisalAnswer {
  readonly year: number;
  /** The regulation it was made under. */
  readonly regime: RegimeName;
  readonly predicate: AppraisalVerdict['predicate'];
  readonly predicateName: string | null;
  /** The score of a regime that gives one, at most two decimals. */
  readonly score: number | null;
  /** Hundredths of a percent. */
  readonly achievementBasisPoints: number | null;
  readonly rule: string | null;
  readonly fact: Uuid;
}

interface AppraisalsAnswer {
  readonly yearly: readonly AppraisalAnswer[];
  readonly latestPeriodic: AppraisalAnswer | null;
  readonly rule: string;
}

type Appraisal = Parts['appraisal']['yearly'][number];

const answerOf = (summary: Appraisal): AppraisalAnswer => ({
  ...summary,
  predicateName: summary.predicate === null ? null : predicateName(summary.regime, summary.predicate),
});

const APPRAISAL = object({
  year: { type: 'integer' },
  regime: { enum: REGIME_NAMES, description: 'The regulation it was made under.' },
  predicate: { type: ['integer', 'null'], minimum: 1, maximum: 5 },
  predicateName: textOrNull('In the words of the regulation it was made under.'),
  score: numberOrNull('The score of a regime that gives one.'),
  achievementBasisPoints: { type: ['integer', 'null'], description: 'Hundredths of a percent.' },
  rule: textOrNull('The rule that gave the predicate; null where the source stated it.'),
  fact: UUID,
});

export const appraisals: Section<AppraisalsAnswer> = {
  of: ({ parts: { appraisal } }) => ({
    yearly: appraisal.yearly.map(answerOf),
    latestPeriodic: appraisal.latestPeriodic === null ? null : answerOf(appraisal.latestPeriodic),
    rule: 'the last edition of each period, ten years at most, each judged by the regulation it was made under; version 2',
  }),
  schema: object({ yearly: list(APPRAISAL), latestPeriodic: orNull(APPRAISAL), rule: RULE }),
};
