import type { FactAnswer } from '@rekam/reader';
import type { PersonRecord } from './agency';
import {
  dukOrder,
  leadershipLevel,
  leadershipOf,
  monthsBetween,
  rankedOf,
  serviceMonthsOf,
  type Ranked,
} from './duk-order';

interface Known {
  readonly rank?: string | null;
  readonly rankAt?: string | null;
  readonly eselon?: string | null;
  readonly jenjang?: string | null;
  readonly postAt?: string;
  readonly months?: number | null;
  readonly course?: { readonly level: 1 | 2 | 3 | 4; readonly at: string };
  readonly degree?: { readonly level: string; readonly at: string };
  readonly born?: string | null;
  readonly person?: string;
}

function ranked(known: Known): Ranked {
  const { rank = '31', rankAt = '2020-04-01', eselon = null, jenjang = null, postAt, degree, born = null } = known;
  const career = {
    person: known.person ?? 'a',
    identity: { birthDate: born },
    rank: { code: rank, tmt: rankAt },
    post: { definitive: postAt === undefined ? null : { eselon, jenjang, since: postAt } },
    education: { highest: degree ?? null },
  };
  const { months = 100, course } = known;
  return {
    record: { career, facts: [] } as unknown as PersonRecord,
    serviceMonths: months,
    leadership: course === undefined ? null : { ...course, name: 'x' },
  };
}

describe('dukOrder', () => {
  it.each<[string, Known, Known]>([
    ['the higher rank', { rank: '41' }, { rank: '34', rankAt: '1999-04-01', postAt: '1999-01-01', eselon: '11' }],
    ['a rank at all', { rank: '11' }, { rank: null }],
    [
      'the earlier TMT of the same rank',
      { rankAt: '2019-10-01' },
      { rankAt: '2020-04-01', eselon: '21', postAt: '2020-01-01' },
    ],
    ['the higher echelon', { eselon: '21', postAt: '2024-01-01' }, { eselon: '31', postAt: '2010-01-01' }],
    [
      'an echelon before a functional post',
      { eselon: '42', postAt: '2024-01-01' },
      { jenjang: 'UT', postAt: '2010-01-01' },
    ],
    [
      'the higher grade of a functional post',
      { jenjang: 'MA', postAt: '2024-01-01' },
      { jenjang: 'MU', postAt: '2010-01-01' },
    ],
    [
      'a graded post before none',
      { jenjang: 'PM', postAt: '2024-01-01' },
      { eselon: '99', postAt: '2010-01-01', months: 300 },
    ],
    [
      'who holds the same post longer',
      { eselon: '31', postAt: '2019-01-01' },
      { eselon: '31', postAt: '2020-01-01', months: 300 },
    ],
    ['the longer service', { months: 121 }, { months: 120, course: { level: 1, at: '2010-01-01' } }],
    ['service that is known', { months: 0 }, { months: null }],
    ['the higher training', { course: { level: 2, at: '2020-01-01' } }, { course: { level: 3, at: '2010-01-01' } }],
    ['a training at all', { course: { level: 4, at: '2020-01-01' } }, { degree: { level: '50', at: '2010-01-01' } }],
    ['who passed it earlier', { course: { level: 3, at: '2010-01-01' } }, { course: { level: 3, at: '2011-01-01' } }],
    [
      'the higher education',
      { degree: { level: '45', at: '2020-01-01' } },
      { degree: { level: '40', at: '2000-01-01' } },
    ],
    [
      'who graduated earlier',
      { degree: { level: '40', at: '2000-01-01' } },
      { degree: { level: '40', at: '2001-01-01' } },
    ],
    ['the elder', { born: '1980-01-01' }, { born: '1980-01-02' }],
    ['one and the same of two who are alike', { person: 'a' }, { person: 'b' }],
  ])('puts %s first', (_, first, second) => {
    expect(dukOrder(ranked(first), ranked(second))).toBeLessThan(0);
    expect(dukOrder(ranked(second), ranked(first))).toBeGreaterThan(0);
  });
});

describe('leadership trainings', () => {
  it.each([
    ['Pelatihan Kepemimpinan Nasional Tingkat I', 1],
    ['Diklat PIM Tk. I', 1],
    ['PKN Tingkat II Angkatan XX', 2],
    ['DIKLATPIM TK II', 2],
    ['SPAMEN', 2],
    ['Diklat Kepemimpinan Tingkat III', 3],
    ['Pelatihan Kepemimpinan Administrator (PKA)', 3],
    ['DIKLAT PIM TK.III', 3],
    ['Diklatpim IV', 4],
    ['ADUM', 4],
    ['Pelatihan Kepemimpinan Pengawas', 4],
    ['Diklat Teknis Kepemimpinan Kelas', null],
    ['Kursus Komputer', null],
  ])('knows %s', (name, level) => expect(leadershipLevel(name)).toBe(level));

  it('takes the highest that is confirmed, and of one level the earliest', () => {
    const fact = (name: string, effectiveAt: string, more: Partial<FactAnswer> = {}) =>
      ({ subject: 'training', confirmed: true, effectiveAt, content: { kind: '1', name }, ...more }) as FactAnswer;
    const facts = [
      fact('PIM III', '2012-01-01'),
      fact('PIM III', '2010-01-01'),
      fact('PIM II', '2015-01-01', { confirmed: false }),
      fact('PIM II', '2015-01-01', { content: { kind: '3', name: 'PIM II' } }),
      fact('PIM IV', '2005-01-01'),
    ];
    expect(leadershipOf(facts)).toEqual({ level: 3, name: 'PIM III', at: '2010-01-01' });
  });
});

describe('service time', () => {
  it.each([
    ['2018-03-01', '2018-03-31', 0],
    ['2018-03-01', '2018-04-01', 1],
    ['2018-01-31', '2018-02-28', 1],
    ['2018-01-31', '2018-02-27', 0],
    ['2018-03-15', '2026-03-14', 95],
    ['2026-03-15', '2018-03-14', 0],
  ])('counts whole months from %s to %s', (from, to, months) => expect(monthsBetween(from, to)).toBe(months));

  const fact = (subject: string, effectiveAt: string, content: FactAnswer['content'], annulled = false) =>
    ({ subject, effectiveAt, content, annulled, confirmed: true }) as FactAnswer;
  const career = { validAt: '2026-03-01', serviceReview: { years: 1, months: 2 } };
  const record = (...facts: FactAnswer[]) => ({ career, facts }) as unknown as PersonRecord;

  it('runs from the first civil appointment, with reviewed service and without unpaid leave', () => {
    const facts = [
      fact('appointment', '2012-03-01', { kind: 'PPPK' }),
      fact('appointment', '2016-03-01', { kind: 'CPNS' }),
      fact('leave', '2020-01-01', { kind: 'cltn', action: 'start' }),
      fact('leave', '2021-01-01', { kind: 'cltn', action: 'extend' }),
      fact('leave', '2022-01-01', { kind: 'cltn', action: 'return' }),
      fact('leave', '2023-01-01', { kind: 'state-official', action: 'start' }),
    ];
    expect(serviceMonthsOf(record(), facts)).toBe(120 - 24 + 14);
    const away = [...facts, fact('leave', '2025-09-01', { kind: 'cltn', action: 'start' })];
    expect(serviceMonthsOf(record(), away)).toBe(120 - 24 - 6 + 14);
    expect(serviceMonthsOf(record(), [fact('appointment', '2012-03-01', { kind: 'PPPK' })])).toBeNull();
  });

  it('does not count what was annulled', () =>
    expect(
      rankedOf(
        record(
          fact('appointment', '2006-03-01', { kind: 'CPNS' }, true),
          fact('appointment', '2016-03-01', { kind: 'CPNS' }),
        ),
      ).serviceMonths,
    ).toBe(134));
});
