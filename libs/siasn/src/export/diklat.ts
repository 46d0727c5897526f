import { yearOf } from '@rekam/domain';
import { LEADERSHIP_LEVELS } from '../records/diklat';
import { dmy, filled, kept, pathOf, text, whole, type SaveEndpoint } from './body';

/** The level by its label, where the fact came from elsewhere; its names are the source's own. */
const levelNamed = (name: string | null): string | null =>
  Object.entries(LEADERSHIP_LEVELS).find(([, label]) => label.toLowerCase() === name?.toLowerCase())?.[0] ?? null;

/** Leadership trainings. */
export const diklat: SaveEndpoint = {
  path: '/diklat/save',
  documentKind: '874',
  required: ['pnsOrangId', 'latihanStrukturalId', 'nomor', 'tanggal', 'tanggalSelesai'],
  body: ({ content, effectiveAt, rowId, row }, { employeeId }) =>
    filled({
      id: rowId,
      pnsOrangId: employeeId,
      latihanStrukturalId: kept(row, 'latihanStrukturalId') ?? levelNamed(text(content['name'])),
      nomor: text(content['certificate']),
      tanggal: dmy(content['startedAt']),
      tanggalSelesai: dmy(effectiveAt),
      tahun: yearOf(effectiveAt),
      jumlahJam: whole(content['jp']),
      institusiPenyelenggara: text(content['provider']),
      path: pathOf(row),
    }),
};
