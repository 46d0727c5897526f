import type { Recorded } from '@rekam/domain';
import { MemoryEventStore, uuidV5, type EventStore, type NewEvent } from '@rekam/event-store';
import * as fc from 'fast-check';
import type { DayRows, Projection, Rows } from '../projection';
import type { Row } from '../view-store';

/** A small projection for specs that uses all that a projection may use, and logs to fold with it. */

const NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const NO_CHANGE = '9999-12-31';
const LEDGER = 'ledger';

export type Step =
  | { readonly type: 'Placed'; readonly person: string; readonly agency: string; readonly from: string }
  | { readonly type: 'Left'; readonly person: string }
  | { readonly type: 'Noted'; readonly person: string; readonly text: string }
  | { readonly type: 'Summed'; readonly person: string }
  | { readonly type: 'DayOpened'; readonly date: string };

const placeOf = (position: bigint) => String(position).padStart(16, '0');

interface PersonRow extends Row {
  readonly person: string;
  readonly agency: string | null;
  readonly nextChangeOn: string;
  readonly notes: { readonly last: string | null; readonly count: number };
  readonly pending: string | null;
}

const personRow = (rows: Rows, person: string): PersonRow =>
  (rows.get('person', [person]) as PersonRow | null) ?? {
    person,
    agency: null,
    nextChangeOn: NO_CHANGE,
    notes: { last: null, count: 0 },
    pending: null,
  };

/** Moves a person between agencies: their rows, the members and the counters of both. */
async function move(rows: Rows, row: PersonRow, agency: string | null): Promise<void> {
  for (const [each, change] of [[row.agency, -1] as const, [agency, 1] as const]) {
    if (each === null) continue;
    const [counter] = await rows.load('agency', [[each]]);
    const total = ((counter?.['total'] as number | undefined) ?? 0) + change;
    if (total === 0) rows.delete('agency', [each]);
    else rows.put('agency', { agency: each, total });
    if (change === 1) rows.put('member', { agency: each, person: row.person });
    else rows.delete('member', [each, row.person]);
  }
  rows.put('person', { ...row, agency, nextChangeOn: NO_CHANGE, pending: null });
}

export const SAMPLE: Projection = {
  name: 'sample',
  version: 1,
  tables: [
    {
      name: 'person',
      columns: { person: 'text', agency: 'text', nextChangeOn: 'text', notes: 'json', pending: 'text' },
      key: ['person'],
      indexes: { byNextChange: ['nextChangeOn'], byAgency: ['agency'] },
      feed: true,
    },
    { name: 'agency', columns: { agency: 'text', total: 'integer' }, key: ['agency'], indexes: {}, feed: true },
    {
      name: 'member',
      columns: { agency: 'text', person: 'text' },
      key: ['agency', 'person'],
      indexes: {},
      feed: false,
    },
    {
      name: 'entry',
      columns: { person: 'text', position: 'text', entry: 'json' },
      key: ['person', 'position'],
      indexes: {},
      feed: false,
    },
    {
      name: 'sum',
      columns: { person: 'text', entries: 'integer', members: 'json' },
      key: ['person'],
      indexes: {},
      feed: false,
    },
  ],

  keys: ({ body }) => {
    const person = body.content?.['person'];
    return typeof person === 'string' ? [{ table: 'person', key: [person] }] : [];
  },

  apply(rows, event) {
    const step = { type: event.type, ...event.body.content } as Step;
    if (step.type === 'DayOpened') return undefined;
    rows.put('entry', { person: step.person, position: placeOf(event.position), entry: { type: step.type } });
    const row = personRow(rows, step.person);
    switch (step.type) {
      case 'Placed':
        rows.put('person', { ...row, pending: step.agency, nextChangeOn: step.from });
        return undefined;
      case 'Left':
        return move(rows, row, null);
      case 'Noted':
        rows.put('person', { ...row, notes: { last: step.text, count: row.notes.count + 1 } });
        return undefined;
      case 'Summed':
        return sum(rows, row);
      default:
        throw new Error(`no fold for ${String(step satisfies never)}`);
    }
  },

  async openDay(rows: DayRows, date: string) {
    const due = await rows.upTo('person', 'byNextChange', date, 2);
    for (const row of due as readonly PersonRow[]) await move(rows, row, row.pending);
    return due.length === 2;
  },
};

async function sum(rows: Rows, { person, agency }: PersonRow): Promise<void> {
  const entries = await rows.withPrefix('entry', [person]);
  const members = agency === null ? [] : await rows.withPrefix('member', [agency]);
  rows.put('sum', { person, entries: entries.length, members: members.map((member) => member['person']) });
}

const person = fc.constantFrom('ani', 'budi', 'citra', 'dewi', 'eko', '😀', '\uffff');
const date = fc.constantFrom('2024-01-01', '2024-04-01', '2024-10-01', '2025-04-01');

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('Placed' as const),
    person,
    agency: fc.constantFrom('4011', '7100', '9%'),
    from: date,
  }),
  fc.record({ type: fc.constant('Left' as const), person }),
  fc.record({ type: fc.constant('Noted' as const), person, text: fc.constantFrom('', 'é', 'long '.repeat(9)) }),
  fc.record({ type: fc.constant('Summed' as const), person }),
  fc.record({ type: fc.constant('DayOpened' as const), date }),
);

/** Appends the steps to a log, an event each. */
export async function append(events: EventStore, steps: readonly Step[]): Promise<void> {
  const from = await events.head();
  for (const [i, { type, ...content }] of steps.entries()) {
    const id = uuidV5(NAMESPACE, String(from + BigInt(i)));
    const event: NewEvent = {
      id,
      type,
      body: { content },
      sensitive: null,
      meta: {
        commandId: id,
        contentHash: '',
        actor: 'spec',
        role: 'system',
        agency: null,
        source: '/spec',
        channel: 'system',
        correlationId: id,
        causationId: null,
        recordedAt: '2025-01-01T00:00:00.000000Z',
        schema: 1,
        persons: [],
        intake: null,
        approvedBy: null,
      },
    };
    await events.append(LEDGER, [event], 'any');
  }
}

export async function logOf(steps: readonly Step[]): Promise<MemoryEventStore> {
  const events = new MemoryEventStore();
  await append(events, steps);
  return events;
}

/** The events of a log in pages of these sizes, which are gone through again and again. */
export async function* pagesOf(
  events: EventStore,
  after: bigint,
  sizes: readonly number[],
): AsyncGenerator<readonly Recorded[]> {
  let position = after;
  for (let i = 0; ; i++) {
    const page = await events.readAll(position, sizes[i % sizes.length]!);
    const last = page.at(-1);
    if (last === undefined) return;
    position = last.position;
    yield page;
  }
}
