import type { MappedAct } from './act';
import type { PersonContext } from './person';
import type { RecordTypeName } from './record-types';
import type { RowReader } from './row-reader';

/** How the rows of one record type are read. */
export interface RecordMapper {
  /** The field that names the employee, for which the source has six spellings. */
  readonly employee: string;
  /** Whether the case of a field's letters says nothing. */
  readonly anyCase?: true;
  /** Types whose rows such a row may repeat, by naming their id in `asalId`; absent: it repeats none. */
  readonly echoes?: (type: RecordTypeName) => boolean;
  /** The acts of a row; what it lacks stands in the reader's faults. */
  readonly acts: (read: RowReader, recordId: string, person: PersonContext) => readonly MappedAct[];
}
