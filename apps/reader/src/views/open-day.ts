import type { PlainDate } from '@rekam/domain';
import type { Key, Rows, TableDeclaration } from '@rekam/projection';

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
