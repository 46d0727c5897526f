/** Forms of competence development (jenisDiklat of the national system); PerLAN 10/2018. */
export interface TrainingKind {
  readonly code: string;
  readonly name: string;
  readonly classical: boolean;
}

const kind = (code: string, name: string, classical: boolean): TrainingKind => ({ code, name, classical });

export const TRAINING_KINDS: readonly TrainingKind[] = [
  kind('1', 'Diklat Struktural', true),
  kind('2', 'Diklat Fungsional', true),
  kind('3', 'Diklat Teknis', true),
  kind('4', 'Workshop', true),
  kind('5', 'Pelatihan Manajerial', true),
  kind('6', 'Pelatihan Sosial Kultural', true),
  kind('7', 'Sosialisasi', true),
  kind('8', 'Bimbingan Teknis', true),
  kind('9', 'Seminar', true),
  kind('10', 'Magang', false),
  kind('11', 'Kursus', true),
  kind('12', 'Penataran', true),
  kind('13', 'Klasikal lainnya', true),
  kind('14', 'Coaching', false),
  kind('15', 'Mentoring', false),
  kind('16', 'E-learning', false),
  kind('17', 'Pelatihan jarak jauh', false),
  kind('18', 'Detasering', false),
  kind('19', 'Outbond', false),
  kind('20', 'Benchmarking', false),
  kind('21', 'Pertukaran pegawai', false),
  kind('22', 'Belajar mandiri', false),
  kind('23', 'Komunitas belajar', false),
  kind('24', 'Bimbingan di tempat kerja', false),
  kind('25', 'Nonklasikal lainnya', false),
];

const BY_CODE = new Map(TRAINING_KINDS.map((each) => [each.code, each]));
export const trainingKind = (code: string): TrainingKind | undefined => BY_CODE.get(code);

/** Kinds that have a subject of their own with a pair, sessions and confirmations. */
export const PAIRED_KINDS: readonly string[] = ['14', '15'];

/**
 * JP of one session of coaching or mentoring. PerLAN 10/2018 is read so, but the reading is in doubt: another value is
 * flagged, never rejected.
 */
export const SESSION_JP = 2;
