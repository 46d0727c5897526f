import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'r1',
  tahun: '2022',
  skNomor: '75/TK/2022',
  skDate: '17-08-2022',
  hargaNama: 'KARYA SATYA 10 TAHUN',
  hargaId: '201',
};

describe('penghargaan', () => {
  it('takes the day of its decree', () => {
    expect(actOf('penghargaan', ROW)).toMatchObject({
      subject: 'recognition',
      data: {
        effectiveAt: '2022-08-17',
        precision: 'assumed',
        decree: { number: '75/TK/2022', date: '2022-08-17' },
        content: { kind: '201', name: 'KARYA SATYA 10 TAHUN', year: 2022, certificate: null },
      },
    });
  });

  it('goes by its year without one', () => {
    expect(actOf('penghargaan', { ...ROW, skDate: '' }).data).toMatchObject({
      effectiveAt: '2022-12-31',
      precision: 'year',
      decree: null,
    });
    expect(faultsOf('penghargaan', { ...ROW, hargaId: ' ' })).toEqual(['missing /hargaId']);
  });
});
