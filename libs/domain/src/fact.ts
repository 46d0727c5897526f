import type {
  Act,
  Approvals,
  Channel,
  Decree,
  DocumentRef,
  Flag,
  Instant,
  Intake,
  JsonObject,
  Origin,
  PersonRole,
  PlainDate,
  Precision,
  Role,
  Uuid,
} from './event';

/** One edition of a fact, as recorded. */
export interface Edition {
  readonly edition: number;
  readonly act: Act;
  readonly eventId: Uuid;
  readonly revision: bigint;
  readonly position: bigint;
  readonly ledgerTime: Instant;
  readonly contentHash: string;
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly precision: Precision;
  readonly decree: Decree | null;
  readonly approvals: Approvals | null;
  /** Their `uri` is null once erased. */
  readonly documents: readonly DocumentRef[];
  /** Open and sensitive content together; null once annulled. */
  readonly content: JsonObject | null;
  /** What the source sent beyond the contract; empty once erased. */
  readonly ext: JsonObject;
  readonly flags: readonly Flag[];
  readonly persons: readonly PersonRole[];
  readonly source: string;
  readonly channel: Channel;
  readonly agency: string | null;
  /** Role of who recorded it; a provider's training waits for the employer's confirmation. */
  readonly role: Role;
  /** Why the fact was corrected, annulled or reinstated. */
  readonly reason: string | null;
  /** The source's own names of what it sent; null without a source, or once erased. */
  readonly origin: Origin | null;
  readonly erased: boolean;
}

/** A fact and its chain of editions, oldest first, never empty. */
export interface FactState {
  readonly fact: Uuid;
  readonly subject: string;
  readonly editions: Edition[];
}

/** A process step, as recorded. */
export interface Citation {
  readonly type: string;
  readonly fact: Uuid;
  readonly edition: number;
  readonly content: JsonObject;
  readonly revision: bigint;
  readonly position: bigint;
  /** When the source made the message, as it wrote it; null without one, or once erased. */
  readonly time: string | null;
}

/** What a command led to: enough to answer the same command again. */
export interface Outcome {
  readonly contentHash: string;
  readonly fact: Uuid | null;
  readonly edition: number | null;
  readonly revision: bigint;
  readonly position: bigint;
  /** The message that brought this very command; null when no broker did, or when another command led here. */
  readonly intake: Intake | null;
}

/**
 * The fold of one stream, or of several for a person's whole history. Mutable, because `evolve` is the hot path
 * of every command; whoever keeps one hands it out for reading only.
 */
export interface CareerState {
  /** Revision of the last event folded, -1n before the first. */
  revision: bigint;
  readonly facts: Map<Uuid, FactState>;
  /** The same facts by subject, in the order of their first editions, for the rules that look across facts. */
  readonly bySubject: Map<string, FactState[]>;
  readonly citations: Citation[];
  readonly commands: Map<Uuid, Outcome>;
  /** Of one career folded alone: the person it was merged into, null while it stands for itself. */
  mergedInto: Uuid | null;
  /** Plain events by their type: the last content of each, such as the day that is open. */
  readonly latest: Map<string, JsonObject>;
}

export const emptyState = (): CareerState => ({
  revision: -1n,
  facts: new Map(),
  bySubject: new Map(),
  citations: [],
  commands: new Map(),
  mergedInto: null,
  latest: new Map(),
});

/** A copy that `evolve` may go on with while the original stays as it is. */
export function copyOf(state: CareerState): CareerState {
  const facts = new Map<Uuid, FactState>();
  for (const [id, fact] of state.facts) facts.set(id, { ...fact, editions: [...fact.editions] });
  const bySubject = new Map<string, FactState[]>();
  for (const [subject, siblings] of state.bySubject)
    bySubject.set(
      subject,
      siblings.map(({ fact }) => facts.get(fact)!),
    );
  return {
    ...state,
    facts,
    bySubject,
    citations: [...state.citations],
    commands: new Map(state.commands),
    latest: new Map(state.latest),
  };
}

export const lastEdition = (fact: FactState): Edition => fact.editions.at(-1)!;
export const isAnnulled = (fact: FactState): boolean => lastEdition(fact).act === 'annulled';

/**
 * The edition that last stated the fact. A reinstatement states nothing: it restores this one, with the
 * confirmations it was given.
 */
export const statedEdition = ({ editions }: FactState): Edition =>
  editions.findLast(({ act }) => act === 'recorded' || act === 'corrected')!;

const NONE: readonly FactState[] = [];
export const factsOf = (state: CareerState, subject: string): readonly FactState[] =>
  state.bySubject.get(subject) ?? NONE;

type Dated = Pick<Edition, 'effectiveAt'>;

/** What the order of effect goes by: a fact's last edition, and the position of edition 0. */
export interface Effect<E extends Dated = Edition> {
  readonly edition: E;
  readonly place: bigint;
}

/** The order in which facts take effect: by effective date, then by the place of edition 0, which no correction moves. */
export function inEffectOrder(a: Effect<Dated>, b: Effect<Dated>): number {
  if (a.edition.effectiveAt !== b.edition.effectiveAt) return a.edition.effectiveAt < b.edition.effectiveAt ? -1 : 1;
  return a.place < b.place ? -1 : a.place > b.place ? 1 : 0;
}
