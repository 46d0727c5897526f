import { addDays, RANK_IDS, yearOf, type PlainDate } from '@rekam/domain';
import { promotionDateFrom } from '../seed/career';
import { TRAININGS } from '../seed/places';
import type { Random } from '../seed/random';
import type { Course, Credit, Leadership, PostStep, RankStep, Rating, Schooling } from './plan';
import { creditPercentOf } from './plan';
import { POSTS, SCHOOLS, type Post, type School } from './references';

/** What a kind of career looks like when nothing special happens in it. */
interface Track {
  readonly school: School;
  readonly ranks: { readonly first: string; readonly ceiling: string; readonly kind: string };
  /** Posts by whole years since the start. */
  readonly posts: readonly (readonly [years: number, post: Post])[];
  /** Leadership trainings by whole years since the start. */
  readonly leadership: readonly (readonly [years: number, level: string, name: string, hours: number])[];
}

const LEADERSHIP_4 = [7, '2', 'SEPALA/ADUM/DIKLAT PIM TK.IV', 360] as const;
const LEADERSHIP_3 = [13, '3', 'SEPADYA/SPAMA/DIKLAT PIM TK. III', 360] as const;
const LEADERSHIP_2 = [22, '4', 'SPAMEN/SESPA/SESPANAS/DIKLAT PIM TK. II', 400] as const;

const STRUCTURAL: Track = {
  school: SCHOOLS.hukum,
  ranks: { first: '31', ceiling: '43', kind: '201' },
  posts: [
    [1, POSTS.analisKepegawaian],
    [6, POSTS.kasubbag],
    [12, POSTS.kabid],
  ],
  leadership: [LEADERSHIP_4, LEADERSHIP_3],
};

export const TRACKS = {
  structural: STRUCTURAL,
  director: {
    ...STRUCTURAL,
    posts: [...STRUCTURAL.posts, [18, POSTS.sekretaris], [24, POSTS.kadis]],
    leadership: [...STRUCTURAL.leadership, LEADERSHIP_2],
  },
  hrAnalyst: {
    school: SCHOOLS.psikologi,
    ranks: { first: '31', ceiling: '34', kind: '202' },
    posts: [
      [1, POSTS.sdmPertama],
      [9, POSTS.sdmMuda],
    ],
    leadership: [],
  },
  policyAnalyst: {
    school: SCHOOLS.hukum,
    ranks: { first: '31', ceiling: '34', kind: '202' },
    posts: [
      [1, POSTS.kebijakanPertama],
      [9, POSTS.kebijakanMuda],
    ],
    leadership: [],
  },
  teacher: {
    school: SCHOOLS.akuntansi,
    ranks: { first: '31', ceiling: '34', kind: '202' },
    posts: [
      [1, POSTS.guruPertama],
      [9, POSTS.guruMuda],
    ],
    leadership: [],
  },
  computing: {
    school: SCHOOLS.d3,
    ranks: { first: '23', ceiling: '33', kind: '202' },
    posts: [
      [1, POSTS.komputerTerampil],
      [9, POSTS.komputerMahir],
    ],
    leadership: [],
  },
  clerk: {
    school: SCHOOLS.sma,
    ranks: { first: '21', ceiling: '32', kind: '101' },
    posts: [
      [1, POSTS.pengadministrasi],
      [8, POSTS.pengolahData],
    ],
    leadership: [],
  },
} satisfies Readonly<Record<string, Track>>;
export type TrackName = keyof typeof TRACKS;

/** The day up to which careers go on by themselves; what comes later is said where the later pull is declared. */
const PLANNED_UNTIL: PlainDate = '2026-06-30';
const YEARS_BETWEEN_RANKS = 4;

export const after = (date: PlainDate, years: number): PlainDate => `${yearOf(date) + years}${date.slice(4)}`;
const within = (date: PlainDate, until: PlainDate): boolean => date < until && date <= PLANNED_UNTIL;

export function ranksOf({ ranks: { first, ceiling, kind } }: Track, start: PlainDate, until: PlainDate): RankStep[] {
  const steps: RankStep[] = [{ golongan: first, date: start, kind: '211' }];
  let date = promotionDateFrom(after(start, YEARS_BETWEEN_RANKS));
  for (let at = RANK_IDS.indexOf(first) + 1; at <= RANK_IDS.indexOf(ceiling) && within(date, until); at++) {
    steps.push({ golongan: RANK_IDS[at]!, date, kind });
    date = promotionDateFrom(after(date, YEARS_BETWEEN_RANKS));
  }
  return steps;
}

export const postsOf = ({ posts }: Track, start: PlainDate, until: PlainDate, unit: number): PostStep[] =>
  posts
    .map(([years, post]) => ({ post, date: after(start, years), unit, assignment: 'D', mutation: 'MJ' }) as const)
    .filter(({ date }) => within(date, until));

export const schoolsOf = ({ school }: Track, start: PlainDate): Schooling[] => [
  { school, date: `${yearOf(start) - 1}-07-20`, first: true },
];

export const leadershipOf = ({ leadership }: Track, start: PlainDate, until: PlainDate): Leadership[] =>
  leadership
    .map(([years, level, name, hours]) => ({ level, name, hours, until: `${yearOf(start) + years}-09-12` }))
    .filter((each) => within(each.until, until));

/** Two to four courses of the years since 2016, each of its own name and day. */
export function coursesOf(random: Random, start: PlainDate, until: PlainDate): Course[] {
  const firstYear = Math.max(2016, yearOf(start) + 1);
  const lastYear = Math.min(2025, yearOf(until) - 1);
  const courses: Course[] = [];
  for (let left = random.int(2, 4); left > 0; left--) {
    const { kind, name, jp } = random.pick(TRAININGS);
    const date = `${random.int(firstYear, lastYear)}-0${random.int(2, 9)}-${random.int(10, 28)}`;
    if (!courses.some((other) => other.name === name)) courses.push({ kind, name, until: date, hours: jp });
  }
  return courses.sort((one, other) => (one.until < other.until ? -1 : 1));
}

export function ratingsOf(random: Random, start: PlainDate, until: PlainDate): Rating[] {
  const ratings: Rating[] = [];
  for (let year = Math.max(2022, yearOf(start)); year <= 2025 && `${year}-12-31` < until; year++) {
    ratings.push({ year, result: random.pick([1, 2, 2, 2, 3]), behaviour: random.pick([1, 2, 2, 2]) });
  }
  return ratings;
}

/** Points of a full year by jenjang, PermenPANRB 1/2023. */
const POINTS_A_YEAR: Readonly<Record<string, number>> = { TR: 5, MH: 12.5, PT: 12.5, MU: 25 };

/** Credit of functional posts: the first award, the old points brought over in 2022, then a conversion a year. */
export function creditsOf(posts: readonly PostStep[], ratings: readonly Rating[]): Credit[] {
  const functional = posts.filter(({ post }) => post.kind === '2');
  const first = functional[0];
  if (first === undefined || ratings.length === 0) return [];
  const credits: Credit[] = [];
  const began = yearOf(first.date);
  if (began < 2022) {
    credits.push({ kind: 'first', year: began, points: 100 });
    credits.push({ kind: 'integration', year: 2022, points: 12.5 * (2022 - began) });
  }
  for (const rating of ratings.filter(({ year }) => year >= 2023 && year > began)) {
    const held = functional.findLast(({ date }) => date <= `${rating.year}-12-31`)!;
    const points = (POINTS_A_YEAR[held.post.jenjang]! * creditPercentOf(rating)) / 100;
    credits.push({ kind: 'conversion', year: rating.year, points });
  }
  return credits;
}

/** First of the month after the birthday at the retirement age. */
export const retiresOn = (birthDate: PlainDate, age: number): PlainDate =>
  `${addDays(`${after(birthDate, age).slice(0, 7)}-28`, 5).slice(0, 7)}-01`;
