import type { Command } from './command';
import type { PlainDate } from './event';
import type { CareerState, FactState } from './fact';
import { employerAt } from './service';
import { EMPLOYER } from './subject';
import { BKN } from './tables/agencies';

/** Who may do what (UU 20/2023, PP 11/2017; the ledger's own rules where the law is silent). */
export const AUTHORITY = {
  record:
    'the employer at the effective date, the receiving agency named in the content, or BKN; a training provider only trainings',
  change: 'the recording source, the present employer or BKN',
  confirm: 'the persons, or the present employer, whom the act waits for',
  merge: 'BKN or the operator of the ledger',
} as const;

/** What an authority question is about. */
export interface AuthorityCase {
  readonly command: Command;
  /** The fact changed or confirmed; null when it is new. A known fact recorded again is changed. */
  readonly fact: FactState | null;
  /** Careers of those whose employer may speak: of whom the act is, not of an appraiser it names. */
  readonly careers: readonly CareerState[];
  readonly effectiveAt: PlainDate;
  /** The agency that the content names as receiving the person. */
  readonly receivingAgency: string | null;
}

const employs = (careers: readonly CareerState[], agency: string, date: PlainDate): boolean =>
  careers.some((career) => employerAt(career, date) === agency);

/** Null when the caller may, else the sentence that says who may. The operator imports whatever an agency could. */
export function unauthorised({ command, fact, careers, effectiveAt, receivingAgency }: AuthorityCase): string | null {
  const { role, agency, source, today, actorPerson, channel } = command.meta;
  const isAgency = (role === 'agency' || role === 'officer') && agency !== null;
  const isOperator = role === 'operator' || role === 'system';
  switch (command.kind) {
    case 'record':
    case 'correct':
    case 'annul':
    case 'reinstate': {
      if (isOperator && channel === 'import') return null;
      if (fact === null) {
        if (role === 'provider' && command.subject === 'training') return null;
        const may = isAgency && (agency === BKN || agency === receivingAgency || employs(careers, agency, effectiveAt));
        return may ? null : AUTHORITY.record;
      }
      if (fact.editions[0]!.source === source && (isAgency || role === 'provider')) return null;
      return isAgency && (agency === BKN || employs(careers, agency, today)) ? null : AUTHORITY.change;
    }
    case 'confirm':
      // Whom the edition waits for is the subject's to say; here only that the caller may be one of them.
      if (role === 'person') return actorPerson === null ? AUTHORITY.confirm : null;
      return isAgency && employs(careers, agency, today) ? null : AUTHORITY.confirm;
    case 'merge':
    case 'unmerge':
      return isOperator || (isAgency && agency === BKN) ? null : AUTHORITY.merge;
    default:
      throw new Error(`no authority for ${String(command satisfies never)}`);
  }
}

/** As whom a caller confirms: a person as that person, an agency or its officer as the employer. */
export const confirmsAs = ({ meta }: Command): string => (meta.role === 'person' ? (meta.actorPerson ?? '') : EMPLOYER);
