import type {
  Approvals,
  Decree,
  DocumentRef,
  JsonObject,
  Metadata,
  Origin,
  PersonRole,
  PlainDate,
  Precision,
  Uuid,
} from './event';
import type { Proposal } from './subject';
import type { SubjectName } from './subjects';

/** What every command brings: time, identity and ids, so that deciding is a pure function. */
export interface CommandMeta extends Omit<Metadata, 'schema' | 'persons'> {
  /** The person who acts, when a person does. */
  readonly actorPerson: Uuid | null;
  /** The day of `recordedAt` where the ledger lives (Asia/Jakarta by configuration). */
  readonly today: PlainDate;
  /** Goes into the sensitive part of the event, not into its metadata. Null when no source sent the command. */
  readonly origin: Origin | null;
}

/** What the event keeps in the open of what the command brings. */
export function metadataOf(meta: CommandMeta, schema: number, persons: readonly PersonRole[]): Metadata {
  const { actorPerson: _actorPerson, today: _today, origin: _origin, ...kept } = meta;
  return { ...kept, schema, persons };
}

interface FactCommand {
  readonly subject: SubjectName;
  /** The stream written to, `career-<uuid>` or `mentoring-<uuid>`. */
  readonly stream: string;
  /** The person spoken of; null where the content names both persons. */
  readonly person: Uuid | null;
  readonly fact: Uuid;
  readonly reason: string | null;
  readonly meta: CommandMeta;
}

/** What a source states of an act, whole: a correction replaces the edition, it does not patch it. */
export interface Statement extends Proposal {
  readonly precision: Precision;
  readonly approvals: Approvals | null;
  readonly documents: readonly DocumentRef[];
  readonly ext: JsonObject;
}

export interface RecordFact extends FactCommand {
  readonly kind: 'record';
  readonly statement: Statement;
}

export interface CorrectFact extends FactCommand {
  readonly kind: 'correct';
  readonly statement: Statement;
  /** The edition the caller believes to be the last; null when it does not say. */
  readonly replacesEdition: number | null;
}

/** Annulment and reinstatement are decisions of their own, with their own decree. */
export interface WithdrawFact extends FactCommand {
  readonly kind: 'annul' | 'reinstate';
  readonly replacesEdition: number | null;
  readonly decree: Proposal['decree'];
}

/** Somebody who must confirm an edition does so. */
export interface ConfirmFact extends Omit<FactCommand, 'reason'> {
  readonly kind: 'confirm';
  /** The edition confirmed; null for the last. */
  readonly edition: number | null;
}

/**
 * The source of a fact no longer holds the record that it came from, or holds it again. The fact stands: nobody has
 * decided that it is untrue.
 */
export interface ObserveSource {
  readonly kind: 'report-missing' | 'report-found';
  readonly stream: string;
  readonly person: Uuid;
  readonly fact: Uuid;
  readonly meta: CommandMeta;
}

/** Two persons are found to be one, or found to be two after all. */
export interface MergePerson {
  readonly kind: 'merge' | 'unmerge';
  readonly stream: string;
  readonly person: Uuid;
  /** The person that stands for both from now on. */
  readonly into: Uuid;
  readonly reason: string | null;
  readonly decree: Decree | null;
  readonly meta: CommandMeta;
}

export type Command = RecordFact | CorrectFact | WithdrawFact | ConfirmFact | ObserveSource | MergePerson;
