import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'e1',
  pendidikanId: 'A5EB03E218D6F6A0E040640A040252AD',
  pendidikanNama: 'S-1 AKUNTANSI',
  tkPendidikanId: '40',
  tahunLulus: '2011',
  tglLulus: '31-08-2011',
  isPendidikanPertama: '1',
  nomorIjasah: 'IJ-1',
  namaSekolah: 'Universitas Jambi',
  gelarDepan: '',
  gelarBelakang: 'S.E.',
};

describe('pendidikan', () => {
  it('is a graduation', () => {
    expect(actOf('pendidikan', ROW)).toMatchObject({
      subject: 'education',
      data: {
        effectiveAt: '2011-08-31',
        precision: 'day',
        content: {
          level: '40',
          programme: 'S-1 AKUNTANSI',
          programmeCode: 'A5EB03E218D6F6A0E040640A040252AD',
          institution: 'Universitas Jambi',
          certificate: 'IJ-1',
          titlePrefix: null,
          titleSuffix: 'S.E.',
          first: true,
        },
      },
    });
  });

  it('goes by the year where no day is, and restores the zero of its level', () => {
    const row = { ...ROW, tglLulus: '00-00-0000', tkPendidikanId: 5, isPendidikanPertama: '' };
    expect(actOf('pendidikan', row).data).toMatchObject({
      effectiveAt: '2011-12-31',
      precision: 'year',
      content: { level: '05', first: false },
    });
    expect(actOf('pendidikan', { ...row, tahunLulus: '31-08-2010' }).data.effectiveAt).toBe('2010-12-31');
    expect(faultsOf('pendidikan', { ...row, tahunLulus: '' })).toEqual(['missing /tglLulus']);
  });
});
