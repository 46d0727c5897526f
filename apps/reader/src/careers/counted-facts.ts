import { yearOf, type Entry, type FoldedEdition, type Uuid } from '@rekam/domain';
import type { CountedFacts } from './sections/section';

/** An effective entry, and the id under which it names the person. */
export type Counted = Pick<Entry<FoldedEdition>, 'subject' | 'fact' | 'edition' | 'confirmed'> & {
  readonly person: Uuid;
};

/** Whether an entry's lesson hours count for the person: what the folds of training and sessions add up. */
function counts({ subject, edition, confirmed, person }: Counted): boolean {
  if (!confirmed) return false;
  return subject === 'training' || (subject === 'mentoring-session' && edition.content?.['mentee'] === person);
}

/** The facts behind the lesson hours of each year. */
export function countedFacts(entries: readonly Counted[]): CountedFacts {
  const byYear = new Map<number, Uuid[]>();
  for (const entry of entries) {
    if (!counts(entry)) continue;
    const year = yearOf(entry.edition.effectiveAt);
    byYear.set(year, [...(byYear.get(year) ?? []), entry.fact]);
  }
  return byYear;
}
