/** Grades of functional posts (jenjang) with the yearly credit of each, PermenPANRB 1/2023; codes of the national system. */
export interface Jenjang {
  readonly id: string;
  readonly name: string;
  readonly strand: 'keterampilan' | 'keahlian' | null;
  /** Credit of a year with the predicate Baik, in thousandths; null where no conversion is defined. */
  readonly coefficientThousandths: number | null;
}

const jenjang = (
  id: string,
  name: string,
  strand: Jenjang['strand'],
  coefficientThousandths: number | null,
): Jenjang => ({ id, name, strand, coefficientThousandths });

export const JENJANGS: readonly Jenjang[] = [
  jenjang('PM', 'Pemula', 'keterampilan', 3750),
  jenjang('TR', 'Terampil', 'keterampilan', 5000),
  jenjang('MH', 'Mahir', 'keterampilan', 12_500),
  jenjang('PY', 'Penyelia', 'keterampilan', 25_000),
  jenjang('PT', 'Ahli Pertama', 'keahlian', 12_500),
  jenjang('MU', 'Ahli Muda', 'keahlian', 25_000),
  jenjang('MA', 'Ahli Madya', 'keahlian', 37_500),
  jenjang('UT', 'Ahli Utama', 'keahlian', 50_000),
  // Two posts of court bailiffs that the national system lists outside both strands.
  jenjang('XX', 'Tanpa jenjang', null, null),
];

const BY_ID = new Map(JENJANGS.map((each) => [each.id, each]));

/** The grade of a code, undefined when there is none. */
export const jenjangOf = (id: string): Jenjang | undefined => BY_ID.get(id);
