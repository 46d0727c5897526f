import type { CareerAnswer, FactAnswer, FactsAnswer, MergedAnswer } from '@rekam/reader';
import type { ServiceClient } from '../client';
import { inOrder } from '../in-flight';
import { ReportAnswer } from '../reports/report-answer';

type Employed = Pick<PersonFound, 'person' | 'name'> & { readonly number: string | null };
const QUIET = { json: true };

/** What the service takes at most. */
const PAGE_SIZE = 200;
const IN_FLIGHT_MAX = 8;

export interface PersonFound {
  readonly person: string;
  readonly name: string | null;
  readonly numbers: readonly string[];
}

/** The service's report of a past day: whom the agency employed then, also those who have left since. */
async function* employeesThen(
  agency: string,
  { on, known }: AskedAxes,
  reading: ServiceClient,
): AsyncGenerator<PersonFound> {
  const asked = { ...(on !== undefined && { validAt: on }), ...(known !== undefined && { knownAt: known }) };
  const report = new ReportAnswer<Employed, unknown>(reading, `/v1/agencies/${agency}/reports/state`, asked, QUIET);
  for await (const { person, name, number } of report.lines()) {
    yield { person, name, numbers: number === null ? [] : [number] };
  }
}

interface SearchPage {
  readonly rows: readonly PersonFound[];
  readonly next: string | null;
}

/** On which day it was true, and when the ledger knew it; absent: as it stands. */
export interface AskedAxes {
  readonly on?: string;
  readonly known?: string;
}

/** What the ledger says of a person, and the facts behind it. */
export interface PersonRecord {
  readonly career: CareerAnswer;
  /** In force or annulled, in the order in which they take effect. */
  readonly facts: readonly FactAnswer[];
}

function queryOf({ on, known }: AskedAxes): string {
  const query = new URLSearchParams();
  if (on !== undefined) query.set('validAt', on);
  if (known !== undefined) query.set('knownAt', known);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** The present employees of an agency, page by page. */
async function* employeesOf(agency: string, reading: ServiceClient): AsyncGenerator<PersonFound> {
  let cursor: string | null = null;
  do {
    const page: SearchPage = await reading.post<SearchPage>('/v1/persons/search', {
      agency,
      limit: PAGE_SIZE,
      ...(cursor !== null && { cursor }),
    });
    yield* page.rows;
    cursor = page.next;
  } while (cursor !== null);
}

/** The facts of a person; none of one that was merged into another, who has them. */
export async function factsOf(person: string, axes: AskedAxes, reading: ServiceClient): Promise<readonly FactAnswer[]> {
  const answer = await reading.get<FactsAnswer | MergedAnswer>(`/v1/careers/${person}/facts${queryOf(axes)}`);
  return answer.mergedInto === null ? answer.facts : [];
}

/** Null for one that was merged into another, who has the record. */
export async function recordOf(person: string, axes: AskedAxes, reading: ServiceClient): Promise<PersonRecord | null> {
  const career = await reading.get<CareerAnswer | MergedAnswer>(`/v1/careers/${person}${queryOf(axes)}`);
  if (career.mergedInto !== null) return null;
  // Both answers are about one moment: what the second knows is what the first did.
  const same: AskedAxes = { on: career.validAt, known: career.knownAt };
  return { career, facts: await factsOf(person, same, reading) };
}

/** Asks about each employee, of now or of the day asked about, several at once, and gives the answers in their order. */
export const ofEach = <Result>(
  agency: string,
  reading: ServiceClient,
  ask: (found: PersonFound) => Promise<Result>,
  axes: AskedAxes = {},
): AsyncGenerator<Result> => {
  const isNow = axes.on === undefined && axes.known === undefined;
  const employees = isNow ? employeesOf(agency, reading) : employeesThen(agency, axes, reading);
  return inOrder(employees, IN_FLIGHT_MAX, ask);
};
