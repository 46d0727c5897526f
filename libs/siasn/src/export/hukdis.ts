import { dmy, filled, inside, kept, pathOf, text, whole, type SaveEndpoint } from './body';

const MONTHS_A_YEAR = 12;

/** Sanctions, and the decisions that end them; everything is text. */
export const hukdis: SaveEndpoint = {
  path: '/hukdis/save',
  documentKind: '882',
  required: ['pnsOrangId', 'jenisHukumanId', 'jenisTingkatHukumanId', 'skNomor', 'skTanggal', 'hukumanTanggal'],
  body({ content, effectiveAt, effectiveUntil, decree, rowId, row }, { employeeId, rowIdOf }) {
    const months = whole(content['months']);
    const ends = text(content['ends']);
    return filled({
      id: rowId,
      pnsOrangId: employeeId,
      jenisHukumanId: text(content['sanction']),
      jenisTingkatHukumanId: text(content['level']),
      alasanHukumanDisiplinId: text(inside(content['grounds'])['code']),
      kedudukanHukumId: text(content['status']),
      skNomor: decree?.number,
      skTanggal: dmy(decree?.date),
      hukumanTanggal: dmy(effectiveAt),
      // The body spells it otherwise than the row.
      akhirHukumanTanggal: dmy(effectiveUntil),
      masaTahun: months === null ? null : String(Math.floor(months / MONTHS_A_YEAR)),
      masaBulan: months === null ? null : String(months % MONTHS_A_YEAR),
      nomorPp: text(content['regulation']),
      golonganId: text(content['golongan']),
      golonganLama: text(content['golonganBefore']),
      hukdisYangDiberhentikanId: ends === null ? kept(row, 'rwHukumanDisiplin') : rowIdOf(ends),
      keterangan: text(content['note']),
      path: pathOf(row),
    });
  },
};
