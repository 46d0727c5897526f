import type { Act, Decree, JsonObject, PersonRole, PlainDate, Uuid } from './event';
import type { CareerState, Edition, Effect } from './fact';
import type { Identifier } from './identity';
import type { Service } from './service';
import type { Text } from './text';

/** What an act proposes for a fact, before it is decided: the parts a source can state. */
export interface Proposal {
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly content: JsonObject;
  readonly decree: Decree | null;
}

/** As much of a statement as tells one act from another. */
export type Stated = Pick<Proposal, 'effectiveAt' | 'content'>;

/** What a check may look at beside the proposal. All of it comes in with the command. */
export interface CheckContext {
  /** The person whose career is spoken of; for mentoring, the mentee. */
  readonly person: Uuid;
  /** Careers of everybody the act names; a missing entry is an unknown person. */
  readonly careers: ReadonlyMap<Uuid, CareerState>;
  /** The stream that is written to. */
  readonly state: CareerState;
  readonly fact: Uuid;
  /** The service that the stream states, but for what the fact itself says; empty in a pair's stream. */
  readonly service: Service;
  /** The day the command was received. */
  readonly today: PlainDate;
}

/**
 * Something wrong with a proposal. `impossible` is always rejected; `unlawful` is rejected from live sources and
 * flagged on an import of history; a `warning` is always flagged: the decree stands, and somebody should look.
 */
export interface Finding {
  readonly code: string;
  readonly field: string;
  readonly severity: 'impossible' | 'unlawful' | 'warning';
  /** Values for the message, and what would be accepted. No personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Which pay a late record holds back or overpays: rank, post, yearly step, pension, or the cut of a penalty. */
export type PayEffect = 'rank' | 'post' | 'step' | 'exit' | 'penalty';

/** Stands for the agency that employs the person, among the confirmers of an act. */
export const EMPLOYER = 'employer';

/** As much of an edition as a fold may look at: the views keep no more of it. */
export type FoldedEdition = Pick<Edition, 'effectiveAt' | 'effectiveUntil' | 'content'>;

/** An effective edition, to be folded in the order of effect. */
export interface Entry<E extends FoldedEdition = Edition> extends Effect<E> {
  readonly subject: string;
  readonly fact: Uuid;
  /** All who must confirm what this edition states have done so. */
  readonly confirmed: boolean;
}

/**
 * One kind of act. A new one is a file with this shape and a line in `subjects/index.ts`.
 * `Part` is what the subject contributes to a person's state.
 */
export interface Subject<Part = unknown> {
  /** Kebab case; used in command names, CloudEvent types and answers. */
  readonly name: string;
  /** The stored event types, as literals. */
  readonly types: Readonly<Record<Act, string>>;
  /** The stored event type of a confirmation, as a literal; goes with `confirmers`. */
  readonly confirmed?: string;
  /** Version of the content's schema that is written today. */
  readonly schema: number;
  /** From a version of the open content to the next one, for every version below `schema`. */
  readonly upcasts?: Readonly<Record<number, (content: JsonObject) => JsonObject>>;
  /** Which kind of stream holds it. */
  readonly stream: 'career' | 'mentoring';
  /** Whether recording it may open a stream that does not exist yet. */
  readonly opensStream: boolean;
  /** Keys of the content that are stored encrypted. */
  readonly sensitive: readonly string[];
  /** Refusals and flags that only this subject speaks, by code. */
  readonly texts: Readonly<Record<string, Text>>;
  /**
   * When it may take effect: within the service, unless said otherwise. `begins`: it is what service begins with, and
   * checks its own day. `any`: before it too, as a diploma does, or after it.
   */
  readonly servicePeriod?: 'begins' | 'any';
  /** What the person's pay waits for until it is recorded; absent when none does. */
  readonly payEffect?: PayEffect;
  /** Whose records the act shows in; nobody's when the content lacks what would say so. */
  persons(content: JsonObject, person: Uuid): readonly PersonRole[];
  /** Adds what the rules derive, frozen with the rule's version; called before `check`, and stored. */
  derive?(proposal: Proposal, context: CheckContext): JsonObject;
  check(proposal: Proposal, context: CheckContext): readonly Finding[];
  /** Whether two statements seem to speak of one act: the same one may come from two sources, under two ids. */
  isSameAct?(one: Stated, other: Stated): boolean;
  /** Who has to confirm an edition before it counts: persons, or `EMPLOYER`. Absent: it counts at once. */
  confirmers?(edition: Edition): readonly string[];
  /** The agency in whose employ this edition puts the person. */
  employer?(content: JsonObject): string | null;
  /** Whether this edition ends the service; its day of effect is the first one out of it. */
  endsService?(content: JsonObject): boolean;
  /** The numbers that this act gives the person; a number has one holder in the whole ledger. */
  identifiers?(content: JsonObject): readonly Identifier[];
  initial(): Part;
  /** Folds one effective entry, of whichever subject, into this subject's part; returns the part, changed or not. */
  fold(part: Part, entry: Entry<FoldedEdition>, person: Uuid): Part;
}
