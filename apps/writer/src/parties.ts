import { subjectNamed, type JsonObject, type PersonRole, type SubjectName, type Uuid } from '@rekam/domain';

/** Roles that stand beside an act: it may name them whether or not the ledger has their careers. */
const BYSTANDERS: readonly PersonRole['role'][] = ['appraiser', 'superior'];

/** The persons whose careers an act needs. */
export const partiesIn = (roles: readonly PersonRole[]): readonly Uuid[] =>
  roles.filter(({ id, role }) => typeof id === 'string' && !BYSTANDERS.includes(role)).map(({ id }) => id);

/** The persons whose careers a stated content needs, beside or with the one spoken of. */
export const partiesOf = (subject: SubjectName, content: JsonObject, person: Uuid | null): readonly Uuid[] =>
  partiesIn(subjectNamed(subject).persons(content, person ?? '')).filter((id) => id !== '');
