/**
 * The record types of the national system whose fields are known: names of their endpoints, without `rw-`. Nobody has
 * written down those of kompetensi, potensi, sertifikasi and nilaiipasn: a pull may have them, and an import says so.
 */
export const RECORD_TYPES = [
  'data-utama',
  'angkakredit',
  'cltn',
  'diklat',
  'dp3',
  'golongan',
  'hukdis',
  'jabatan',
  'kinerjaperiodik',
  'kursus',
  'masakerja',
  'pemberhentian',
  'pendidikan',
  'penghargaan',
  'pindahinstansi',
  'pnsunor',
  'pwk',
  'skp',
  'skp22',
] as const;

export type RecordTypeName = (typeof RECORD_TYPES)[number];

const KNOWN: ReadonlySet<string> = new Set(RECORD_TYPES);
export const isRecordType = (name: string): name is RecordTypeName => KNOWN.has(name);
