import type { PlainDate, Uuid } from '@rekam/domain';
import type { DayRows, Key, Row, Rows, TableDeclaration } from '@rekam/projection';

/** The day that is open, as the last DayOpened said. Before the first one nothing has taken effect yet. */
export const DAY: TableDeclaration = {
  name: 'day',
  columns: { name: 'text', date: 'text' },
  key: ['name'],
  indexes: {},
  feed: false,
};

const OPEN: Key = ['open'];
export const OPEN_DAY = { table: DAY.name, key: OPEN } as const;

/** No change is due: later than every day. */
export const NEVER: PlainDate = '9999-12-31';
const BEFORE_ALL: PlainDate = '0000-00-00';

export const openDayOf = (rows: Rows): PlainDate =>
  (rows.get(DAY.name, OPEN)?.['date'] as PlainDate | undefined) ?? BEFORE_ALL;

/** A day that has passed is not opened again. */
export function putOpenDay(rows: Rows, date: PlainDate): void {
  if (date > openDayOf(rows)) rows.put(DAY.name, { name: OPEN[0], date });
}

/** Whose row changes by itself, and when. A table of its own, because few rows wait and every event writes one. */
export const DUE: TableDeclaration = {
  name: 'due',
  columns: { date: 'text', person: 'text' },
  key: ['date', 'person'],
  indexes: {},
  feed: false,
};

/** Rows folded anew a call, when a day comes. */
const DUE_PAGE_MAX = 200;

interface Waiting {
  readonly person: Uuid;
  readonly nextChangeOn: PlainDate;
}

/** Keeps the table in step with a row that takes another's place. */
export function putDue(rows: Rows, before: Waiting, { person, nextChangeOn }: Waiting): void {
  if (before.nextChangeOn === nextChangeOn) return;
  if (before.nextChangeOn !== NEVER) rows.delete(DUE.name, [before.nextChangeOn, person]);
  if (nextChangeOn !== NEVER) rows.put(DUE.name, { date: nextChangeOn, person });
}

/** The next rows of a table that the day changes, and whether there may be more. */
export async function dueRows(
  rows: DayRows,
  table: string,
  date: PlainDate,
): Promise<{ readonly due: readonly Row[]; readonly hasMore: boolean }> {
  const waiting = await rows.upTo(DUE.name, 'key', date, DUE_PAGE_MAX);
  const due = await rows.load(
    table,
    waiting.map(({ person }) => [person as Uuid]),
  );
  return { due: due.filter((row) => row !== null), hasMore: waiting.length === DUE_PAGE_MAX };
}
