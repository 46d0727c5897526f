import type { PersonRole, Uuid } from './event';
import type { CareerState } from './fact';
import { rejection, type Rejection } from './rejection';
import type { Subject } from './subject';

/** Careers of all persons an act names, by their ids; an absent one is unknown to the ledger. */
export type Careers = ReadonlyMap<Uuid, CareerState>;

/** Whether an act is of the person's own career; an appraiser or a superior is only named in it. */
export const isParty = ({ role }: Pick<PersonRole, 'role'>): boolean =>
  role === 'subject' || role === 'mentor' || role === 'mentee';

/** The careers that an act is part of. */
export function ownCareersOf(persons: readonly PersonRole[], careers: Careers): CareerState[] {
  const found: CareerState[] = [];
  for (const person of persons) {
    const career = isParty(person) ? careers.get(person.id) : undefined;
    if (career !== undefined) found.push(career);
  }
  return found;
}

/** The same, with the careers that stand for them since a merge: their employers speak for both. */
export function careersOf(persons: readonly PersonRole[], careers: Careers): readonly CareerState[] {
  const own = ownCareersOf(persons, careers);
  const survivors = own.flatMap(({ mergedInto }) => (mergedInto === null ? [] : (careers.get(mergedInto) ?? [])));
  return survivors.length === 0 ? own : [...own, ...survivors];
}

/** A new act needs the careers it is part of, standing for themselves; only some acts open one. */
export function missingPerson(
  subject: Subject,
  persons: readonly PersonRole[],
  addressed: Uuid | null,
  careers: Careers,
): Rejection | null {
  const mayOpen = subject.opensStream && subject.stream === 'career';
  for (const person of persons) {
    if (!isParty(person)) continue;
    const career = careers.get(person.id);
    if (!mayOpen && (career === undefined || career.revision < 0n)) return rejection('unknown-person', '/person');
    // A session is of its pair, whose persons may have been merged since: the caller cannot name others.
    const isNamed = subject.opensStream || person.id === addressed;
    if (isNamed && career?.mergedInto) return rejection('person-merged', '/person', { into: career.mergedInto });
  }
  return null;
}
