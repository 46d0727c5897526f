import { actOf, faultsOf } from '../testing/person';

const ROW = {
  id: 'c1',
  cltnId: '1',
  skNomor: '850/1/2019',
  skTanggal: '10-01-2019',
  tanggalAwal: '01-02-2019',
  tanggalAkhir: '31-01-2021',
  tanggalAktif: '',
  nomorLetterBkn: 'B-1',
  tanggalLetterBkn: '2019-01-05T00:00:00',
};

describe('cltn', () => {
  it.each([
    ['1', 'leave', { action: 'start', kind: 'cltn' }],
    ['2', 'leave', { action: 'start', kind: 'military' }],
    ['5', 'leave', { action: 'extend', kind: 'cltn' }],
    ['06', 'study-assignment', { action: 'start', programme: null, level: null, institution: null }],
    ['7', 'study-assignment', { action: 'extend', programme: null, level: null, institution: null }],
    ['9', 'leave', { action: 'start', kind: 'state-official' }],
    ['10', 'leave', { action: 'start', kind: 'village-head' }],
  ])('code %s is %s %j, until its last day', (cltnId, subject, content) => {
    expect(actOf('cltn', { ...ROW, cltnId })).toMatchObject({
      subject,
      data: {
        effectiveAt: '2019-02-01',
        effectiveUntil: '2021-01-31',
        approvals: { pertek: { number: 'B-1', date: '2019-01-05' } },
        content,
      },
    });
  });

  it.each([
    ['3', 'leave', 'cltn'],
    ['4', 'leave', 'military'],
    ['8', 'study-assignment', undefined],
    ['11', 'leave', 'state-official'],
    ['12', 'leave', 'village-head'],
  ])('code %s is a return to the post, on the first day back', (cltnId, subject, kind) => {
    const act = actOf('cltn', { ...ROW, cltnId, tanggalAktif: '15-01-2021' });
    expect(act).toMatchObject({
      subject,
      data: { effectiveAt: '2021-01-15', effectiveUntil: null, content: { action: 'return' } },
    });
    expect(act.data.content!['kind']).toBe(kind);
  });

  it('falls back on the first day, then on the decree', () => {
    expect(actOf('cltn', { ...ROW, cltnId: '3' }).data).toMatchObject({ effectiveAt: '2019-02-01', precision: 'day' });
    expect(actOf('cltn', { ...ROW, tanggalAwal: '-' }).data).toMatchObject({
      effectiveAt: '2019-01-10',
      precision: 'assumed',
    });
    expect(faultsOf('cltn', { ...ROW, tanggalAwal: '', skTanggal: '' })).toEqual(['missing /tanggalAwal']);
    expect(faultsOf('cltn', { ...ROW, cltnId: '13' })).toEqual(['unknown-code /cltnId']);
  });
});
