import { appraiserFields } from './appraiser';
import { filled, pathOf, text, whole, type SaveEndpoint } from './body';

/** Annual appraisals from 2022 on. */
export const skp22: SaveEndpoint = {
  path: '/skp22/save',
  documentKind: '891',
  required: ['pnsDinilaiOrang', 'tahun', 'hasilKinerjaNilai', 'perilakuKerjaNilai'],
  body: ({ content, rowId, row }, { employeeId }) =>
    filled({
      id: rowId,
      pnsDinilaiOrang: employeeId,
      tahun: whole(content['year']),
      hasilKinerjaNilai: whole(content['result']),
      perilakuKerjaNilai: whole(content['behaviour']),
      kuadranKinerjaNilai: whole(content['statedPredicate'] ?? content['predicate']),
      ...appraiserFields(content, row),
      penilaiJabatan: text(content['appraiserPost']),
      path: pathOf(row),
    }),
};
