export type CompetencyKind = 'managerial' | 'sociocultural' | 'technical';
export const COMPETENCY_KINDS: readonly CompetencyKind[] = ['managerial', 'sociocultural', 'technical'];

/** A competency of the dictionary of PermenPANRB 38/2017. It gives names and no codes; the codes are the ledger's own. */
export interface Competency {
  readonly id: string;
  readonly name: string;
  readonly kind: Exclude<CompetencyKind, 'technical'>;
}

const managerial = (id: string, name: string): Competency => ({ id, name, kind: 'managerial' });

/** Technical competencies are each post's own and are not listed. */
export const COMPETENCIES: readonly Competency[] = [
  managerial('integritas', 'Integritas'),
  managerial('kerja-sama', 'Kerja Sama'),
  managerial('komunikasi', 'Komunikasi'),
  managerial('orientasi-pada-hasil', 'Orientasi pada Hasil'),
  managerial('pelayanan-publik', 'Pelayanan Publik'),
  managerial('pengembangan-diri-dan-orang-lain', 'Pengembangan Diri dan Orang Lain'),
  managerial('mengelola-perubahan', 'Mengelola Perubahan'),
  managerial('pengambilan-keputusan', 'Pengambilan Keputusan'),
  { id: 'perekat-bangsa', name: 'Perekat Bangsa', kind: 'sociocultural' },
];

const BY_ID = new Map(COMPETENCIES.map((each) => [each.id, each]));

/** The competency of a code, undefined when the dictionary has none. */
export const competencyOf = (id: string): Competency | undefined => BY_ID.get(id);

/** MS memenuhi syarat, MMS masih memenuhi syarat, KMS kurang memenuhi syarat. */
export type MatchCategory = 'MS' | 'MMS' | 'KMS';
export const MATCH_CATEGORIES: readonly MatchCategory[] = ['MS', 'MMS', 'KMS'];

/** Name and version of the rule, frozen into every assessment that it judged. */
export const MATCH_RULE = 'PermenPANRB 38/2017 job-person match 80/68, version 1';

const MS_BASIS_POINTS_MIN = 8000;
const MMS_BASIS_POINTS_MIN = 6800;

/** Category of a job-person match in hundredths of a percent: from 80 % MS, from 68 % MMS, below KMS. */
export function matchCategory(basisPoints: number): MatchCategory {
  if (basisPoints >= MS_BASIS_POINTS_MIN) return 'MS';
  return basisPoints >= MMS_BASIS_POINTS_MIN ? 'MMS' : 'KMS';
}
