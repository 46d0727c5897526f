import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'k1',
  nomorSk: 'PAK/1/2024',
  tanggalSk: '20-01-2024',
  bulanMulaiPenailan: '01',
  tahunMulaiPenailan: '2023',
  bulanSelesaiPenailan: '12',
  tahunSelesaiPenailan: '2023',
  kreditUtamaBaru: '12.500',
  kreditPenunjangBaru: '',
  kreditBaruTotal: '12.5',
  namaJabatan: 'Analis Kebijakan  Ahli Pertama',
  isAngkaKreditPertama: '0',
  isIntegrasi: 'false',
  isKonversi: '1',
  Sumber: 'EKIN',
  created_at: '2024-01-21 08:00:00',
};

describe('angkakredit', () => {
  it('takes effect with the last day of the period', () => {
    expect(actOf('angkakredit', ROW)).toMatchObject({
      subject: 'credit',
      data: {
        effectiveAt: '2023-12-31',
        precision: 'month',
        content: {
          kind: 'conversion',
          periodFrom: '2023-01',
          periodTo: '2023-12',
          jenjang: 'PT',
          position: 'Analis Kebijakan Ahli Pertama',
          main: 12.5,
          supporting: 0,
          total: 12.5,
          predicate: null,
          months: 12,
        },
      },
    });
  });

  it('reads the flags as words too, and refuses two of them', () => {
    expect(actOf('angkakredit', { ...ROW, isKonversi: 'false' }).data.content).toMatchObject({
      kind: 'ordinary',
      months: null,
    });
    expect(actOf('angkakredit', { ...ROW, isKonversi: '', isIntegrasi: true }).data.content).toMatchObject({
      kind: 'integration',
    });
    expect(faultsOf('angkakredit', { ...ROW, isIntegrasi: '1' })).toEqual(['contradiction /isKonversi']);
  });

  it('completes the sum from what is there, to the thousandth', () => {
    expect(
      actOf('angkakredit', { ...ROW, kreditUtamaBaru: '', kreditPenunjangBaru: '0.1', kreditBaruTotal: '0.3' }).data
        .content,
    ).toMatchObject({ main: 0.2 });
    expect(
      actOf('angkakredit', { ...ROW, kreditUtamaBaru: '0.1', kreditPenunjangBaru: '0.2', kreditBaruTotal: '' }).data
        .content,
    ).toMatchObject({ total: 0.3 });
    expect(faultsOf('angkakredit', { ...ROW, kreditUtamaBaru: '', kreditBaruTotal: '' })).toEqual([
      'missing /kreditUtamaBaru',
    ]);
  });

  it('falls back on the decree when the period has no end', () => {
    expect(actOf('angkakredit', { ...ROW, bulanSelesaiPenailan: '' }).data).toMatchObject({
      effectiveAt: '2024-01-20',
      precision: 'assumed',
    });
    expect(faultsOf('angkakredit', { ...ROW, bulanSelesaiPenailan: '13' })).toEqual([
      'wrong-form /bulanSelesaiPenailan',
    ]);
  });
});
