import type { Fault, Mapping, Row } from './act';
import type { PersonContext } from './person';
import { RECORDS } from './records';
import type { RecordTypeName } from './record-types';
import { RowReader } from './row-reader';
import { textOf } from './values';

/** Ids of the source are 32 hexadecimal digits or a UUID; the longest that any client keeps. */
const ID_LENGTH_MAX = 42;

/** The id of a row; null when it has none, or none that could be one. */
export function rowId(row: Row): string | null {
  const id = textOf(row['id']);
  return typeof id === 'string' && id.length <= ID_LENGTH_MAX ? id : null;
}

/** What a row of a record type says, in the ledger's words. Pure: all it may look at comes in with the person. */
export function mapRow(type: RecordTypeName, row: Row, person: PersonContext): Mapping {
  const { employee, echoes, acts, anyCase } = RECORDS[type];
  const id = rowId(row);
  if (id === null) return refused([NO_ID(row)]);
  const read = new RowReader(row, anyCase);
  const origin = echoes === undefined ? null : read.text('asalId');
  if (origin !== null && origin !== id) {
    const originType = person.typeOfRow(origin);
    if (originType !== undefined && echoes!(originType)) return { kind: 'echo', of: `${originType}/${origin}` };
  }
  checkOwner(read, employee, person);
  read.checkDocuments('path');
  const mapped = acts(read, `${type}/${id}`, person);
  return read.faults.length > 0 ? refused(read.faults) : { kind: 'acts', acts: mapped };
}

const refused = (faults: readonly Fault[]): Mapping => ({ kind: 'faults', faults });

const NO_ID = (row: Row): Fault => ({
  code: 'missing',
  field: '/id',
  value: row['id'] ?? null,
  message: { id: 'Baris ini tidak punya id.', en: 'The row has no id.' },
  accepted: `the id of the row at the source, at most ${ID_LENGTH_MAX} characters`,
});

/** A row of somebody else in a person's answer would go into the wrong career. Ids are compared without regard to case. */
function checkOwner(read: RowReader, employee: string, { nip, employeeId }: PersonContext): void {
  const owner = read.text(employee);
  if (owner !== null && employeeId !== null && owner.toLowerCase() !== employeeId.toLowerCase()) {
    const message = { id: 'Baris ini milik pegawai lain.', en: 'The row is of another employee.' };
    read.fault('another-employee', employee, message, 'the id of the employee whom the pull is about');
  }
  const number = read.text('nipBaru');
  if (number !== null && number !== nip) {
    const message = { id: 'NIP baris ini bukan NIP yang diminta.', en: 'The NIP of the row is not the one asked for.' };
    read.fault('another-employee', 'nipBaru', message, 'the NIP that the pull is about');
  }
}
