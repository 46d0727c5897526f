import type { WrongExpectedVersionError } from '@eventstore/db-client';
import type { Uuid } from '@rekam/domain';
import { EventIdTaken, type ExpectedRevision } from '../event-store';
import type { LogEntry } from './stored-form';

/** An expectation that the server takes as it is. Below -1, and -1 itself, are revisions that no stream has. */
export const isExact = (expected: ExpectedRevision): expected is bigint | 'no_stream' =>
  expected === 'no_stream' || (typeof expected === 'bigint' && expected >= 0n);

/** The revision that an expectation gives the first event; undefined when it leaves that open. */
export function firstOf(expected: ExpectedRevision): bigint | undefined {
  if (typeof expected === 'bigint') return expected + 1n;
  return expected === 'no_stream' ? 0n : undefined;
}

export const actualOf = ({ actualVersion }: WrongExpectedVersionError): bigint | 'no_stream' =>
  typeof actualVersion === 'bigint' ? actualVersion : 'no_stream';

/**
 * The first revision at which these ids stand one after the other, from `first` if that is given; null when none of
 * them is there. Throws EventIdTaken when they stand otherwise.
 */
export function standingIn(
  entries: readonly LogEntry[],
  ids: readonly Uuid[],
  first: bigint | undefined,
): bigint | null {
  const taken = ids.find((id) => entries.some((entry) => entry.id === id));
  if (taken === undefined) return null;
  const start = entries.findIndex(({ id, revision }) => id === ids[0] && (first === undefined || revision === first));
  if (start === -1 || ids.some((id, n) => entries[start + n]?.id !== id)) throw new EventIdTaken(taken);
  return entries[start]!.revision;
}
