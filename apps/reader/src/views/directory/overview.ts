import type { PlainDate } from '@rekam/domain';
import type { TableDeclaration } from '@rekam/projection';

/** How many persons an agency employs, by kind of staff and by code of the golongan. */
export type AgencyOverviewRow = {
  readonly agency: string;
  readonly total: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byGolongan: Readonly<Record<string, number>>;
  /** Position of the last event that changed the figures, padded. */
  readonly position: string;
};

export const AGENCY_OVERVIEW: TableDeclaration = {
  name: 'agency-overview',
  columns: { agency: 'text', total: 'integer', byKind: 'json', byGolongan: 'json', position: 'text' },
  key: ['agency'],
  indexes: {},
  feed: true,
};

/** What a person's row is counted by. */
export interface Counted {
  readonly agency: string | null;
  readonly kind: string | null;
  readonly golongan: string | null;
  /** The first day out of service; whoever has left is counted by nobody. Null while in service. */
  readonly ended: PlainDate | null;
}

/** The agency that counts the person; null when none does. */
export const countingAgency = ({ agency, ended }: Counted): string | null => (ended === null ? agency : null);

export const countsAlike = (a: Counted, b: Counted): boolean =>
  countingAgency(a) === countingAgency(b) && a.kind === b.kind && a.golongan === b.golongan;

/** `counts` with `by` more under a name; a name that counts nobody is not listed. */
function stepped(counts: Readonly<Record<string, number>>, name: string | null, by: 1 | -1): Record<string, number> {
  const { [name ?? '']: before = 0, ...others } = counts;
  if (name === null || before + by === 0) return others;
  return { ...others, [name]: before + by };
}

/** The figures with one person more, or one fewer. */
export const counted = (row: AgencyOverviewRow, person: Counted, by: 1 | -1, position: string): AgencyOverviewRow => ({
  agency: row.agency,
  total: row.total + by,
  byKind: stepped(row.byKind, person.kind, by),
  byGolongan: stepped(row.byGolongan, person.golongan, by),
  // A day that comes changes figures for the sake of earlier events; positions never go back.
  position: position > row.position ? position : row.position,
});

export const emptyOverview = (agency: string, position: string): AgencyOverviewRow => ({
  agency,
  total: 0,
  byKind: {},
  byGolongan: {},
  position,
});
