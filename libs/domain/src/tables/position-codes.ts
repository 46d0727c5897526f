/** Codes of a placement, as the national system has them (jenisJabatan, jenisPenugasan, jenisMutasi). */

/** 1 structural, 2 functional, 3 both at once (rangkap), 4 pelaksana. */
export type PositionKind = '1' | '2' | '3' | '4';
/** D holds the post; the others see to it beside their own, for a time. */
export type Assignment = 'D' | 'PLT' | 'PLH' | 'PJ' | 'TT';
/** MJ a change of the post, MU of the unit alone. */
export type Mutation = 'MJ' | 'MU';

export const POSITION_KIND_NAMES: Readonly<Record<PositionKind, string>> = {
  '1': 'Jabatan Struktural',
  '2': 'Jabatan Fungsional Tertentu',
  '3': 'Jabatan Rangkap (Struktural dan Fungsional)',
  '4': 'Jabatan Fungsional Umum (Pelaksana)',
};

export const ASSIGNMENT_NAMES: Readonly<Record<Assignment, string>> = {
  D: 'Definitif',
  PLT: 'Pelaksana Tugas',
  PLH: 'Pelaksana Harian',
  PJ: 'Pejabat Non Definitif',
  TT: 'Tugas Tambahan',
};

export const MUTATION_NAMES: Readonly<Record<Mutation, string>> = { MJ: 'Mutasi Jabatan', MU: 'Mutasi Unor' };
