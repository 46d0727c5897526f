import {
  isRecordType,
  mapRow,
  personContext,
  rowId,
  SIASN_SOURCE,
  type MappedAct,
  type PersonPull,
  type Pull,
  type RecordTypeName,
  type Row,
  type TheirRecord,
} from '@rekam/siasn';
import { factId } from '@rekam/writer';

/** What a pull says of one person, in the ledger's words. */
export function theirRecord(person: PersonPull, { manifest, lookups, pulledOn }: Pull): TheirRecord {
  const rows = new Map<RecordTypeName, readonly Row[]>();
  const types = new Set<RecordTypeName>();
  for (const { type, envelope } of person.types) {
    if (!isRecordType(type) || envelope === null || envelope.kind === 'failed') continue;
    rows.set(type, envelope.kind === 'rows' ? envelope.rows : []);
    // An answer that lacks some of its rows says what is there, and not what is missing.
    if (envelope.kind === 'empty' || envelope.isWhole) types.add(type);
  }
  const factOf = (subject: MappedAct['subject'], recordId: string): string => factId(SIASN_SOURCE, subject, recordId);
  const context = personContext({ nip: person.nip, rows, pulledOn, manifest, lookups, factOf });
  const acts: MappedAct[] = [];
  const unread = new Set<string>();
  for (const [type, each] of rows)
    for (const [index, row] of each.entries()) {
      const mapping = mapRow(type, row, context);
      if (mapping.kind === 'acts') acts.push(...mapping.acts);
      else if (mapping.kind === 'faults') unread.add(`${type}/${rowId(row) ?? index}`);
    }
  return { acts, types, unread };
}
