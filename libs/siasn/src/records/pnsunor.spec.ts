import { actOf, faultsOf, MAIN, person } from '../testing/person';

const ROW = { id: 'n1', unorBaru: 'u1', namaUnorBaru: '', skNomor: '824/2', skTanggal: '01-02-2019', asalId: '' };

describe('pnsunor', () => {
  it('is a change of the unit alone, in the kind of position held then', () => {
    const positions = [
      { id: 'a', jenisJabatan: '4', tmtJabatan: '01-01-2012' },
      { id: 'b', jenisJabatan: '2', tmtJabatan: '01-01-2018' },
      { id: 'c', jenisJabatan: '1', tmtJabatan: '01-01-2020' },
    ];
    expect(actOf('pnsunor', ROW, person({ jabatan: positions }))).toMatchObject({
      subject: 'placement',
      data: {
        effectiveAt: '2019-02-01',
        precision: 'assumed',
        content: { positionKind: '2', mutation: 'MU', unit: 'Dinas Pendidikan', unitCode: 'u1' },
      },
    });
  });

  it('goes by the main data where the pull has no position, and is refused where nothing says the kind', () => {
    expect(actOf('pnsunor', ROW).data.content).toMatchObject({ positionKind: '4' });
    expect(faultsOf('pnsunor', ROW, person({ 'data-utama': [{ ...MAIN, jenisJabatanId: '' }] }))).toEqual(['missing ']);
    expect(faultsOf('pnsunor', { ...ROW, unorBaru: 'u2' })).toEqual(['missing /namaUnorBaru']);
  });
});
