import type { PlainDate } from './event';
import { factsOf, inEffectOrder, lastEdition, type Edition, type Effect } from './fact';
import type { CheckContext } from './subject';

/**
 * The edition last in effect before a day, of the facts of these subjects that stand and are `wanted`; what the fact
 * itself said before is left out. Null without any.
 */
export function lastBefore(
  { state, fact: own }: Pick<CheckContext, 'state' | 'fact'>,
  subjects: readonly string[],
  date: PlainDate,
  wanted: (edition: Edition) => boolean = () => true,
): Edition | null {
  let last: Effect | null = null;
  for (const subject of subjects) {
    for (const fact of factsOf(state, subject)) {
      const edition = lastEdition(fact);
      if (fact.fact === own || edition.content === null || edition.effectiveAt >= date || !wanted(edition)) continue;
      const effect = { edition, place: fact.editions[0]!.position };
      if (last === null || inEffectOrder(last, effect) < 0) last = effect;
    }
  }
  return last?.edition ?? null;
}
