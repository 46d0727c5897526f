import { SIASN_SOURCE } from '@rekam/siasn';
import type { Identifier } from '@rekam/domain';
import type { KnownPerson } from '@rekam/writer';
import type { ServiceClient } from '../client';

/** Asks for several persons at once, at most a hundred; answers in their order. */
export async function knownPersons(
  identifiers: readonly Identifier[],
  client: ServiceClient,
): Promise<readonly KnownPerson[]> {
  if (identifiers.length === 0) return [];
  const question = { source: SIASN_SOURCE, identifiers };
  return (await client.post<{ persons: readonly KnownPerson[] }>('/v1/imports/known', question)).persons;
}
