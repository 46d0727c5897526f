import { yearOf } from '@rekam/domain';
import { dmy, filled, pathOf, text, whole, type SaveEndpoint } from './body';

/** Decorations. */
export const penghargaan: SaveEndpoint = {
  path: '/penghargaan/save',
  documentKind: '892',
  required: ['pnsOrangId', 'hargaId', 'skNomor', 'skDate'],
  body: ({ content, effectiveAt, decree, rowId, row }, { employeeId }) =>
    filled({
      id: rowId,
      pnsOrangId: employeeId,
      hargaId: text(content['kind']),
      skNomor: decree?.number,
      skDate: dmy(decree?.date),
      tahun: whole(content['year']) ?? yearOf(effectiveAt),
      path: pathOf(row),
    }),
};
