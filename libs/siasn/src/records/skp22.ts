import type { Json } from '@rekam/domain';
import type { Row } from '../act';
import { predicateLabelled, ratingLabelled } from '../labels';
import type { RecordMapper } from '../record';
import { atEndOf, RowReader } from '../row-reader';
import { appraiserOf } from './appraiser';

/** A rating: its code, else what its label says. */
export function rating(read: RowReader, codeField: string, labelField: string, labelled: (label: string | null) => string | null): number | null {
  const code = read.whole(codeField);
  if (code !== null) return code;
  const named = labelled(read.text(labelField));
  return named === null ? null : Number(named);
}

/** No client names the keys of this record by itself, and two of them begin with a capital: case says nothing here. */
function inLowerCase(row: Row): Row {
  const keys: Record<string, Json> = {};
  for (const [key, value] of Object.entries(row)) keys[key.toLowerCase()] = value;
  return keys;
}

/** An annual appraisal from 2022 on. It takes effect with the last day of its year, for which the source has no field. */
export const skp22: RecordMapper = {
  employee: 'pnsDinilaiId',
  acts(given, recordId) {
    const read = new RowReader(inLowerCase(given.row));
    const year = read.need('tahun', read.year('tahun'));
    const when = read.when('tahun', atEndOf(year, 'assumed'));
    const content = {
      period: 'year',
      year,
      regime: 'permenpanrb-6-2022',
      result: read.need('hasilkinerjanilai', rating(read, 'hasilkinerjanilai', 'hasilkinerja', ratingLabelled)),
      behaviour: read.need('perilakukerjanilai', rating(read, 'perilakukerjanilai', 'perilakukerja', ratingLabelled)),
      statedPredicate: rating(read, 'kuadrankinerjanilai', 'kuadrankinerja', predicateLabelled),
      appraiser: appraiserOf(read, ['namapenilai', 'penilainama'], 'nipnrppenilai'),
      appraiserPost: read.text('penilaijabatannm'),
      appraiserUnit: read.text('penilaiunornm'),
      appraiserGolongan: read.plainCode('penilaigolonganid'),
    };
    given.adopt(read.faults);
    return when === null ? [] : [{ subject: 'appraisal', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
