import { complete, decreeOf, withoutDefaults, type CommandContract, type CommandData } from '@rekam/contracts';
import {
  careerStream,
  mentoringStream,
  type Channel,
  type Command,
  type CommandMeta,
  type Instant,
  type Intake,
  type PlainDate,
  type SubjectName,
  type Uuid,
} from '@rekam/domain';
import { canonicalJson, uuidV5, type KeyStore } from '@rekam/event-store';
import { actorOf, type Caller } from '@rekam/runtime';

/** The namespace of every id that the ledger derives. Frozen: another one would make every retry a new command. */
export const LEDGER_NAMESPACE: Uuid = '6f1d7b7e-5f0c-5a53-9c3b-2f6d0a4b8e11';

/** How a command came in, and from whom. */
export interface CommandContext {
  readonly caller: Caller;
  /** The Idempotency-Key or the CloudEvent's id: with the source, or the caller, it names the command for ever. */
  readonly key: string;
  /** The CloudEvent that brought the command; null when the command came by itself. */
  readonly cloudEvent: {
    /** Its time attribute, as the source wrote it. */
    readonly time: string | null;
  } | null;
  readonly channel: Channel;
  /** The message that brought the command; null when no broker did. */
  readonly intake: Intake | null;
  /** `/agencies/<code>/<system>` or `/providers/<id>`. */
  readonly source: string;
  readonly correlationId: Uuid;
  /** The commands that it keeps its order with; absent for one that stands alone. */
  readonly run?: Run;
}

/**
 * Commands handed on one right after the other. When one of them is to be sent again, those behind it are not executed
 * either: they are to be sent again after it.
 */
export interface Run {
  isBroken: boolean;
}

/** What follows from the names that the source gave, before anything is read. */
export interface CommandIds {
  readonly commandId: Uuid;
  /** Null for what is no fact: the merge of persons. */
  readonly fact: Uuid | null;
}

/** Where the command goes. */
export interface Target {
  readonly stream: string;
  /** The person spoken of; null where the content names both persons. */
  readonly person: Uuid | null;
}

/** The moment the command arrived. */
export interface Arrival {
  readonly today: PlainDate;
  readonly recordedAt: Instant;
}

/** The fact that a source's own record is, whether or not it has been recorded yet. */
export const factId = (source: string, subject: SubjectName, recordId: string): Uuid =>
  uuidV5(LEDGER_NAMESPACE, `${source}\n${subject}\n${recordId}`);

export function idsOf(data: CommandData, { subject }: CommandContract, context: CommandContext): CommandIds {
  const { source, key, caller, cloudEvent } = context;
  // A source numbers its CloudEvents; the keys of commands are the callers' own, and one source may have many callers.
  const commandId = uuidV5(
    LEDGER_NAMESPACE,
    cloudEvent === null ? `${source}\n${caller.id}\n${key}` : `${source}\n${key}`,
  );
  if (data.fact !== undefined) return { commandId, fact: data.fact };
  if (subject === null) return { commandId, fact: null };
  const { recordId } = data;
  const fact = recordId === undefined ? uuidV5(commandId, 'fact') : factId(source, subject.subject, recordId);
  return { commandId, fact };
}

/** Where a command goes. `person` is whom its address names; null without an address, which opens a career. */
export function targetOf(
  data: CommandData,
  { subject }: CommandContract,
  { commandId, fact }: CommandIds,
  person: Uuid | null,
): Target {
  const { addressedBy } = subject ?? { addressedBy: 'person' };
  switch (addressedBy) {
    case 'person': {
      const spokenOf = person ?? uuidV5(commandId, 'person');
      return { stream: careerStream(spokenOf), person: spokenOf };
    }
    case 'mentoring':
      return { stream: mentoringStream(data.mentoring!), person: null };
    case 'itself':
      return { stream: mentoringStream(fact!), person: null };
    default:
      throw new Error(`no stream for what is addressed by ${String(addressedBy satisfies never)}`);
  }
}

/** The agency in whose name a source speaks; null for a provider. */
export const agencyOfSource = (source: string): string | null =>
  /^\/agencies\/(\d{4})(?:\/|$)/.exec(source)?.[1] ?? null;

/** The domain's command for validated data. Pure: ids, address and time come in. */
export function toCommand(
  data: CommandData,
  contract: CommandContract,
  context: CommandContext,
  ids: CommandIds,
  { stream, person }: Target,
  arrival: Arrival,
  keys: Pick<KeyStore, 'hash'>,
): Command {
  const { caller } = context;
  // An approver is named as the same issuer's tokens would name it, so that it can be compared with the actor.
  const approver = data.approvedBy === undefined ? null : { id: `${caller.issuer}\n${data.approvedBy}` };
  const metaWith = (hashed: unknown): CommandMeta => ({
    commandId: ids.commandId,
    contentHash: keys.hash('content', canonicalJson(hashed)),
    actor: actorOf(keys, caller),
    role: caller.role,
    // An operator imports for the agency that the source names.
    agency: context.channel === 'import' ? agencyOfSource(context.source) : caller.agency,
    source: context.source,
    channel: context.channel,
    correlationId: context.correlationId,
    causationId: null,
    recordedAt: arrival.recordedAt,
    intake: context.intake,
    approvedBy: approver === null ? null : actorOf(keys, approver),
    actorPerson: caller.person,
    today: arrival.today,
    origin: { recordId: data.recordId ?? null, eventId: context.key, time: context.cloudEvent?.time ?? null },
  });
  const { kind } = contract;
  const reason = data.reason ?? null;
  const decree = decreeOf(data);
  if (kind === 'merge' || kind === 'unmerge') {
    const into = data.into!;
    return { kind, stream, person: person!, into, reason, decree, meta: metaWith({ kind, into, decree, reason }) };
  }
  if (kind === 'report-missing' || kind === 'report-found') {
    return { kind, stream, person: person!, fact: ids.fact!, meta: metaWith({ kind }) };
  }
  const about = { subject: contract.subject!.subject, stream, person, fact: ids.fact! };
  switch (kind) {
    case 'record':
    case 'correct': {
      const statement = complete(contract, data);
      const command = { ...about, reason, statement, meta: metaWith(withoutDefaults(statement, contract)) };
      return kind === 'record'
        ? { kind, ...command }
        : { kind, ...command, replacesEdition: data.replacesEdition ?? null };
    }
    case 'annul':
    case 'reinstate': {
      const replacesEdition = data.replacesEdition ?? null;
      return { kind, ...about, reason, decree, replacesEdition, meta: metaWith({ kind, decree, reason }) };
    }
    case 'confirm': {
      const edition = data.edition ?? null;
      return { kind, ...about, edition, meta: metaWith({ kind, edition }) };
    }
    default:
      throw new Error(`no command for ${String(kind satisfies never)}`);
  }
}
