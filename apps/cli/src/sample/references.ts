import { agencyName } from '@rekam/domain';
import { UNITS } from '../seed/places';
import { idOf } from './ids';

export type AgencyCode = '5500' | '5571' | '5508';
export const AGENCY_CODES: readonly AgencyCode[] = ['5500', '5571', '5508'];

/** Agencies are their public names; the ids of their rows are made up. */
export const instansi = (code: string): { id: string; name: string } => ({
  id: idOf('instansi', code),
  name: agencyName(code),
});

export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
  readonly parentName: string;
  readonly head: string;
}

const UNITS_AN_AGENCY = 5;

/** The offices of an agency; the first is the one above the others. */
export function unitsOf(agency: string): readonly Unit[] {
  const [top, ...others] = UNITS.slice(0, UNITS_AN_AGENCY);
  const parent = { id: idOf('unor', agency, 0), name: top! };
  return [
    { ...parent, parentId: '', parentName: '', head: 'Sekretaris Daerah' },
    ...others.map((name, index) => ({
      id: idOf('unor', agency, index + 1),
      name,
      parentId: parent.id,
      parentName: parent.name,
      head: name === 'Inspektorat' ? 'Inspektur' : `Kepala ${name}`,
    })),
  ];
}

/** A post, of one of three kinds: structural with its eselon, functional with its jenjang, or general (pelaksana). */
export interface Post {
  readonly kind: '1' | '2' | '4';
  /** Id of the position; structural posts have none. */
  readonly id: string;
  readonly name: string;
  readonly eselon: string;
  readonly jenjang: string;
}

const structural = (name: string, eselon: string): Post => ({ kind: '1', id: '', name, eselon, jenjang: '' });
const functional = (id: string, name: string, jenjang: string): Post => ({ kind: '2', id, name, eselon: '', jenjang });
const general = (id: string, name: string): Post => ({ kind: '4', id, name, eselon: '', jenjang: '' });

/** Ids of functional and general posts are those of the public tables. */
export const POSTS = {
  analisKepegawaian: general('A418D76DFDA9B891E040640A04021940', 'ANALIS KEPEGAWAIAN'),
  pengadministrasi: general('8ae482884fde72e4014fdf1f1abe3f3c', 'PENGADMINISTRASI PERKANTORAN'),
  pengolahData: general('A418D76E0DADB891E040640A04021940', 'PENGOLAH DATA DAN INFORMASI'),
  kasubbag: structural('Kepala Subbagian Umum dan Kepegawaian', '42'),
  kabid: structural('Kepala Bidang Pengembangan', '32'),
  sekretaris: structural('Sekretaris Dinas', '31'),
  kadis: structural('Kepala Dinas Pendidikan', '21'),
  sdmPertama: functional('B0AADCFD91062D55E050640A290328BE', 'Analis Sumber Daya Manusia Aparatur Ahli Pertama', 'PT'),
  sdmMuda: functional('B0AADCFD91072D55E050640A290328BE', 'Analis Sumber Daya Manusia Aparatur Ahli Muda', 'MU'),
  kebijakanPertama: functional('D82C966533047042E040640A02020A8A', 'Analis Kebijakan Ahli Pertama', 'PT'),
  kebijakanMuda: functional('D82C966533057042E040640A02020A8A', 'Analis Kebijakan Ahli Muda', 'MU'),
  guruPertama: functional('ff80808132b9d98c0132cd178bc8056e', 'Guru Ahli Pertama', 'PT'),
  guruMuda: functional('A5EB03E23F44F6A0E040640A040252AD', 'Guru Ahli Muda', 'MU'),
  komputerTerampil: functional('A5EB03E23EB3F6A0E040640A040252AD', 'Pranata Komputer Terampil', 'TR'),
  komputerMahir: functional('A5EB03E23EB6F6A0E040640A040252AD', 'Pranata Komputer Mahir', 'MH'),
} as const;

export const ESELON_NAMES: Readonly<Record<string, string>> = { 21: 'II.a', 31: 'III.a', 32: 'III.b', 42: 'IV.b' };
export const POST_KINDS: Readonly<Record<Post['kind'], string>> = {
  1: 'Jabatan Struktural',
  2: 'Jabatan Fungsional Tertentu',
  4: 'Jabatan Fungsional Umum',
};

export interface School {
  readonly id: string;
  readonly level: string;
  readonly levelName: string;
  readonly name: string;
  readonly institution: string;
  readonly titleAfter: string;
}

/** Ids and names of programmes are those of the public table, but for the made-up one of the diploma. */
export const SCHOOLS = {
  sma: {
    id: 'A5EB03E215B5F6A0E040640A040252AD',
    level: '15',
    levelName: 'SLTA',
    name: 'SEKOLAH MENENGAH ATAS',
    institution: 'SMA Contoh Jambi',
    titleAfter: '',
  },
  d3: {
    id: idOf('pendidikan', 'd3'),
    level: '30',
    levelName: 'Diploma III/Sarjana Muda',
    name: 'D-III MANAJEMEN INFORMATIKA',
    institution: 'Politeknik Contoh',
    titleAfter: 'A.Md.',
  },
  hukum: {
    id: 'A5EB03E2135CF6A0E040640A040252AD',
    level: '40',
    levelName: 'S-1/Sarjana',
    name: 'S-1 HUKUM',
    institution: 'Universitas Contoh Jambi',
    titleAfter: 'S.H.',
  },
  psikologi: {
    id: 'A5EB03E208B4F6A0E040640A040252AD',
    level: '40',
    levelName: 'S-1/Sarjana',
    name: 'S-1 PSIKOLOGI',
    institution: 'Universitas Contoh Jambi',
    titleAfter: 'S.Psi.',
  },
  akuntansi: {
    id: 'A5EB03E218D6F6A0E040640A040252AD',
    level: '40',
    levelName: 'S-1/Sarjana',
    name: 'S-1 AKUNTANSI',
    institution: 'Universitas Contoh Sumatera',
    titleAfter: 'S.E.',
  },
  kebijakan: {
    id: 'ff8080813c0fb402013c18746565637f',
    level: '45',
    levelName: 'S-2',
    name: 'S-2 KEBIJAKAN PUBLIK',
    institution: 'Universitas Contoh Nusantara',
    titleAfter: 'M.A.P.',
  },
  manajemen: {
    id: '8ae48287358087350135898f1554109a',
    level: '45',
    levelName: 'S-2',
    name: 'S-2 MANAJEMEN',
    institution: 'Universitas Contoh Nusantara',
    titleAfter: 'M.M.',
  },
} as const satisfies Readonly<Record<string, School>>;
