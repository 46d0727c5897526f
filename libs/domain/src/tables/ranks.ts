/**
 * Golongan/ruang and pangkat of civil servants, PP 99/2000 jo. PP 12/2002; ids are the national system's codes,
 * whose numeric order is the order of the ranks. Group = id div 10.
 */
export interface Rank {
  readonly id: string;
  readonly golongan: string;
  readonly pangkat: string;
}

const LADDER: readonly Rank[] = [
  { id: '11', golongan: 'I/a', pangkat: 'Juru Muda' },
  { id: '12', golongan: 'I/b', pangkat: 'Juru Muda Tingkat I' },
  { id: '13', golongan: 'I/c', pangkat: 'Juru' },
  { id: '14', golongan: 'I/d', pangkat: 'Juru Tingkat I' },
  { id: '21', golongan: 'II/a', pangkat: 'Pengatur Muda' },
  { id: '22', golongan: 'II/b', pangkat: 'Pengatur Muda Tingkat I' },
  { id: '23', golongan: 'II/c', pangkat: 'Pengatur' },
  { id: '24', golongan: 'II/d', pangkat: 'Pengatur Tingkat I' },
  { id: '31', golongan: 'III/a', pangkat: 'Penata Muda' },
  { id: '32', golongan: 'III/b', pangkat: 'Penata Muda Tingkat I' },
  { id: '33', golongan: 'III/c', pangkat: 'Penata' },
  { id: '34', golongan: 'III/d', pangkat: 'Penata Tingkat I' },
  { id: '41', golongan: 'IV/a', pangkat: 'Pembina' },
  { id: '42', golongan: 'IV/b', pangkat: 'Pembina Tingkat I' },
  { id: '43', golongan: 'IV/c', pangkat: 'Pembina Utama Muda' },
  { id: '44', golongan: 'IV/d', pangkat: 'Pembina Utama Madya' },
  { id: '45', golongan: 'IV/e', pangkat: 'Pembina Utama' },
];

const BY_ID = new Map(LADDER.map((rank) => [rank.id, rank]));

/** Golongan of contract staff (PPPK): I to XVII, without letters and without a named rank (Perpres 11/2024). */
export const PPPK_GRADES: readonly string[] = 'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII'.split(' ');

export const RANK_IDS: readonly string[] = LADDER.map((rank) => rank.id);

/** The rank of a code, undefined when there is none. */
export const rankOf = (id: string): Rank | undefined => BY_ID.get(id);

/** Whether a code is of either kind of staff: a rank, or a grade of contract staff. */
export const isGolongan = (code: string): boolean => BY_ID.has(code) || PPPK_GRADES.includes(code);

/** How many steps `to` is above `from` on the ladder; negative when below. Both must be known codes. */
export const stepsBetween = (from: string, to: string): number => RANK_IDS.indexOf(to) - RANK_IDS.indexOf(from);

/** What to show for a golongan of either kind of staff. */
export const golonganLabel = (id: string): string => rankOf(id)?.golongan ?? id;
