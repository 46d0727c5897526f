import type { Act, Channel, Decree, JsonObject, PersonRole, PlainDate, Role, Uuid } from './event';
import type { CareerState, Edition, FactState } from './fact';

/** What an act proposes for a fact, before it is decided: the parts a source can state. */
export interface Proposal {
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly content: JsonObject;
  readonly decree: Decree | null;
}

/** What a check may look at beside the proposal. All of it comes in with the command. */
export interface CheckContext {
  /** The person whose career is spoken of; for mentoring, the mentee. */
  readonly person: Uuid;
  /** Careers of everybody the act names; a missing entry is an unknown person. */
  readonly careers: ReadonlyMap<Uuid, CareerState>;
  /** The facts of the stream that is written to. */
  readonly facts: ReadonlyMap<Uuid, FactState>;
  readonly fact: Uuid;
  /** The day the command was received. */
  readonly today: PlainDate;
  readonly channel: Channel;
  /** Role of the caller. */
  readonly role: Role;
}

/**
 * Something wrong with a proposal. `impossible` is always rejected; `unlawful` is rejected or flagged, as the
 * enforcement table says for the rule and the channel.
 */
export interface Finding {
  readonly code: string;
  readonly field: string;
  readonly severity: 'impossible' | 'unlawful';
  /** Values for the message, and what would be accepted. No personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Stands for the agency that employs the person, among the confirmers of an act. */
export const EMPLOYER = 'employer';

/** An effective edition in the order of the fold. */
export interface Entry {
  readonly subject: string;
  readonly fact: Uuid;
  readonly edition: Edition;
  /** Position of edition 0: the second key of the order, so that a correction keeps its fact's place. */
  readonly place: bigint;
  /** All who must confirm this very edition have done so. */
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
  /** Version of the content's schema that is written today. */
  readonly schema: number;
  /** From a version of the content to the next one, for every version below `schema`. */
  readonly upcasts?: Readonly<Record<number, (content: JsonObject) => JsonObject>>;
  /** Which kind of stream holds it. */
  readonly stream: 'career' | 'mentoring';
  /** Whether recording it may open a stream that does not exist yet. */
  readonly opensStream: boolean;
  /** Keys of the content that are stored encrypted. */
  readonly sensitive: readonly string[];
  /** Whose records the act shows in. */
  persons(content: JsonObject, person: Uuid): readonly PersonRole[];
  /** Adds what the rules derive, frozen with the rule's version; called before `check`, and stored. */
  derive?(proposal: Proposal, context: CheckContext): JsonObject;
  check(proposal: Proposal, context: CheckContext): readonly Finding[];
  /** Who has to confirm an edition before it counts: persons, or `EMPLOYER`. Absent: it counts at once. */
  confirmers?(edition: Edition): readonly string[];
  /** The agency in whose employ this edition puts the person. */
  employer?(content: JsonObject): string | null;
  initial(): Part;
  /** Folds one effective entry, of whichever subject, into this subject's part; returns the part, changed or not. */
  fold(part: Part, entry: Entry, person: Uuid): Part;
}
