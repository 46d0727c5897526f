import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'g1',
  golonganId: '33',
  golongan: 'III/c',
  skNomor: '823/0417/BKD/2020',
  skTanggal: '12-03-2020',
  tmtGolongan: '01-04-2020',
  noPertekBkn: 'AG-0000001',
  tglPertekBkn: '20-02-2020',
  jumlahKreditUtama: '0',
  jumlahKreditTambahan: '',
  jenisKPId: '101',
  jenisKPNama: 'Reguler',
  masaKerjaGolonganTahun: '8',
  masaKerjaGolonganBulan: '3',
};

describe('golongan', () => {
  it('is a promotion with its decree and approval', () => {
    expect(actOf('golongan', ROW)).toEqual({
      subject: 'promotion',
      kind: 'record',
      recordId: 'golongan/g1',
      data: {
        recordId: 'golongan/g1',
        effectiveAt: '2020-04-01',
        precision: 'day',
        decree: { number: '823/0417/BKD/2020', date: '2020-03-12', authority: null },
        approvals: { pertek: { number: 'AG-0000001', date: '2020-02-20' } },
        content: { kind: '101', golongan: '33', serviceYears: 8, serviceMonths: 3 },
      },
    });
  });

  it('takes numbers as numbers, with decimals, and fillers for nothing', () => {
    const content = actOf('golongan', {
      ...ROW,
      jenisKPId: 101,
      masaKerjaGolonganTahun: '8.00',
      masaKerjaGolonganBulan: 'x',
    }).data.content;
    expect(content).toEqual({ kind: '101', golongan: '33', serviceYears: 8, serviceMonths: null });
  });

  it('finds a blank kind by its label, spaces aside, or by the day of hiring', () => {
    const blank = { ...ROW, jenisKPId: '' };
    expect(actOf('golongan', { ...blank, jenisKPNama: 'Pilihan  (Jabatan Struktural)' }).data.content).toMatchObject({
      kind: '201',
    });
    expect(actOf('golongan', { ...blank, jenisKPNama: '', tmtGolongan: '01-01-2012' }).data.content).toMatchObject({
      kind: '211',
    });
    expect(faultsOf('golongan', { ...blank, jenisKPNama: '' })).toEqual(['missing /jenisKPId']);
  });

  it('needs its day of effect, and takes a timestamp for one', () => {
    expect(faultsOf('golongan', { ...ROW, tmtGolongan: '-' })).toEqual(['missing /tmtGolongan']);
    expect(actOf('golongan', { ...ROW, tmtGolongan: '2020-03-31T17:00:00Z' }).data.effectiveAt).toBe('2020-04-01');
  });
});
