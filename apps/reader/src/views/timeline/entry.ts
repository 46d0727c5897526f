import {
  editionOf,
  isParty,
  type Act,
  type Approvals,
  type Channel,
  type Decree,
  type DocumentRef,
  type Flag,
  type Instant,
  type Json,
  type JsonObject,
  type PersonRole,
  type PlainDate,
  type Precision,
  type Recorded,
  type Role,
  type Uuid,
} from '@rekam/domain';
import type { Reading } from '../event';
import { changesBetween, type FieldChange } from './changes';

/** One edition in the chain of a fact. Positions are decimal text, as everywhere in answers. */
export type ChainLink = {
  readonly edition: number;
  readonly act: Act;
  readonly position: string;
  readonly ledgerTime: Instant;
};

/** An event as a person sees it in the own record. */
export type TimelineEntry = {
  readonly position: string;
  readonly ledgerTime: Instant;
  readonly recordedAt: Instant;
  readonly type: string;
  /** Null where the event is about no fact. */
  readonly subject: string | null;
  /** Null for a step that only its type names. */
  readonly act: Act | 'confirmed' | 'merged' | 'unmerged' | null;
  readonly fact: Uuid | null;
  /** The edition that the event is, or that the step cites. */
  readonly edition: number | null;
  readonly replaces: { readonly edition: number; readonly position: string } | null;
  readonly supersededBy: { readonly edition: number; readonly position: string } | null;
  /** The editions of the fact that are known by now, oldest first; the newest fifty. */
  readonly chain: readonly ChainLink[];
  readonly effectiveAt: PlainDate | null;
  readonly effectiveUntil: PlainDate | null;
  readonly precision: Precision | null;
  readonly decree: Decree | null;
  readonly approvals: Approvals | null;
  readonly documents: readonly DocumentRef[];
  readonly content: JsonObject | null;
  /** What the source sent beyond the contract. */
  readonly ext: JsonObject;
  readonly changes: readonly FieldChange[];
  readonly flags: readonly Flag[];
  readonly reason: string | null;
  readonly confirmed: boolean;
  /** Persons, or `employer`, who have yet to confirm this edition. */
  readonly awaiting: readonly string[];
  readonly source: string;
  /** The source's own id of what it sent; null where it gave none. */
  readonly recordId: string | null;
  readonly agency: string | null;
  readonly role: Role;
  readonly channel: Channel;
  readonly actor: string;
  readonly approvedBy: string | null;
  /** As what the event names the person. */
  readonly personRole: PersonRole['role'];
  /** There was personal content, and its key was destroyed. */
  readonly erased: boolean;
};

/** An entry but for the person whose timeline it stands in. */
export type EntryOfAll = Omit<TimelineEntry, 'personRole'>;

/** Whether the entry is about somebody else: the person of this timeline only appraised or decided. */
export const isBystander = ({ personRole: role }: Pick<TimelineEntry, 'personRole'>): boolean => !isParty({ role });

/**
 * The entry as a person with that role sees it. Who only appraised or decided sees that it happened and who
 * recorded it; what it says is the other person's, and may be corrected long after the two had to do with each other.
 */
export const entryFor = (role: PersonRole['role'], entry: EntryOfAll): TimelineEntry =>
  isBystander({ personRole: role })
    ? {
        ...entry,
        decree: null,
        approvals: null,
        documents: [],
        content: null,
        ext: {},
        recordId: null,
        changes: [],
        flags: [],
        reason: null,
        awaiting: [],
        approvedBy: null,
        personRole: role,
      }
    : { ...entry, personRole: role };

const NO_FACT = {
  subject: null,
  fact: null,
  edition: null,
  replaces: null,
  supersededBy: null,
  chain: [],
  effectiveAt: null,
  effectiveUntil: null,
  precision: null,
  decree: null,
  approvals: null,
  documents: [],
  content: null,
  ext: {},
  changes: [],
  flags: [],
  confirmed: true,
  awaiting: [],
} as const;

const recordingOf = ({ position, ledgerTime, type, sensitive, meta, erased }: Recorded) => ({
  position: position.toString(),
  ledgerTime,
  recordedAt: meta.recordedAt,
  type,
  reason: sensitive?.reason ?? null,
  source: meta.source,
  recordId: sensitive?.origin?.recordId ?? null,
  agency: meta.agency,
  role: meta.role,
  channel: meta.channel,
  actor: meta.actor,
  approvedBy: meta.approvedBy,
  erased,
});

/** The entry of an edition. `before`: the entry of the edition it replaces; `chain` ends with itself. */
export function editionEntry(
  event: Recorded,
  { subject, act, body }: Extract<Reading, { kind: 'edition' }>,
  before: TimelineEntry | null,
  chain: readonly ChainLink[],
): EntryOfAll {
  const edition = editionOf(event, body, act);
  const { effectiveAt, effectiveUntil, precision, decree, approvals, documents, content, ext, flags } = edition;
  const stated = { effectiveAt, effectiveUntil, precision, decree, approvals, documents, content, ext };
  const replaced = chain.at(-2);
  const isStatement = act === 'recorded' || act === 'corrected';
  const awaiting = isStatement ? (subject.confirmers?.(edition) ?? []) : (before?.awaiting ?? []);
  return {
    ...recordingOf(event),
    subject: subject.name,
    act,
    fact: body.fact,
    edition: body.edition,
    replaces: replaced === undefined ? null : { edition: replaced.edition, position: replaced.position },
    supersededBy: null,
    chain,
    ...stated,
    changes: act === 'recorded' ? [] : changesBetween(act, before, stated),
    flags,
    confirmed: awaiting.length === 0,
    awaiting,
  };
}

/** What the view knows of the fact that a step cites; no subject where it knows nothing. */
interface Cited {
  readonly subject: string | null;
  readonly isConfirmation: boolean;
  readonly chain: readonly ChainLink[];
}

/** The entry of a process step about a fact. */
export function citationEntry(
  event: Recorded,
  { body }: Extract<Reading, { kind: 'citation' }>,
  { subject, isConfirmation, chain }: Cited,
): EntryOfAll {
  const by = body.content['by'] ?? null;
  return {
    ...NO_FACT,
    ...recordingOf(event),
    subject,
    act: isConfirmation ? 'confirmed' : null,
    fact: body.fact,
    edition: body.edition,
    chain,
    content: body.content,
    changes: isConfirmation ? [{ field: '/confirmedBy', from: null, to: by }] : [],
  };
}

/** The entry of a merge of persons, or of an event of a kind that this version does not know. */
export function plainEntry(
  event: Recorded,
  reading: Extract<Reading, { kind: 'merge' | 'other' | 'day' }>,
): EntryOfAll {
  const content = event.body.content ?? null;
  if (reading.kind !== 'merge') return { ...NO_FACT, ...recordingOf(event), act: null, content };
  const [from, to]: readonly Json[] = reading.merged ? [null, reading.into] : [reading.into, null];
  return {
    ...NO_FACT,
    ...recordingOf(event),
    act: reading.merged ? 'merged' : 'unmerged',
    decree: (content?.['decree'] ?? null) as Decree | null,
    content,
    changes: [{ field: '/mergedInto', from: from!, to: to! }],
  };
}
