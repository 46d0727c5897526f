import type { Json } from '@rekam/domain';
import { dmy, filled, kept, pathOf, type SaveEndpoint } from './body';

/** Decimals that the source keeps of credit. */
const DECIMALS = 3;

const points = (value: Json | undefined): string | null => (typeof value === 'number' ? value.toFixed(DECIMALS) : null);
const part = (month: Json | undefined, index: 0 | 1): string | null =>
  typeof month === 'string' ? month.split('-')[index]! : null;
const flag = (isSet: boolean): string => (isSet ? '1' : '0');

/** Decisions on credit; everything is text, and the months keep the source's own spelling. */
export const angkakredit: SaveEndpoint = {
  path: '/angkakredit/save',
  documentKind: '879',
  required: [
    'pnsId',
    'nomorSk',
    'tanggalSk',
    'bulanMulaiPenailan',
    'tahunMulaiPenailan',
    'bulanSelesaiPenailan',
    'tahunSelesaiPenailan',
  ],
  body: ({ content, decree, rowId, row }, { employeeId }) =>
    filled({
      id: rowId,
      pnsId: employeeId,
      nomorSk: decree?.number,
      tanggalSk: dmy(decree?.date),
      bulanMulaiPenailan: part(content['periodFrom'], 1),
      tahunMulaiPenailan: part(content['periodFrom'], 0),
      bulanSelesaiPenailan: part(content['periodTo'], 1),
      tahunSelesaiPenailan: part(content['periodTo'], 0),
      kreditUtamaBaru: points(content['main']),
      kreditPenunjangBaru: points(content['supporting']),
      kreditBaruTotal: points(content['total']),
      isAngkaKreditPertama: flag(content['kind'] === 'first'),
      isIntegrasi: flag(content['kind'] === 'integration'),
      isKonversi: flag(content['kind'] === 'conversion'),
      rwJabatanId: kept(row, 'rwJabatan'),
      path: pathOf(row),
    }),
};
