import type { JsonObject, PlainDate } from '@rekam/domain';
import type { Row } from './act';
import { RowReader } from './row-reader';
import { textOf } from './values';

/** A retirement as the agency's list has it (list-pensiun-instansi). */
interface Retirement {
  readonly tmt: PlainDate;
}

/** A hiring as the agency's list has it (list-pengadaan-instansi). */
interface Hiring {
  readonly contractFrom: PlainDate | null;
  readonly contractTo: PlainDate | null;
  readonly decree: { readonly number: string; readonly date: PlainDate; readonly authority: string | null } | null;
}

/** What the lists of an agency say of its people and units. Lists of persons go by employee id in lower case, and by NIP. */
export interface Lookups {
  readonly retirements: ReadonlyMap<string, Retirement>;
  readonly hirings: ReadonlyMap<string, Hiring>;
  /** Names of units by their id, as it came. */
  readonly units: ReadonlyMap<string, string>;
}

export const NO_LOOKUPS: Lookups = { retirements: new Map(), hirings: new Map(), units: new Map() };

/** The lists that are looked up, by the name of their file. */
export const LOOKUP_LISTS = ['list-pensiun-instansi', 'list-pengadaan-instansi', 'ref-unor'] as const;
export type LookupList = (typeof LOOKUP_LISTS)[number];

/** What the lists of an agency come to. A row that cannot be read says nothing: it is looked up, not recorded. */
export function lookupsFrom(lists: ReadonlyMap<LookupList, readonly Row[]>): Lookups {
  const rowsOf = (list: LookupList): readonly Row[] => lists.get(list) ?? [];
  const retirements = new Map<string, Retirement>();
  for (const row of rowsOf('list-pensiun-instansi')) {
    const tmt = new RowReader(row).day('tmtPensiun');
    if (tmt !== null) for (const key of keysOf(row, 'pnsId', 'nipBaru')) retirements.set(key, { tmt });
  }
  const hirings = new Map<string, Hiring>();
  for (const row of rowsOf('list-pengadaan-instansi')) {
    const read = new RowReader(row);
    const hiring: Hiring = {
      contractFrom: read.day('tgl_kontrak_mulai'),
      contractTo: read.day('tgl_kontrak_akhir'),
      decree: read.decree('no_sk', 'tgl_sk'),
    };
    for (const key of keysOf(row, 'orang_id', 'nip')) hirings.set(key, hiring);
  }
  const units = new Map<string, string>();
  for (const row of rowsOf('ref-unor')) {
    const [id, name] = [textOf(row['Id'] ?? row['id']), textOf(row['NamaUnor'])];
    if (typeof id === 'string' && typeof name === 'string') units.set(id, name);
  }
  return { retirements, hirings, units };
}

function keysOf(row: JsonObject, ...fields: readonly string[]): readonly string[] {
  return fields
    .map((field) => textOf(row[field]))
    .filter((key): key is string => typeof key === 'string')
    .map((key) => key.toLowerCase());
}
