import type { AppraisalContent as Content, Indicator as DomainIndicator } from '@rekam/domain';
import { normaliseNumber } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { JsonData, SubjectContract } from '../contract';
import { Amount, Code, Line, Nested, NestedList, OneOf, PrintedNumber, UuidText, Whole } from '../decorators';
import { APPROVER, BUDI, SITI } from './people';
import type { Stated } from './stated';

/** More than any agreement of performance has. */
const INDICATORS_MAX = 50;
const VALUE_MAX = 1_000_000_000_000;

const defaults = {
  part: null,
  statedPredicate: null,
  indicators: [],
  appraiserPerson: null,
  appraiserPost: null,
  appraiserUnit: null,
  appraiserGolongan: null,
} satisfies Partial<Content>;

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

class Appraiser {
  @Line(200)
  name!: string;

  @IsOptional()
  @PrintedNumber()
  number?: string | null;
}

class AppraisalContent implements Stated<Omit<Content, 'appraiser'>, keyof typeof defaults> {
  @OneOf(['year', 'quarter', 'month'])
  period!: Content['period'];

  @Whole(1950, 2199)
  year!: number;

  @IsOptional()
  @Whole(1, 12, '1 to 4 for a quarter, 1 to 12 for a month, absent for a year.')
  part?: number | null;

  @OneOf([1, 2, 3], 'Result of work: 1 above, 2 meets, 3 below expectation.')
  result!: Content['result'];

  @OneOf([1, 2, 3], 'Behaviour: 1 above, 2 meets, 3 below expectation.')
  behaviour!: Content['behaviour'];

  @IsOptional()
  @OneOf([1, 2, 3, 4, 5], 'The predicate that the source states; the ledger derives its own and compares.')
  statedPredicate?: Content['statedPredicate'];

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
}

function normalise(content: JsonData): JsonData {
  const { name, number } = content['appraiser'] as { name: string; number?: string | null };
  return { ...content, appraiser: { name, number: typeof number === 'string' ? normaliseNumber(number) : null } };
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
