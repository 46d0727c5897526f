import type { Scanned, ViewStore } from '@rekam/projection';
import type { CurrentStateRow } from '../views';
import { familyOf } from '../views/family';
import { inEffect } from '../views/fold';
import { FACTS, type KeptFact } from '../views/kept-fact';

const FACTS_PAGE_MAX = 500;

/** The facts of a person and of all merged into it, in the order of effect, as the view keeps them. */
export async function factsOf(views: ViewStore, row: CurrentStateRow): Promise<readonly KeptFact[]> {
  const facts: KeptFact[] = [];
  for (const { person } of await familyOf(views, 'current-state', row)) {
    let after: Scanned['next'] = null;
    do {
      const more = after === null ? {} : { after };
      const page: Scanned = await views.scan(FACTS.name, 'key', { equals: [person], limit: FACTS_PAGE_MAX, ...more });
      facts.push(...(page.rows as readonly KeptFact[]));
      after = page.next;
    } while (after !== null);
  }
  return inEffect(facts);
}
