import type { Uuid } from './event';
import { statedEdition, type Citation, type FactState } from './fact';
import { subjectNamed } from './subjects';

/**
 * The confirmation that somebody gave of the fact as it was last stated; undefined without one. A correction is a
 * new statement and asks for it again; a reinstatement restores the statement with its confirmations.
 */
export function confirmationBy(by: Uuid, fact: FactState, citations: readonly Citation[]): Citation | undefined {
  const type = subjectNamed(fact.subject).confirmed;
  const stated = statedEdition(fact).edition;
  return citations.find(
    (each) => each.fact === fact.fact && each.type === type && each.edition >= stated && each.content['by'] === by,
  );
}

/** Whether everybody has confirmed who must, by these citations. */
export function isConfirmed(fact: FactState, citations: readonly Citation[]): boolean {
  const { confirmers } = subjectNamed(fact.subject);
  if (confirmers === undefined) return true;
  return confirmers(statedEdition(fact)).every((by) => confirmationBy(by, fact, citations) !== undefined);
}
