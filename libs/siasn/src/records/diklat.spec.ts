import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'd1',
  latihanStrukturalId: '3',
  latihanStrukturalNama: 'SEPADYA/SPAMA/DIKLAT PIM TK. III',
  nomor: 'PIM-1',
  tanggal: '01-03-2018',
  tanggalSelesai: '30-06-2018',
  tahun: '2018',
  jumlahJam: '900',
  institusiPenyelenggara: 'LAN',
};

describe('diklat', () => {
  it('is a structural training, in effect when it ended', () => {
    expect(actOf('diklat', ROW)).toMatchObject({
      subject: 'training',
      data: {
        effectiveAt: '2018-06-30',
        content: {
          kind: '1',
          name: 'SEPADYA/SPAMA/DIKLAT PIM TK. III',
          provider: 'LAN',
          jp: 900,
          certificate: 'PIM-1',
          startedAt: '2018-03-01',
        },
      },
    });
  });

  it('has its name by the level, no hours where none are stated, and the year where no day is', () => {
    const row = { ...ROW, latihanStrukturalNama: '', jumlahJam: '', tanggal: '', tanggalSelesai: '00-00-0000' };
    expect(actOf('diklat', row).data).toMatchObject({
      effectiveAt: '2018-12-31',
      precision: 'year',
      content: { name: 'SEPADYA/SPAMA/DIKLAT PIM TK. III', jp: 0, startedAt: null },
    });
    expect(faultsOf('diklat', { ...row, tahun: null, institusiPenyelenggara: '' })).toEqual([
      'missing /tanggalSelesai',
      'missing /institusiPenyelenggara',
    ]);
  });
});
