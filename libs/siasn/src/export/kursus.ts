import { yearOf } from '@rekam/domain';
import { dmy, filled, kept, pathOf, text, whole, type SaveEndpoint } from './body';

/** Kinds whose certificate has another letter than T. */
const LETTERS: Readonly<Record<string, string>> = { 2: 'F', 4: 'P', 7: 'P', 9: 'P' };

/** Courses and every other form of training but the leadership ones. */
export const kursus: SaveEndpoint = {
  path: '/kursus/save',
  documentKind: '881',
  required: ['pnsOrangId', 'jenisDiklatId', 'namaKursus', 'institusiPenyelenggara', 'tanggalSelesaiKursus'],
  body({ content, effectiveAt, rowId, row }, { employeeId }) {
    const kind = text(content['kind']);
    return filled({
      id: rowId,
      pnsOrangId: employeeId,
      jenisDiklatId: kind,
      jenisKursus: kept(row, 'jenisKursusId'),
      jenisKursusSertipikat: kept(row, 'jenisKursusSertifikat') ?? LETTERS[kind ?? ''] ?? 'T',
      namaKursus: text(content['name']),
      institusiPenyelenggara: text(content['provider']),
      nomorSertipikat: text(content['certificate']),
      tahunKursus: yearOf(effectiveAt),
      tanggalKursus: dmy(content['startedAt']),
      tanggalSelesaiKursus: dmy(effectiveAt),
      jumlahJam: whole(content['jp']),
      path: pathOf(row),
    });
  },
};
