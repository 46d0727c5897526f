import { predicateName, type AppraisalVerdict, type Parts, type Uuid } from '@rekam/domain';
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

const answerOf = ({ year, regime, predicate, achievementBasisPoints, rule, fact }: Appraisal): AppraisalAnswer => ({
  year,
  predicate,
  predicateName: predicate === null ? null : predicateName(regime, predicate),
  achievementBasisPoints,
  rule,
  fact,
});

const APPRAISAL = object({
  year: { type: 'integer' },
  predicate: { type: ['integer', 'null'], minimum: 1, maximum: 5 },
  predicateName: textOrNull('In the words of the regulation it was made under.'),
  achievementBasisPoints: { type: ['integer', 'null'], description: 'Hundredths of a percent.' },
  rule: textOrNull('The rule that gave the predicate; null where the source stated it.'),
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
