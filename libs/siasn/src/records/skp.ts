import type { RecordMapper } from '../record';
import { atEndOf, type RowReader } from '../row-reader';
import { appraiserOf, judgeOf, rankAmongFillers } from './appraiser';

const SCORES = [
  'nilaiSkp',
  'orientasiPelayanan',
  'integritas',
  'komitmen',
  'disiplin',
  'kerjasama',
  'kepemimpinan',
  'inisiatifKerja',
  'jumlah',
  'nilairatarata',
  'nilaiPerilakuKerja',
  'nilaiPrestasiKerja',
  'konversiNilai',
  'nilaiIntegrasi',
] as const;

/** Scores by the source's names; what is no number is not scored. */
export const scoresIn = (
  read: RowReader,
  names: readonly string[],
): readonly { readonly name: string; readonly value: number }[] =>
  names.flatMap((name) => {
    const value = read.numberAmongFillers(name);
    return value === null ? [] : [{ name, value }];
  });

/** In 2021 one regulation gave way to another; before and, by a slip of some clients, after it the rows are of PP 46/2011. */
const CHANGE_OF_REGIME = 2021;

/** An annual appraisal up to 2021. It takes effect with the last day of its year, for which the source has no field. */
export const skp: RecordMapper = {
  employee: 'pns',
  acts(read, recordId) {
    const year = read.need('tahun', read.year('tahun'));
    const when = read.when('tahun', atEndOf(year, 'assumed'));
    const superior = judgeOf(read, ['atasanPenilaiNama', 'atasanNonPns'], 'atasanPenilaiNipNrp');
    const content = {
      period: 'year',
      year,
      regime: year === CHANGE_OF_REGIME ? 'pp30-2021' : 'pp46',
      scores: scoresIn(read, SCORES),
      statedScore: read.numberAmongFillers('nilaiIntegrasi') ?? read.numberAmongFillers('nilaiPrestasiKerja'),
      appraiser: appraiserOf(read, ['penilaiNama', 'penilaiNonPns'], 'penilaiNipNrp'),
      appraiserPost: read.text('penilaiJabatan'),
      appraiserUnit: read.text('penilaiUnorNama'),
      appraiserGolongan: rankAmongFillers(read, 'penilaiGolongan'),
      superior: superior.name === null ? null : superior,
    };
    return when === null
      ? []
      : [{ subject: 'appraisal', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
