import { impossibleNumber, rejection, type Identifier } from '@rekam/domain';
import type { MappedPerson } from '@rekam/siasn';
import type { Reason } from './rejects';

/** The number by which a person of a pull is known: NIP, or NI PPPK for contract staff. */
export function identifierOf({ nip, rows }: MappedPerson): Identifier {
  for (const { mapping } of rows) {
    if (mapping.kind !== 'acts') continue;
    const opening = mapping.acts.find(({ subject }) => subject === 'appointment');
    if (opening !== undefined)
      return { kind: opening.data.content?.['kind'] === 'PPPK' ? 'ni-pppk' : 'nip', number: nip };
  }
  // A NIP has a month where a NI PPPK has the number of the contract.
  const month = Number(nip.slice(12, 14));
  return { kind: month >= 1 && month <= 12 ? 'nip' : 'ni-pppk', number: nip };
}

/** Why the number cannot be anybody's; null when it can. */
export function impossibleNumberOf(identifier: Identifier): readonly Reason[] | null {
  const code = impossibleNumber(identifier);
  return code === null ? null : [rejection(code)];
}
