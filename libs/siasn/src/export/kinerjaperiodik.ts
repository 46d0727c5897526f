import { appraiserFields } from './appraiser';
import { filled, kept, pathOf, text, whole, type SaveEndpoint } from './body';

const PERIODS: Readonly<Record<string, { readonly id: string; readonly months: number }>> = {
  month: { id: '1', months: 1 },
  quarter: { id: '2', months: 3 },
};

/** Monthly and quarterly appraisals; here the months are spelt right. */
export const kinerjaperiodik: SaveEndpoint = {
  path: '/kinerjaperiodik/save',
  documentKind: '890',
  required: [
    'pnsDinilaiId',
    'tahun',
    'periodikId',
    'bulanMulaiPenilaian',
    'bulanSelesaiPenilaian',
    'hasilKinerjaNilai',
    'perilakuKerjaNilai',
  ],
  body({ content, rowId, row }, { employeeId }) {
    const period = PERIODS[text(content['period']) ?? ''];
    const part = whole(content['part']);
    const year = whole(content['year']);
    const last = period === undefined || part === null ? null : part * period.months;
    return filled({
      id: rowId,
      pnsDinilaiId: employeeId,
      tahun: year,
      periodikId: period?.id,
      bulanMulaiPenilaian: last === null ? null : last - period!.months + 1,
      tahunMulaiPenilaian: last === null ? null : year,
      bulanSelesaiPenilaian: last,
      tahunSelesaiPenilaian: last === null ? null : year,
      hasilKinerjaNilai: whole(content['result']),
      perilakuKerjaNilai: whole(content['behaviour']),
      kuadranKinerjaNilai: whole(content['statedPredicate'] ?? content['predicate']),
      koefisienId: kept(row, 'koefisenId'),
      ...appraiserFields(content, row),
      penilaiJabatanNama: text(content['appraiserPost']),
      path: pathOf(row),
    });
  },
};
