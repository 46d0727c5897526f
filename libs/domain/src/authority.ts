import type { Command } from './command';
import type { PlainDate } from './event';
import { isAnnulled, statedEdition, type CareerState, type FactState } from './fact';
import { employerAt, employerInForce, transferredTo } from './service';
import { EMPLOYER } from './subject';
import { subjectNamed } from './subjects';
import { BKN } from './tables/agencies';

/** Who may do what (UU 20/2023, PP 11/2017; the ledger's own rules where the law is silent). */
export const AUTHORITY = {
  record:
    'the employer at the effective date, or BKN; the receiving agency named in the content when no other agency employs the person on that day; an exit from before a transfer only the agency transferred to, or BKN; a training provider only trainings',
  change:
    'the recording source, the present employer or BKN; what ends the employ of another agency: that agency or BKN; an import only what an import recorded',
  confirm: 'the persons, or the present employer, whom the act waits for',
  observe: 'the source that recorded the fact',
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
  /** The agency that the content names as receiving the person, or that a reinstatement gives the person back to. */
  readonly receivingAgency: string | null;
}

const employs = (careers: readonly CareerState[], agency: string, date: PlainDate): boolean =>
  careers.some((career) => employerAt(career, date) === agency);

/** The agency in whose employ a standing fact puts the person; null when in none. */
function employerBy(fact: FactState | null): string | null {
  if (fact === null || isAnnulled(fact)) return null;
  return subjectNamed(fact.subject).employer?.(statedEdition(fact).content!) ?? null;
}

/**
 * Whether a command would end the employ of an agency that is neither the caller's nor the one it names: by taking
 * back what put the person there, or by putting the person elsewhere. What says nothing new of when or where the person
 * is employed ends none.
 */
function takesAway({ command, fact, careers, effectiveAt, receivingAgency }: AuthorityCase, agency: string): boolean {
  const held = employerBy(fact);
  const isHeldByAnother = held !== null && held !== agency && held !== receivingAgency;
  if (isHeldByAnother && employs(careers, held, command.meta.today)) return true;
  if (receivingAgency === null) return false;
  if (held === receivingAgency && statedEdition(fact!).effectiveAt === effectiveAt) return false;
  return careers.some((career) => {
    const inForce = employerInForce(career, effectiveAt, fact?.fact ?? null);
    return inForce !== null && inForce !== agency && inForce !== receivingAgency;
  });
}

/**
 * Whether a command would end the service before a transfer that has since put the person into another agency's employ,
 * which would so be void. What says nothing new of the day ends none.
 */
function cutsOff({ command, fact, careers, effectiveAt }: AuthorityCase, agency: string): boolean {
  if (command.kind !== 'record' && command.kind !== 'correct' && command.kind !== 'reinstate') return false;
  if (subjectNamed(command.subject).endsService === undefined) return false;
  if (fact !== null && !isAnnulled(fact) && statedEdition(fact).effectiveAt === effectiveAt) return false;
  return careers.some((career) => {
    const employer = transferredTo(career, effectiveAt, command.meta.today);
    return employer !== null && employer !== agency;
  });
}

/** What agencies recorded live is theirs to change; an import may find it said already, which changes nothing. */
const mayImport = ({ command, fact }: AuthorityCase): boolean =>
  fact === null ||
  fact.editions[0]!.channel === 'import' ||
  statedEdition(fact).contentHash === command.meta.contentHash;

/** Null when the caller may, else the sentence that says who may. The operator imports whatever an agency could record. */
export function unauthorised(question: AuthorityCase): string | null {
  const { command, fact, careers, effectiveAt, receivingAgency } = question;
  const { role, agency, source, today, actorPerson, channel } = command.meta;
  const isAgency = (role === 'agency' || role === 'officer') && agency !== null;
  const isOperator = role === 'operator' || role === 'system';
  switch (command.kind) {
    case 'record':
    case 'correct':
    case 'annul':
    case 'reinstate': {
      if (isOperator && channel === 'import') return mayImport(question) ? null : AUTHORITY.change;
      if (fact === null) {
        if (role === 'provider' && command.subject === 'training') return null;
        if (!isAgency) return AUTHORITY.record;
        const receives = agency === receivingAgency && !takesAway(question, agency);
        const employed = employs(careers, agency, effectiveAt) && !cutsOff(question, agency);
        return agency === BKN || receives || employed ? null : AUTHORITY.record;
      }
      const isSource = fact.editions[0]!.source === source;
      if (!isAgency) return isSource && role === 'provider' ? null : AUTHORITY.change;
      if (agency === BKN) return null;
      const ends = takesAway(question, agency) || cutsOff(question, agency);
      return (isSource || employs(careers, agency, today)) && !ends ? null : AUTHORITY.change;
    }
    case 'confirm':
      // Whom the edition waits for is the subject's to say; here only that the caller may be one of them.
      if (role === 'person') return actorPerson === null ? AUTHORITY.confirm : null;
      return isAgency && employs(careers, agency, today) ? null : AUTHORITY.confirm;
    case 'report-missing':
    case 'report-found':
      return fact?.editions[0]!.source === source ? null : AUTHORITY.observe;
    case 'merge':
    case 'unmerge':
      return isOperator || (isAgency && agency === BKN) ? null : AUTHORITY.merge;
    default:
      throw new Error(`no authority for ${String(command satisfies never)}`);
  }
}

/** As whom a caller confirms: a person as that person, an agency or its officer as the employer. */
export const confirmsAs = ({ meta }: Command): string => (meta.role === 'person' ? (meta.actorPerson ?? '') : EMPLOYER);
