import type { Command, Flag, Json, SubjectName } from '@rekam/domain';

export type DtoClass = new () => object;
/** A JSON Schema of the dialect 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;
/** Plain JSON as a source sends it. */
export type JsonData = { readonly [key: string]: Json };

/**
 * What the world sends about one subject. A new act adds a file with this shape and a line in
 * `subjects/index.ts`; its commands, CloudEvent types, schemas and documentation follow from it.
 */
export interface SubjectContract {
  readonly subject: SubjectName;
  /** Singular, in English, for summaries. */
  readonly title: string;
  /** class-validator DTO of the act's content. */
  readonly content: DtoClass;
  /** What an absent optional key of the content means, so that equal statements have equal content. */
  readonly defaults: JsonData;
  /** Takes out of the content what is only print, such as the spaces of a number. Absent: nothing is. */
  normalise?(content: JsonData): JsonData;
  /**
   * How a command says which stream it means: `person` (id or identifier), `mentoring` (the pair's fact), or
   * `itself` (the fact is the stream, as a mentoring pair is).
   */
  readonly addressedBy: 'person' | 'mentoring' | 'itself';
  /** Whether an edition can wait for a confirmation. */
  readonly confirmable: boolean;
  /** An accepted statement: `effectiveAt`, `decree`, `content` and what else shows the use. */
  readonly example: JsonData;
  /** The fact that the example's receipt gives; whoever confirms it is not its source, and names it by this. */
  readonly exampleFact?: string;
}

/** Fields of which exactly one must be given, or at most one where `required` is false. */
export interface Alternative {
  readonly fields: readonly [string, string];
  readonly required: boolean;
}

/** One command of the service, by every name it goes by. */
export interface CommandContract {
  /** `record-appraisal`: the path of the HTTP door. */
  readonly name: string;
  /** `RecordAppraisal`: the literal of the command. */
  readonly command: string;
  /** `asn.career.appraisal.recorded.v1`. */
  readonly cloudEvent: string;
  readonly kind: Command['kind'];
  /** Null for what is no act: an observation of a source, the merge of persons. */
  readonly subject: SubjectContract | null;
  readonly summary: string;
  /** class-validator DTO of the whole command. */
  readonly dto: DtoClass;
  /** What the DTO cannot say: which fields stand for one another. */
  readonly alternatives: readonly Alternative[];
  readonly example: JsonData;
}

/** Who is spoken of, by the ledger's own id or by a number that the ledger knows. */
interface PersonAddress {
  readonly person?: string;
  readonly identifier?: { readonly kind: 'nip' | 'ni-pppk' | 'nip-lama'; readonly number: string };
}

/** The data of a validated command, as plain JSON. Which keys a kind may have is its DTO's to say. */
export interface CommandData extends PersonAddress {
  readonly mentoring?: string;
  /** The source's own id of the record; the fact's id follows from source, subject and this. */
  readonly recordId?: string;
  readonly fact?: string;
  readonly replacesEdition?: number;
  readonly edition?: number;
  readonly reason?: string;
  readonly approvedBy?: string;
  readonly effectiveAt?: string;
  readonly effectiveUntil?: string | null;
  readonly precision?: 'day' | 'month' | 'year' | 'assumed';
  readonly decree?: { readonly number: string; readonly date: string; readonly authority?: string | null } | null;
  readonly approvals?: { readonly pertek?: { readonly number: string; readonly date: string } | null } | null;
  readonly documents?: readonly {
    readonly sha256: string;
    readonly size: number;
    readonly type: string;
    readonly uri: string;
  }[];
  readonly content?: JsonData;
  readonly ext?: JsonData;
  /** Merge only: the person that stands for both. */
  readonly into?: string;
}

/** The answer to an accepted or repeated command. Positions and revisions are text: they outgrow a double. */
export interface Receipt {
  readonly person: string | null;
  readonly fact: string | null;
  readonly edition: number | null;
  readonly revision: string;
  readonly position: string;
  readonly duplicate: boolean;
  /** The flags the act was recorded with. */
  readonly flags: readonly Flag[];
}

/** One thing to mend. */
export interface ProblemError {
  readonly code: string;
  /** JSON pointer into the request's data; empty for the whole. */
  readonly field: string;
  /** The regulation, or the rule of the ledger or of its contract. */
  readonly rule?: string;
  readonly message: { readonly id: string; readonly en: string };
  /** What would be accepted. */
  readonly accepted?: string;
}

/** RFC 9457 problem details. `type` is a stable URI reference, `/problems/<code>`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly ProblemError[];
  readonly retryable?: boolean;
}
