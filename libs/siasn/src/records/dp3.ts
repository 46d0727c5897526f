import type { RecordMapper } from '../record';
import { atEndOf } from '../row-reader';
import { appraiserOf, judgeOf, rankAmongFillers } from './appraiser';
import { scoresIn } from './skp';

const SCORES = [
  'kesetiaan',
  'prestasiKerja',
  'tanggungJawab',
  'ketaatan',
  'kejujuran',
  'kerjasama',
  'prakarsa',
  'kepemimpinan',
  'jumlah',
  'nilairatarata',
] as const;

/** An annual appraisal of the oldest kind. It takes effect with the last day of its year, for which the source has no field. */
export const dp3: RecordMapper = {
  employee: 'pnsId',
  acts(read, recordId) {
    const year = read.need('tahun', read.year('tahun'));
    const when = read.when('tahun', atEndOf(year, 'assumed'));
    const superior = judgeOf(read, ['atasanPenilaiNama', 'atasanNonPns'], 'atasanPenilaiNipNrp');
    const content = {
      period: 'year',
      year,
      regime: 'dp3',
      scores: scoresIn(read, SCORES),
      statedScore: read.numberAmongFillers('nilairatarata'),
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
