/**
 * The storage format of the ledger. What is declared here is frozen by the first append: a rename, a new
 * required field or another meaning is a migration, done by raising the schema version and adding an upcaster.
 */

/** RFC 9562 UUID, lower case. */
export type Uuid = string;
/** A calendar day, `YYYY-MM-DD`, without a zone: the form of every TMT and decree date. */
export type PlainDate = string;
/** RFC 3339 in UTC with microseconds, `YYYY-MM-DDThh:mm:ss.ffffffZ`. */
export type Instant = string;
/** Values that canonical JSON (RFC 8785) can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** How exactly the source knew the effective date. `assumed` = set by a rule of import, not by a document. */
export type Precision = 'day' | 'month' | 'year' | 'assumed';

export interface Decree {
  readonly number: string;
  readonly date: PlainDate;
  /** The office that signed, as it stands on the decree (SK). */
  readonly authority: string | null;
}

export interface Approvals {
  /** The technical approval (pertimbangan teknis) of BKN. */
  readonly pertek: { readonly number: string; readonly date: PlainDate } | null;
}

/** A file as the open part knows it: what proves it, not where it is. */
interface DocumentDigest {
  /** SHA-256 of the file, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Media type. */
  readonly type: string;
}

export interface DocumentRef extends DocumentDigest {
  /** Where it is; it may name persons, so it is stored with the sensitive part. Null once that is erased. */
  readonly uri: string | null;
}

/** The mark on an act that is unlawful or contradicts itself, and was recorded all the same. */
export interface Flag {
  readonly code: string;
  /** JSON pointer into the command's data, such as `/effectiveAt`. */
  readonly field: string;
  /** Values for the text of the code; absent without any. No personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The one body of all acts: a fact's edition. */
export interface FactBody {
  readonly fact: Uuid;
  /** 0 for the first edition, then dense. */
  readonly edition: number;
  /** Event id of the edition before, null for edition 0. */
  readonly prev: Uuid | null;
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly precision: Precision;
  readonly decree: Decree | null;
  readonly approvals: Approvals | null;
  readonly documents: readonly DocumentDigest[];
  /** The open part of what the act says; null in an annulment. */
  readonly content: JsonObject | null;
  readonly flags: readonly Flag[];
}

/** The body of a process step: what somebody did about a fact. It cites an edition and has none itself. */
export interface CitationBody {
  readonly fact: Uuid;
  readonly edition: number;
  readonly content: JsonObject;
}

/** Bodies of the streams that are no career: `identifier-...` and `ledger`, and of the merge of persons. */
interface PlainBody {
  readonly content: JsonObject;
}

/** In whose records an event shows, and as what. */
export interface PersonRole {
  readonly id: Uuid;
  readonly role: 'subject' | 'mentor' | 'mentee' | 'appraiser' | 'superior';
}

export type Channel = 'http' | 'kafka' | 'import' | 'system';

/** Where a message came from, when a broker brought it. */
export interface Intake {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Facts about the recording, never about the career. No names and no numbers of persons. */
export interface Metadata {
  readonly commandId: Uuid;
  /** Keyed hash (HMAC-SHA256, hexadecimal) of what the caller sent; equal content gives an equal hash. */
  readonly contentHash: string;
  /** Opaque identity of who sent the command. */
  readonly actor: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly source: string;
  readonly channel: Channel;
  readonly correlationId: Uuid;
  readonly causationId: Uuid | null;
  readonly recordedAt: Instant;
  /** Schema version of body and sensitive part, per event type; see the upcasters. */
  readonly schema: number;
  readonly persons: readonly PersonRole[];
  readonly intake: Intake | null;
  readonly approvedBy: string | null;
}

export type Role = 'agency' | 'officer' | 'auditor' | 'person' | 'dashboard' | 'provider' | 'operator' | 'system';

type Body = FactBody | CitationBody | PlainBody;

/** The source's own names of what it sent; null where it gave none. Kept for tracing, so never open: a name may be anything. */
export interface Origin {
  readonly recordId: string | null;
  /** Id of the CloudEvent, or the Idempotency-Key. */
  readonly eventId: string | null;
  /** When the source made the message, as it wrote it. */
  readonly time: string | null;
}

/** Personal and sensitive content; stored encrypted under the stream's key. */
export interface Sensitive {
  /** The keys of the content that its subject names sensitive. */
  readonly content: JsonObject;
  /** Why a fact was corrected, annulled or reinstated: free text, so it may name persons. */
  readonly reason: string | null;
  /** What the source sent beyond the contract, kept as it came. */
  readonly ext: JsonObject;
  /** Where the documents of the body are, in their order; empty without documents. */
  readonly uris: readonly string[];
  /** Null when no source sent it. */
  readonly origin: Origin | null;
}

/** An event as decided. Its id comes from the command: UUIDv5(commandId, n). */
export interface CareerEvent {
  readonly type: string;
  readonly body: Body;
  /** Null when there is none, or when it was erased. */
  readonly sensitive: Sensitive | null;
  readonly meta: Metadata;
}

/** An event as the log holds it. */
export interface Recorded extends CareerEvent {
  readonly id: Uuid;
  readonly stream: string;
  /** 0-based place in its stream. */
  readonly revision: bigint;
  /** Ordered token of the store, dense in the embedded one; 1 is the first. */
  readonly position: bigint;
  /** Transaction time: the later of its own `recordedAt` and the ledger time of its predecessor in the log. */
  readonly ledgerTime: Instant;
  /** The key of the sensitive part was destroyed: `sensitive` is null though there was content. */
  readonly erased: boolean;
}

export type Act = 'recorded' | 'corrected' | 'annulled' | 'reinstated';
