import { PREDICATE_NAMES, type AppraisalVerdict, type Parts, type Uuid } from '@rekam/domain';
import { list, object, orNull, RULE, textOrNull, UUID } from '../../json-schema';
import type { Section } from './section';

interface AppraisalAnswer {
  readonly year: number;
  readonly predicate: AppraisalVerdict['predicate'];
  readonly predicateName: string | null;
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

const answerOf = ({ year, predicate, achievementBasisPoints, rule, fact }: Appraisal): AppraisalAnswer => ({
  year,
  predicate,
  predicateName: predicate === null ? null : PREDICATE_NAMES[predicate],
  achievementBasisPoints,
  rule,
  fact,
});

const APPRAISAL = object({
  year: { type: 'integer' },
  predicate: { type: ['integer', 'null'], minimum: 1, maximum: 5 },
  predicateName: textOrNull('Sangat Baik to Sangat Kurang.'),
  achievementBasisPoints: { type: ['integer', 'null'], description: 'Hundredths of a percent.' },
  rule: textOrNull('The rule that gave the predicate; null for years before the matrix.'),
  fact: UUID,
});

export const appraisals: Section<AppraisalsAnswer> = {
  of: ({ parts: { appraisal } }) => ({
    yearly: appraisal.yearly.map(answerOf),
    latestPeriodic: appraisal.latestPeriodic === null ? null : answerOf(appraisal.latestPeriodic),
    rule: 'the last edition of each period, ten years at most, PermenPANRB 6/2022; version 1',
  }),
  schema: object({ yearly: list(APPRAISAL), latestPeriodic: orNull(APPRAISAL), rule: RULE }),
};
