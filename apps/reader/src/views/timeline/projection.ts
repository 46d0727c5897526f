import { subjectNamed, type Act, type Instant, type PersonRole, type Recorded, type Uuid } from '@rekam/domain';
import type { Key, Projection, Rows, TableDeclaration } from '@rekam/projection';
import { positionText, readingOf, type Reading } from '../event';
import {
  CHAIN_MAX,
  citationEntry,
  editionEntry,
  plainEntry,
  type ChainLink,
  type EntryOfAll,
  type TimelineEntry,
} from './entry';

/** One event in one person's timeline. `position` is padded, so that the key's order is the log's. */
export type TimelineRow = {
  readonly person: Uuid;
  readonly position: string;
  readonly entry: TimelineEntry;
};

const TIMELINE: TableDeclaration = {
  name: 'timeline',
  columns: { person: 'text', position: 'text', entry: 'json' },
  key: ['person', 'position'],
  indexes: {},
  feed: false,
};

type Link = { readonly edition: number; readonly act: Act; readonly position: string; readonly ledgerTime: Instant };
/** The editions of a fact, and whose timelines show them. */
type ChainRow = {
  readonly fact: Uuid;
  /** The newest CHAIN_MAX, oldest first. */
  readonly links: readonly (Link & { readonly persons: readonly Uuid[] })[];
};

const CHAIN: TableDeclaration = {
  name: 'chain',
  columns: { fact: 'text', links: 'json' },
  key: ['fact'],
  indexes: {},
  feed: false,
};

/** Whom a person was merged into; only those who were have a row. */
type MergeRow = { readonly person: Uuid; readonly into: Uuid };

const MERGE: TableDeclaration = {
  name: 'merge',
  columns: { person: 'text', into: 'text' },
  key: ['person'],
  indexes: {},
  feed: false,
};

/** In whose timeline an event shows: somebody named, or who stands for them since a merge. */
interface Holder {
  readonly person: Uuid;
  readonly named: PersonRole;
}

/** The persons an event names, the first role of each. */
const namedIn = ({ meta: { persons } }: Recorded): readonly Holder[] =>
  persons
    .filter(({ id }, i) => persons.findIndex((each) => each.id === id) === i)
    .map((named) => ({ person: named.id, named }));

/** The same and those who stand for them. Who is named keeps the own entry, whoever else is merged into it. */
async function withThoseInto(rows: Rows, holders: readonly Holder[]): Promise<readonly Holder[]> {
  const found = new Map(holders.map((holder) => [holder.person, holder]));
  for (const { person, named } of found.values()) {
    const [merge] = (await rows.load(MERGE.name, [[person]])) as readonly (MergeRow | null)[];
    // A map hands out what is added while it is walked: who stands for those who stand for them follows.
    if (merge !== null && merge !== undefined && !found.has(merge.into))
      found.set(merge.into, { person: merge.into, named });
  }
  return [...found.values()];
}

function putEntry(rows: Rows, holders: readonly Holder[], position: string, entry: EntryOfAll): void {
  for (const { person, named } of holders)
    rows.put(TIMELINE.name, { person, position, entry: { ...entry, personRole: named.role, personNamed: named.id } });
}

/** The rows of one earlier event in the timelines of those it names and those who stand for them. */
async function rowsAt(rows: Rows, position: string, persons: readonly Uuid[]): Promise<readonly TimelineRow[]> {
  const holders = await withThoseInto(
    rows,
    persons.map((id) => ({ person: id, named: { id, role: 'subject' } })),
  );
  const keys = holders.map(({ person }) => [person, position.padStart(16, '0')]);
  return (await rows.load(TIMELINE.name, keys)).filter(
    (row) => row !== null,
  ) as readonly unknown[] as readonly TimelineRow[];
}

const linkOf = (event: Recorded, edition: number, act: Act): ChainRow['links'][number] => ({
  edition,
  act,
  position: event.position.toString(),
  ledgerTime: event.ledgerTime,
  persons: event.meta.persons.map(({ id }) => id),
});

const chainOf = (links: ChainRow['links']): readonly ChainLink[] => links.map(({ persons: _persons, ...link }) => link);

type EditionReading = Extract<Reading, { kind: 'edition' }>;
type CitationReading = Extract<Reading, { kind: 'citation' }>;
type MergeReading = Extract<Reading, { kind: 'merge' }>;

/** The first edition of a fact: nothing to link, and the whole cost of most events. */
function applyFirst(rows: Rows, event: Recorded, reading: EditionReading, holders: readonly Holder[]): void {
  const links = [linkOf(event, reading.body.edition, reading.act)];
  rows.put(CHAIN.name, { fact: reading.body.fact, links });
  putEntry(rows, holders, positionText(event.position), editionEntry(event, reading, null, chainOf(links)));
}

/** A later edition: it says what it replaces, and all earlier ones learn of it. */
async function applyNext(
  rows: Rows,
  event: Recorded,
  reading: EditionReading,
  holders: readonly Holder[],
): Promise<void> {
  const { fact, edition } = reading.body;
  const known = (rows.get(CHAIN.name, [fact]) as ChainRow | null)?.links ?? [];
  const links = [...known, linkOf(event, edition, reading.act)].slice(-CHAIN_MAX);
  const chain = chainOf(links);
  rows.put(CHAIN.name, { fact, links });
  const supersededBy = { edition, position: event.position.toString() };
  let before: TimelineEntry | null = null;
  for (const { position, persons } of known) {
    for (const row of await rowsAt(rows, position, persons)) {
      before = row.entry;
      rows.put(TIMELINE.name, {
        ...row,
        entry: { ...before, chain, supersededBy: before.supersededBy ?? supersededBy },
      });
    }
  }
  putEntry(rows, holders, positionText(event.position), editionEntry(event, reading, before, chain));
}

/** A step about a fact; a confirmation is also shown by the edition that it confirms. */
async function applyCitation(
  rows: Rows,
  event: Recorded,
  reading: CitationReading,
  holders: readonly Holder[],
): Promise<void> {
  const { fact, edition, content } = reading.body;
  const links = (rows.get(CHAIN.name, [fact]) as ChainRow | null)?.links ?? [];
  const cited = links.find((link) => link.edition === edition);
  const shown = cited === undefined ? [] : await rowsAt(rows, cited.position, cited.persons);
  const subject = shown[0]?.entry.subject ?? null;
  const isConfirmation = subject !== null && subjectNamed(subject).confirmed === event.type;
  for (const row of isConfirmation ? shown : []) {
    const awaiting = row.entry.awaiting.filter((by) => by !== content['by']);
    rows.put(TIMELINE.name, { ...row, entry: { ...row.entry, awaiting, confirmed: awaiting.length === 0 } });
  }
  const entry = citationEntry(event, reading, isConfirmation, shown[0]?.entry ?? null, chainOf(links));
  putEntry(rows, holders, positionText(event.position), entry);
}

/** A merged person's events are copied to who stands for it, and to who stands for that one; undone, taken out again. */
async function applyMerge(
  rows: Rows,
  event: Recorded,
  reading: MergeReading,
  holders: readonly Holder[],
): Promise<void> {
  putEntry(rows, holders, positionText(event.position), plainEntry(event, reading));
  const { person, into, merged } = reading;
  const own = (await rows.withPrefix(TIMELINE.name, [person])) as readonly TimelineRow[];
  const standIns = await withThoseInto(rows, [{ person: into, named: { id: into, role: 'subject' } }]);
  for (const { person: standIn } of standIns) {
    const present = (await rows.load(
      TIMELINE.name,
      own.map(({ position }) => [standIn, position]),
    )) as readonly (TimelineRow | null)[];
    for (const [i, row] of own.entries()) {
      const there = present[i] ?? null;
      if (merged && there === null) rows.put(TIMELINE.name, { ...row, person: standIn });
      const isCopy = there !== null && there.entry.personNamed === row.entry.personNamed;
      if (!merged && isCopy) rows.delete(TIMELINE.name, [standIn, row.position]);
    }
  }
  if (merged) rows.put(MERGE.name, { person, into });
  else rows.delete(MERGE.name, [person]);
}

/** Every event that names a person, a row each, with what it changed and how it hangs together with others. */
export const timeline: Projection = {
  name: 'timeline',
  version: 1,
  tables: [TIMELINE, CHAIN, MERGE],

  keys(event) {
    const reading = readingOf(event);
    const keys: { table: string; key: Key }[] = event.meta.persons.map(({ id }) => ({ table: MERGE.name, key: [id] }));
    const isKnownFact = reading.kind === 'citation' || (reading.kind === 'edition' && reading.body.edition > 0);
    if (isKnownFact) keys.push({ table: CHAIN.name, key: [reading.body.fact] });
    return keys;
  },

  apply(rows, event) {
    const named = namedIn(event);
    if (named.length === 0) return undefined;
    const isMerged = named.some(({ person }) => rows.get(MERGE.name, [person]) !== null);
    return isMerged
      ? withThoseInto(rows, named).then((holders) => applyTo(rows, event, holders))
      : applyTo(rows, event, named);
  },
};

function applyTo(rows: Rows, event: Recorded, holders: readonly Holder[]): void | Promise<void> {
  const reading = readingOf(event);
  switch (reading.kind) {
    case 'edition':
      return reading.body.edition === 0
        ? applyFirst(rows, event, reading, holders)
        : applyNext(rows, event, reading, holders);
    case 'citation':
      return applyCitation(rows, event, reading, holders);
    case 'merge':
      return applyMerge(rows, event, reading, holders);
    case 'day':
    case 'other':
      return putEntry(rows, holders, positionText(event.position), plainEntry(event, reading));
    default:
      throw new Error(`no fold for ${String(reading satisfies never)}`);
  }
}
