import type { Json } from '@rekam/domain';
import type { Fault, Mapping, Row } from './act';
import type { PersonPull, Pull, PulledType } from './folder';
import { mapRow, rowId } from './map-row';
import { personContext, type PersonContext } from './person';
import { isRecordType, type RecordTypeName } from './record-types';

/** One row of a person, and what it says. */
export interface MappedRow {
  readonly type: RecordTypeName;
  /** The file it stands in, within the folder of the pull. */
  readonly path: string;
  readonly row: Json;
  /** Null without one. */
  readonly id: string | null;
  readonly mapping: Mapping;
}

/**
 * How much a pull says of a record type: all its rows; rows, of which some may be missing; nothing, for a reason; or
 * nothing because nobody has written down its fields.
 */
type Snapshot =
  | { readonly kind: 'whole' }
  | { readonly kind: 'partial' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unmapped' };

export interface MappedPerson {
  readonly nip: string;
  readonly fetchedAt: string;
  /** The source's id of the employee; null when the pull has no main data of the person. */
  readonly employeeId: string | null;
  readonly rows: readonly MappedRow[];
  readonly snapshots: readonly { readonly type: string; readonly path: string; readonly snapshot: Snapshot }[];
}

/** The rows of one type, as their response brought them. */
interface Response {
  readonly type: RecordTypeName;
  readonly path: string;
  readonly rows: readonly Row[];
  readonly strays: readonly Json[];
}

/** Maps the rows of a person, all of them or those `wanted`; the others are looked at where a row needs them. */
export function mapPerson(
  { nip, fetchedAt, types }: PersonPull,
  { manifest, lookups, pulledOn }: Pick<Pull, 'manifest' | 'lookups' | 'pulledOn'>,
  factOf: PersonContext['factOf'],
  wanted: (row: Json) => boolean = () => true,
): MappedPerson {
  const responses = types.flatMap(responseOf);
  const rows = new Map(responses.map(({ type, rows }) => [type, rows]));
  const person = personContext({ nip, rows, pulledOn, manifest, lookups, factOf });
  return {
    nip,
    fetchedAt,
    employeeId: person.employeeId,
    rows: responses.flatMap((response) => mapResponse(response, person, wanted)),
    snapshots: types.map((each) => ({ type: each.type, path: each.path, snapshot: snapshotOf(each, person) })),
  };
}

function responseOf({ type, path, envelope }: PulledType): readonly Response[] {
  if (!isRecordType(type) || envelope?.kind !== 'rows') return [];
  return [{ type, path, rows: envelope.rows, strays: envelope.strays }];
}

function mapResponse(
  { type, path, rows, strays }: Response,
  person: PersonContext,
  wanted: (row: Json) => boolean,
): readonly MappedRow[] {
  const first = new Map<string, Row>();
  const mapped: MappedRow[] = [];
  for (const row of rows) {
    const id = rowId(row);
    const before = id === null ? undefined : first.get(id);
    if (id !== null && before === undefined) first.set(id, row);
    if (!wanted(row)) continue;
    const mapping = before === undefined ? mapRow(type, row, person) : repeated(type, id!, row, before);
    mapped.push({ type, path, row, id, mapping });
  }
  for (const stray of strays) {
    if (wanted(stray))
      mapped.push({ type, path, row: stray, id: null, mapping: { kind: 'faults', faults: [NO_ROW(stray)] } });
  }
  return mapped;
}

/** A second row under an id that another one has in the same answer. */
function repeated(type: RecordTypeName, id: string, row: Row, before: Row): Mapping {
  if (JSON.stringify(row) === JSON.stringify(before)) return { kind: 'echo', of: `${type}/${id}` };
  const message = { id: 'Id ini dipakai dua baris yang berbeda.', en: 'Two different rows have this id.' };
  return {
    kind: 'faults',
    faults: [{ code: 'id-twice', field: '/id', value: id, message, accepted: 'an id of its own' }],
  };
}

const NO_ROW = (value: Json): Fault => ({
  code: 'wrong-form',
  field: '',
  value,
  message: { id: 'Ini bukan baris riwayat.', en: 'This is no row.' },
  accepted: 'a JSON object',
});

/**
 * What a response lets one conclude of rows that are not in it. Of an employee without main data an empty history may be
 * the answer to a number that the source does not know.
 */
function snapshotOf({ type, envelope }: PulledType, { main }: PersonContext): Snapshot {
  if (envelope === null) return { kind: 'unmapped' };
  switch (envelope.kind) {
    case 'rows':
      return envelope.isWhole && envelope.rows.every((row) => rowId(row) !== null)
        ? { kind: 'whole' }
        : { kind: 'partial' };
    case 'empty':
      return main === null || type === 'data-utama'
        ? { kind: 'failed', reason: 'unknown-employee' }
        : { kind: 'whole' };
    case 'failed':
      return envelope;
    default:
      throw new Error(`no snapshot of ${String(envelope satisfies never)}`);
  }
}
