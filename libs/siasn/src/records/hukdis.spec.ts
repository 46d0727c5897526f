import { actOf, actsOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'h1',
  rwHukumanDisiplin: '',
  jenisHukuman: '7',
  jenisTingkatHukumanId: 'S',
  alasanHukumanDisiplin: '11EC54D9B39E57B1E050640A15026590',
  alasanHukumanDisiplinNama: 'Masuk kerja dan menaati ketentuan jam kerja',
  kedudukanHukum: '1',
  skNomor: '862/1/2020',
  skTanggal: '05-05-2020',
  hukumanTanggal: '01-06-2020',
  akhirHukumTanggal: '31-05-2021',
  masaTahun: '1',
  masaBulan: '',
  nomorPp: 'PP 53/2010',
  golongan: '',
  golonganLama: '-',
  skPembatalanNomor: '',
  skPembatalanTanggal: '',
  keterangan: '',
};

describe('hukdis', () => {
  it('is a sanction with its length, its regulation and its grounds', () => {
    expect(actOf('hukdis', ROW)).toMatchObject({
      subject: 'discipline',
      data: {
        effectiveAt: '2020-06-01',
        effectiveUntil: '2021-05-31',
        content: {
          action: 'impose',
          sanction: '7',
          level: 'S',
          regulation: 'PP 53/2010',
          months: 12,
          golongan: null,
          golonganBefore: null,
          status: '01',
          ends: null,
          grounds: { code: '11EC54D9B39E57B1E050640A15026590', text: 'Masuk kerja dan menaati ketentuan jam kerja' },
          note: null,
        },
      },
    });
  });

  it('takes the level from the table where the row has none', () => {
    expect(actOf('hukdis', { ...ROW, jenisTingkatHukumanId: null }).data.content).toMatchObject({ level: 'S' });
    expect(faultsOf('hukdis', { ...ROW, jenisHukuman: '99', jenisTingkatHukumanId: '' })).toEqual([
      'missing /jenisTingkatHukumanId',
    ]);
  });

  it('of code 12 ends the sanction that it names', () => {
    const act = actOf('hukdis', {
      ...ROW,
      id: 'h2',
      jenisHukuman: '12',
      jenisTingkatHukumanId: 'B',
      rwHukumanDisiplin: 'h1',
    });
    expect(act).toMatchObject({
      ends: 'hukdis/h1',
      data: { effectiveUntil: null, content: { action: 'end', sanction: '12', ends: 'fact of discipline hukdis/h1' } },
    });
  });

  it('that names another one replaces it', () => {
    const { data } = actOf('hukdis', { ...ROW, rwHukumanDisiplin: 'h0' });
    expect(data.content).toMatchObject({ action: 'impose', sanction: '7', ends: 'fact of discipline hukdis/h0' });
  });

  it('is recorded and annulled when a decree cancelled it', () => {
    const acts = actsOf('hukdis', { ...ROW, skPembatalanNomor: '862/9/2020', skPembatalanTanggal: '01-09-2020' });
    expect(acts.map(({ kind }) => kind)).toEqual(['record', 'annul']);
    expect(acts[1]!.data).toEqual({
      recordId: 'hukdis/h1',
      decree: { number: '862/9/2020', date: '2020-09-01', authority: null },
      reason: 'Dibatalkan di SIASN',
    });
    expect(actsOf('hukdis', { ...ROW, skPembatalanNomor: '862/9/2020' })[1]!.data.decree).toBeNull();
  });

  it('falls back on the decree for its day', () => {
    expect(actOf('hukdis', { ...ROW, hukumanTanggal: '00-00-0000' }).data).toMatchObject({
      effectiveAt: '2020-05-05',
      precision: 'assumed',
    });
  });
});
