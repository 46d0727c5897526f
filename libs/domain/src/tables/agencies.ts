/** Agencies by the national system's code. The ledger takes any four-digit code; these are the ones it can name. */
const NAMES: Readonly<Record<string, string>> = {
  '4011': 'Badan Kepegawaian Negara',
  '5500': 'Pemerintah Provinsi Jambi',
  '5501': 'Pemerintah Kab. Batang Hari',
  '5502': 'Pemerintah Kab. Tanjung Jabung Barat',
  '5503': 'Pemerintah Kab. Bungo',
  '5504': 'Pemerintah Kab. Merangin',
  '5505': 'Pemerintah Kab. Kerinci',
  '5506': 'Pemerintah Kab. Sarolangun',
  '5507': 'Pemerintah Kab. Tebo',
  '5508': 'Pemerintah Kab. Muaro Jambi',
  '5509': 'Pemerintah Kab. Tanjung Jabung Timur',
  '5571': 'Pemerintah Kota Jambi',
  '5572': 'Pemerintah Kota Sungai Penuh',
};

/** The national civil-service agency, which may record, correct and annul for everybody (UU 20/2023). */
export const BKN = '4011';

export const agencyName = (code: string): string => NAMES[code] ?? code;
