import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'q1',
  jenisDiklatId: '15',
  jenisKursusSertifikat: 'T',
  namaKursus: 'Mentoring Kepemimpinan',
  institusiPenyelenggara: 'BPSDM',
  noSertipikat: 'S-1',
  tahunKursus: '2021',
  tanggalKursus: '01-02-2021',
  tanggalSelesaiKursus: '28-02-2021',
  jumlahJam: 20,
};

describe('kursus', () => {
  it('is a training of its own kind', () => {
    expect(actOf('kursus', ROW)).toMatchObject({
      subject: 'training',
      data: {
        effectiveAt: '2021-02-28',
        content: {
          kind: '15',
          name: 'Mentoring Kepemimpinan',
          provider: 'BPSDM',
          jp: 20,
          certificate: 'S-1',
          startedAt: '2021-02-01',
        },
      },
    });
  });

  it.each([
    ['', 'F', '2'],
    ['', 'T', '11'],
    ['x', 'P', '11'],
    ['03', 'T', '3'],
  ])('of kind %j and letter %s is of kind %s', (jenisDiklatId, jenisKursusSertifikat, kind) => {
    expect(actOf('kursus', { ...ROW, jenisDiklatId, jenisKursusSertifikat }).data.content).toMatchObject({ kind });
  });

  it('goes by its first day, then by its year', () => {
    const open = { ...ROW, tanggalSelesaiKursus: '' };
    expect(actOf('kursus', open).data).toMatchObject({ effectiveAt: '2021-02-01', precision: 'day' });
    expect(actOf('kursus', { ...open, tanggalKursus: null }).data).toMatchObject({
      effectiveAt: '2021-12-31',
      precision: 'year',
    });
    expect(faultsOf('kursus', { ...ROW, jumlahJam: '7.5' })).toEqual(['wrong-form /jumlahJam']);
  });
});
