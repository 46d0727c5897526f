import {
  agencyName,
  ASSIGNMENT_NAMES,
  educationLevel,
  eselonOf,
  exitKind,
  golonganLabel,
  jenjangOf,
  LEAVE_TERMS,
  legalStatus,
  POSITION_KIND_NAMES,
  predicateName,
  promotionKind,
  rankOf,
  recognitionNamed,
  sanctionOf,
  trainingKind,
  type RegimeName,
} from '@rekam/domain';
import type { FactAnswer } from '@rekam/reader';
import { code, contentOf, joined, key, named, said, saidDay, saidLength, worded, yesNo } from './fact-text';
import type { PrintCell } from './print-document';

/** A column of a section: its heading, and what it shows of a fact. */
type Shown = readonly [heading: string, cell: (fact: FactAnswer) => PrintCell];

/** One chapter of a career sheet. Dates and decree are added to every row, so they are not said here. */
export interface DrhSection {
  readonly title: string;
  readonly subject: string;
  /** What the day of effect is called. */
  readonly effective?: string;
  readonly columns: readonly Shown[];
}

const rankText = (golongan: string): string =>
  [golonganLabel(golongan), rankOf(golongan)?.pangkat].filter(Boolean).join(' ');
const ACTIONS = worded({ start: 'Mulai', extend: 'Perpanjangan', return: 'Kembali' });
function predicate(fact: FactAnswer): PrintCell {
  const { predicate: level, regime } = contentOf(fact);
  if (typeof level !== 'number') return null;
  // Before there were regimes, only the present one was judged.
  const name = (typeof regime === 'string' ? regime : 'permenpanrb-6-2022') as RegimeName;
  return predicateName(name, level as Parameters<typeof predicateName>[1]);
}

function score(fact: FactAnswer): PrintCell {
  const achieved = said(fact, 'achievementBasisPoints');
  return said(fact, 'score') ?? (typeof achieved === 'number' ? `${(achieved / 100).toFixed(2)} %` : null);
}

const PERIODS = worded({ year: 'Tahun', quarter: 'Triwulan', month: 'Bulan' });

/** Grounds and notes of a sanction are nobody's to print. */
export const DRH_SECTIONS: readonly DrhSection[] = [
  {
    title: 'Pengangkatan',
    subject: 'appointment',
    columns: [
      ['Status', key('kind')],
      ['Instansi', code('agency', agencyName)],
      ['Unit kerja', key('unit')],
      ['Golongan', code('golongan', rankText)],
      ['Nomor induk', key('number')],
    ],
  },
  {
    title: 'Riwayat pangkat',
    subject: 'promotion',
    columns: [
      ['Golongan, pangkat', code('golongan', rankText)],
      ['Jenis kenaikan pangkat', code('kind', (each) => promotionKind(each)?.name)],
      ['Masa kerja golongan', (fact) => saidLength(fact, 'serviceYears', 'serviceMonths')],
    ],
  },
  {
    title: 'Riwayat jabatan',
    subject: 'placement',
    columns: [
      ['Jabatan', key('position')],
      ['Jenis', code('positionKind', worded(POSITION_KIND_NAMES))],
      ['Penugasan', code('assignment', worded(ASSIGNMENT_NAMES))],
      [
        'Eselon, jenjang',
        (fact) =>
          joined(
            ', ',
            named(fact, 'eselon', (each) => eselonOf(each)?.name),
            named(fact, 'jenjang', (each) => jenjangOf(each)?.name),
          ),
      ],
      ['Unit organisasi', (fact) => joined(', ', said(fact, 'unit'), said(fact, 'parentUnit'))],
      ['Pelantikan', (fact) => saidDay(fact, 'inauguratedAt')],
    ],
  },
  {
    title: 'Perpindahan',
    subject: 'transfer',
    columns: [
      ['Jenis', code('kind', worded({ agency: 'Pindah instansi', region: 'Pindah wilayah kerja' }))],
      ['Dari', code('from', agencyName)],
      ['Ke', code('agency', agencyName)],
      ['Unit, tempat kerja', (fact) => joined(', ', said(fact, 'unit'), said(fact, 'workplace'))],
    ],
  },
  {
    title: 'Pendidikan',
    subject: 'education',
    effective: 'Tanggal lulus',
    columns: [
      ['Tingkat', code('level', (each) => educationLevel(each)?.name)],
      ['Jurusan', key('programme')],
      ['Lembaga', key('institution')],
      ['Nomor ijazah', key('certificate')],
    ],
  },
  {
    title: 'Pendidikan dan pelatihan',
    subject: 'training',
    effective: 'Tanggal selesai',
    columns: [
      ['Nama', key('name')],
      ['Jenis', code('kind', (each) => trainingKind(each)?.name)],
      ['Penyelenggara', key('provider')],
      ['JP', key('jp')],
      ['Nomor sertifikat', key('certificate')],
      ['Keterangan', ({ confirmed }) => (confirmed ? null : 'belum dikonfirmasi instansi')],
    ],
  },
  {
    title: 'Penilaian kinerja',
    subject: 'appraisal',
    effective: 'Tanggal penilaian',
    columns: [
      ['Periode', (fact) => joined(' ', named(fact, 'period', PERIODS), said(fact, 'part'))],
      ['Tahun', key('year')],
      ['Predikat', predicate],
      ['Nilai, capaian', score],
    ],
  },
  {
    title: 'Angka kredit',
    subject: 'credit',
    columns: [
      [
        'Jenis',
        code(
          'kind',
          worded({ first: 'Pertama', integration: 'Integrasi', conversion: 'Konversi', ordinary: 'Penilaian' }),
        ),
      ],
      ['Masa penilaian', (fact) => joined(' s.d. ', said(fact, 'periodFrom'), said(fact, 'periodTo'))],
      ['Jenjang', code('jenjang', (each) => jenjangOf(each)?.name)],
      ['Utama', key('main')],
      ['Penunjang', key('supporting')],
      ['Jumlah', key('total')],
    ],
  },
  {
    title: 'Penilaian kompetensi',
    subject: 'competency',
    effective: 'Tanggal penilaian',
    columns: [
      ['Metode', key('method')],
      ['Kategori', (fact) => said(fact, 'category') ?? said(fact, 'statedCategory')],
      ['Potensi', key('potential')],
      ['Berlaku sampai', ({ effectiveUntil }) => (effectiveUntil === null ? null : new Date(effectiveUntil))],
    ],
  },
  {
    title: 'Ujian kedinasan',
    subject: 'exam',
    effective: 'Tanggal ujian',
    columns: [
      [
        'Ujian',
        code(
          'kind',
          worded({
            'ujian-dinas-1': 'Ujian Dinas Tingkat I',
            'ujian-dinas-2': 'Ujian Dinas Tingkat II',
            upkp: 'Ujian Penyesuaian Kenaikan Pangkat',
          }),
        ),
      ],
      ['Hasil', yesNo('passed', 'lulus', 'tidak lulus')],
      ['Nilai', key('score')],
      ['Nomor sertifikat', key('certificate')],
    ],
  },
  {
    title: 'Tanda jasa dan penghargaan',
    subject: 'recognition',
    effective: 'Tanggal',
    columns: [
      ['Penghargaan', (fact) => said(fact, 'name') ?? named(fact, 'kind', (each) => recognitionNamed(each)?.name)],
      ['Tahun', key('year')],
      ['Nomor piagam', key('certificate')],
    ],
  },
  {
    title: 'Hukuman disiplin',
    subject: 'discipline',
    columns: [
      ['Keputusan', code('action', worded({ impose: 'Penjatuhan', end: 'Pengakhiran' }))],
      ['Hukuman', code('sanction', (each) => sanctionOf(each)?.name)],
      ['Tingkat', code('level', worded({ R: 'Ringan', S: 'Sedang', B: 'Berat' }))],
      ['Bulan', key('months')],
    ],
  },
  {
    title: 'Tugas belajar',
    subject: 'study-assignment',
    columns: [
      ['Keputusan', code('action', ACTIONS)],
      ['Tingkat', code('level', (each) => educationLevel(each)?.name)],
      ['Jurusan', key('programme')],
      ['Lembaga', key('institution')],
    ],
  },
  {
    title: 'Cuti di luar tanggungan negara dan status lain',
    subject: 'leave',
    columns: [
      ['Keputusan', code('action', ACTIONS)],
      ['Jenis', code('kind', (each) => (LEAVE_TERMS as Readonly<Record<string, { name: string }>>)[each]?.name)],
    ],
  },
  {
    title: 'Kenaikan gaji berkala',
    subject: 'salary-step',
    columns: [
      ['Golongan', code('golongan', golonganLabel)],
      ['Masa kerja golongan', (fact) => saidLength(fact, 'serviceYears', 'serviceMonths')],
      ['Gaji pokok (Rp)', key('salary')],
    ],
  },
  {
    title: 'Peninjauan masa kerja',
    subject: 'service-review',
    columns: [
      ['Pengalaman', key('experience')],
      ['Dari', (fact) => saidDay(fact, 'from')],
      ['Sampai', (fact) => saidDay(fact, 'to')],
      ['Diakui', (fact) => saidLength(fact, 'years', 'months')],
      ['Diperhitungkan', yesNo('counted', 'ya', 'tidak')],
    ],
  },
  {
    title: 'Perubahan nama dan gelar',
    subject: 'name-change',
    columns: [
      ['Nama', (fact) => joined(' ', said(fact, 'titlePrefix'), said(fact, 'name'), said(fact, 'titleSuffix'))],
    ],
  },
  {
    title: 'Pemberhentian',
    subject: 'exit',
    columns: [
      ['Jenis', code('kind', (each) => exitKind(each)?.name)],
      ['Kedudukan hukum', code('status', legalStatus)],
    ],
  },
  {
    title: 'Coaching dan mentoring',
    subject: 'mentoring',
    columns: [
      ['Jenis', code('kind', (each) => trainingKind(each)?.name)],
      ['Tujuan', key('goal')],
    ],
  },
  {
    title: 'Sesi coaching dan mentoring',
    subject: 'mentoring-session',
    effective: 'Tanggal',
    columns: [
      ['Topik', key('topic')],
      ['JP', key('jp')],
      ['Keterangan', ({ confirmed }) => (confirmed ? null : 'belum dikonfirmasi kedua pihak')],
    ],
  },
];
