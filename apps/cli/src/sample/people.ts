import { yearOf, type PlainDate } from '@rekam/domain';
import { FAMILY, MEN, WOMEN } from '../seed/places';
import { Random } from '../seed/random';
import type { Absence, Plan, PostStep, Quarter, Sanction, Schooling } from './plan';
import { POSTS, SCHOOLS, type AgencyCode, type Post, type School } from './references';
import {
  coursesOf,
  creditsOf,
  leadershipOf,
  postsOf,
  ranksOf,
  ratingsOf,
  retiresOn,
  schoolsOf,
  TRACKS,
  after,
  type TrackName,
} from './tracks';

const SEED = 20_260_915;
const NEVER: PlainDate = '9999-12-31';

/** What is special about a person, on top of what the track says. */
interface Special extends Partial<Omit<Plan, 'posts' | 'schools' | 'courses' | 'quarters'>> {
  readonly morePosts?: readonly PostStep[];
  readonly moreSchools?: readonly Schooling[];
  readonly moreCourses?: Plan['courses'];
  /** Whether quarters of 2026 have been appraised too. */
  readonly hasQuarters?: boolean;
}

/** A career along a track, with what is special about it; the same for the same number. */
export function person(
  number: number,
  agency: AgencyCode,
  staff: Plan['staff'],
  sex: 1 | 2,
  birthDate: PlainDate,
  start: PlainDate,
  trackName: TrackName,
  special: Special = {},
): Plan {
  const random = new Random(SEED + number);
  const track = TRACKS[trackName];
  const until = special.exit?.date ?? NEVER;
  const unit = 1 + (number % 4);
  const { morePosts = [], moreSchools = [], moreCourses = [], hasQuarters = false, ...given } = special;
  const ratings = ratingsOf(random, start, until);
  const posts = [...postsOf(track, start, until, unit), ...morePosts].sort((one, other) =>
    one.date < other.date ? -1 : 1,
  );
  const quarters: Quarter[] = hasQuarters
    ? ([1, 2] as const).map((quarter) => ({ year: 2026, quarter, result: 2, behaviour: 2 }))
    : [];
  return {
    number,
    agency,
    staff,
    name: `${random.pick(sex === 1 ? MEN : WOMEN)} ${random.pick(FAMILY)}`,
    sex,
    birthDate,
    start,
    sworn: staff === 'PNS' ? after(start, 1) : null,
    unit,
    oldNumber: yearOf(start) < 2007 && staff === 'PNS' ? `99900${1000 + number}` : '',
    ranks: staff === 'PPPK' ? [] : ranksOf(track, start, until),
    posts,
    schools: [...schoolsOf(track, start), ...moreSchools],
    leadership: leadershipOf(track, start, until),
    courses: staff === 'CPNS' ? moreCourses : [...coursesOf(random, start, until), ...moreCourses],
    awards: [],
    sanctions: [],
    absences: [],
    credits: creditsOf(posts, ratings),
    ratings,
    quarters,
    priorService: null,
    transfer: null,
    relocation: null,
    exit: null,
    ...given,
  };
}

const satya = (years: 10 | 20 | 30, date: PlainDate): Plan['awards'][number] => {
  const [kind, name] = {
    10: ['201', 'KARYA SATYA 10 TAHUN'],
    20: ['202', 'KARYA SATYA  20 TAHUN'],
    30: ['203', 'KARYA SATYA  30 TAHUN'],
  }[years] as [string, string];
  return { kind, name, date };
};
const acting = (post: Post, date: PlainDate, unit: number, assignment: 'PLT' | 'PLH'): PostStep => ({
  post,
  date,
  unit,
  assignment,
  mutation: 'MJ',
});
const moved = (post: Post, date: PlainDate, unit: number): PostStep => ({
  post,
  date,
  unit,
  assignment: 'D',
  mutation: 'MU',
});
const later = (school: School, date: PlainDate): Schooling => ({ school, date, first: false });
const sanction = (
  kind: string,
  name: string,
  level: Sanction['level'],
  date: PlainDate,
  months: number,
  more: Partial<Sanction> = {},
): Sanction => ({ kind, name, level, date, months, annulled: null, ends: null, ...more });
const TUNKIN_6 = ['23', 'PEMOTONGAN TUNKIN 25% 6 BLN', 'S'] as const;
const absence = (kind: string, date: PlainDate, until: PlainDate | null = null): Absence => ({ kind, date, until });
const guided = (kind: '14' | '15' | '24', name: string, until: PlainDate) => ({ kind, name, until, hours: 8 });
const retired = (birthDate: PlainDate): Plan['exit'] => ({
  kind: '1',
  date: retiresOn(birthDate, 58),
  diedAt: null,
});

/** Everybody of the sample, as the September pull finds them. */
export const PEOPLE: readonly Plan[] = [
  // Pemerintah Provinsi Jambi
  person(1, '5500', 'PNS', 1, '1978-05-12', '2003-01-01', 'structural', {
    awards: [satya(10, '2013-08-01'), satya(20, '2023-08-01')],
    morePosts: [acting(POSTS.sekretaris, '2024-02-01', 2, 'PLT')],
    moreSchools: [later(SCHOOLS.manajemen, '2012-03-10')],
  }),
  // A medium sanction, ended by a decision before its time.
  person(2, '5500', 'PNS', 2, '1984-02-20', '2009-01-01', 'structural', {
    sanctions: [
      sanction(...TUNKIN_6, '2019-02-01', 6),
      sanction('12', 'PENGAKTIFAN HUKUMAN DISIPLIN', 'B', '2019-06-01', 0, { ends: 0 }),
    ],
  }),
  person(3, '5500', 'PNS', 1, '1973-11-03', '1996-03-01', 'clerk', {
    awards: [satya(10, '2006-08-01'), satya(20, '2016-08-01'), satya(30, '2026-08-01')],
  }),
  person(4, '5500', 'PNS', 2, '1990-07-08', '2015-03-01', 'hrAnalyst', { hasQuarters: true }),
  person(5, '5500', 'PNS', 1, '1969-01-17', '1994-03-01', 'director', {
    awards: [satya(10, '2004-08-01'), satya(20, '2014-08-01'), satya(30, '2024-08-01')],
    moreSchools: [later(SCHOOLS.manajemen, '2006-11-18')],
  }),
  person(6, '5500', 'PNS', 2, '1967-04-09', '1990-03-01', 'clerk', { exit: retired('1967-04-09') }),
  person(7, '5500', 'PNS', 1, '1985-09-30', '2010-04-01', 'teacher'),
  person(8, '5500', 'PNS', 2, '1988-12-01', '2014-04-01', 'policyAnalyst', {
    absences: [absence('6', '2019-09-01', '2021-08-31'), absence('8', '2021-09-01')],
    moreSchools: [later(SCHOOLS.kebijakan, '2021-08-20')],
  }),
  person(9, '5500', 'PPPK', 1, '1992-03-22', '2022-04-01', 'hrAnalyst'),
  person(10, '5500', 'CPNS', 2, '2000-06-15', '2025-06-01', 'hrAnalyst', { hasQuarters: true }),
  person(11, '5500', 'PNS', 1, '1982-08-19', '2006-01-01', 'computing', {
    transfer: { from: '5571', date: '2018-01-01' },
  }),
  person(12, '5500', 'PNS', 2, '1979-10-10', '2005-01-01', 'structural', {
    absences: [absence('1', '2014-02-01', '2016-01-31'), absence('3', '2016-02-01')],
  }),
  person(13, '5500', 'PNS', 1, '1975-06-06', '2002-03-01', 'clerk', {
    exit: { kind: '2', date: '2024-09-01', diedAt: '2024-08-11' },
  }),
  person(14, '5500', 'PNS', 2, '1991-01-28', '2019-03-01', 'hrAnalyst', {
    hasQuarters: true,
    awards: [satya(10, '2025-08-01')],
  }),
  // Pemerintah Kota Jambi
  // A sanction that a later decree voided.
  person(15, '5571', 'PNS', 1, '1980-03-03', '2005-01-01', 'structural', {
    sanctions: [sanction('2', 'TEGURAN TERTULIS', 'R', '2018-05-01', 0, { annulled: '2018-11-12' })],
  }),
  person(16, '5571', 'PNS', 2, '1986-05-25', '2011-03-01', 'teacher'),
  person(17, '5571', 'PNS', 1, '1977-07-07', '2001-03-01', 'structural', {
    awards: [satya(10, '2011-08-01')],
    morePosts: [acting(POSTS.kabid, '2012-06-01', 3, 'PLH')],
  }),
  person(18, '5571', 'PNS', 2, '1989-09-09', '2014-12-01', 'policyAnalyst'),
  person(19, '5571', 'PPPK', 2, '1994-11-11', '2023-05-01', 'teacher'),
  person(20, '5571', 'PNS', 1, '1972-02-14', '1998-03-01', 'clerk', {
    priorService: { from: '1995-03-01', until: '1998-02-28', decreed: '1999-05-10' },
  }),
  person(21, '5571', 'PNS', 2, '1967-08-21', '1991-03-01', 'clerk', { exit: retired('1967-08-21') }),
  person(22, '5571', 'PNS', 1, '1993-04-18', '2018-03-01', 'computing', {
    morePosts: [moved(POSTS.komputerTerampil, '2023-02-01', 4)],
  }),
  person(23, '5571', 'PNS', 2, '1983-06-30', '2008-12-01', 'structural', { relocation: '2020-07-01' }),
  person(24, '5571', 'CPNS', 1, '1999-10-05', '2025-06-01', 'teacher'),
  person(25, '5571', 'PNS', 2, '1987-01-19', '2012-03-01', 'hrAnalyst', {
    hasQuarters: true,
    moreCourses: [guided('15', 'Mentoring Manajemen Talenta', '2025-11-14')],
  }),
  person(26, '5571', 'PNS', 1, '1981-12-12', '2006-04-01', 'teacher'),
  // Pemerintah Kab. Muaro Jambi
  person(27, '5508', 'PNS', 1, '1976-04-04', '2000-03-01', 'structural', { awards: [satya(10, '2010-08-01')] }),
  person(28, '5508', 'PNS', 2, '1985-03-27', '2010-03-01', 'teacher', {
    moreCourses: [guided('14', 'Coaching Kepala Sekolah', '2025-10-03')],
  }),
  person(29, '5508', 'PNS', 1, '1990-10-31', '2015-03-01', 'computing'),
  // Hired with a diploma of secondary school; a later degree raised the rank past others.
  person(30, '5508', 'PNS', 2, '1973-09-16', '1999-03-01', 'clerk', {
    moreSchools: [later(SCHOOLS.akuntansi, '2008-09-27')],
    ranks: [
      { golongan: '21', date: '1999-03-01', kind: '211' },
      { golongan: '22', date: '2003-04-01', kind: '101' },
      { golongan: '23', date: '2007-04-01', kind: '101' },
      { golongan: '31', date: '2010-04-01', kind: '203' },
      { golongan: '32', date: '2014-04-01', kind: '101' },
      { golongan: '33', date: '2018-04-01', kind: '101' },
    ],
  }),
  person(31, '5508', 'PPPK', 1, '1988-08-08', '2022-03-01', 'computing'),
  person(32, '5508', 'PNS', 2, '1992-12-24', '2019-03-01', 'policyAnalyst'),
  person(33, '5508', 'PNS', 1, '1970-05-05', '1995-03-01', 'structural'),
  person(34, '5508', 'PNS', 2, '1982-02-02', '2008-03-01', 'teacher', {
    transfer: { from: '5571', date: '2015-07-01' },
  }),
  person(35, '5508', 'CPNS', 2, '2001-02-13', '2025-06-01', 'computing'),
  person(36, '5508', 'PNS', 1, '1984-07-23', '2010-03-01', 'structural', {
    sanctions: [sanction(...TUNKIN_6, '2024-03-01', 6)],
    moreCourses: [guided('24', 'Bimbingan Penyusunan Anggaran', '2025-08-22')],
  }),
];
