import { isRecordType, rowId, type PersonPull, type PulledType, type Row } from '@rekam/siasn';
import type { Json } from '@rekam/domain';
import { CliError, EXIT } from '../exit-code';
import type { MendedRows } from './rejects';

const isRow = (value: Json): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of a response with mended ones in the place of those that have their ids; others are added. */
function withRows(type: PulledType, mended: readonly Json[]): PulledType {
  const ids = new Set(mended.filter(isRow).map(rowId));
  const before = type.envelope?.kind === 'rows' ? type.envelope.rows : [];
  const rows = [...before.filter((row) => !ids.has(rowId(row))), ...mended.filter(isRow)];
  const strays = mended.filter((each) => !isRow(each));
  return { ...type, envelope: { kind: 'rows', rows, strays, isWhole: false } };
}

/** A person's pull with mended rows in it. Throws CliError when a row names a file that the pull has not. */
export function withMended(person: PersonPull, mended: MendedRows): PersonPull {
  for (const path of mended.keys()) {
    const type = person.types.find((each) => each.path === path)?.type;
    if (type === undefined || !isRecordType(type)) {
      throw new CliError(`The manifest lists no file ${path} whose rows could be imported.`, EXIT.usage);
    }
  }
  const types = person.types.map((type) => {
    const rows = mended.get(type.path);
    return rows === undefined ? type : withRows(type, rows);
  });
  return { ...person, types };
}
