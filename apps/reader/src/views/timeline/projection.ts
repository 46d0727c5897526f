import { subjectNamed, type Act, type PersonRole, type Recorded, type Uuid } from '@rekam/domain';
import type { Key, Projection, Rows, TableDeclaration } from '@rekam/projection';
import { positionText, readingOf, type Reading } from '../event';
import {
  citationEntry,
  editionEntry,
  entryFor,
  isBystander,
  plainEntry,
  type ChainLink,
  type EntryOfAll,
  type TimelineEntry,
} from './entry';
import { storedEntry, timelineEntryOf, type TimelineRow } from './row';

const TIMELINE: TableDeclaration = {
  name: 'timeline',
  columns: { person: 'text', position: 'text', entry: 'json' },
  key: ['person', 'position'],
  indexes: {},
  feed: false,
};

/** One edition of a fact, and whose timelines show it. Narrow, because every fact has at least one. */
type ChainRow = {
  /** A source may move its record from one person to another: then both streams have a fact of this id. */
  readonly stream: string;
  readonly fact: Uuid;
  /** Padded, as the position. */
  readonly edition: string;
  readonly act: Act;
  readonly position: string;
  readonly ledgerTime: string;
  /** Their ids, with spaces between. */
  readonly persons: string;
};

const CHAIN: TableDeclaration = {
  name: 'chain',
  columns: {
    stream: 'text',
    fact: 'text',
    edition: 'text',
    act: 'text',
    position: 'text',
    ledgerTime: 'text',
    persons: 'text',
  },
  key: ['stream', 'fact', 'edition'],
  indexes: {},
  feed: false,
};

/** Editions of one fact that know of each other: the newest so many. Older ones still know which replaced them. */
const CHAIN_MAX = 50;

/** The persons an event names, the first role of each. */
const namedIn = ({ meta: { persons } }: Recorded): readonly PersonRole[] =>
  persons.filter(({ id }, i) => persons.findIndex((each) => each.id === id) === i);

function put(rows: Rows, event: Recorded, entry: EntryOfAll): void {
  const position = positionText(event.position);
  for (const { id, role } of namedIn(event))
    rows.put(TIMELINE.name, { person: id, position, entry: storedEntry(entryFor(role, entry)) });
}

const chainRowOf = ({ stream, position, ledgerTime, meta }: Recorded, { act, body }: EditionReading): ChainRow => ({
  stream,
  fact: body.fact,
  edition: body.edition.toString().padStart(6, '0'),
  act,
  position: positionText(position),
  ledgerTime,
  persons: meta.persons.map(({ id }) => id).join(' '),
});

const linkOf = ({ edition, act, position, ledgerTime }: ChainRow): ChainLink => ({
  edition: Number(edition),
  act,
  position: BigInt(position).toString(),
  ledgerTime,
});

async function chainOf(rows: Rows, stream: string, fact: Uuid): Promise<readonly ChainRow[]> {
  return ((await rows.withPrefix(CHAIN.name, [stream, fact])) as readonly ChainRow[]).slice(-CHAIN_MAX);
}

/** The rows of one edition in the timelines that show it. */
async function rowsOf(rows: Rows, { position, persons }: ChainRow): Promise<readonly TimelineRow[]> {
  const keys = persons.split(' ').map((person) => [person, position]);
  const found = (await rows.load(TIMELINE.name, keys)) as readonly (TimelineRow | null)[];
  return found.filter((row) => row !== null);
}

const putAgain = (rows: Rows, row: TimelineRow, change: Partial<TimelineEntry>): void =>
  rows.put(TIMELINE.name, { ...row, entry: { ...row.entry, ...change } });

type EditionReading = Extract<Reading, { kind: 'edition' }>;
type CitationReading = Extract<Reading, { kind: 'citation' }>;

/** The first edition of a fact: nothing to link, and the whole cost of most events. */
function applyFirst(rows: Rows, event: Recorded, reading: EditionReading): void {
  const own = chainRowOf(event, reading);
  rows.put(CHAIN.name, own);
  put(rows, event, editionEntry(event, reading, null, [linkOf(own)]));
}

/** A later edition: it says what it replaces, and all earlier ones learn of it. */
async function applyNext(rows: Rows, event: Recorded, reading: EditionReading): Promise<void> {
  const known = await chainOf(rows, event.stream, reading.body.fact);
  const own = chainRowOf(event, reading);
  rows.put(CHAIN.name, own);
  const chain = [...known, own].slice(-CHAIN_MAX).map(linkOf);
  const { edition, position } = linkOf(own);
  let before: TimelineEntry | null = null;
  for (const earlier of known) {
    for (const row of await rowsOf(rows, earlier)) {
      const shown = timelineEntryOf(row);
      // A bystander's entry does not hold what the edition says.
      if (!isBystander(shown)) before = shown;
      putAgain(rows, row, { chain, supersededBy: shown.supersededBy ?? { edition, position } });
    }
  }
  put(rows, event, editionEntry(event, reading, before, chain));
}

/** A step about a fact; a confirmation is also shown by the edition that it confirms. */
async function applyCitation(rows: Rows, event: Recorded, reading: CitationReading): Promise<void> {
  const { fact, edition, content } = reading.body;
  const known = await chainOf(rows, event.stream, fact);
  const cited = known.find((each) => Number(each.edition) === edition);
  const shown = cited === undefined ? [] : await rowsOf(rows, cited);
  const entries = shown.map(timelineEntryOf);
  const awaiting = (entries.find((entry) => !isBystander(entry))?.awaiting ?? []).filter((by) => by !== content['by']);
  const subject = entries[0]?.subject ?? null;
  const isConfirmation = subject !== null && subjectNamed(subject).confirmed === event.type;
  if (isConfirmation) {
    for (const [at, row] of shown.entries()) {
      const confirmed = awaiting.length === 0;
      putAgain(rows, row, isBystander(entries[at]!) ? { confirmed } : { awaiting, confirmed });
    }
  }
  put(rows, event, citationEntry(event, reading, { subject, isConfirmation, chain: known.map(linkOf) }));
}

/**
 * Every event that names a person, a row each, with what it changed and how it hangs together with others. What
 * happened under the id of a merged person stays under that id.
 */
export const timeline: Projection = {
  name: 'timeline',
  version: 3,
  tables: [TIMELINE, CHAIN],

  // Most events only add rows; what a later edition or a step needs, the chain has to name first.
  keys: (): readonly { table: string; key: Key }[] => [],

  apply(rows, event) {
    if (event.meta.persons.length === 0) return undefined;
    const reading = readingOf(event);
    switch (reading.kind) {
      case 'edition':
        return reading.body.edition === 0 ? applyFirst(rows, event, reading) : applyNext(rows, event, reading);
      case 'citation':
        return applyCitation(rows, event, reading);
      case 'merge':
      case 'day':
      case 'other':
        return put(rows, event, plainEntry(event, reading));
      default:
        throw new Error(`no fold for ${String(reading satisfies never)}`);
    }
  },
};
