import {
  normaliseNumber,
  REGIME_NAMES,
  regimeOfYear,
  type AppraisalContent as Content,
  type Indicator as DomainIndicator,
} from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { JsonData, SubjectContract } from '../contract';
import { Amount, Code, Line, Nested, NestedList, OneOf, PrintedNumber, UuidText, Whole } from '../decorators';
import { APPROVER, BUDI, SITI } from './people';
import type { Stated } from './stated';

/** More than any agreement of performance has. */
const INDICATORS_MAX = 50;
/** More than any regime scores. */
const SCORES_MAX = 20;
/** The sum of the eight elements of a DP3 is the largest figure among them. */
const SCORE_MAX = 1000;
const VALUE_MAX = 1_000_000_000_000;

/** The ledger fills in a regime that is null from the year. */
const defaults = {
  part: null,
  regime: null,
  result: null,
  behaviour: null,
  statedPredicate: null,
  scores: null,
  statedScore: null,
  indicators: [],
  appraiserPerson: null,
  appraiserPost: null,
  appraiserUnit: null,
  appraiserGolongan: null,
  superior: null,
  superiorPerson: null,
} satisfies Partial<Omit<Content, 'regime'>> & { readonly regime: null };

class AppraisalIndicator implements DomainIndicator {
  @Line(300)
  name!: string;

  @Amount(0, 100, 'Percent of the whole; the weights of an appraisal sum to 100.')
  weight!: number;

  @Amount(0, VALUE_MAX)
  value!: number;

  @Amount(0, VALUE_MAX)
  target!: number;

  @Line(100, 'Where the value comes from, such as IKM or e-Kinerja.')
  source!: string;
}

class AppraisalScore {
  @Line(50, 'As the national system names it, such as nilaiSkp or kesetiaan.')
  name!: string;

  @Amount(0, SCORE_MAX)
  value!: number;
}

class Appraiser {
  @Line(200)
  name!: string;

  @IsOptional()
  @PrintedNumber()
  number?: string | null;
}

class AppraisalContent implements Stated<
  Omit<Content, 'appraiser' | 'superior'>,
  Exclude<keyof typeof defaults, 'superior'>
> {
  @OneOf(['year', 'quarter', 'month'])
  period!: Content['period'];

  @Whole(1950, 2199)
  year!: number;

  @IsOptional()
  @Whole(1, 12, '1 to 4 for a quarter, 1 to 12 for a month, absent for a year.')
  part?: number | null;

  @IsOptional()
  @OneOf(REGIME_NAMES, 'The regulation it was made under; that of the year when absent.')
  regime?: Content['regime'] | null;

  @IsOptional()
  @OneOf([1, 2, 3], 'Result of work: 1 above, 2 meets, 3 below expectation; required from 2022 on.')
  result?: Content['result'];

  @IsOptional()
  @OneOf([1, 2, 3], 'Behaviour: 1 above, 2 meets, 3 below expectation; required from 2022 on.')
  behaviour?: Content['behaviour'];

  @IsOptional()
  @OneOf([1, 2, 3, 4, 5], 'The predicate that the source states; the ledger derives its own and compares.')
  statedPredicate?: Content['statedPredicate'];

  @IsOptional()
  @NestedList(() => AppraisalScore, SCORES_MAX)
  scores?: AppraisalScore[] | null;

  @IsOptional()
  @Amount(0, SCORE_MAX, 'The score of the whole as the source states it; the ledger derives its own and compares.')
  statedScore?: number | null;

  @IsOptional()
  @NestedList(() => AppraisalIndicator, INDICATORS_MAX)
  indicators?: AppraisalIndicator[] | null;

  @Nested(() => Appraiser)
  appraiser!: Appraiser;

  @IsOptional()
  @UuidText("The appraiser's person in this ledger, when known.")
  appraiserPerson?: string | null;

  @IsOptional()
  @Line(200)
  appraiserPost?: string | null;

  @IsOptional()
  @Line(200)
  appraiserUnit?: string | null;

  @IsOptional()
  @Code()
  appraiserGolongan?: string | null;

  @IsOptional()
  @Nested(() => Appraiser)
  superior?: Appraiser | null;

  @IsOptional()
  @UuidText("The person in this ledger of the appraiser's superior, when known.")
  superiorPerson?: string | null;
}

/** Somebody by name and number as printed. */
function judge(stated: JsonData): JsonData {
  const { name, number } = stated as { name: string; number?: string | null };
  return { name, number: typeof number === 'string' ? normaliseNumber(number) : null };
}

/** Whoever names the regime of the year says no more than who leaves it to the ledger. */
function normalise(content: JsonData): JsonData {
  const { appraiser, superior } = content as { appraiser: JsonData; superior?: JsonData | null };
  const { year, regime = null } = content as { year: number; regime?: string | null };
  return {
    ...content,
    regime: regime === regimeOfYear(year) ? null : regime,
    appraiser: judge(appraiser),
    ...(superior ? { superior: judge(superior) } : {}),
  };
}

export const appraisal: SubjectContract = {
  subject: 'appraisal',
  title: 'performance appraisal',
  content: AppraisalContent,
  defaults,
  normalise,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'SKP-2024-901',
    effectiveAt: '2025-01-15',
    approvedBy: APPROVER,
    content: {
      period: 'year',
      year: 2024,
      result: 1,
      behaviour: 2,
      statedPredicate: 2,
      indicators: [
        { name: 'Nilai rata-rata ujian sekolah', weight: 60, value: 78.4, target: 75, source: 'e-Kinerja' },
        { name: 'Indeks kepuasan masyarakat', weight: 40, value: 82.5, target: 85, source: 'IKM' },
      ],
      appraiser: { name: BUDI.name, number: BUDI.number },
      appraiserPost: 'Kepala Bidang Pembinaan SMA',
      appraiserUnit: 'Dinas Pendidikan',
      appraiserGolongan: '42',
    },
  },
};
