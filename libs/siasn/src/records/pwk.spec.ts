import { actOf, AGENCY, faultsOf } from '../testing/person';

const ROW = {
  id: 'w1',
  instansi: AGENCY,
  lokasiKerjaBaru: 'L1',
  unorBaru: 'u1',
  skNomor: '1',
  skTanggal: '01-02-2019',
  tmtPwk: '01-03-2019',
  asalId: null,
};

describe('pwk', () => {
  it('is a move to another region of the same employer', () => {
    expect(actOf('pwk', ROW)).toMatchObject({
      subject: 'transfer',
      data: {
        effectiveAt: '2019-03-01',
        content: { kind: 'region', from: null, agency: '5500', unit: 'Dinas Pendidikan', workplace: 'L1' },
      },
    });
  });

  it('is of the employer of that day where it names none', () => {
    expect(actOf('pwk', { ...ROW, instansi: '', tmtPwk: '' }).data).toMatchObject({
      effectiveAt: '2019-02-01',
      precision: 'assumed',
      content: { agency: '5500' },
    });
    expect(faultsOf('pwk', { ...ROW, instansi: 'X' })).toEqual(['unknown-agency /instansi']);
  });
});
