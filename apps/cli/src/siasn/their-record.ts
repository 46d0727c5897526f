import { isRecordType, mapPerson, type PersonPull, type Pull, type TheirRecord } from '@rekam/siasn';
import { factOf } from './fact-of';

/** What a pull says of one person, in the ledger's words. */
export function theirRecord(person: PersonPull, pull: Pull): TheirRecord {
  const { rows, snapshots } = mapPerson(person, pull, factOf);
  // An answer that lacks some of its rows says what is there, and not what is missing.
  const whole = snapshots.filter(({ snapshot }) => snapshot.kind === 'whole');
  return {
    factOf,
    acts: rows.flatMap(({ mapping }) => (mapping.kind === 'acts' ? mapping.acts : [])),
    types: new Set(whole.flatMap(({ type }) => (isRecordType(type) ? [type] : []))),
    unread: rows.flatMap(({ type, id, mapping }) => (mapping.kind === 'faults' ? [`${type}/${id}`] : [])),
  };
}
