import type { PlainDate, Uuid } from './event';
import { factsOf, inEffectOrder, lastEdition, type CareerState, type Effect } from './fact';
import { EMPLOYING_SUBJECTS } from './subjects';

/** A fact that put a person into an agency's employ. */
export interface Employment extends Effect {
  readonly agency: string;
  readonly fact: Uuid;
}

/** The employments that stand, in the order of effect. */
export function employments(career: CareerState): readonly Employment[] {
  const found: Employment[] = [];
  for (const { name, employer } of EMPLOYING_SUBJECTS) {
    for (const fact of factsOf(career, name)) {
      const edition = lastEdition(fact);
      const agency = edition.content === null ? null : employer(edition.content);
      if (agency !== null) found.push({ agency, fact: fact.fact, edition, place: fact.editions[0]!.position });
    }
  }
  return found.length > 1 ? found.sort(inEffectOrder) : found;
}

/** The employment in force on a day, ended or not; undefined before the first. */
const currentAt = (all: readonly Employment[], date: PlainDate): Employment | undefined =>
  all.findLast(({ edition }) => edition.effectiveAt <= date);

/** The agency that employs the person on a day; before the first appointment, the first employer. Null without any. */
export function employerAt(career: CareerState, date: PlainDate): string | null {
  const all = employments(career);
  return (currentAt(all, date) ?? all[0])?.agency ?? null;
}

/** The agency whose employment has begun and not ended on a day, leaving out what the fact `except` says. Null without any. */
export function employerInForce(career: CareerState, date: PlainDate, except: Uuid | null): string | null {
  const others = employments(career).filter(({ fact }) => fact !== except);
  return exitBefore(others, date) === null ? (currentAt(others, date)?.agency ?? null) : null;
}

/** The first day of service; null without an appointment. */
export const serviceStart = (all: readonly Employment[]): PlainDate | null => all[0]?.edition.effectiveAt ?? null;

/** The last day of service when it ended before `date` and no later appointment took over; null while in service. */
export function exitBefore(all: readonly Employment[], date: PlainDate): PlainDate | null {
  const until = currentAt(all, date)?.edition.effectiveUntil ?? null;
  return until !== null && until < date ? until : null;
}

/** The birth date that the last appointment states; null when unknown or erased. */
export const birthDateOf = (all: readonly Employment[]): PlainDate | null =>
  (all.at(-1)?.edition.content?.['birthDate'] as PlainDate | undefined) ?? null;
