/**
 * Legal status of a civil servant (kedudukan hukum), codes of the national system; version 1. UU 20/2023 and
 * PP 11/2017 speak of most of them. The national table has no rows 71 to 73, which its records use for contract staff.
 */
const NAMES: Readonly<Record<string, string>> = {
  '01': 'Aktif',
  '02': 'CLTN',
  '03': 'Tugas Belajar',
  '04': 'Pemberhentian Sementara',
  '05': 'Penerima Uang Tunggu',
  '06': 'Prajurit Wajib',
  '07': 'Pejabat Negara',
  '08': 'Kepala Desa',
  '09': 'Sedang dalam Proses Banding BAPEK',
  '11': 'Pegawai Titipan',
  '12': 'Pengungsi',
  '13': 'Perpanjangan CLTN',
  '14': 'PNS yang dinyatakan hilang',
  '15': 'PNS kena hukuman disiplin',
  '16': 'Pemindahan dalam rangka penurunan Jabatan',
  '20': 'Masa Persiapan Pensiun',
  '51': 'CPNS yang belum menerima SK CPNS',
  '52': 'Tidak Aktif',
  '66': 'Diberhentikan',
  '67': 'Punah',
  '68': 'Eks PNS Timor Timur',
  '69': 'TMS Dari Pengadaan',
  '70': 'Pembatalan NIP',
  '71': 'PPPK',
  '72': 'PPPK',
  '73': 'PPPK',
  '77': 'Pemberhentian tanpa hak pensiun',
  '88': 'Pemberhentian dengan hak pensiun',
  '89': 'Tidak aktif tetapi diusulkan Pensiun',
  '90': 'Tidak Ikut PUPNS 2015',
  '91': 'Tindak Pidana/Tindak Pidana Jabatan',
  '92': 'Pemblokiran Data PNS',
  '98': 'Mencapai BUP',
  '99': 'Pensiun',
};

/** The name of a status; undefined when there is no such code. */
export const legalStatus = (code: string): string | undefined => NAMES[code];
