import {
  entriesAt,
  foldEntry,
  initialParts,
  partsAt,
  stateKnownAt,
  subjectNamed,
  type Parts,
  type Uuid,
} from '@rekam/domain';
import fc from 'fast-check';
import { currentState, type CurrentStateRow } from './current-state/projection';
import type { AgencyOverviewRow } from './directory/overview';
import { directory } from './directory/projection';
import type { DirectoryRow } from './directory/row';
import { termsOf } from './directory/terms';
import { timeline } from './timeline/projection';
import { timelineEntryOf, type TimelineRow } from './timeline/row';
import { histories, ledgerOf, PERSONS } from './testing/histories';
import { appointed, Ledger, record, statement } from './testing/ledger';
import { TableRows } from './testing/table-rows';

const RUNS = { numRuns: 150 };

/** The ids that a person stands for: its own and those merged into it, directly or not. */
function idsOf(ledger: Ledger, person: Uuid): readonly Uuid[] {
  const merged = PERSONS.filter((each) => ledger.state(`career-${each}`).mergedInto === person);
  return [person, ...merged.flatMap((each) => idsOf(ledger, each))];
}

const isOwn = ({ role }: { role: string }): boolean => role !== 'appraiser' && role !== 'superior';

/** What the domain says of a person on a day, straight from the log. */
function partsByDomain(ledger: Ledger, person: Uuid, day: string): Parts {
  const ids = idsOf(ledger, person);
  const events = ledger.log.filter(({ meta }) => meta.persons.some((each) => ids.includes(each.id) && isOwn(each)));
  const state = stateKnownAt(events, { position: BigInt(ledger.log.length) });
  if (ids.length === 1) return partsAt(state, day, person);
  return entriesAt(state, day).reduce((parts, entry) => {
    const named = entry.edition.persons.find(({ id }) => ids.includes(id))!;
    return foldEntry(parts, entry, named.id);
  }, initialParts());
}

/** The agencies that employed a person by any edition of the own facts, or by the last ones of whom it stands for. */
function employersOf(ledger: Ledger, person: Uuid): ReadonlySet<string> {
  const ids = isMerged(ledger, person) ? [person] : idsOf(ledger, person);
  const agencies = ids
    .flatMap((id) => [...ledger.state(`career-${id}`).facts.values()].map((fact) => ({ id, ...fact })))
    .flatMap(({ id, subject, editions }) =>
      (id === person ? editions : editions.slice(-1)).map(({ content }) =>
        content === null ? null : subjectNamed(subject).employer?.(content),
      ),
    );
  return new Set(agencies.filter((agency) => typeof agency === 'string'));
}

const openDayIn = (ledger: Ledger): string =>
  ledger.log
    .filter(({ type }) => type === 'DayOpened')
    .map(({ body }) => body.content!['date'] as string)
    .toSorted()
    .at(-1)!;

const isMerged = (ledger: Ledger, person: Uuid): boolean => ledger.state(`career-${person}`).mergedInto !== null;

const timelineOf = async (ledger: Ledger) =>
  ((await new TableRows(timeline).fold(ledger.log)).all('timeline') as readonly TimelineRow[]).map((row) => ({
    person: row.person,
    entry: timelineEntryOf(row),
  }));

describe('merges that lead back to where they began', () => {
  it.each([[['ana', 'budi']], [['ana', 'budi', 'citra']]])('do not stop a view: %j', async (persons) => {
    const ledger = new Ledger();
    ledger.openDay('2020-03-15');
    const by = (n: number) => persons[n % persons.length]!;
    for (const [n, id] of persons.entries())
      ledger.must(record('appointment', id, `${id}-0`, statement(`201${n}-03-01`, appointed('Ana Sari', '5500'))));
    for (const [n, id] of persons.entries()) ledger.mergeUnchecked(id, by(n + 1));
    for (const id of persons) ledger.correctUnchecked(id, `${id}-0`, '2016-03-01');
    ledger.openDay('2020-04-01');
    ledger.must(record('appointment', 'dewi', 'dewi-0', statement('2015-03-01', appointed('Dewi', '5571'))));
    const position = ledger.log.length.toString().padStart(16, '0');
    for (const [projection, table] of [
      [currentState, 'current-state'],
      [directory, 'directory'],
    ] as const) {
      const rows = (await new TableRows(projection).fold(ledger.log)).all(table);
      expect(rows.find(({ person }) => person === 'dewi')).toMatchObject({ agency: '5571', position });
      const merged = rows.filter(({ person }) => persons.includes(String(person)));
      expect(merged.map(({ mergedInto }) => mergedInto)).toEqual(persons.map((_, n) => by(n + 1)));
    }
  });
});

describe('views of random histories', () => {
  it('current-state says what the domain says of every person on the open day', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const ledger = ledgerOf(steps);
        const rows = await new TableRows(currentState).fold(ledger.log);
        const day = openDayIn(ledger);
        for (const row of rows.all('current-state') as readonly CurrentStateRow[]) {
          const { person, parts, mergedInto, agency } = row;
          expect(mergedInto).toBe(ledger.state(`career-${person}`).mergedInto);
          const expected = isMerged(ledger, person) ? initialParts() : partsByDomain(ledger, person, day);
          expect({ person, parts }).toEqual({ person, parts: expected });
          expect(agency).toBe(expected.appointment.agency);
          expect(row.nextChangeOn > day).toBe(true);
        }
        expect(rows.all('current-state')).toHaveLength(PERSONS.length);
      }),
      RUNS,
    );
  });

  it('directory shows the same persons, and its figures and terms are a recount of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const ledger = ledgerOf(steps);
        const rows = await new TableRows(directory).fold(ledger.log);
        const day = openDayIn(ledger);
        const persons = rows.all('directory') as readonly DirectoryRow[];
        for (const { person, name, agency, unit, golongan, numbers, ended } of persons) {
          const { appointment, promotion, exit } = isMerged(ledger, person)
            ? initialParts()
            : partsByDomain(ledger, person, day);
          expect({ name, agency, unit, numbers }).toEqual({
            name: appointment.name,
            agency: appointment.agency,
            unit: appointment.unit,
            numbers: appointment.numbers,
          });
          expect([golongan, ended]).toEqual([promotion.golongan, exit.since]);
        }
        for (const { agency, total, byKind, byGolongan } of rows.all(
          'agency-overview',
        ) as readonly AgencyOverviewRow[]) {
          const employed = persons.filter((each) => each.agency === agency && each.ended === null);
          const tally = (key: 'kind' | 'golongan') => {
            const counts: Record<string, number> = {};
            for (const { [key]: value } of employed) if (value !== null) counts[value] = (counts[value] ?? 0) + 1;
            return counts;
          };
          expect({ total, byKind, byGolongan }).toEqual({
            total: employed.length,
            byKind: tally('kind'),
            byGolongan: tally('golongan'),
          });
        }
        const listed = rows.all('agency-person');
        for (const person of PERSONS) {
          for (const agency of employersOf(ledger, person)) expect(listed).toContainEqual({ agency, person });
        }
        const terms = persons.flatMap(({ name, person, agency }) =>
          termsOf(name ?? '').map((term) => ({ term, person, agency })),
        );
        const byKey = (a: { term: string; person: string }, b: { term: string; person: string }) =>
          `${a.term}\n${a.person}` < `${b.term}\n${b.person}` ? -1 : 1;
        expect(rows.all('term')).toEqual(terms.toSorted(byKey));
      }),
      RUNS,
    );
  });

  it('timeline shows every event of a person, once, with its editions linked both ways', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const ledger = ledgerOf(steps);
        const rows = await timelineOf(ledger);
        for (const person of PERSONS) {
          const own = rows.filter((row) => row.person === person);
          const events = ledger.log.filter(({ meta }) => meta.persons.some(({ id }) => id === person));
          expect(own.map(({ entry }) => entry.position)).toEqual(events.map(({ position }) => position.toString()));
          const entries = new Map(own.map(({ entry }) => [entry.position, entry]));
          // A correction may leave out or bring in an appraiser, who then sees one end of the link only.
          const isNamed = (position: string) =>
            ledger.log[Number(position) - 1]!.meta.persons.some(({ id }) => id === person);
          for (const entry of entries.values()) {
            const link = { edition: entry.edition, position: entry.position };
            if (entry.replaces !== null && isNamed(entry.replaces.position)) {
              expect(entries.get(entry.replaces.position)?.supersededBy).toEqual(link);
            }
            if (entry.supersededBy !== null && isNamed(entry.supersededBy.position)) {
              expect(entries.get(entry.supersededBy.position)).toMatchObject({ replaces: link, chain: entry.chain });
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('timeline shows as confirmed what the domain takes as confirmed', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const ledger = ledgerOf(steps);
        const rows = await timelineOf(ledger);
        for (const { entry } of rows) {
          if (
            entry.fact === null ||
            entry.supersededBy !== null ||
            entry.act === 'confirmed' ||
            entry.act === 'annulled'
          )
            continue;
          const stream = ledger.log[Number(entry.position) - 1]!.stream;
          const state = ledger.state(stream);
          const confirmed = entriesAt(state, '9999-12-31').find(({ fact }) => fact === entry.fact)!.confirmed;
          expect({ ...entry, confirmed }).toEqual(entry);
        }
      }),
      RUNS,
    );
  });
});
