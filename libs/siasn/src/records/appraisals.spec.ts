import { actOf, faultsOf } from '../testing/person';

describe('skp22', () => {
  const ROW = {
    id: 's1',
    tahun: '2023',
    hasilKinerja: 'DIATAS ESPEKTASI',
    hasilKinerjaNilai: '1',
    perilakuKerja: 'SESUAI ESPEKTASI',
    PerilakuKerjaNilai: '2',
    kuadranKinerja: 'BAIK',
    KuadranKinerjaNilai: '2',
    namaPenilai: 'Budi Santoso',
    nipNrpPenilai: '197902112005011902',
    penilaiGolonganId: '42',
    penilaiJabatanNm: 'Kepala Bidang',
    penilaiUnorNm: 'Dinas Pendidikan',
  };

  it('is the appraisal of its year', () => {
    expect(actOf('skp22', ROW)).toMatchObject({
      subject: 'appraisal',
      data: {
        effectiveAt: '2023-12-31',
        precision: 'assumed',
        content: {
          period: 'year',
          year: 2023,
          regime: 'permenpanrb-6-2022',
          result: 1,
          behaviour: 2,
          statedPredicate: 2,
          appraiser: { name: 'Budi Santoso', number: '197902112005011902' },
          appraiserPost: 'Kepala Bidang',
          appraiserUnit: 'Dinas Pendidikan',
          appraiserGolongan: '42',
        },
      },
    });
  });

  it('finds its keys whatever their case', () => {
    const lower = Object.fromEntries(Object.entries(ROW).map(([key, value]) => [key.toLowerCase(), value]));
    expect(actOf('skp22', lower).data).toEqual(actOf('skp22', ROW).data);
  });

  it('reads labels where the codes are blank, and names the keys it lacks', () => {
    const blank = { ...ROW, hasilKinerjaNilai: '', PerilakuKerjaNilai: null, KuadranKinerjaNilai: '' };
    expect(actOf('skp22', blank).data.content).toMatchObject({ result: 1, behaviour: 2, statedPredicate: 2 });
    expect(faultsOf('skp22', { ...blank, hasilKinerja: '?', namaPenilai: '', tahun: '' })).toEqual([
      'missing /tahun',
      'missing /hasilKinerjaNilai',
      'missing /namaPenilai',
    ]);
  });

  it('leaves a service number with letters to the row', () => {
    expect(actOf('skp22', { ...ROW, nipNrpPenilai: 'NRP 1234' }).data.content!['appraiser']).toEqual({
      name: 'Budi Santoso',
      number: null,
    });
  });
});

describe('kinerjaperiodik', () => {
  const ROW = {
    id: 'p1',
    tahun: '2025',
    periodikId: '2',
    hasilKinerjaNilai: '2',
    perilakuKerjaNilai: '2',
    kuadranKinerjaNilai: 'x',
    kuadranNilai: 'Baik',
    namaPenilai: 'Budi Santoso',
    penilaiNipNrp: '197902112005011902',
  };

  it('is of a quarter or month that it may not name', () => {
    const row = { ...ROW, kuadranKinerjaNilai: '' };
    expect(actOf('kinerjaperiodik', row).data).toMatchObject({
      effectiveAt: '2025-12-31',
      precision: 'assumed',
      content: { period: 'quarter', year: 2025, part: null, result: 2, behaviour: 2, statedPredicate: 2 },
    });
    expect(actOf('kinerjaperiodik', { ...row, periodikId: '', periodikNama: 'Bulanan' }).data.content).toMatchObject({
      period: 'month',
    });
  });

  it('has its predicate in either of two fields, as a code or as a label', () => {
    const predicate = (kuadranKinerjaNilai: string, kuadranNilai: string) =>
      actOf('kinerjaperiodik', { ...ROW, kuadranKinerjaNilai, kuadranNilai }).data.content!['statedPredicate'];
    expect(predicate('3', 'BUTUH  PERBAIKAN')).toBe(3);
    expect(predicate('BUTUH PERBAIKAN', '3')).toBe(3);
    expect(predicate('', '3')).toBe(3);
    expect(predicate('Kurang', '')).toBe(4);
  });

  it('ended by the day of the pull when its year has not', () => {
    expect(actOf('kinerjaperiodik', { ...ROW, kuadranKinerjaNilai: 2, tahun: '2026' }).data.effectiveAt).toBe(
      '2026-03-01',
    );
  });

  it('has its part where the keys of the write body are there', () => {
    const row = { ...ROW, kuadranKinerjaNilai: 2, bulanSelesaiPenilaian: '6' };
    expect(actOf('kinerjaperiodik', row).data).toMatchObject({
      effectiveAt: '2025-06-30',
      precision: 'month',
      content: { part: 2 },
    });
    expect(actOf('kinerjaperiodik', { ...row, bulanSelesaiPenilaian: 5 }).data.content).toMatchObject({ part: null });
    expect(actOf('kinerjaperiodik', { ...row, periodikId: 1 }).data).toMatchObject({
      effectiveAt: '2025-06-30',
      content: { period: 'month', part: 6 },
    });
  });

  it('refuses a period that there is not, and a code that is no number', () => {
    expect(faultsOf('kinerjaperiodik', { ...ROW, periodikId: '3' })).toEqual([
      'unknown-code /periodikId',
      'wrong-form /kuadranKinerjaNilai',
    ]);
  });
});

describe('skp', () => {
  const ROW = {
    id: 's0',
    tahun: '2018',
    nilaiSkp: '85.5',
    orientasiPelayanan: '80',
    integritas: 82,
    komitmen: '-',
    kepemimpinan: 'x',
    nilaiPrestasiKerja: '84.10',
    penilaiNama: '',
    penilaiNonPns: 'Kolonel Hasan',
    atasanPenilaiNama: 'Dewi Lestari',
    atasanPenilaiNipNrp: '197501012000032901',
    penilaiGolongan: '42',
  };

  it('keeps the scores under the names of the source, and leaves fillers out', () => {
    expect(actOf('skp', ROW).data).toMatchObject({
      effectiveAt: '2018-12-31',
      content: {
        regime: 'pp46',
        scores: [
          { name: 'nilaiSkp', value: 85.5 },
          { name: 'orientasiPelayanan', value: 80 },
          { name: 'integritas', value: 82 },
          { name: 'nilaiPrestasiKerja', value: 84.1 },
        ],
        statedScore: 84.1,
        appraiser: { name: 'Kolonel Hasan', number: null },
        superior: { name: 'Dewi Lestari', number: '197501012000032901' },
      },
    });
  });

  it('of 2021 is of the regulation that came then', () => {
    const row = { ...ROW, tahun: 2021, nilaiIntegrasi: '90' };
    expect(actOf('skp', row).data.content).toMatchObject({ regime: 'pp30-2021', statedScore: 90 });
  });
});

describe('dp3', () => {
  it('is the oldest appraisal', () => {
    const row = {
      id: 'd0',
      tahun: '2010',
      kesetiaan: '91',
      nilairatarata: '82.5',
      penilaiNama: 'Budi Santoso',
      atasanPenilaiNama: '',
    };
    expect(actOf('dp3', row).data).toMatchObject({
      effectiveAt: '2010-12-31',
      content: {
        regime: 'dp3',
        scores: [
          { name: 'kesetiaan', value: 91 },
          { name: 'nilairatarata', value: 82.5 },
        ],
        statedScore: 82.5,
        superior: null,
      },
    });
    expect(faultsOf('dp3', { ...row, penilaiNama: null })).toEqual(['missing /penilaiNama']);
  });
});
