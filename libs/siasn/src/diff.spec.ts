import type { MappedAct } from './act';
import { compare, type OurFact } from './diff';
import { RECORD_TYPES } from './record-types';
import { SIASN_SOURCE } from './source';

const SIMPEG = '/agencies/5500/simpeg';
const DECREE = { number: '823/0417/BKD/2020', date: '2020-03-12', authority: null };

const promotion = (more: Partial<MappedAct['data']> = {}): MappedAct => ({
  subject: 'promotion',
  kind: 'record',
  recordId: 'golongan/G1',
  data: {
    recordId: 'golongan/G1',
    effectiveAt: '2020-04-01',
    precision: 'day',
    decree: DECREE,
    content: { kind: '101', golongan: '33', serviceYears: null },
    ...more,
  },
});
const ours = (more: Partial<OurFact> = {}): OurFact => ({
  fact: 'promotion golongan/G1',
  subject: 'promotion',
  annulled: false,
  effectiveAt: '2020-04-01',
  effectiveUntil: null,
  precision: 'day',
  decree: DECREE,
  approvals: null,
  content: { kind: '101', golongan: '33' },
  source: SIASN_SOURCE,
  recordId: 'golongan/G1',
  erased: false,
  ...more,
});
const theirs = (...acts: MappedAct[]) => ({
  acts,
  factOf: (subject: string, recordId: string) => `${subject} ${recordId}`,
  types: new Set(RECORD_TYPES),
  unread: [],
});
const statuses = (facts: readonly OurFact[], ...acts: MappedAct[]) =>
  compare(facts, theirs(...acts)).map(({ status }) => status);

describe('compare', () => {
  it('finds a fact of theirs by its record id, and names every field that differs', () => {
    expect(compare([ours()], theirs(promotion()))).toEqual([
      expect.objectContaining({
        status: 'same',
        fact: 'promotion golongan/G1',
        recordId: 'golongan/G1',
        byNaturalKey: false,
        fields: [],
      }),
    ]);
    const other = promotion({ decree: { ...DECREE, number: '9' }, content: { kind: '101', golongan: '34' } });
    expect(compare([ours()], theirs(other))[0]).toMatchObject({
      status: 'differs',
      fields: [
        { field: '/decree/number', ours: DECREE.number, theirs: '9' },
        { field: '/content/golongan', ours: '33', theirs: '34' },
      ],
    });
  });

  it('says nothing of what ours states beyond theirs, nor of keys that are null or in another order', () => {
    const content = { golongan: '33', kind: '101', derived: 4, beside: [{ b: null, a: 1 }] };
    const act = promotion({ content: { kind: '101', golongan: '33', beside: [{ a: 1 }], serviceYears: null } });
    expect(statuses([ours({ content })], act)).toEqual(['same']);
  });

  it('finds a fact of another source by what it says, and each only once', () => {
    const live = ours({ source: SIMPEG, recordId: 'KP-7' });
    expect(compare([live], theirs(promotion()))).toEqual([
      expect.objectContaining({ status: 'same', fact: 'promotion golongan/G1', byNaturalKey: true }),
    ]);
    const again = { ...promotion(), recordId: 'golongan/G2' };
    expect(statuses([live], promotion(), again)).toEqual(['same', 'only-theirs']);
    expect(statuses([ours({ source: SIMPEG, effectiveAt: '2020-10-01' })], promotion())).toEqual([
      'only-theirs',
      'only-ours',
    ]);
  });

  it('matches names in any case and spacing', () => {
    const course = (name: string) => ({ kind: '9', name, provider: 'BPSDM', jp: 4 });
    const act: MappedAct = {
      subject: 'training',
      kind: 'record',
      recordId: 'kursus/K1',
      data: { recordId: 'kursus/K1', effectiveAt: '2020-04-01', content: course('SEMINAR  Arsip') },
    };
    const fact = ours({ subject: 'training', source: SIMPEG, decree: null, content: course('Seminar Arsip') });
    expect(compare([fact], theirs(act))[0]).toMatchObject({
      status: 'differs',
      byNaturalKey: true,
      fields: [{ field: '/content/name' }],
    });
  });

  it('tells what was annulled here, there, and on both sides', () => {
    const voided: MappedAct = { ...promotion(), kind: 'annul' };
    expect(statuses([ours({ annulled: true, content: null })], promotion())).toEqual(['annulled-here']);
    expect(statuses([ours({ annulled: true, content: null })], promotion(), voided)).toEqual(['same']);
    expect(compare([ours()], theirs(promotion(), voided))[0]).toMatchObject({
      status: 'differs',
      fields: [{ field: '/annulled', ours: false, theirs: true }],
    });
    expect(statuses([ours({ annulled: true, content: null })])).toEqual([]);
  });

  it('misses a fact of ours only where all their types of it were read', () => {
    expect(statuses([ours()])).toEqual(['only-ours']);
    expect(compare([ours()], { ...theirs(), types: new Set(['data-utama'] as const) })).toEqual([]);
    expect(compare([ours()], { ...theirs(), unread: ['golongan/G1'] })).toEqual([]);
    expect(statuses([ours({ subject: 'mentoring', source: SIMPEG })])).toEqual([]);
  });

  it('compares what is left of an erased fact', () => {
    const erased = ours({ erased: true, recordId: null, content: { kind: '101' } });
    expect(statuses([erased], promotion())).toEqual(['same']);
    expect(statuses([{ ...erased, content: { kind: '202' } }], promotion())).toEqual(['differs']);
  });

  it('does not compare days that both sides set by a rule', () => {
    const act = promotion({ effectiveAt: '2020-05-01', precision: 'assumed' });
    expect(statuses([ours({ precision: 'assumed' })], act)).toEqual(['same']);
    expect(statuses([ours()], act)).toEqual(['differs']);
  });
});
