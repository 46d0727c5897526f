import type { JsonObject } from '../event';
import { REGIMES, type Judgement } from '../tables/appraisal-regimes';
import type { AppraisalContent, Indicator } from './appraisal';

/** What the rules add; frozen with the appraisal and never recomputed in place. */
export interface AppraisalVerdict extends Judgement {
  /** Weighted achievement of the indicators in hundredths of a percent; null without indicators. */
  readonly achievementBasisPoints: number | null;
  readonly achievementRule: string | null;
}

const ACHIEVEMENT_RULE = 'weighted mean of value / target, each at most 1, version 1';

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

/** The verdict of the appraisal's own regime. */
export function verdictOn(content: AppraisalContent): AppraisalVerdict & JsonObject {
  const { result, behaviour, scores, statedScore, statedPredicate } = content;
  const reached = achievement(content.indicators);
  return {
    ...REGIMES[content.regime].judge({ result, behaviour, scores, statedScore, statedPredicate }),
    achievementBasisPoints: reached,
    achievementRule: reached === null ? null : ACHIEVEMENT_RULE,
  };
}
