import type { Fault, MappedAct, Row } from '../act';
import { NO_LOOKUPS, type Lookups } from '../lookups';
import { mapRow } from '../map-row';
import { personContext, type PersonContext } from '../person';
import type { RecordTypeName } from '../record-types';

/** A made-up employee; real numbers never end in 900 to 999 here. */
export const NIP = '198903142012011999';
export const EMPLOYEE = '00000000FFFF0001E040640A00000001';
export const AGENCY = 'A5EB03E23B74F6A0E040640A040252AD';
export const OTHER_AGENCY = 'A5EB03E23C47F6A0E040640A040252AD';

export const MAIN: Row = {
  id: EMPLOYEE,
  nipBaru: NIP,
  nipLama: '',
  nama: 'Rina Wulandari',
  gelarDepan: '',
  gelarBelakang: 'S.E.',
  tglLahir: '14-03-1989',
  kedudukanPnsId: '01',
  nomorSkCpns: '813/114/BKD/2012',
  tglSkCpns: '20-12-2011',
  tmtCpns: '01-01-2012',
  nomorSkPns: '821/77/BKD/2013',
  tglSkPns: '15-12-2012',
  tmtPns: '01-01-2013',
  golRuangAwalId: '31',
  instansiIndukId: AGENCY,
  jenisJabatanId: '4',
  tmtPensiun: '01-04-2047',
  noHp: '0811',
};

/** The context of a person whose pull has these rows. */
export function person(
  rows: Partial<Record<RecordTypeName, readonly Row[]>> = {},
  lookups: Partial<Lookups> = {},
): PersonContext {
  return personContext({
    nip: NIP,
    rows: new Map(Object.entries({ 'data-utama': [MAIN], ...rows }) as [RecordTypeName, readonly Row[]][]),
    pulledOn: '2026-03-01',
    manifest: { agencies: { [AGENCY]: '5500', [OTHER_AGENCY]: '5571' }, units: { u1: 'Dinas Pendidikan' } },
    lookups: { ...NO_LOOKUPS, ...lookups },
    factOf: (subject, recordId) => `fact of ${subject} ${recordId}`,
  });
}

/** The acts of a row that must be read. */
export function actsOf(type: RecordTypeName, row: Row, context: PersonContext = person()): readonly MappedAct[] {
  const mapping = mapRow(type, row, context);
  if (mapping.kind !== 'acts') throw new Error(`no acts but ${JSON.stringify(mapping)}`);
  return mapping.acts;
}

/** The one act of a row that must be read. */
export function actOf(type: RecordTypeName, row: Row, context: PersonContext = person()): MappedAct {
  const acts = actsOf(type, row, context);
  if (acts.length !== 1) throw new Error(`${acts.length} acts`);
  return acts[0]!;
}

/** What is wrong with a row that must be refused, as `code field`. */
export function faultsOf(type: RecordTypeName, row: Row, context: PersonContext = person()): readonly string[] {
  const mapping = mapRow(type, row, context);
  if (mapping.kind !== 'faults') throw new Error(`no faults but ${JSON.stringify(mapping)}`);
  return mapping.faults.map(({ code, field }: Fault) => `${code} ${field}`);
}
