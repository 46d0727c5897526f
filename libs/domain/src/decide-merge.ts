import { unauthorised } from './authority';
import { metadataOf, type MergePerson } from './command';
import { rejected, sensitiveOf, type Decision } from './decision';
import type { JsonObject, PersonRole } from './event';
import type { CareerState } from './fact';
import type { Careers } from './persons';
import { rejection } from './rejection';

/** Decides whether two careers are one person's, or two after all. */
export function decideMerge(command: MergePerson, state: CareerState, careers: Careers): Decision {
  const who = unauthorised({
    command,
    fact: null,
    careers: [],
    effectiveAt: command.meta.today,
    receivingAgency: null,
  });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));
  if (command.person === command.into) return rejected(rejection('merge-with-itself', '/into'));
  if (state.revision < 0n) return rejected(rejection('unknown-person', '/person'));
  const other = careers.get(command.into);
  if (other === undefined || other.revision < 0n) return rejected(rejection('unknown-person', '/into'));
  if (command.kind === 'merge') {
    if (state.mergedInto !== null) return rejected(rejection('person-merged', '/person', { into: state.mergedInto }));
    if (other.mergedInto !== null) return rejected(rejection('person-merged', '/into', { into: other.mergedInto }));
  } else if (state.mergedInto !== command.into) {
    return rejected(rejection('not-merged', '/into'));
  }
  const persons: readonly PersonRole[] = [
    { id: command.person, role: 'subject' },
    { id: command.into, role: 'subject' },
  ];
  const type = command.kind === 'merge' ? 'PersonMerged' : 'PersonUnmerged';
  const { into, decree, reason } = command;
  const content: JsonObject = { into, decree: decree === null ? null : { ...decree } };
  const sensitive = sensitiveOf(command, { reason });
  return {
    kind: 'accepted',
    event: { type, body: { content }, sensitive, meta: metadataOf(command.meta, 1, persons) },
  };
}
