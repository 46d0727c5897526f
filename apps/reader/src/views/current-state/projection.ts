import {
  initialParts,
  subjectNamed,
  SUBJECTS,
  type Parts,
  type PlainDate,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import type { DayRows, Key, Projection, Rows, TableDeclaration } from '@rekam/projection';
import { positionText, readingOf, type Reading } from '../event';
import { familyOf, rootOf, type FamilyColumns } from '../family';
import { amended, foldAll, settled, type Fold, type Folded } from '../fold';
import { afterCitation, afterEdition, FACTS, foldAlike, ownersOf, type KeptFact } from '../kept-fact';
import { NOTICES, OUTBOX, putNotice, type NoticeKind } from '../notices/notice';
import { DAY, DUE, dueRows, NEVER, OPEN_DAY, openDayOf, putDue, putOpenDay } from '../open-day';

/** What the ledger says of a person now. A person who was merged into another has the parts of nobody. */
export type CurrentStateRow = FamilyColumns & {
  readonly agency: string | null;
  /** The agency that employs the person; without one, the one that will, or did last. It tells the person of changes. */
  readonly lastAgency: string | null;
  /** The day that was open when the row was folded; the parts hold until `nextChangeOn`. */
  readonly validOn: PlainDate;
  readonly parts: Parts;
  /** The day on which a recorded fact takes effect or ceases to be in force; `9999-12-31` for none. */
  readonly nextChangeOn: PlainDate;
  /** Position of the last event folded, padded. */
  readonly position: string;
  /** Events of the person's own career and mentoring. */
  readonly eventCount: number;
  /** What the next fold starts from; `base` holds the parts of it that differ from those in effect. */
  readonly fold: Omit<Fold, 'base'> & { readonly base: Partial<Parts> };
};

const TABLE: TableDeclaration = {
  name: 'current-state',
  columns: {
    person: 'text',
    agency: 'text',
    lastAgency: 'text',
    validOn: 'text',
    parts: 'json',
    mergedInto: 'text',
    merged: 'json',
    nextChangeOn: 'text',
    position: 'text',
    eventCount: 'integer',
    fold: 'json',
  },
  key: ['person'],
  indexes: {},
  feed: true,
};

const unfolded = () => ({
  agency: null,
  parts: initialParts(),
  nextChangeOn: NEVER,
  fold: { base: {}, after: '', tail: [] },
});

const newRow = (person: Uuid, validOn: PlainDate): CurrentStateRow => ({
  person,
  ...unfolded(),
  lastAgency: null,
  validOn,
  mergedInto: null,
  merged: [],
  position: '',
  eventCount: 0,
});

const rowOf = (rows: Rows, person: Uuid, day: PlainDate): CurrentStateRow =>
  (rows.get(TABLE.name, [person]) as CurrentStateRow | null) ?? newRow(person, day);

const foldOf = ({ fold, parts }: CurrentStateRow): Fold => ({ ...fold, base: { ...parts, ...fold.base } });

/** The parts of the base that the tail has changed: a fold keeps the others as they are. */
const changedParts = (base: Parts, parts: Parts): Partial<Parts> =>
  Object.fromEntries(Object.entries(base).filter(([name, part]) => part !== parts[name as keyof Parts]));

/** The agency in whose employ a fact that is known and not yet in effect puts the person; null without any. */
function comingAgency(tail: Fold['tail'], day: PlainDate): string | null {
  for (const { subject, content, effectiveAt } of tail ?? []) {
    const agency = effectiveAt > day ? (subjectNamed(subject).employer?.(content!) ?? null) : null;
    if (agency !== null) return agency;
  }
  return null;
}

function putFolded(
  rows: Rows,
  row: CurrentStateRow,
  { parts, fold, nextChangeOn }: Folded,
  day: PlainDate,
): CurrentStateRow {
  const { agency } = parts.appointment;
  const next: CurrentStateRow = {
    ...row,
    agency,
    lastAgency: agency ?? comingAgency(fold.tail, day) ?? row.lastAgency,
    validOn: day,
    parts,
    nextChangeOn,
    fold: { ...fold, base: changedParts(fold.base, parts) },
  };
  rows.put(TABLE.name, next);
  putDue(rows, row, next);
  return next;
}

/** Folds all facts of a person and of everybody merged into it: the rare, slow way. */
async function foldFamily(rows: Rows, row: CurrentStateRow, day: PlainDate): Promise<Folded> {
  const facts: KeptFact[] = [];
  for (const { person } of await familyOf(rows, TABLE.name, row))
    facts.push(...((await rows.withPrefix(FACTS.name, [person])) as readonly KeptFact[]));
  return foldAll(facts, day);
}

/** Folds anew the rows of those who stand for these persons. One after the other: two may be stood for by one. */
async function refold(rows: Rows, persons: readonly Uuid[], position: string, day: PlainDate): Promise<void> {
  for (const person of persons) {
    const row = (await rootOf(rows, TABLE.name, person)) as CurrentStateRow;
    putFolded(rows, { ...row, position }, await foldFamily(rows, row, day), day);
  }
}

/** Puts a notice for each of those who stand for these persons. */
async function tell(rows: Rows, event: Recorded, kind: NoticeKind, persons: readonly Uuid[]): Promise<void> {
  for (const person of persons)
    putNotice(rows, event, kind, (await rootOf(rows, TABLE.name, person)) as CurrentStateRow);
}

type FactReading = Extract<Reading, { kind: 'edition' | 'citation' }>;

function applyFact(rows: Rows, event: Recorded, reading: FactReading): void | Promise<void> {
  const day = openDayOf(rows);
  const position = positionText(event.position);
  const isFirst = reading.kind === 'edition' && reading.body.edition === 0;
  const kind = isFirst ? 'new' : 'changed';
  const slow: Uuid[] = [];
  /** Those whose notice waits: for the slow fold, or for a look at who stands for them. */
  const untold: Uuid[] = [];
  for (const person of ownersOf(event)) {
    const row = rowOf(rows, person, day);
    const counted = { ...row, position, eventCount: row.eventCount + 1 };
    const known = isFirst ? null : (rows.get(FACTS.name, [person, reading.body.fact]) as KeptFact | null);
    const fact =
      reading.kind === 'edition' ? afterEdition(event, reading, person, known) : afterCitation(event, reading, known);
    if (fact !== null && fact !== known) rows.put(FACTS.name, fact);
    if (fact === null || (known !== null && foldAlike(known, fact))) {
      rows.put(TABLE.name, counted);
      if (row.mergedInto === null) putNotice(rows, event, kind, counted);
      else untold.push(person);
      continue;
    }
    const next = row.mergedInto === null ? amended(foldOf(row), fact, day) : null;
    if (next !== null) putNotice(rows, event, kind, putFolded(rows, counted, next, day));
    else {
      rows.put(TABLE.name, counted);
      slow.push(person);
      untold.push(person);
    }
  }
  return untold.length === 0
    ? undefined
    : refold(rows, slow, position, day).then(() => tell(rows, event, kind, untold));
}

async function applyMerge(rows: Rows, event: Recorded, reading: Extract<Reading, { kind: 'merge' }>): Promise<void> {
  const position = positionText(event.position);
  const day = openDayOf(rows);
  const { person, into } = reading;
  const from = rowOf(rows, person, day);
  const target = rowOf(rows, into, day);
  const others = target.merged.filter((each) => each !== person);
  const counted = (row: CurrentStateRow) => ({ ...row, position, eventCount: row.eventCount + 1 });
  const without = { ...counted(from), ...unfolded(), mergedInto: reading.merged ? into : null };
  rows.put(TABLE.name, without);
  putDue(rows, from, without);
  // The agency of the other career was never this one's.
  const lastAgency = reading.merged ? target.lastAgency : null;
  rows.put(TABLE.name, { ...counted(target), lastAgency, merged: reading.merged ? [...others, person] : others });
  const stand = reading.merged ? [into] : [person, into];
  await refold(rows, stand, position, day);
  await tell(rows, event, 'changed', stand);
}

async function openDay(rows: DayRows, date: PlainDate): Promise<boolean> {
  const { due, hasMore } = await dueRows(rows, TABLE.name, date);
  for (const row of due as readonly CurrentStateRow[]) {
    const { base, after, tail } = foldOf(row);
    const next = tail === null ? await foldFamily(rows, row, date) : settled(base, after, tail, date);
    putFolded(rows, row, next, date);
  }
  return hasMore;
}

/** Raised when the fold or a part changes. A new subject gives every row one more part, so their number counts too. */
const FOLD_VERSION = 2;

/** The state of each person on the open day, as far as it is known, and the notices of what changed in it. */
export const currentState: Projection = {
  name: 'current-state',
  version: FOLD_VERSION + Object.keys(SUBJECTS).length,
  tables: [TABLE, FACTS, NOTICES, OUTBOX, DAY, DUE],

  keys(event) {
    const reading = readingOf(event);
    if (reading.kind === 'other') return [];
    const keys: { table: string; key: Key }[] = [OPEN_DAY];
    const isKnownFact = reading.kind === 'citation' || (reading.kind === 'edition' && reading.body.edition > 0);
    for (const person of ownersOf(event)) {
      keys.push({ table: TABLE.name, key: [person] });
      if (isKnownFact) keys.push({ table: FACTS.name, key: [person, reading.body.fact] });
    }
    return keys;
  },

  apply(rows, event) {
    const reading = readingOf(event);
    switch (reading.kind) {
      case 'edition':
      case 'citation':
        return applyFact(rows, event, reading);
      case 'merge':
        return applyMerge(rows, event, reading);
      case 'day':
        return putOpenDay(rows, reading.date);
      case 'other':
        return undefined;
      default:
        throw new Error(`no fold for ${String(reading satisfies never)}`);
    }
  },

  openDay,
};
