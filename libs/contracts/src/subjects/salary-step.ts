import type { SalaryStepContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Whole } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

/** Rupiah a month, far above any scale of pay. */
const SALARY_MAX = 1_000_000_000;

const defaults = { previousSalary: null } satisfies Partial<Content>;

class SalaryStepContent implements Stated<Content, keyof typeof defaults> {
  @Code('Code of the rank held (11 to 45); Roman numeral for PPPK.')
  golongan!: string;

  @Whole(0, 60, 'Service in grade (MKG) that the new pay counts: years.')
  serviceYears!: number;

  @Whole(0, 11, 'Service in grade (MKG) that the new pay counts: months beyond the years.')
  serviceMonths!: number;

  @Whole(0, SALARY_MAX, 'Basic pay a month, rupiah.')
  salary!: number;

  @IsOptional()
  @Whole(0, SALARY_MAX, 'Basic pay a month before it, rupiah.')
  previousSalary?: number | null;
}

export const salaryStep: SubjectContract = {
  subject: 'salary-step',
  title: 'periodic step in pay',
  content: SalaryStepContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'KGB-2020-03-0455',
    effectiveAt: '2020-03-01',
    decree: { number: '822.3/0455/BKD/2020', date: '2020-02-10', authority: 'Badan Kepegawaian Daerah' },
    approvedBy: APPROVER,
    content: { golongan: '31', serviceYears: 2, serviceMonths: 0, salary: 2_660_700, previousSalary: 2_579_400 },
  },
};
