import { careerStream, subjectNamed, type PlainDate, type Recorded, type Uuid } from '@rekam/domain';
import type { DayRows, Projection, Rows, TableDeclaration } from '@rekam/projection';
import { positionText, readingOf, type Reading } from '../event';
import { familyOf, rootOf } from '../family';
import { afterEdition, ownersOf, type KeptFact } from '../kept-fact';
import { DAY, DUE, dueRows, OPEN_DAY, openDayOf, putDue, putOpenDay } from '../open-day';
import {
  AGENCY_OVERVIEW,
  counted,
  countingAgency,
  countsAlike,
  emptyOverview,
  type AgencyOverviewRow,
} from './overview';
import { DIRECTORY, newRow, NOBODY, SHOWN, shownOf, type DirectoryRow } from './row';
import { TERM, termsOf } from './terms';

/**
 * Streams besides the own career in which events of a person stand: mentoring pairs, and careers that were ever
 * merged into it. Nothing is taken out again, so that old answers stay; events say whether a merge still holds.
 */
const PERSON_STREAM: TableDeclaration = {
  name: 'person-stream',
  columns: { person: 'text', stream: 'text' },
  key: ['person', 'stream'],
  indexes: {},
  feed: false,
};

/**
 * Everybody whom an agency ever employed, as some act said at some time: whom a question about a past day has to look
 * at. Nothing is taken out again; the person's history says whether, and when, it was so.
 */
const AGENCY_PERSON: TableDeclaration = {
  name: 'agency-person',
  columns: { agency: 'text', person: 'text' },
  key: ['agency', 'person'],
  indexes: {},
  feed: false,
};

const rowOf = (rows: Rows, person: Uuid): DirectoryRow =>
  (rows.get(DIRECTORY.name, [person]) as DirectoryRow | null) ?? newRow(person);

/** Puts a person's row, and changes what follows from it by the difference: its terms and its agencies' figures. */
async function replace(rows: Rows, before: DirectoryRow, after: DirectoryRow): Promise<void> {
  rows.put(DIRECTORY.name, after);
  putDue(rows, before, after);
  const { person, agency, position } = after;
  if (before.name !== after.name || before.agency !== agency) {
    const terms = termsOf(after.name ?? '');
    for (const term of termsOf(before.name ?? '')) if (!terms.includes(term)) rows.delete(TERM.name, [term, person]);
    for (const term of terms) rows.put(TERM.name, { term, person, agency });
  }
  if (countsAlike(before, after)) return;
  await count(rows, before, -1, position);
  await count(rows, after, 1, position);
}

async function count(rows: Rows, person: DirectoryRow, by: 1 | -1, position: string): Promise<void> {
  const agency = countingAgency(person);
  if (agency === null) return;
  const [known] = (await rows.load(AGENCY_OVERVIEW.name, [[agency]])) as readonly (AgencyOverviewRow | null)[];
  rows.put(AGENCY_OVERVIEW.name, counted(known ?? emptyOverview(agency, position), person, by, position));
}

/** Lists a person with the agency that a fact says employs them. */
function putEmployed(rows: Rows, person: Uuid, { subject, content }: KeptFact): void {
  const agency = content === null ? null : (subjectNamed(subject).employer?.(content) ?? null);
  if (agency !== null) rows.put(AGENCY_PERSON.name, { agency, person });
}

/** Folds a row anew, of the facts of the person and of all merged into it. `before`: the row that the figures count. */
async function refold(rows: Rows, before: DirectoryRow, row: DirectoryRow, day: PlainDate): Promise<void> {
  const family = (await familyOf(rows, DIRECTORY.name, row)) as readonly DirectoryRow[];
  const facts = family.flatMap((each) => each.facts);
  // Its own facts are listed as they come; those of careers merged into it, at any remove, by whoever stands for them.
  if (family.length > 1) for (const fact of facts) putEmployed(rows, row.person, fact);
  await replace(rows, before, { ...row, ...shownOf(facts, day) });
}

type EditionReading = Extract<Reading, { kind: 'edition' }>;

async function applyEdition(rows: Rows, event: Recorded, reading: EditionReading): Promise<void> {
  const day = openDayOf(rows);
  const position = positionText(event.position);
  for (const person of ownersOf(event)) {
    const row = rowOf(rows, person);
    const known = row.facts.find(({ fact }) => fact === reading.body.fact) ?? null;
    const others = row.facts.filter((each) => each !== known);
    const fact = afterEdition(event, reading, person, known);
    const next = { ...row, position, facts: [...others, fact] };
    putEmployed(rows, person, fact);
    if (row.mergedInto === null) await refold(rows, row, next, day);
    else {
      rows.put(DIRECTORY.name, next);
      const root = (await rootOf(rows, DIRECTORY.name, person)) as DirectoryRow;
      await refold(rows, root, { ...root, position }, day);
    }
  }
}

async function applyMerge(rows: Rows, event: Recorded, reading: Extract<Reading, { kind: 'merge' }>): Promise<void> {
  const day = openDayOf(rows);
  const position = positionText(event.position);
  const { person, into, merged } = reading;
  const from = rowOf(rows, person);
  const target = rowOf(rows, into);
  const others = target.merged.filter((each) => each !== person);
  rows.put(DIRECTORY.name, { ...target, merged: merged ? [...others, person] : others });
  if (merged) {
    rows.put(PERSON_STREAM.name, { person: into, stream: careerStream(person) });
    await replace(rows, from, { ...from, ...NOBODY, mergedInto: into, position });
  } else await refold(rows, from, { ...from, mergedInto: null, position }, day);
  const root = (await rootOf(rows, DIRECTORY.name, into)) as DirectoryRow;
  await refold(rows, root, { ...root, position }, day);
}

async function openDay(rows: DayRows, date: PlainDate): Promise<boolean> {
  const { due, hasMore } = await dueRows(rows, DIRECTORY.name, date);
  for (const row of due as readonly DirectoryRow[]) await refold(rows, row, row, date);
  return hasMore;
}

/** Who is who: search by name, the agencies' figures, and the streams that name a person. */
export const directory: Projection = {
  name: 'directory',
  version: 3,
  tables: [DIRECTORY, TERM, AGENCY_OVERVIEW, PERSON_STREAM, AGENCY_PERSON, DAY, DUE],

  keys(event) {
    const reading = readingOf(event);
    switch (reading.kind) {
      case 'edition':
        if (!SHOWN.has(reading.subject.name)) return [];
        return [OPEN_DAY, ...ownersOf(event).map((person) => ({ table: DIRECTORY.name, key: [person] }))];
      case 'merge':
        return [
          OPEN_DAY,
          ...[reading.person, reading.into].map((person) => ({ table: DIRECTORY.name, key: [person] })),
        ];
      case 'day':
        return [OPEN_DAY];
      case 'citation':
      case 'other':
        return [];
      default:
        throw new Error(`no keys for ${String(reading satisfies never)}`);
    }
  },

  apply(rows, event) {
    const reading = readingOf(event);
    switch (reading.kind) {
      case 'edition':
        if (SHOWN.has(reading.subject.name)) return applyEdition(rows, event, reading);
        // The event that opens a stream which is no career names all whose stream it is.
        if (reading.subject.stream !== 'career' && event.revision === 0n)
          for (const person of ownersOf(event)) rows.put(PERSON_STREAM.name, { person, stream: event.stream });
        return undefined;
      case 'merge':
        return applyMerge(rows, event, reading);
      case 'day':
        return putOpenDay(rows, reading.date);
      case 'citation':
      case 'other':
        return undefined;
      default:
        throw new Error(`no fold for ${String(reading satisfies never)}`);
    }
  },

  openDay,
};
