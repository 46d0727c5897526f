import { addDays, golonganLabel, type PlainDate } from '@rekam/domain';
import { idOf, serialOf } from '../ids';
import { employeeId, numberOf, type Plan } from '../plan';
import { decreeNumber, dmy, type Row } from '../wire';

const PANGKAT: Readonly<Record<string, string>> = {
  21: 'Pengatur Muda',
  22: 'Pengatur Muda Tingkat I',
  23: 'Pengatur',
  24: 'Pengatur Tingkat I',
  31: 'Penata Muda',
  32: 'Penata Muda Tingkat I',
  33: 'Penata',
  34: 'Penata Tingkat I',
  41: 'Pembina',
  42: 'Pembina Tingkat I',
  43: 'Pembina Utama Muda',
};
const KINDS: Readonly<Record<string, string>> = {
  101: 'Reguler',
  201: 'Pilihan  (Jabatan Struktural)',
  202: 'Pilihan  (Jabatan Fungsional Tertentu)',
  203: 'Pilihan  (Penyesuaian Ijazah)',
  211: 'Gol. dari Pengadaan CPNS/PNS',
};

export const rankNames = (golongan: string): { golongan: string; pangkat: string } => ({
  golongan: golonganLabel(golongan),
  pangkat: PANGKAT[golongan] ?? '',
});

/** Whole months of service in grade: five years fewer once a career that began in group II is in group III. */
export function monthsServed({ start, ranks }: Plan, golongan: string, at: PlainDate): number {
  const [startYear, startMonth] = start.split('-').map(Number) as [number, number];
  const [year, month] = at.split('-').map(Number) as [number, number];
  const months = (year - startYear) * 12 + month - startMonth;
  const changedGroup = ranks[0]?.golongan.startsWith('2') === true && golongan.startsWith('3');
  return Math.max(0, months - (changedGroup ? 60 : 0));
}

/** The keys by which most histories name the employee. */
export const byNumber = (plan: Plan, type: string, row: string | number): Row => ({
  id: idOf(type, plan.number, row),
  idPns: employeeId(plan.number),
  nipBaru: numberOf(plan),
  nipLama: plan.oldNumber,
});

/** rw-golongan, the rank at hiring first. */
export const rankRows = (plan: Plan): Row[] =>
  plan.ranks.map(({ golongan, date, kind }) => {
    const atHiring = kind === '211';
    const decreed = addDays(date, atHiring ? -40 : -20);
    const served = monthsServed(plan, golongan, date);
    return {
      ...byNumber(plan, 'rw-golongan', golongan),
      golonganId: golongan,
      ...rankNames(golongan),
      skNomor: decreeNumber(atHiring ? '813' : '823', decreed, plan.number),
      skTanggal: dmy(decreed),
      tmtGolongan: dmy(date),
      noPertekBkn: atHiring ? '' : `AG-${serialOf(7, 'pertek', plan.number, golongan)}`,
      tglPertekBkn: atHiring ? '' : dmy(addDays(decreed, -20)),
      jumlahKreditUtama: kind === '202' ? '50' : '0',
      jumlahKreditTambahan: '',
      jenisKPId: kind,
      jenisKPNama: KINDS[kind],
      masaKerjaGolonganTahun: String(Math.floor(served / 12)),
      masaKerjaGolonganBulan: String(served % 12),
      path: null,
    };
  });
