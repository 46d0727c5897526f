import { SIASN_SOURCE } from '@rekam/siasn';
import type { Identifier } from '@rekam/domain';
import type { ServiceClient } from '../client';

/** What the ledger has of one record of the source. */
export interface KnownFact {
  /** In whose career it stands. */
  readonly person: string;
  readonly subject: string;
  readonly fact: string;
  readonly recordId: string | null;
  readonly edition: number;
  readonly annulled: boolean;
  /** The source has been reported to hold it no longer. */
  readonly missing: boolean;
  readonly digest: string | null;
  /** When the pull that last stated it was made. */
  readonly time: string | null;
}

/** What the ledger has of a person from this source; nobody is there when `person` is null. */
export interface KnownPerson {
  readonly person: string | null;
  readonly mergedInto: string | null;
  readonly facts: readonly KnownFact[];
}

/** Asks for several persons at once, at most a hundred; answers in their order. */
export async function knownPersons(
  identifiers: readonly Identifier[],
  client: ServiceClient,
): Promise<readonly KnownPerson[]> {
  if (identifiers.length === 0) return [];
  const question = { source: SIASN_SOURCE, identifiers };
  return (await client.post<{ persons: readonly KnownPerson[] }>('/v1/imports/known', question)).persons;
}
