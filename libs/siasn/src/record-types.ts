/** The record types of the national system whose fields are known: names of their endpoints, without `rw-`. */
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

/** Record types that the endpoints name and whose fields nobody has written down: kept in the pull, and not mapped. */
export const UNMAPPED_TYPES: readonly string[] = ['kompetensi', 'potensi', 'sertifikasi', 'nilaiipasn'];
