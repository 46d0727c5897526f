import type { CreditContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Amount, Code, Formed, Line, OneOf, Whole } from '../decorators';
import { FORMS } from '../forms';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

/** Above what any career sums to under the old rules and the new. */
const CREDIT_MAX = 99_999.999;

const defaults = {
  periodFrom: null,
  periodTo: null,
  jenjang: null,
  position: null,
  supporting: 0,
  predicate: null,
  months: null,
} satisfies Partial<Content>;

class CreditContent implements Stated<Content, keyof typeof defaults> {
  @OneOf(['first', 'integration', 'conversion', 'ordinary'])
  kind!: Content['kind'];

  @IsOptional()
  @Formed(FORMS.month, 'First month assessed.')
  periodFrom?: string | null;

  @IsOptional()
  @Formed(FORMS.month, 'Last month assessed; effectiveAt is its last day.')
  periodTo?: string | null;

  @IsOptional()
  @Code('Code of the jenjang: PM, TR, MH, PY, PT, MU, MA, UT or XX.')
  jenjang?: string | null;

  @IsOptional()
  @Line(300)
  position?: string | null;

  @Amount(0, CREDIT_MAX, 'Main credit; at most three decimals.')
  main!: number;

  @IsOptional()
  @Amount(0, CREDIT_MAX, 'Supporting credit; at most three decimals.')
  supporting?: number | null;

  @Amount(0, CREDIT_MAX, 'Main and supporting credit together.')
  total!: number;

  @IsOptional()
  @OneOf([1, 2, 3, 4, 5], 'The predicate that is converted: 1 Sangat Baik to 5 Sangat Kurang.')
  predicate?: Content['predicate'];

  @IsOptional()
  @Whole(1, 12, 'Months that are converted; the ledger derives the credit and compares.')
  months?: number | null;
}

export const credit: SubjectContract = {
  subject: 'credit',
  title: 'decision on credit',
  content: CreditContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'PAK-2024-0307',
    effectiveAt: '2024-12-31',
    decree: { number: '821/PAK/0307/2025', date: '2025-01-24', authority: 'Kepala Dinas Pendidikan' },
    approvedBy: APPROVER,
    content: {
      kind: 'conversion',
      periodFrom: '2024-01',
      periodTo: '2024-12',
      jenjang: 'PT',
      position: 'Guru Ahli Pertama',
      main: 12.5,
      total: 12.5,
      predicate: 2,
      months: 12,
    },
  },
};
