import { impossibleNumber, rejection, type Identifier } from '@rekam/domain';
import { uuidV5 } from '@rekam/event-store';
import { factId } from '@rekam/writer';
import { SIASN_SOURCE, type MappedAct, type MappedPerson, type MappedRow, type RecordTypeName } from '@rekam/siasn';
import type { CloudEvent } from '../client';
import { actEvent, based, observation, rowHasher, type BasedAct } from './event';
import type { KnownFact, KnownPerson } from './known';
import type { Reason } from './rejects';

/** What is to be sent about one act, and what it counts as once accepted. */
export interface PlannedEvent {
  readonly event: CloudEvent;
  readonly bytes: number;
  readonly type: RecordTypeName;
  readonly purpose: 'new' | 'changed' | 'annul' | 'reinstate' | 'missing' | 'found';
  /** Null for what is said of a record that the pull no longer has. */
  readonly row: MappedRow | null;
}

/** Something that somebody should know, and that is no refusal. */
export interface Finding {
  readonly path: string;
  readonly type: string;
  readonly finding: 'vanished' | 'found-again' | 'failed' | 'partial' | 'unmapped' | 'echo' | 'older-pull' | 'annulled-here';
  /** The record, as `<type>/<row id>`; absent where the finding is of the whole type. */
  readonly recordId?: string;
  readonly reason?: string;
}

/** What is to be done about one person. */
export interface PersonPlan {
  readonly person: MappedPerson;
  /** In the order in which they are to be decided. */
  readonly events: readonly PlannedEvent[];
  readonly refused: readonly { readonly row: MappedRow; readonly why: readonly Reason[] }[];
  readonly findings: readonly Finding[];
  /** Acts that the ledger has in these words already, by type. */
  readonly duplicates: readonly RecordTypeName[];
  /** Rows passed over: echoes, and those of a pull that is too old. */
  readonly skipped: readonly RecordTypeName[];
}

/** The number by which a person of a pull is known: NIP, or NI PPPK for contract staff. */
export function identifierOf({ nip, rows }: MappedPerson): Identifier {
  const kinds = rows.flatMap(({ mapping }) => (mapping.kind === 'acts' ? mapping.acts : [])).map(({ data }) => data.content?.['kind']);
  // Where the main data says nothing: a NIP has a month where a NI PPPK has the number of the contract.
  const month = Number(nip.slice(12, 14));
  const isContract = kinds.includes('PPPK') || (!kinds.includes('CPNS') && !kinds.includes('PNS') && (month < 1 || month > 12));
  return { kind: isContract ? 'ni-pppk' : 'nip', number: nip };
}

/** Why a number cannot be anybody's; null when it can. */
export function impossibleNumberIn(person: MappedPerson): readonly Reason[] | null {
  const code = impossibleNumber(identifierOf(person));
  if (code === null) return null;
  const { field, message, accepted } = rejection(code, '');
  return [{ code, field, message, accepted: accepted ?? '' }];
}

/** Everything of a person refused for one reason. */
export const refusedPerson = (person: MappedPerson, why: readonly Reason[]): PersonPlan => ({
  ...nothingToDo(person),
  refused: person.rows.map((row) => ({ row, why: row.mapping.kind === 'faults' ? row.mapping.faults : why })),
});

const nothingToDo = (person: MappedPerson): PersonPlan => ({
  person,
  events: [],
  refused: [],
  findings: [],
  duplicates: [],
  skipped: [],
});
