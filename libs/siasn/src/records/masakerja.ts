import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';

/** Recognised years, in the spelling of the source and in the right one. */
const yearsOf = (read: RowReader): number | null => read.whole('tasaKerjaTahun') ?? read.whole('masaKerjaTahun');

/** Earlier work recognised as service. */
export const masakerja: RecordMapper = {
  employee: 'idPns',
  acts(read, recordId) {
    const from = read.day('tanggalAwal');
    const content = {
      experience: read.need('pengalaman', read.text('pengalaman')),
      from,
      to: read.day('tanggalSelesai'),
      years: yearsOf(read) ?? 0,
      months: read.whole('masaKerjaBulan') ?? 0,
      counted: read.flag('dinilai') ?? true,
    };
    const decree = read.decree('nomorSk', 'tanggalSk');
    const approvals = read.approvals('nomorBkn', 'tanggalBkn');
    const when = read.when('tanggalAwal', on(from));
    if (when === null) return [];
    return [
      { subject: 'service-review', kind: 'record', recordId, data: { recordId, ...when, decree, approvals, content } },
    ];
  },
};
