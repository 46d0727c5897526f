import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'j1',
  jenisJabatan: '2',
  unorId: 'u9',
  unorNama: 'Dinas Kesehatan',
  unorIndukNama: 'Sekretariat Daerah',
  namaUnor: 'Puskesmas Contoh',
  eselonId: '',
  jabatanFungsionalId: 'D82C966533047042E040640A02020A8A',
  jabatanFungsionalNama: 'Analis Kebijakan Ahli Muda',
  namaJabatan: '',
  nomorSk: '821/1/2015',
  tanggalSk: '17-11-2015',
  tmtJabatan: '01-12-2015',
  tmtPelantikan: '02-12-2015',
  jenisPenugasanId: 'D',
  jenisMutasiId: 'MJ',
  tmtMutasi: '',
  subJabatanId: '',
};

describe('jabatan', () => {
  it('is a placement in the post of its kind', () => {
    expect(actOf('jabatan', ROW)).toMatchObject({
      subject: 'placement',
      data: {
        effectiveAt: '2015-12-01',
        decree: { number: '821/1/2015', date: '2015-11-17' },
        content: {
          positionKind: '2',
          assignment: 'D',
          mutation: 'MJ',
          position: 'Analis Kebijakan Ahli Muda',
          positionCode: 'D82C966533047042E040640A02020A8A',
          jenjang: 'MU',
          eselon: null,
          unit: 'Puskesmas Contoh',
          unitCode: 'u9',
          parentUnit: 'Sekretariat Daerah',
          inauguratedAt: '2015-12-02',
        },
      },
    });
  });

  it('has the grade that its own field names, by code or name, else the one in its title', () => {
    const grade = (jenjang: string) => actOf('jabatan', { ...ROW, jenjang }).data.content!['jenjang'];
    expect([grade('UT'), grade('Ahli  Madya'), grade(''), grade('JENJANG LAIN')]).toEqual(['UT', 'MA', 'MU', 'MU']);
  });

  it('of a structural post goes by its title and echelon', () => {
    const row = { ...ROW, jenisJabatan: 1, namaJabatan: 'Kepala Bidang', eselonId: '0', jabatanFungsionalId: '' };
    expect(actOf('jabatan', row).data.content).toMatchObject({
      positionKind: '1',
      position: 'Kepala Bidang',
      positionCode: null,
      eselon: '00',
      jenjang: null,
    });
  });

  it('of a pelaksana has the id of its own table', () => {
    const row = {
      ...ROW,
      jenisJabatan: '4',
      jabatanFungsionalUmumId: 'x',
      jabatanFungsionalUmumNama: 'PENGELOLA KEPEGAWAIAN',
    };
    expect(actOf('jabatan', row).data.content).toMatchObject({ position: 'PENGELOLA KEPEGAWAIAN', positionCode: 'x' });
  });

  it('with MU takes effect on its own day', () => {
    const row = { ...ROW, jenisMutasiId: 'mu', tmtMutasi: '01-03-2017' };
    expect(actOf('jabatan', row).data).toMatchObject({ effectiveAt: '2017-03-01', content: { mutation: 'MU' } });
    expect(actOf('jabatan', { ...row, tmtMutasi: '' }).data.effectiveAt).toBe('2015-12-01');
  });

  it('finds the name of a unit in the look-ups, and defaults to a definitive change of the post', () => {
    const row = { ...ROW, namaUnor: '', unorNama: null, unorId: 'u1', jenisPenugasanId: '', jenisMutasiId: null };
    expect(actOf('jabatan', row).data.content).toMatchObject({
      unit: 'Dinas Pendidikan',
      assignment: 'D',
      mutation: 'MJ',
    });
    expect(faultsOf('jabatan', { ...ROW, tmtJabatan: '', jenisJabatan: '' })).toEqual([
      'missing /jenisJabatan',
      'missing /tmtJabatan',
    ]);
  });
});
