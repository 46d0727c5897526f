import { actOf, AGENCY, faultsOf, OTHER_AGENCY } from '../testing/person';

const ROW = {
  id: 't1',
  tmtPi: '01-06-2018',
  skBknNomor: 'BKN-1',
  skBknTanggal: '01-05-2018',
  skTujuanNomor: 'TJ-1',
  skTujuanTanggal: '10-05-2018',
  skAsalNomor: 'AS-1',
  skAsalTanggal: '01-04-2018',
  instansiKerjaLama: OTHER_AGENCY,
  instansiKerjaBaru: AGENCY,
  instansiIndukLama: '',
  instansiIndukBaru: AGENCY,
  unorBaru: 'u1',
  jenisJabatanBaru: '',
};

describe('pindahinstansi', () => {
  it('is a transfer under the decree of BKN', () => {
    expect(actOf('pindahinstansi', ROW)).toMatchObject({
      subject: 'transfer',
      data: {
        effectiveAt: '2018-06-01',
        decree: { number: 'BKN-1', date: '2018-05-01' },
        content: {
          kind: 'agency',
          from: '5571',
          agency: '5500',
          unit: 'Dinas Pendidikan',
          position: null,
          workplace: null,
        },
      },
    });
  });

  it('goes by the decree of the receiving agency, then of the releasing one', () => {
    const row = { ...ROW, skBknNomor: '', tmtPi: '' };
    expect(actOf('pindahinstansi', row).data).toMatchObject({
      effectiveAt: '2018-05-10',
      precision: 'assumed',
      decree: { number: 'TJ-1' },
    });
    expect(actOf('pindahinstansi', { ...row, skTujuanTanggal: '-' }).data.decree).toMatchObject({ number: 'AS-1' });
  });

  it('needs to know the receiving agency, and may not know the releasing one', () => {
    expect(actOf('pindahinstansi', { ...ROW, instansiKerjaLama: 'X' }).data.content).toMatchObject({ from: null });
    expect(faultsOf('pindahinstansi', { ...ROW, instansiIndukBaru: 'X' })).toEqual([
      'unknown-agency /instansiIndukBaru',
    ]);
    expect(faultsOf('pindahinstansi', { ...ROW, instansiIndukBaru: '', instansiKerjaBaru: '' })).toEqual([
      'missing /instansiIndukBaru',
    ]);
  });
});
