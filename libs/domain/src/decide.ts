import { confirmsAs, unauthorised } from './authority';
import {
  metadataOf,
  type Command,
  type ConfirmFact,
  type CorrectFact,
  type RecordFact,
  type Statement,
  type WithdrawFact,
} from './command';
import { confirmationBy } from './confirmation';
import { decideMerge } from './decide-merge';
import { decideObservation } from './decide-observation';
import { rejected, sensitiveOf, type Decision } from './decision';
import { isRejected } from './enforcement';
import type { Act, Channel, FactBody, JsonObject, PersonRole } from './event';
import { factsOf, isAnnulled, lastEdition, statedEdition, type CareerState, type FactState } from './fact';
import { careersOf, missingPerson, ownCareersOf, type Careers } from './persons';
import { rejection, rejectionOf, type Rejection } from './rejection';
import { serviceOf } from './service';
import type { CheckContext, Finding, Proposal, Subject } from './subject';
import { subjectNamed } from './subjects';
import { checkDates, checkRecording, checkService } from './time-checks';

/**
 * Decides a command on the state of its stream. Pure: time, ids and identity come in with the command.
 * Deciding again what was accepted adds nothing. `careers` holds the careers of all persons the act names.
 */
export function decide(command: Command, state: CareerState, careers: Careers): Decision {
  const before = state.commands.get(command.meta.commandId);
  if (before !== undefined) {
    // Equal words about another fact are another statement, which a duplicate's receipt would seem to confirm.
    const isSame = before.contentHash === command.meta.contentHash && before.fact === factNamed(command);
    return isSame ? { kind: 'duplicate', outcome: before } : rejected(rejection('command-id-reused'));
  }
  switch (command.kind) {
    case 'record':
    case 'correct':
      return decideStatement(command, state, careers);
    case 'annul':
    case 'reinstate':
      return decideWithdrawal(command, state, careers);
    case 'confirm':
      return decideConfirmation(command, state, careers);
    case 'report-missing':
    case 'report-found':
      return decideObservation(command, state, careers);
    case 'merge':
    case 'unmerge':
      return decideMerge(command, state, careers);
    default:
      throw new Error(`no decision for ${String(command satisfies never)}`);
  }
}

const factNamed = (command: Command): string | null => ('fact' in command ? command.fact : null);

function decideStatement(command: RecordFact | CorrectFact, state: CareerState, careers: Careers): Decision {
  const subject = subjectNamed(command.subject);
  const { statement, meta } = command;
  const known = state.facts.get(command.fact) ?? null;

  // 1. The fact, when there is one.
  if (known === null && command.kind === 'correct') return rejected(rejection('unknown-fact', '/fact'));
  if (known !== null && known.subject !== command.subject) return rejected(wrongSubject(known));

  // 2. The persons: the act names careers that must exist.
  const context: CheckContext = {
    person: command.person ?? '',
    careers,
    state,
    fact: command.fact,
    service: serviceOf(state, command.fact),
    today: meta.today,
  };
  const content = subject.derive?.(statement, context) ?? statement.content;
  const persons = subject.persons(content, command.person ?? '');
  if (persons.length === 0) return rejected(rejection('unknown-pair', '/mentoring'));
  const missing = known === null ? missingPerson(subject, persons, command.person, careers) : null;
  if (missing !== null) return rejected(missing);

  // 3. Authority, before anything that would tell a stranger about the fact; nobody gains it by naming other persons.
  const { effectiveAt } = statement;
  const receivingAgency = subject.employer?.(content) ?? null;
  const speakers = careersOf(known === null ? persons : lastEdition(known).persons, careers);
  const who = unauthorised({ command, fact: known, careers: speakers, effectiveAt, receivingAgency });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));

  // 4. The chain: what this act would follow, or whether it is there already.
  if (known !== null) {
    if (isAnnulled(known)) return rejected(rejection('fact-annulled', '/fact'));
    if (statedEdition(known).contentHash === meta.contentHash) return duplicateOf(known);
    const notLast = command.kind === 'correct' ? staleEdition(command, known) : null;
    if (notLast !== null) return rejected(notLast);
  }

  // 5. The rules: impossible is rejected, unlawful is rejected or flagged.
  const proposal = { ...statement, content };
  const statedBefore = known === null ? null : statedEdition(known).effectiveAt;
  const findings = [...checkDates(statement, statedBefore, meta), ...subject.check(proposal, context)];
  findings.push(...checkService(subject, effectiveAt, ownCareersOf(persons, careers), command.fact));
  if (seemsRecorded(subject, proposal, context)) {
    findings.push({ code: 'possible-duplicate', field: '', severity: 'warning' });
  }
  const refused = refusalsAmong(findings, meta.channel);
  if (refused.length > 0) return rejected(...refused);
  const flags = findings.map(({ code, field, params }) => (params ? { code, field, params } : { code, field }));

  // 6. The event.
  const act = known === null ? 'recorded' : 'corrected';
  return accepted(subject, act, command, { ...proposal, flags }, known, persons);
}

function decideWithdrawal(command: WithdrawFact, state: CareerState, careers: Careers): Decision {
  const subject = subjectNamed(command.subject);
  const known = state.facts.get(command.fact);
  if (known === undefined) return rejected(rejection('unknown-fact', '/fact'));
  if (known.subject !== command.subject) return rejected(wrongSubject(known));
  const { effectiveAt, effectiveUntil, precision, persons } = lastEdition(known);
  const speakers = careersOf(persons, careers);
  const isRestoring = command.kind === 'reinstate';
  const receivingAgency = isRestoring ? (subject.employer?.(statedEdition(known).content!) ?? null) : null;
  const who = unauthorised({ command, fact: known, careers: speakers, effectiveAt, receivingAgency });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));
  if (isRestoring && !isAnnulled(known)) return rejected(rejection('not-annulled', '/fact'));
  if (!isRestoring && isAnnulled(known)) return rejected(rejection('already-annulled', '/fact'));
  const notLast = staleEdition(command, known);
  if (notLast !== null) return rejected(notLast);
  // Withdrawing what was in force for years rewrites as much as stating it years late.
  const refused = refusalsAmong(checkRecording(effectiveAt, command.decree, command.meta), command.meta.channel);
  if (refused.length > 0) return rejected(...refused);
  const { approvals, ext, documents, content, flags } = statedEdition(known);
  const restored = isRestoring ? { approvals, documents, content, flags, ext } : NOTHING_STATED;
  return accepted(
    subject,
    isRestoring ? 'reinstated' : 'annulled',
    command,
    { effectiveAt, effectiveUntil, precision, decree: command.decree, ...restored },
    known,
    persons,
  );
}

/** What an annulment says of the fact. */
const NOTHING_STATED = { approvals: null, documents: [], content: null, flags: [], ext: {} } as const;

function decideConfirmation(command: ConfirmFact, state: CareerState, careers: Careers): Decision {
  const known = state.facts.get(command.fact);
  if (known === undefined) return rejected(rejection('unknown-fact', '/fact'));
  if (known.subject !== command.subject) return rejected(wrongSubject(known));
  const { effectiveAt, edition, persons } = lastEdition(known);
  const speakers = careersOf(persons, careers);
  const who = unauthorised({ command, fact: known, careers: speakers, effectiveAt, receivingAgency: null });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));
  const { confirmers, confirmed: type } = subjectNamed(known.subject);
  const as = confirmsAs(command);
  const by = confirmers?.(statedEdition(known)).find((each) => each === as || careers.get(each)?.mergedInto === as);
  if (by === undefined || type === undefined) return rejected(rejection('nothing-to-confirm', '/fact'));
  if (isAnnulled(known)) return rejected(rejection('fact-annulled', '/fact'));
  if (command.edition !== null && command.edition !== edition) {
    return rejected(rejection('edition-not-last', '/edition', { given: command.edition, last: edition }));
  }
  const before = confirmationBy(by, known, state.citations);
  if (before !== undefined) {
    const { contentHash } = command.meta;
    const { revision, position } = before;
    return {
      kind: 'duplicate',
      outcome: { contentHash, fact: known.fact, edition: before.edition, revision, position, intake: null },
    };
  }
  const body = { fact: known.fact, edition, content: { by } };
  const sensitive = sensitiveOf(command, {});
  return { kind: 'accepted', event: { type, body, sensitive, meta: metadataOf(command.meta, 1, persons) } };
}

const wrongSubject = ({ subject }: FactState): Rejection => rejection('wrong-subject', '/fact', { subject });

/** The caller replaces an edition that is not the last: it has not seen what came since. */
function staleEdition({ replacesEdition }: CorrectFact | WithdrawFact, known: FactState): Rejection | null {
  const { edition } = lastEdition(known);
  if (replacesEdition === null || replacesEdition === edition) return null;
  return rejection('edition-not-last', '/replacesEdition', { given: replacesEdition, last: edition });
}

/** Whether another fact of the stream seems to speak of the same act, as when two sources send it. */
function seemsRecorded(subject: Subject, proposal: Proposal, { state, fact: own }: CheckContext): boolean {
  const { isSameAct } = subject;
  if (isSameAct === undefined) return false;
  return factsOf(state, subject.name).some((fact) => {
    const { content, effectiveAt } = lastEdition(fact);
    return content !== null && fact.fact !== own && isSameAct(proposal, { effectiveAt, content });
  });
}

const refusalsAmong = (findings: readonly Finding[], channel: Channel): readonly Rejection[] =>
  findings.filter((finding) => isRejected(finding, channel)).map(rejectionOf);

function duplicateOf(known: FactState): Decision {
  const { contentHash, edition, revision, position } = lastEdition(known);
  return { kind: 'duplicate', outcome: { contentHash, fact: known.fact, edition, revision, position, intake: null } };
}

type Stated = Omit<Statement, 'content'> & Pick<FactBody, 'flags'> & { readonly content: JsonObject | null };

function accepted(
  subject: Subject,
  act: Act,
  command: RecordFact | CorrectFact | WithdrawFact,
  stated: Stated,
  known: FactState | null,
  persons: readonly PersonRole[],
): Decision {
  const { content, effectiveAt, effectiveUntil, precision, decree, approvals, documents, flags, ext } = stated;
  const open: Record<string, JsonObject[string]> = {};
  const hidden: Record<string, JsonObject[string]> = {};
  for (const [key, value] of Object.entries(content ?? {}))
    (subject.sensitive.includes(key) ? hidden : open)[key] = value;
  const last = known === null ? null : lastEdition(known);
  const body: FactBody = {
    fact: command.fact,
    edition: last === null ? 0 : last.edition + 1,
    prev: last?.eventId ?? null,
    effectiveAt,
    effectiveUntil,
    precision,
    decree,
    approvals,
    documents: documents.map(({ sha256, size, type }) => ({ sha256, size, type })),
    content: content === null ? null : open,
    flags,
  };
  const uris = documents.flatMap(({ uri }) => uri ?? []);
  const sensitive = sensitiveOf(command, { content: hidden, reason: command.reason, ext, uris });
  return {
    kind: 'accepted',
    event: { type: subject.types[act], body, sensitive, meta: metadataOf(command.meta, subject.schema, persons) },
  };
}
