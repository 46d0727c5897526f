import { dayOf, monthOf } from '../plain-date';
import type { PlainDate } from '../event';

/** Kinds of rank promotion (jenis kenaikan pangkat), PP 99/2000 jo. PP 12/2002; numbers are the national system's codes. */
export interface PromotionKind {
  readonly code: string;
  readonly name: string;
  readonly family: 'reguler' | 'pilihan' | 'anumerta' | 'pengabdian' | 'pengadaan';
  /** Bound to the promotion dates of its year. */
  readonly onPromotionDate: boolean;
  /** May pass over ranks: a new diploma or a state honour names the rank outright. */
  readonly maySkipRanks: boolean;
}

const kind = (
  code: string,
  name: string,
  family: PromotionKind['family'],
  onPromotionDate = true,
  maySkipRanks = false,
) => ({
  code,
  name,
  family,
  onPromotionDate,
  maySkipRanks,
});

export const PROMOTION_KINDS: readonly PromotionKind[] = [
  kind('101', 'Reguler', 'reguler'),
  kind('201', 'Pilihan (Jabatan Struktural)', 'pilihan'),
  kind('202', 'Pilihan (Jabatan Fungsional Tertentu)', 'pilihan'),
  kind('203', 'Pilihan (Penyesuaian Ijazah)', 'pilihan', true, true),
  kind('204', 'Pilihan (Sedang Melaksanakan Tugas Belajar)', 'pilihan'),
  kind('205', 'Pilihan (Setelah Selesai Tugas Belajar)', 'pilihan', true, true),
  kind('206', 'Pilihan (Diperbantukan/Diperkerjakan Instansi Lain)', 'pilihan'),
  kind('207', 'Pilihan (Penemuan Baru)', 'pilihan'),
  kind('208', 'Pilihan (Prestasi Luar Biasa)', 'pilihan'),
  kind('209', 'Pilihan (Pejabat Negara)', 'pilihan'),
  kind('210', 'Pilihan (Selama DPK/DPB)', 'pilihan'),
  kind('211', 'Golongan dari Pengadaan CPNS/PNS', 'pengadaan', false, true),
  // The national system has no code for these two families; the names are the regulation's.
  kind('anumerta', 'Anumerta', 'anumerta', false),
  kind('pengabdian', 'Pengabdian', 'pengabdian', false),
];

const BY_CODE = new Map(PROMOTION_KINDS.map((each) => [each.code, each]));
export const promotionKind = (code: string): PromotionKind | undefined => BY_CODE.get(code);

/** A span of time in which promotions take effect on the first day of these months. */
interface PromotionDates {
  readonly from: PlainDate;
  readonly months: readonly number[];
  readonly source: string;
}

const PROMOTION_DATES: readonly PromotionDates[] = [
  { from: '2025-10-01', months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], source: 'PerBKN 4/2025' },
  { from: '2024-01-01', months: [2, 4, 6, 8, 10, 12], source: 'PerBKN 4/2023' },
  { from: '0000-01-01', months: [4, 10], source: 'PP 99/2000' },
];

/** The promotion dates in force on a day. */
export const promotionDatesAt = (date: PlainDate): PromotionDates => PROMOTION_DATES.find(({ from }) => from <= date)!;

export const isPromotionDate = (date: PlainDate): boolean =>
  dayOf(date) === 1 && promotionDatesAt(date).months.includes(monthOf(date));
