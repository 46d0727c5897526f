import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'p1',
  pengalaman: 'Tenaga honorer',
  tanggalAwal: '01-01-2005',
  tanggalSelesai: '31-12-2011',
  nomorSk: '824/1',
  tanggalSk: '01-02-2013',
  nomorBkn: 'B-9',
  tanggalBkn: '15-01-2013',
  tasaKerjaTahun: '3',
  masaKerjaBulan: '6',
  dinilai: 'false',
};

describe('masakerja', () => {
  it('is a review of earlier service, in the spelling of the source', () => {
    expect(actOf('masakerja', ROW)).toMatchObject({
      subject: 'service-review',
      data: {
        effectiveAt: '2005-01-01',
        approvals: { pertek: { number: 'B-9', date: '2013-01-15' } },
        content: {
          experience: 'Tenaga honorer',
          from: '2005-01-01',
          to: '2011-12-31',
          years: 3,
          months: 6,
          counted: false,
        },
      },
    });
  });

  it('takes the right spelling too', () => {
    const { tasaKerjaTahun: _years, ...row } = ROW;
    expect(actOf('masakerja', { ...row, masaKerjaTahun: 4, dinilai: '' }).data.content).toMatchObject({
      years: 4,
      counted: true,
    });
    expect(faultsOf('masakerja', { ...ROW, tanggalAwal: '' })).toEqual(['missing /tanggalAwal']);
  });
});
