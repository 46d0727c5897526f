/** Decorations and awards, by the national system's code (hargaId), under its names. */
export interface Recognition {
  readonly code: string;
  readonly name: string;
  /**
   * Years of unbroken service that it rewards, which no medium or heavy penalty may have marred; absent where it
   * rewards no length of service. PP 35/2010, in a doubtful reading.
   */
  readonly serviceYears?: number;
}

const of = (code: string, name: string): Recognition => ({ code, name });
const karyaSatya = (code: string, serviceYears: number): Recognition => ({
  code,
  name: `Satyalancana Karya Satya ${serviceYears} Tahun`,
  serviceYears,
});

export const RECOGNITIONS: readonly Recognition[] = [
  of('100', 'Bintang'),
  of('101', 'Bintang Republik Indonesia Adipurna'),
  of('102', 'Bintang Republik Indonesia Adipradana'),
  of('103', 'Bintang Republik Indonesia Utama'),
  of('104', 'Bintang Republik Indonesia Pratama'),
  of('105', 'Bintang Republik Indonesia Nararya'),
  of('106', 'Bintang Mahaputera Adipurna'),
  of('107', 'Bintang Mahaputera Adipradana'),
  of('108', 'Bintang Mahaputera Utama'),
  of('109', 'Bintang Mahaputera Pratama'),
  of('110', 'Bintang Mahaputera Nararya'),
  of('111', 'Tanda Penghargaan Trikora'),
  of('112', 'Tanda Penghargaan Pembebasan Irian Barat'),
  karyaSatya('201', 10),
  karyaSatya('202', 20),
  karyaSatya('203', 30),
  of('204', 'Satyalancana Wira Karya'),
  of('300', 'Tanda Jasa Lainnya'),
  of('301', 'Tanda Penghargaan Sidhakarya Adhyaksa'),
  of('302', 'Tanda Penghargaan Purnabakti Adhyaksa'),
  of('303', 'Tanda Penghargaan Dharma Adhyaksa'),
  of('304', 'Tanda Penghargaan Teladan Tingkat Nasional'),
  of('305', 'Tanda Penghargaan Teladan Tingkat Provinsi'),
  of('306', 'Tanda Penghargaan Teladan Tingkat Kabupaten/Kota'),
  of('307', 'Tanda Penghargaan PNS Luar Biasa Prestasinya'),
  of('308', 'Tanda Penghargaan Penemuan Bermanfaat bagi Negara'),
  of('309', 'Siswa Teladan'),
  of('310', 'Olimpiade'),
  of('400', 'Tanda Penghargaan Lainnya'),
];

const BY_CODE = new Map(RECOGNITIONS.map((each) => [each.code, each]));
export const recognitionNamed = (code: string): Recognition | undefined => BY_CODE.get(code);
