import type { PlainDate } from '@rekam/domain';
import type { When } from '../act';
import { predicateLabelled, ratingLabelled } from '../labels';
import type { RecordMapper } from '../record';
import type { RowReader } from '../row-reader';
import { appraiserOf } from './appraiser';
import { rating } from './skp22';

const PERIODS: Readonly<Record<string, 'month' | 'quarter'>> = {
  '1': 'month',
  '2': 'quarter',
  bulanan: 'month',
  triwulan: 'quarter',
};
const MONTHS_OF_QUARTER = 3;

function periodOf(read: RowReader): 'month' | 'quarter' | null {
  const key = read.plainCode('periodikId') ?? read.text('periodikNama')?.toLowerCase() ?? null;
  if (key !== null && Object.hasOwn(PERIODS, key)) return PERIODS[key]!;
  const message = { id: 'Periode ini tidak ada.', en: 'There is no such period.' };
  if (read.need('periodikId', key) !== null)
    read.fault('unknown-code', 'periodikId', message, '1 (bulanan) or 2 (triwulan)');
  return null;
}

/** The last month of the period: a field that the write body has, and the read body by no client's word. */
const lastMonth = (read: RowReader): number | null =>
  read.whole('bulanSelesaiPenilaian') ?? read.whole('bulanSelesaiPenailan');

/** The month or quarter of the year; null when the row does not say which. */
function partOf(period: 'month' | 'quarter' | null, month: number | null): number | null {
  if (month === null || month < 1 || month > 12) return null;
  if (period !== 'quarter') return month;
  return month % MONTHS_OF_QUARTER === 0 ? month / MONTHS_OF_QUARTER : null;
}

/** The last day of the period, else of its year; a period that was over when it was pulled ended by that day. */
function endOf(year: number | null, month: number | null, pulledOn: PlainDate): When | null {
  if (year === null) return null;
  const last = new Date(Date.UTC(year, month ?? 12, 0)).toISOString().slice(0, 10);
  return {
    effectiveAt: month === null && last > pulledOn ? pulledOn : last,
    precision: month === null ? 'assumed' : 'month',
  };
}

/** The predicate: which of two fields holds its code and which its label is not recorded, so each may hold either. */
const predicateOf = (read: RowReader): number | null =>
  predicateIn(read, 'kuadranKinerjaNilai') ?? predicateIn(read, 'kuadranNilai');

function predicateIn(read: RowReader, field: string): number | null {
  const named = predicateLabelled(read.text(field));
  return named === null ? read.whole(field) : Number(named);
}

/** A monthly or quarterly appraisal. */
export const kinerjaperiodik: RecordMapper = {
  employee: 'pnsDinilaiId',
  acts(read, recordId, { pulledOn }) {
    const year = read.need('tahun', read.year('tahun'));
    const period = periodOf(read);
    const part = partOf(period, lastMonth(read));
    const when = endOf(year, part === null ? null : period === 'quarter' ? part * MONTHS_OF_QUARTER : part, pulledOn);
    const content = {
      period,
      year,
      part,
      result: rating(read, 'hasilKinerjaNilai', 'hasilKinerja', ratingLabelled),
      behaviour: rating(read, 'perilakuKerjaNilai', 'perilakuKerja', ratingLabelled),
      statedPredicate: predicateOf(read),
      appraiser: appraiserOf(read, ['namaPenilai', 'penilaiNama'], 'penilaiNipNrp'),
      appraiserPost: read.text('penilaiJabatanNama'),
      appraiserUnit: read.text('penilaiUnorNm'),
      appraiserGolongan: read.plainCode('penilaiGolonganId'),
    };
    return when === null
      ? []
      : [{ subject: 'appraisal', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
