import {
  subjectOfType,
  SUBJECTS,
  type Json,
  type JsonObject,
  type Recorded,
  type Sensitive,
  type SubjectName,
} from '@rekam/domain';
import { eventMessage } from '@rekam/contracts';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { MemoryEventStore } from '@rekam/event-store';
import { recordActs } from '../testing/acts';
import { idOf, Ledger as StoredLedger } from '../testing/ledger';
import { currentState, type CurrentStateRow } from '../views/current-state/projection';
import { familyOf } from '../views/family';
import { inEffect } from '../views/fold';
import { FACTS, type KeptFact } from '../views/kept-fact';
import { histories, ledgerOf } from '../views/testing/histories';
import { TableRows } from '../views/testing/table-rows';
import { openState, type OpenState } from './open-state';
import { PUBLISHED_VIEW_ROWS } from './published-views';

const MARK = 'sealed-word';
const NUMBER = 7_770_000_000;

/** A part of which every value is one that nothing else can be. */
function marked(value: Json, next: () => number): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return NUMBER + next();
  if (typeof value === 'string') return `${MARK}-${next()}`;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => marked(each, next));
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, each]) => [key, marked(each, next)]));
}

/** The log with every value of every sealed part replaced, and parts that are mostly empty filled. */
function withMarks(log: readonly Recorded[]): readonly Recorded[] {
  let n = 0;
  const next = (): number => (n += 1);
  return log.map((event) => {
    if (event.sensitive === null) return event;
    const filled = { ...event.sensitive, reason: 'why', ext: { field: 'x', amount: 1 }, uris: ['uri'] };
    return { ...event, sensitive: marked(filled as unknown as JsonObject, next) as unknown as Sensitive };
  });
}

async function statesOf(log: readonly Recorded[]): Promise<readonly { row: CurrentStateRow; state: OpenState }[]> {
  const tables = await new TableRows(currentState).fold(log);
  const states = [];
  for (const row of tables.all('current-state') as readonly CurrentStateRow[]) {
    const facts: KeptFact[] = [];
    for (const { person } of await familyOf(tables, 'current-state', row))
      facts.push(...((await tables.withPrefix(FACTS.name, [person])) as readonly KeptFact[]));
    if (row.mergedInto === null) states.push({ row, state: openState(row.person, row.validOn, inEffect(facts)) });
  }
  return states;
}

const leaksIn = (text: string): readonly string[] => text.match(new RegExp(`${MARK}-\\d+|777\\d{7}`, 'g')) ?? [];

describe('what is sealed', () => {
  const isValid = addFormats(new Ajv({ strict: false, allErrors: true })).compile(
    PUBLISHED_VIEW_ROWS['current-state'].schema,
  );

  it('is in no message of any history, and the rest is what the view says', async () => {
    let sealed = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const log = withMarks(ledgerOf(steps).log);
        sealed += leaksIn(JSON.stringify(log.map(({ sensitive }) => sensitive))).length;
        expect(leaksIn(JSON.stringify(log.map(eventMessage)))).toEqual([]);
        for (const { row, state } of await statesOf(log)) {
          expect(leaksIn(JSON.stringify(state))).toEqual([]);
          const { appointment, promotion, placement, appraisal, training } = row.parts;
          expect(state).toMatchObject({
            validAt: row.validOn,
            employment: { agency: appointment.agency, kind: appointment.kind, unit: appointment.unit },
            rank: { code: promotion.golongan, tmt: promotion.tmt, fact: promotion.fact },
            development: { trainings: training.count, trainingsUnconfirmed: training.unconfirmed },
          });
          expect(state.appraisals.yearly).toHaveLength(appraisal.yearly.length);
          expect(state.post.definitive?.fact ?? null).toBe(placement.definitive?.fact ?? null);
          expect(state.nextChangeOn ?? '9999-12-31').toBe(row.nextChangeOn);
        }
      }),
      { numRuns: 60 },
    );
    // Otherwise the property would hold of nothing.
    expect(sealed).toBeGreaterThan(1_000);
  });

  it('is in no message of a career with an act of every kind, which has all the rest', async () => {
    const events = new MemoryEventStore();
    const ledger = new StoredLedger(events, () => Date.UTC(2026, 1, 1));
    const siti = idOf('Siti');
    await ledger.openDay('2026-02-01');
    await ledger.appoint(siti, 'Siti Rahmawati');
    await recordActs(ledger, siti);
    const log = withMarks(await events.readAll(0n, 1_000));
    const seen = new Set(log.flatMap(({ type }) => subjectOfType(type)?.subject.name ?? []));
    const sealing = (Object.keys(SUBJECTS) as SubjectName[]).filter((name) => SUBJECTS[name].sensitive.length > 0);
    // Of these three the random histories have many.
    const elsewhere = ['appraisal', 'mentoring', 'mentoring-session'];
    expect([...seen]).toEqual(expect.arrayContaining(sealing.filter((name) => !elsewhere.includes(name))));
    const { state } = (await statesOf(log))[0]!;
    expect(leaksIn(JSON.stringify([log.map(eventMessage), state]))).toEqual([]);
    expect(state).not.toHaveProperty('identity');
    expect(state).not.toHaveProperty('titles');
    expect(state).toMatchObject({
      person: siti,
      validAt: '2026-02-01',
      employment: { agency: '5500', agencyName: expect.any(String) as string },
      rank: { golongan: 'III/a' },
      credit: { totalThousandths: 100_125 },
      competency: { latest: { matchBasisPoints: 8_333 } },
      education: { highest: { programme: 'Ilmu Komputer' } },
      discipline: { past: [{ sanction: '23' }] },
      salary: { step: { serviceYears: 4, salary: null } },
      exit: { since: '2025-07-01', kind: null, status: null },
    });
    expect(isValid(JSON.parse(JSON.stringify(state)))).toBe(true);
  });

  it.each(Object.entries(PUBLISHED_VIEW_ROWS))(
    'the example of %s is as its schema says',
    (_view, { schema, example }) => {
      const validate = addFormats(new Ajv({ strict: false, allErrors: true })).compile(schema);
      validate(JSON.parse(JSON.stringify(example)));
      expect(validate.errors).toBeNull();
    },
  );
});
