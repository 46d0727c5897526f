import { confirmsAs, unauthorised } from './authority';
import type { Command, ConfirmFact, CorrectFact, MergePerson, RecordFact, Statement, WithdrawFact } from './command';
import { isRejected } from './enforcement';
import type { Act, CareerEvent, FactBody, JsonObject, PersonRole, Uuid } from './event';
import { checkTime } from './time-checks';
import { rejection, rejectionOf, type Rejection } from './rejection';
import { isAnnulled, lastEdition, type CareerState, type Edition, type FactState, type Outcome } from './fact';
import type { CheckContext, Subject } from './subject';
import { subjectNamed } from './subjects';

export type Decision =
  | { readonly kind: 'accepted'; readonly event: CareerEvent }
  /** The ledger holds it already: the outcome is the first one's. */
  | { readonly kind: 'duplicate'; readonly outcome: Outcome }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

const rejected = (...rejections: readonly Rejection[]): Decision => ({ kind: 'rejected', rejections });

/**
 * Decides a command on the state of its stream. Pure: time, ids and identity come in with the command.
 * Deciding again what was accepted adds nothing. `careers` holds the careers of all persons the act names.
 */
export function decide(command: Command, state: CareerState, careers: ReadonlyMap<Uuid, CareerState>): Decision {
  const before = state.commands.get(command.meta.commandId);
  if (before !== undefined) {
    return before.contentHash === command.meta.contentHash
      ? { kind: 'duplicate', outcome: before }
      : rejected(rejection('command-id-reused'));
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
    case 'merge':
    case 'unmerge':
      return decideMerge(command, state, careers);
    default:
      throw new Error(`no decision for ${String(command satisfies never)}`);
  }
}

function decideStatement(
  command: RecordFact | CorrectFact,
  state: CareerState,
  careers: ReadonlyMap<Uuid, CareerState>,
): Decision {
  const subject = subjectNamed(command.subject);
  const { statement, meta } = command;
  const known = state.facts.get(command.fact) ?? null;
  const opens = command.kind === 'record' && subject.opensStream;

  // 1. The chain: what this act would follow.
  const refusal =
    known === null
      ? command.kind === 'correct'
        ? rejection('unknown-fact', '/fact')
        : null
      : chainRefusal(command, known);
  if (refusal !== null) return rejected(refusal);
  if (known !== null && lastEdition(known).contentHash === meta.contentHash)
    return duplicateOf(lastEdition(known), known.fact);

  // 2. The persons: the act names careers that must exist.
  const context: CheckContext = {
    person: command.person ?? '',
    careers,
    facts: state.facts,
    fact: command.fact,
    today: meta.today,
    channel: meta.channel,
    role: meta.role,
  };
  const content = subject.derive?.(statement, context) ?? statement.content;
  const persons = subject.persons(content, command.person ?? '');
  const missing = missingPerson(subject, persons, careers, opens);
  if (missing !== null) return rejected(missing);

  // 3. Authority. What an unknown source says about a fact must not tell it more than that.
  const receivingAgency = subject.employer?.(content) ?? null;
  const actsAs = known === null ? command : { ...command, kind: 'correct' as const, replacesEdition: null };
  const who = unauthorised({
    command: actsAs,
    careers,
    fact: known,
    effectiveAt: statement.effectiveAt,
    receivingAgency,
  });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));

  // 4. The rules: impossible is rejected, unlawful is rejected or flagged.
  const findings = [
    ...checkTime(statement, meta, context, opens),
    ...subject.check({ ...statement, content }, context),
  ];
  const refused = findings.filter((finding) => isRejected(finding, meta.channel));
  if (refused.length > 0) return rejected(...refused.map(rejectionOf));
  const flags = findings.map(({ code, field }) => ({ code, field }));

  // 5. The event.
  const act = known === null ? 'recorded' : 'corrected';
  return accepted(subject, act, command, { ...statement, content, flags }, known, persons);
}

function decideWithdrawal(
  command: WithdrawFact,
  state: CareerState,
  careers: ReadonlyMap<Uuid, CareerState>,
): Decision {
  const subject = subjectNamed(command.subject);
  const known = state.facts.get(command.fact);
  if (known === undefined) return rejected(rejection('unknown-fact', '/fact'));
  const refusal = chainRefusal(command, known);
  if (refusal !== null) return rejected(refusal);
  const last = lastEdition(known);
  const who = unauthorised({ command, careers, fact: known, effectiveAt: last.effectiveAt, receivingAgency: null });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));
  const restored = command.kind === 'annul' ? null : (known.editions.findLast(({ act }) => act !== 'annulled') ?? last);
  const { effectiveAt, effectiveUntil, precision, approvals, ext } = restored ?? last;
  return accepted(
    subject,
    command.kind === 'annul' ? 'annulled' : 'reinstated',
    command,
    {
      effectiveAt,
      effectiveUntil,
      precision,
      approvals,
      ext,
      decree: command.decree,
      documents: restored?.documents ?? [],
      content: restored?.content ?? null,
      flags: restored?.flags ?? [],
    },
    known,
    last.persons,
  );
}

function decideConfirmation(
  command: ConfirmFact,
  state: CareerState,
  careers: ReadonlyMap<Uuid, CareerState>,
): Decision {
  const known = state.facts.get(command.fact);
  if (known === undefined) return rejected(rejection('unknown-fact', '/fact'));
  if (known.subject !== command.subject)
    return rejected(rejection('wrong-subject', '/fact', { subject: known.subject }));
  if (isAnnulled(known)) return rejected(rejection('fact-annulled', '/fact'));
  const last = lastEdition(known);
  const edition = command.edition ?? last.edition;
  if (edition !== last.edition)
    return rejected(rejection('edition-not-last', '/edition', { given: edition, last: last.edition }));
  const who = unauthorised({ command, careers, fact: known, effectiveAt: last.effectiveAt, receivingAgency: null });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));
  const by = confirmsAs(command);
  if (!subjectNamed(known.subject).confirmers?.(last).includes(by))
    return rejected(rejection('nothing-to-confirm', '/fact'));
  const type = `${subjectNamed(known.subject).types.recorded.replace(/Recorded$/, '')}Confirmed`;
  const before = state.citations.find(
    (each) => each.type === type && each.fact === known.fact && each.edition === edition && each.content['by'] === by,
  );
  if (before !== undefined) {
    const { revision, position } = before;
    return {
      kind: 'duplicate',
      outcome: { contentHash: command.meta.contentHash, fact: known.fact, edition, revision, position },
    };
  }
  const body = { fact: known.fact, edition, content: { by } };
  return { kind: 'accepted', event: { type, body, sensitive: null, meta: metaOf(command, 1, last.persons) } };
}

function decideMerge(command: MergePerson, state: CareerState, careers: ReadonlyMap<Uuid, CareerState>): Decision {
  const who = unauthorised({ command, careers, fact: null, effectiveAt: command.meta.today, receivingAgency: null });
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
  return {
    kind: 'accepted',
    event: { type, body: { content: { into: command.into } }, sensitive: null, meta: metaOf(command, 1, persons) },
  };
}

/** Why an act cannot follow the fact's last edition; null when it can. */
function chainRefusal(command: RecordFact | CorrectFact | WithdrawFact, known: FactState): Rejection | null {
  if (known.subject !== command.subject) return rejection('wrong-subject', '/fact', { subject: known.subject });
  const last = lastEdition(known);
  if (command.kind !== 'record' && command.replacesEdition !== null && command.replacesEdition !== last.edition) {
    return rejection('edition-not-last', '/replacesEdition', { given: command.replacesEdition, last: last.edition });
  }
  if (command.kind === 'reinstate') return isAnnulled(known) ? null : rejection('not-annulled', '/fact');
  if (!isAnnulled(known)) return null;
  return command.kind === 'annul' ? rejection('already-annulled', '/fact') : rejection('fact-annulled', '/fact');
}

function missingPerson(
  subject: Subject,
  persons: readonly PersonRole[],
  careers: ReadonlyMap<Uuid, CareerState>,
  opens: boolean,
): Rejection | null {
  for (const { id, role } of persons) {
    const career = careers.get(id);
    if (role === 'appraiser' || role === 'superior') continue;
    if (career?.mergedInto) return rejection('person-merged', '/person', { into: career.mergedInto });
    const mayOpen = opens && subject.stream === 'career';
    if (!mayOpen && (career === undefined || career.revision < 0n)) return rejection('unknown-person', '/person');
  }
  return null;
}

const duplicateOf = ({ contentHash, edition, revision, position }: Edition, fact: Uuid): Decision => ({
  kind: 'duplicate',
  outcome: { contentHash, fact, edition, revision, position },
});

function metaOf({ meta }: Command, schema: number, persons: readonly PersonRole[]): CareerEvent['meta'] {
  const { actorPerson: _actorPerson, today: _today, ...kept } = meta;
  return { ...kept, schema, persons };
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
    documents,
    content: content === null ? null : open,
    flags,
    ext,
  };
  const hasSensitive = Object.keys(hidden).length > 0 || command.reason !== null;
  const sensitive = hasSensitive ? { content: hidden, reason: command.reason } : null;
  return {
    kind: 'accepted',
    event: { type: subject.types[act], body, sensitive, meta: metaOf(command, subject.schema, persons) },
  };
}
