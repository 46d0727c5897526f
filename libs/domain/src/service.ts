import type { PlainDate } from './event';
import { isAnnulled, lastEdition, type CareerState, type Edition } from './fact';
import { subjectNamed } from './subjects';

/** The editions that put a person into an agency's employ, in the order of their effective dates. */
function employments(career: CareerState): readonly (Edition & { agency: string })[] {
  const found: (Edition & { agency: string })[] = [];
  for (const fact of career.facts.values()) {
    const { employer } = subjectNamed(fact.subject);
    if (employer === undefined || isAnnulled(fact)) continue;
    const edition = lastEdition(fact);
    const agency = employer(edition.content!);
    if (agency !== null) found.push({ ...edition, agency });
  }
  return found.sort((a, b) =>
    a.effectiveAt < b.effectiveAt ? -1 : a.effectiveAt > b.effectiveAt ? 1 : Number(a.position - b.position),
  );
}

/** The agency that employs the person on a day; before the first appointment, the first employer. Null without any. */
export function employerAt(career: CareerState, date: PlainDate): string | null {
  const all = employments(career);
  return (all.findLast(({ effectiveAt }) => effectiveAt <= date) ?? all[0])?.agency ?? null;
}

/** The first day of service; null without an appointment. */
export const serviceStart = (career: CareerState): PlainDate | null => employments(career)[0]?.effectiveAt ?? null;

/** The last day of service when it ended before `date` and no later appointment took over; null while in service. */
export function exitBefore(career: CareerState, date: PlainDate): PlainDate | null {
  const current = employments(career).findLast(({ effectiveAt }) => effectiveAt <= date);
  const until = current?.effectiveUntil ?? null;
  return until !== null && until < date ? until : null;
}

/** The birth date that the last appointment states; null when unknown or erased. */
export function birthDateOf(career: CareerState): PlainDate | null {
  return (employments(career).at(-1)?.content?.['birthDate'] as PlainDate | undefined) ?? null;
}
