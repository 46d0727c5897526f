/**
 * Levels of education (tingkat pendidikan). The codes are the national system's (tkPendidikanId); it ships no labels,
 * so the names are read off the programmes that carry each code. The order of the codes is the order of the levels.
 */
export interface EducationLevel {
  readonly code: string;
  readonly name: string;
}

const level = (code: string, name: string): EducationLevel => ({ code, name });

export const EDUCATION_LEVELS: readonly EducationLevel[] = [
  level('05', 'Sekolah Dasar'),
  level('10', 'SLTP'),
  level('12', 'SLTP Kejuruan'),
  level('15', 'SLTA'),
  level('17', 'SLTA Kejuruan'),
  level('18', 'SLTA Keguruan'),
  level('20', 'Diploma I'),
  level('25', 'Diploma II'),
  level('30', 'Diploma III/Sarjana Muda'),
  level('35', 'Diploma IV'),
  level('40', 'S-1/Sarjana'),
  level('42', 'Profesi'),
  level('45', 'S-2/Magister'),
  level('47', 'Spesialis'),
  level('49', 'Subspesialis'),
  level('50', 'S-3/Doktor'),
];

const BY_CODE = new Map(EDUCATION_LEVELS.map((each) => [each.code, each]));
export const educationLevel = (code: string): EducationLevel | undefined => BY_CODE.get(code);
