/** R light (ringan), S medium (sedang), B heavy (berat). */
export type SanctionLevel = 'R' | 'S' | 'B';

/**
 * A disciplinary sanction (jenis hukuman): codes of the national system, PP 94/2021 (21 to 28) and the
 * regulations before it; version 1. Which of them are served at once, and which only end another one, is read out of
 * their names.
 */
export interface Sanction {
  readonly code: string;
  readonly name: string;
  readonly level: SanctionLevel;
  /** `once`: served on the day it is given; `term`: for a time; `lasting`: until another decision; `ends`: imposes nothing. */
  readonly served: 'once' | 'term' | 'lasting' | 'ends';
}

const sanction = (code: string, name: string, level: SanctionLevel, served: Sanction['served']): Sanction => ({
  code,
  name,
  level,
  served,
});

export const SANCTIONS: readonly Sanction[] = [
  sanction('1', 'Teguran lisan', 'R', 'once'),
  sanction('2', 'Teguran tertulis', 'R', 'once'),
  sanction('3', 'Pernyataan tidak puas secara tertulis', 'R', 'once'),
  sanction('4', 'Penundaan KGB selama 1 tahun', 'S', 'term'),
  sanction('5', 'Penurunan gaji paling lama 1 tahun', 'S', 'term'),
  sanction('6', 'Penundaan gaji paling lama 1 tahun', 'S', 'term'),
  sanction('7', 'Penundaan KP selama 1 tahun', 'S', 'term'),
  sanction('8', 'Penurunan pangkat 1 tingkat selama 1 tahun', 'S', 'term'),
  sanction('9', 'Pembebasan dari jabatan', 'B', 'lasting'),
  sanction('10', 'Pemberhentian dengan hormat tidak atas permintaan sendiri', 'B', 'lasting'),
  sanction('11', 'Pemberhentian tidak dengan hormat sebagai PNS', 'B', 'lasting'),
  sanction('12', 'Pengaktifan hukuman disiplin', 'B', 'ends'),
  sanction('13', 'Pemindahan dalam rangka penurunan jabatan 1 tingkat', 'B', 'lasting'),
  sanction('14', 'Penurunan pangkat 1 tingkat selama 3 tahun', 'B', 'term'),
  sanction('21', 'Sanksi moral terbuka', 'R', 'once'),
  sanction('22', 'Sanksi moral tertutup', 'R', 'once'),
  sanction('23', 'Pemotongan tunjangan kinerja 25% selama 6 bulan', 'S', 'term'),
  sanction('24', 'Pemotongan tunjangan kinerja 25% selama 9 bulan', 'S', 'term'),
  sanction('25', 'Pemotongan tunjangan kinerja 25% selama 12 bulan', 'S', 'term'),
  sanction('27', 'Penurunan jabatan setingkat lebih rendah selama 12 bulan', 'B', 'term'),
  sanction('28', 'Pembebasan dari jabatan menjadi pelaksana selama 12 bulan', 'B', 'term'),
];

const BY_CODE = new Map(SANCTIONS.map((each) => [each.code, each]));
/** The sanction of a code; undefined when there is none. */
export const sanctionOf = (code: string): Sanction | undefined => BY_CODE.get(code);
