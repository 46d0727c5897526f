import type { Approvals, Decree, Json, JsonObject, PlainDate, Precision, SubjectName } from '@rekam/domain';
import type { MappedAct } from './act';
import { naturalKey } from './natural-key';
import type { RecordTypeName } from './record-types';
import { SIASN_SOURCE } from './source';

/** As much of a fact of the ledger as a comparison looks at. */
export interface OurFact {
  readonly fact: string;
  readonly subject: string;
  readonly annulled: boolean;
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly precision: Precision;
  readonly decree: Decree | null;
  readonly approvals: Approvals | null;
  /** Null while annulled. */
  readonly content: JsonObject | null;
  readonly source: string;
  readonly recordId: string | null;
  /** Its personal parts are gone: of these it says nothing, and its record id is among them. */
  readonly erased: boolean;
}

/** One field on both sides; null where a side says nothing. */
interface FieldDifference {
  /** JSON pointer into the act, such as `/content/golongan`. */
  readonly field: string;
  readonly ours: Json;
  readonly theirs: Json;
}

export const COMPARISONS = ['same', 'differs', 'only-theirs', 'only-ours', 'annulled-here'] as const;
export type ComparisonStatus = (typeof COMPARISONS)[number];

/** What became of one act of theirs, or of a fact of ours that none of theirs speaks of. */
export interface Comparison {
  readonly status: ComparisonStatus;
  readonly subject: string;
  /** Their record; null where only we have it. */
  readonly recordId: string | null;
  /** Our fact; null where only they have it. */
  readonly fact: string | null;
  /** Whether the two were brought together by what they say, since another source recorded ours. */
  readonly byNaturalKey: boolean;
  readonly effectiveAt: PlainDate | null;
  /** Empty but for `differs`. */
  readonly fields: readonly FieldDifference[];
}

/** Which record types speak of a subject: ours is missing there only when all of them could be read. */
const TYPES_OF: Readonly<Partial<Record<SubjectName, readonly RecordTypeName[]>>> = {
  appointment: ['data-utama'],
  'name-change': ['data-utama'],
  promotion: ['golongan'],
  placement: ['jabatan', 'pnsunor'],
  transfer: ['pindahinstansi', 'pwk'],
  appraisal: ['dp3', 'skp', 'skp22', 'kinerjaperiodik'],
  training: ['diklat', 'kursus'],
  credit: ['angkakredit'],
  education: ['pendidikan'],
  recognition: ['penghargaan'],
  discipline: ['hukdis'],
  leave: ['cltn'],
  'study-assignment': ['cltn'],
  'service-review': ['masakerja'],
  exit: ['pemberhentian', 'data-utama'],
};

/** What they say of one person. */
export interface TheirRecord {
  readonly acts: readonly MappedAct[];
  /** The fact that a record of theirs is. */
  readonly factOf: (subject: SubjectName, recordId: string) => string;
  /** The record types that were read, empty histories included. */
  readonly types: ReadonlySet<RecordTypeName>;
  /** Rows that stand in their answer and could not be read, as `<record type>/<row id>`: not missing there. */
  readonly unread: readonly string[];
}

/**
 * Compares a person's facts with the acts that their rows speak of. A fact of theirs is found by its id; a fact
 * of another source by what it says (its natural key). Pure.
 */
export function compare(ours: readonly OurFact[], theirs: TheirRecord): readonly Comparison[] {
  const voided = new Set(theirs.acts.filter(({ kind }) => kind === 'annul').map(({ recordId }) => recordId));
  const records = theirs.acts.filter(({ kind }) => kind === 'record');
  const left = new Set(ours);
  const own = new Map(ours.filter(isTheirs).map((fact) => [fact.fact, fact]));
  const matched = new Map<MappedAct, OurFact>();
  const match = (act: MappedAct, fact: OurFact | undefined): void => {
    if (fact === undefined || !left.delete(fact)) return;
    matched.set(act, fact);
  };
  for (const act of records) match(act, own.get(theirs.factOf(act.subject, act.recordId)));
  const others = byKey([...left].filter((fact) => !fact.annulled && !isTheirs(fact)));
  for (const act of records) {
    if (matched.has(act)) continue;
    const key = keyOfAct(act);
    match(act, key === null ? undefined : others.get(key)?.shift());
  }
  const told = records.map((act) => comparisonOf(act, matched.get(act), voided.has(act.recordId)));
  const untold = [...left]
    .filter((fact) => !fact.annulled && isLackingThere(fact, theirs))
    .map((fact) => ({
      status: 'only-ours' as const,
      subject: fact.subject,
      recordId: null,
      fact: fact.fact,
      byNaturalKey: false,
      effectiveAt: fact.effectiveAt,
      fields: [],
    }));
  return [...told, ...untold];
}

const isTheirs = ({ source }: OurFact): boolean => source === SIASN_SOURCE;

function keyOfAct({ subject, data }: MappedAct): string | null {
  const { effectiveAt, decree, content } = data;
  if (effectiveAt === undefined) return null;
  return naturalKey(subject, {
    effectiveAt,
    decreeNumber: decree?.number ?? null,
    content: content ?? {},
  });
}

function byKey(facts: readonly OurFact[]): Map<string, OurFact[]> {
  const keyed = new Map<string, OurFact[]>();
  for (const fact of facts) {
    const { subject, effectiveAt, decree, content } = fact;
    const key =
      content === null ? null : naturalKey(subject, { effectiveAt, decreeNumber: decree?.number ?? null, content });
    if (key !== null) keyed.set(key, [...(keyed.get(key) ?? []), fact]);
  }
  return keyed;
}

/** Whether a fact of ours should stand in their answer, and does not. */
function isLackingThere(fact: OurFact, { types, unread }: TheirRecord): boolean {
  const wanted = TYPES_OF[fact.subject as SubjectName];
  if (wanted === undefined || !wanted.every((type) => types.has(type))) return false;
  if (!isTheirs(fact) || fact.recordId === null) return true;
  const [type, row] = fact.recordId.split('/');
  return !unread.includes(`${type}/${row}`);
}

function comparisonOf(act: MappedAct, fact: OurFact | undefined, isVoided: boolean): Comparison {
  const { subject, recordId, data } = act;
  const known = {
    subject,
    recordId,
    fact: fact?.fact ?? null,
    byNaturalKey: fact !== undefined && !isTheirs(fact),
    effectiveAt: data.effectiveAt ?? null,
    fields: [],
  };
  if (fact === undefined) return { status: 'only-theirs', ...known };
  if (fact.annulled) return { status: isVoided ? 'same' : 'annulled-here', ...known };
  if (isVoided) return { ...known, status: 'differs', fields: [{ field: '/annulled', ours: false, theirs: true }] };
  const fields = fieldsThatDiffer(act, fact);
  return { ...known, status: fields.length === 0 ? 'same' : 'differs', fields };
}

function fieldsThatDiffer({ data }: MappedAct, fact: OurFact): readonly FieldDifference[] {
  // A day that neither side knows, and each has set by a rule, is no difference.
  const isDayKnown = data.precision !== 'assumed' || fact.precision !== 'assumed';
  const pairs: [string, unknown, unknown][] = [
    ...(isDayKnown ? [['/effectiveAt', fact.effectiveAt, data.effectiveAt] as [string, unknown, unknown]] : []),
    ['/effectiveUntil', fact.effectiveUntil, data.effectiveUntil],
    ['/decree/number', fact.decree?.number, data.decree?.number],
    ['/decree/date', fact.decree?.date, data.decree?.date],
    ['/approvals/pertek/number', fact.approvals?.pertek?.number, data.approvals?.pertek?.number],
    ['/approvals/pertek/date', fact.approvals?.pertek?.date, data.approvals?.pertek?.date],
    // Only what they state: ours may say more, and has what the rules derived.
    ...Object.entries(data.content ?? {})
      .filter(([key]) => !fact.erased || fact.content?.[key] !== undefined)
      .map(([key, value]) => [`/content/${key}`, fact.content?.[key], value] as [string, unknown, unknown]),
  ];
  return pairs
    .map(([field, ours, theirs]) => ({ field, ours: stated(ours), theirs: stated(theirs) }))
    .filter(({ ours, theirs }) => JSON.stringify(ours) !== JSON.stringify(theirs));
}

/** A value without the keys that say nothing, in one order, so that equal statements are equal text. */
function stated(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(stated);
  if (typeof value !== 'object') return value as Json;
  const keys = Object.entries(value)
    .map(([key, each]) => [key, stated(each)] as const)
    .filter(([, each]) => each !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(keys);
}
