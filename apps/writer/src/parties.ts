import { isParty, subjectNamed, type JsonObject, type PersonRole, type SubjectName, type Uuid } from '@rekam/domain';

/** The persons whose careers an act needs; bystanders it may name whether or not the ledger has theirs. */
export const partiesIn = (roles: readonly PersonRole[]): readonly Uuid[] =>
  roles.filter((role) => typeof role.id === 'string' && isParty(role)).map(({ id }) => id);

/** The persons whose careers a stated content needs, beside or with the one spoken of. */
export const partiesOf = (subject: SubjectName, content: JsonObject, person: Uuid | null): readonly Uuid[] =>
  partiesIn(subjectNamed(subject).persons(content, person ?? '')).filter((id) => id !== '');
