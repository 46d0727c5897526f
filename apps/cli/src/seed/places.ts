/** Made-up people are put together from these; the agencies and offices are Jambi's public ones. */
export const AGENCIES: readonly { readonly code: string; readonly weight: number }[] = [
  { code: '5500', weight: 10 },
  { code: '5571', weight: 4 },
  { code: '5508', weight: 3 },
  { code: '5501', weight: 2 },
  { code: '5503', weight: 2 },
  { code: '5505', weight: 2 },
];

export const UNITS: readonly string[] = [
  'Sekretariat Daerah',
  'Inspektorat',
  'Dinas Pendidikan',
  'Dinas Kesehatan',
  'Dinas Pekerjaan Umum dan Perumahan Rakyat',
  'Dinas Sosial',
  'Dinas Lingkungan Hidup',
  'Dinas Kehutanan',
  'Dinas Perkebunan',
  'Dinas Komunikasi dan Informatika',
  'Badan Kepegawaian Daerah',
  'Badan Pendapatan Daerah',
];

export const MEN: readonly string[] =
  'Adi Bagas Candra Dedi Eko Fajar Gilang Hendra Irfan Joko Kurnia Lukman Rizki Surya Taufik Wahyu'.split(' ');
export const WOMEN: readonly string[] =
  'Ayu Bunga Citra Dewi Eka Fitri Gita Hesti Intan Kartika Lestari Maya Nurul Putri Ratna Sari'.split(' ');
export const FAMILY: readonly string[] =
  'Batanghari Kerinci Merangin Tungkal Sarolangun Telanai Pasirputih Danauteluk Sengeti Bangko Rimbo Tebing Muaro Bungo Siulak Kumpeh'.split(
    ' ',
  );

export const TRAININGS: readonly { readonly kind: string; readonly name: string; readonly jp: number }[] = [
  { kind: '3', name: 'Diklat Teknis Pengelolaan Kepegawaian', jp: 40 },
  { kind: '3', name: 'Diklat Teknis Pengadaan Barang dan Jasa', jp: 32 },
  { kind: '8', name: 'Bimbingan Teknis Penyusunan SKP', jp: 16 },
  { kind: '8', name: 'Bimbingan Teknis Arsip Digital', jp: 12 },
  { kind: '9', name: 'Seminar Pelayanan Publik', jp: 4 },
  { kind: '16', name: 'E-learning Literasi Digital', jp: 10 },
  { kind: '4', name: 'Workshop Inovasi Daerah', jp: 10 },
];
