import type { PlainDate } from '@rekam/domain';
import { jenjangIn } from '../labels';
import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';

const KIND_FLAGS = [
  ['isAngkaKreditPertama', 'first'],
  ['isIntegrasi', 'integration'],
  ['isKonversi', 'conversion'],
] as const;

function kindOf(read: RowReader): string {
  const kinds = KIND_FLAGS.filter(([flag]) => read.flag(flag) === true);
  if (kinds.length > 1) {
    const message = {
      id: 'Lebih dari satu jenis angka kredit ditandai.',
      en: 'More than one kind of credit is marked.',
    };
    read.fault('contradiction', kinds[1]![0], message, 'one of isAngkaKreditPertama, isIntegrasi, isKonversi, or none');
  }
  return kinds[0]?.[1] ?? 'ordinary';
}

/** `YYYY-MM`; null unless both parts are there. */
function monthOf(read: RowReader, monthField: string, yearField: string): string | null {
  const [month, year] = [read.whole(monthField), read.year(yearField)];
  if (month === null || year === null) return null;
  if (month >= 1 && month <= 12) return `${year}-${String(month).padStart(2, '0')}`;
  const message = { id: 'Bulan ini tidak ada.', en: 'There is no such month.' };
  read.fault('wrong-form', monthField, message, 'a month, 1 to 12');
  return null;
}

function lastDayOf(month: string): PlainDate {
  const day = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  return `${month}-${String(day).padStart(2, '0')}`;
}

/** Months from one to the other, both counted. */
const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5)) + 1;

/** Thousandths are what the source keeps. */
const exact = (amount: number): number => Math.round(amount * 1000) / 1000;

/** A decision on credit. It takes effect with the last day of the period assessed, for which the source has no field. */
export const angkakredit: RecordMapper = {
  employee: 'pns',
  acts(read, recordId) {
    const kind = kindOf(read);
    const periodFrom = monthOf(read, 'bulanMulaiPenailan', 'tahunMulaiPenailan');
    const periodTo = monthOf(read, 'bulanSelesaiPenailan', 'tahunSelesaiPenailan');
    const [stated, supporting, total] = [
      read.number('kreditUtamaBaru'),
      read.number('kreditPenunjangBaru') ?? 0,
      read.number('kreditBaruTotal'),
    ];
    const main = read.need('kreditUtamaBaru', stated ?? (total === null ? null : exact(total - supporting)));
    const position = read.text('namaJabatan');
    const months =
      kind === 'conversion' && periodFrom !== null && periodTo !== null ? monthsBetween(periodFrom, periodTo) : null;
    const decree = read.decree('nomorSk', 'tanggalSk');
    const when = read.when(
      'bulanSelesaiPenailan',
      on(periodTo === null ? null : lastDayOf(periodTo), 'month'),
      on(read.day('tanggalSk'), 'assumed'),
    );
    if (when === null) return [];
    const content = {
      kind,
      periodFrom,
      periodTo,
      jenjang: jenjangIn(position),
      position,
      main,
      supporting,
      total: total ?? exact((main ?? 0) + supporting),
      predicate: null,
      months: months !== null && months >= 1 && months <= 12 ? months : null,
    };
    return [{ subject: 'credit', kind: 'record', recordId, data: { recordId, ...when, decree, content } }];
  },
};
