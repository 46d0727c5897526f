import type { PlainDate, SubjectName, Uuid } from '@rekam/domain';
import type { Row } from './act';
import type { Lookups } from './lookups';
import type { Manifest } from './manifest';
import type { RecordTypeName } from './record-types';
import { dayOf, plainCodeOf, textOf } from './values';

/** Rows of a person by record type, as far as a pull has them. */
type RowsByType = ReadonlyMap<RecordTypeName, readonly Row[]>;

/** What the mapping of a row may look at beside the row: the rest of the person's pull, and the agency's look-ups. */
export interface PersonContext {
  /** The number that the pull was made for. Some rows carry none. */
  readonly nip: string;
  /** The source's id of the employee; null when the pull has no main data of the person. */
  readonly employeeId: string | null;
  /** The main data; null when the pull has none. */
  readonly main: Row | null;
  /** The exits of the pull. */
  readonly exits: readonly Row[];
  /** The day of the pull. */
  readonly pulledOn: PlainDate;
  readonly lookups: Lookups;
  /** The fact that a record of the source is. */
  readonly factOf: (subject: SubjectName, recordId: string) => Uuid;
  /** The record type of a row of this pull; undefined when no row has the id. */
  readonly typeOfRow: (id: string) => RecordTypeName | undefined;
  /** The ledger's code of an agency; null when the manifest does not name it. */
  readonly agencyCode: (id: string | null) => string | null;
  /** The name of a unit; null when nothing says it. */
  readonly unitName: (id: string | null) => string | null;
  /** The source's id of the agency that employed the person on a day, by the transfers since. */
  readonly agencyIdOn: (day: PlainDate) => string | null;
  /** Code of the rank that the pull has first; null when it has none. */
  readonly firstRank: string | null;
  /** The kind of position held on a day, by the positions of the pull. */
  readonly positionKindOn: (day: PlainDate) => string | null;
}

export interface PersonContextOptions {
  readonly nip: string;
  readonly rows: RowsByType;
  readonly pulledOn: PlainDate;
  readonly manifest: Pick<Manifest, 'agencies' | 'units'>;
  readonly lookups: Lookups;
  readonly factOf: PersonContext['factOf'];
}

const lineOf = (row: Row, field: string): string | null => {
  const text = textOf(row[field]);
  return typeof text === 'string' ? text : null;
};

/** The rows that have a day in this field, with it, in its order. */
function dated(rows: readonly Row[], field: string): readonly (readonly [PlainDate, Row])[] {
  return rows
    .map((row) => [dayOf(row[field]), row] as const)
    .filter((each): each is readonly [PlainDate, Row] => typeof each[0] === 'string')
    .toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

export function personContext({ nip, rows, pulledOn, manifest, lookups, factOf }: PersonContextOptions): PersonContext {
  const main = rows.get('data-utama')?.[0] ?? null;
  const transfers = dated(rows.get('pindahinstansi') ?? [], 'tmtPi');
  const positions = dated(rows.get('jabatan') ?? [], 'tmtJabatan');
  const ranks = dated(rows.get('golongan') ?? [], 'tmtGolongan');
  const types = new Map<string, RecordTypeName>();
  for (const [type, each] of rows)
    for (const row of each) {
      const id = lineOf(row, 'id');
      if (id !== null) types.set(id, type);
    }
  return {
    nip,
    employeeId: main === null ? null : lineOf(main, 'id'),
    main,
    exits: rows.get('pemberhentian') ?? [],
    pulledOn,
    lookups,
    factOf,
    typeOfRow: (id) => types.get(id),
    agencyCode: (id) => (id !== null && Object.hasOwn(manifest.agencies, id) ? manifest.agencies[id]! : null),
    unitName: (id) =>
      id === null ? null : Object.hasOwn(manifest.units, id) ? manifest.units[id]! : (lookups.units.get(id) ?? null),
    agencyIdOn: (day) => {
      const next = transfers.find(([tmt]) => tmt > day)?.[1];
      const released =
        next === undefined ? null : (lineOf(next, 'instansiIndukLama') ?? lineOf(next, 'instansiKerjaLama'));
      if (released !== null) return released;
      return main === null ? null : (lineOf(main, 'instansiIndukId') ?? lineOf(main, 'instansiKerjaId'));
    },
    firstRank: ranks.length === 0 ? null : lineOf(ranks[0]![1], 'golonganId'),
    positionKindOn: (day) => {
      const row = positions.findLast(([tmt]) => tmt <= day)?.[1];
      const kind = plainCodeOf(row === undefined ? main?.['jenisJabatanId'] : row['jenisJabatan']);
      return typeof kind === 'string' ? kind : null;
    },
  };
}
