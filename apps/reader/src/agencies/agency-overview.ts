import { agencyName, golonganLabel } from '@rekam/domain';
import type { ViewHost } from '@rekam/projection';
import type { AgencyOverviewRow } from '../views';

/** The rule by which persons are counted, by name and version. */
const RULE =
  'persons whom the last appointment or transfer effective by the open day puts with the agency, and whose service has not ended since; version 2';

/** How many persons an agency employs. Figures only: no person can be told from it but by counting ones. */
export interface AgencyOverview {
  readonly agency: string;
  readonly agencyName: string;
  readonly total: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** By what is shown for the golongan, such as `III/c`, or the grade of a PPPK. */
  readonly byGolongan: Readonly<Record<string, number>>;
  readonly rule: string;
  /** Position of the log that the figures reflect. */
  readonly position: string;
}

/** The figures of a row, as they are shown. Null is the row of an agency that employs nobody known. */
export function figuresOf(agency: string, row: AgencyOverviewRow | null): Omit<AgencyOverview, 'position'> {
  const labelled = Object.entries(row?.byGolongan ?? {}).map(([code, count]) => [golonganLabel(code), count] as const);
  return {
    agency,
    agencyName: agencyName(agency),
    total: row?.total ?? 0,
    byKind: row?.byKind ?? {},
    byGolongan: Object.fromEntries(labelled),
    rule: RULE,
  };
}

/** The figures as they stand; all zero for an agency that employs nobody known. */
export async function readOverview(
  host: ViewHost,
  agency: string,
): Promise<{ overview: AgencyOverview; position: bigint }> {
  const { views } = host.projector('directory');
  const { position } = await views.progress();
  const [row] = (await views.load('agency-overview', [[agency]])) as readonly (AgencyOverviewRow | null)[];
  return { position, overview: { ...figuresOf(agency, row ?? null), position: position.toString() } };
}
