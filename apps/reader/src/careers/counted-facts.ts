import { yearOf, type Entry, type FoldedEdition, type PlainDate, type Uuid } from '@rekam/domain';
import type { KeptFact } from '../views/kept-fact';
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

/** The same of facts as the view keeps them, on the day for which they were folded. */
export const countedBy = (facts: readonly KeptFact[], day: PlainDate): CountedFacts =>
  countedFacts(
    facts
      .filter(({ effectiveAt }) => effectiveAt <= day)
      .map((edition) => ({
        subject: edition.subject,
        fact: edition.fact,
        edition,
        person: edition.person,
        confirmed: edition.awaits.length === 0,
      })),
  );
