import { predicateLabelled, ratingLabelled } from '../labels';
import type { RecordMapper } from '../record';
import { atEndOf, type RowReader } from '../row-reader';
import { appraiserOf } from './appraiser';

/** A rating: its code, else what its label says. */
export function rating(
  read: RowReader,
  codeField: string,
  labelField: string,
  labelled: (label: string | null) => string | null,
): number | null {
  const code = read.whole(codeField);
  if (code !== null) return code;
  const named = labelled(read.text(labelField));
  return named === null ? null : Number(named);
}

/** An annual appraisal from 2022 on. It takes effect with the last day of its year, for which the source has no field. */
export const skp22: RecordMapper = {
  employee: 'pnsDinilaiId',
  // Two keys begin with a capital and their sisters do not, and no client names one by itself.
  anyCase: true,
  acts(read, recordId) {
    const year = read.need('tahun', read.year('tahun'));
    const when = read.when('tahun', atEndOf(year, 'assumed'));
    const content = {
      period: 'year',
      year,
      regime: 'permenpanrb-6-2022',
      result: read.need('hasilKinerjaNilai', rating(read, 'hasilKinerjaNilai', 'hasilKinerja', ratingLabelled)),
      behaviour: read.need('PerilakuKerjaNilai', rating(read, 'PerilakuKerjaNilai', 'perilakuKerja', ratingLabelled)),
      statedPredicate: rating(read, 'KuadranKinerjaNilai', 'kuadranKinerja', predicateLabelled),
      appraiser: appraiserOf(read, ['namaPenilai', 'penilaiNama'], 'nipNrpPenilai'),
      appraiserPost: read.text('penilaiJabatanNm'),
      appraiserUnit: read.text('penilaiUnorNm'),
      appraiserGolongan: read.plainCode('penilaiGolonganId'),
    };
    return when === null
      ? []
      : [{ subject: 'appraisal', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
