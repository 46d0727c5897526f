import { MATRIX_RULE, predicateOf, type Predicate, type Rating } from './appraisal-matrix';

/** Under which regulation an appraisal was made. */
export type RegimeName = 'dp3' | 'pp46' | 'pp30-2021' | 'permenpanrb-6-2022';

export interface NamedScore {
  /** As the national system names it, such as `nilaiSkp` or `kesetiaan`. */
  readonly name: string;
  readonly value: number;
}

/** As much of an appraisal as a regime judges. */
interface Judged {
  readonly result: Rating | null;
  readonly behaviour: Rating | null;
  readonly scores: readonly NamedScore[] | null;
  readonly statedScore: number | null;
  readonly statedPredicate: Predicate | null;
}

/** What a regime makes of it, with the rules that did; a figure without a rule is the source's own. */
export interface Judgement {
  readonly predicate: Predicate | null;
  readonly predicateRule: string | null;
  /** At most two decimals. */
  readonly score: number | null;
  readonly scoreRule: string | null;
}

export interface Regime {
  readonly name: RegimeName;
  readonly source: string;
  /** The years whose appraisals it may judge; `to` is null while it is in force. */
  readonly from: number;
  readonly to: number | null;
  /** Its words for the predicates, best first. */
  readonly predicates: readonly [string, string, string, string, string];
  judge(appraisal: Judged): Judgement;
}

/**
 * Where the four upper bands begin, the same in the DP3 of before 2014 and in PP 46/2011. The regulations print whole numbers; a
 * score between two bands has not reached the upper one.
 */
const BANDS_FROM: readonly number[] = [91, 76, 61, 51];

const bandOf = (score: number): Predicate => {
  const at = BANDS_FROM.findIndex((from) => score >= from);
  return ((at < 0 ? BANDS_FROM.length : at) + 1) as Predicate;
};

const DP3_ELEMENTS = [
  'kesetiaan',
  'prestasiKerja',
  'tanggungJawab',
  'ketaatan',
  'kejujuran',
  'kerjasama',
  'prakarsa',
  'kepemimpinan',
];
const PP46_BEHAVIOURS = ['orientasiPelayanan', 'integritas', 'komitmen', 'disiplin', 'kerjasama', 'kepemimpinan'];
const SKP_PERCENT = 60;

const hundredths = (value: number): number => Math.round(value * 100);

/** Sum in hundredths, and number, of the elements that were scored: zero stands for one that does not apply. */
function sumOf(scores: readonly NamedScore[], elements: readonly string[]): { sum: number; count: number } {
  const found = scores.filter(({ name, value }) => elements.includes(name) && value > 0);
  return { sum: found.reduce((sum, { value }) => sum + hundredths(value), 0), count: found.length };
}

/** Mean of the elements of a DP3; null when none was scored. */
function dp3Score(scores: readonly NamedScore[]): number | null {
  const { sum, count } = sumOf(scores, DP3_ELEMENTS);
  return count === 0 ? null : Math.round(sum / count) / 100;
}

/**
 * 60 % targets (`nilaiSkp`) and 40 % the mean of the behaviours; null when either is missing. The source's own figure
 * of the behaviours is left aside: it stands for the mean in some records and for its 40 % in others.
 */
function pp46Score(scores: readonly NamedScore[]): number | null {
  const skp = scores.find(({ name, value }) => name === 'nilaiSkp' && value > 0);
  const { sum, count } = sumOf(scores, PP46_BEHAVIOURS);
  if (skp === undefined || count === 0) return null;
  const weighted = SKP_PERCENT * hundredths(skp.value) * count + (100 - SKP_PERCENT) * sum;
  return Math.round(weighted / (100 * count)) / 100;
}

const byScore =
  (scoreOf: (scores: readonly NamedScore[]) => number | null, scoreRule: string, predicateRule: string) =>
  ({ scores, statedScore, statedPredicate }: Judged): Judgement => {
    const computed = scoreOf(scores ?? []);
    const score = computed ?? statedScore;
    return {
      predicate: score === null ? statedPredicate : bandOf(score),
      predicateRule: score === null ? null : predicateRule,
      score,
      scoreRule: computed === null ? null : scoreRule,
    };
  };

const asStated = ({ statedScore, statedPredicate }: Judged): Judgement => ({
  predicate: statedPredicate,
  predicateRule: null,
  score: statedScore,
  scoreRule: null,
});

const byMatrix = ({ result, behaviour, statedScore }: Judged): Judgement => ({
  predicate: result === null || behaviour === null ? null : predicateOf(result, behaviour),
  predicateRule: result === null || behaviour === null ? null : MATRIX_RULE,
  score: statedScore,
  scoreRule: null,
});

/** In 2021 the first half was appraised by PP 46/2011 and the second by PP 30/2019, and records join them in ways of their own. */
export const REGIMES: Readonly<Record<RegimeName, Regime>> = {
  dp3: {
    name: 'dp3',
    source: 'DP3, before PP 46/2011',
    from: 1979,
    to: 2013,
    predicates: ['Amat Baik', 'Baik', 'Cukup', 'Sedang', 'Kurang'],
    judge: byScore(dp3Score, 'mean of the elements of DP3, version 1', 'DP3 bands, version 1'),
  },
  pp46: {
    name: 'pp46',
    source: 'PP 46/2011',
    from: 2014,
    to: 2021,
    predicates: ['Sangat Baik', 'Baik', 'Cukup', 'Kurang', 'Buruk'],
    judge: byScore(
      pp46Score,
      '60 % SKP and 40 % mean of the behaviours, PP 46/2011, version 1',
      'PP 46/2011 bands, version 1',
    ),
  },
  'pp30-2021': {
    name: 'pp30-2021',
    source: 'PP 30/2019',
    from: 2021,
    to: 2021,
    predicates: ['Sangat Baik', 'Baik', 'Cukup', 'Kurang', 'Sangat Kurang'],
    judge: asStated,
  },
  'permenpanrb-6-2022': {
    name: 'permenpanrb-6-2022',
    source: 'PermenPANRB 6/2022',
    from: 2022,
    to: null,
    predicates: ['Sangat Baik', 'Baik', 'Butuh Perbaikan', 'Kurang', 'Sangat Kurang'],
    judge: byMatrix,
  },
};

export const REGIME_NAMES = Object.keys(REGIMES) as readonly RegimeName[];

/** The regime of a year, where the source names none; of 2021 the one that ended it. */
export const regimeOfYear = (year: number): RegimeName =>
  year <= 2013 ? 'dp3' : year <= 2020 ? 'pp46' : year === 2021 ? 'pp30-2021' : 'permenpanrb-6-2022';

/** Whether a regime may judge appraisals of a year. */
export const isOfYear = ({ from, to }: Regime, year: number): boolean => from <= year && (to === null || year <= to);

/** What a regime calls a predicate. */
export const predicateName = (regime: RegimeName, predicate: Predicate): string =>
  REGIMES[regime].predicates[predicate - 1]!;
