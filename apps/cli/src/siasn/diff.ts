import { compare, COMPARISONS, type Comparison, type ComparisonStatus } from '@rekam/siasn';
import { ServiceProblem, type ServiceClient } from '../client';
import { progress, type Output } from '../output';
import { factsOf } from '../sheets/agency';
import { inOrder } from '../in-flight';
import { LineFile } from '../line-file';
import { openedPull } from './opened-pull';
import { theirRecord } from './their-record';

const IN_FLIGHT_MAX = 8;
/** Persons that the report names; everybody's differences are in the file of `--out`. */
const PERSONS_LISTED_MAX = 1_000;

export type Tally = Record<ComparisonStatus | 'unread', number>;

interface PersonDifferences extends Readonly<Tally> {
  /** As the folder has it. */
  readonly nip: string;
  /** Null for somebody whom the ledger does not know. */
  readonly person: string | null;
}

export interface DiffReport {
  persons: number;
  /** Persons with anything but `same`. */
  differing: number;
  readonly totals: Tally;
  readonly bySubject: Record<string, Tally>;
  /** At most 1,000 of the persons that differ, in the order of the pull. */
  readonly listed: PersonDifferences[];
}

const emptyTally = (): Tally => ({
  ...(Object.fromEntries(COMPARISONS.map((status) => [status, 0])) as Record<ComparisonStatus, number>),
  unread: 0,
});

/**
 * Compares the ledger with a pull, person by person: nothing is recorded. Memory holds a few persons and the counts,
 * whatever the size of the pull; the differences themselves go to `out`, a line each, when it is given.
 */
export async function diffSiasn(
  folder: string,
  reading: ServiceClient,
  out: string | null,
  output: Output,
  signal: AbortSignal,
): Promise<DiffReport> {
  const pull = await openedPull(folder);
  const report: DiffReport = { persons: 0, differing: 0, totals: emptyTally(), bySubject: {}, listed: [] };
  const bar = progress('persons compared', pull.persons, output);
  const lines = out === null ? null : new LineFile(out);
  try {
    const compared = inOrder(pull.walk(), IN_FLIGHT_MAX, async (each) => {
      const theirs = theirRecord(each, pull);
      const person = await personOf(each.nip, reading);
      const ours = person === null ? [] : await factsOf(person, {}, reading);
      return { nip: each.nip, person, comparisons: compare(ours, theirs), unread: theirs.unread.length };
    });
    for await (const each of compared) {
      signal.throwIfAborted();
      count(each, report);
      await lines?.write(differencesOf(each));
      bar.update(report.persons);
    }
  } finally {
    bar.stop();
    await lines?.close();
  }
  return report;
}

interface Compared {
  readonly nip: string;
  readonly person: string | null;
  readonly comparisons: readonly Comparison[];
  readonly unread: number;
}

function count({ nip, person, comparisons, unread }: Compared, report: DiffReport): void {
  const tally = emptyTally();
  tally.unread = unread;
  for (const { status, subject } of comparisons) {
    tally[status]++;
    (report.bySubject[subject] ??= emptyTally())[status]++;
  }
  for (const key of Object.keys(tally) as (keyof Tally)[]) report.totals[key] += tally[key];
  report.persons++;
  if (comparisons.length === tally.same && unread === 0) return;
  report.differing++;
  if (report.listed.length < PERSONS_LISTED_MAX) report.listed.push({ nip, person, ...tally });
}

const differencesOf = ({ nip, person, comparisons }: Compared): readonly unknown[] =>
  comparisons.filter(({ status }) => status !== 'same').map((comparison) => ({ nip, person, ...comparison }));

/** Unknown, or no number of that kind at all. */
const NOBODY = new Set([404, 422]);

/** The person who holds the number now; null when nobody does. An 18-digit number is of one kind or the other. */
async function personOf(number: string, client: ServiceClient): Promise<string | null> {
  for (const kind of ['nip', 'ni-pppk']) {
    try {
      const found = await client.post<{ person: string; mergedInto: string | null }>('/v1/persons/resolve', {
        identifier: { kind, number },
      });
      return found.mergedInto ?? found.person;
    } catch (error) {
      if (!(error instanceof ServiceProblem) || !NOBODY.has(error.problem.status)) throw error;
    }
  }
  return null;
}
