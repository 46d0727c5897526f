import type { JsonObject, PlainDate } from '../event';
import { addYears } from '../plain-date';
import { lastBefore } from '../standing';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { isGolongan } from '../tables/ranks';

/** A periodic step in pay (kenaikan gaji berkala, KGB), PP 7/1977. */
export interface SalaryStepContent {
  /** Code of the rank held; of a PPPK the grade. */
  readonly golongan: string;
  /** Service in grade (MKG) that the new pay counts. */
  readonly serviceYears: number;
  readonly serviceMonths: number;
  /** Basic pay a month, rupiah. */
  readonly salary: number;
  readonly previousSalary: number | null;
}

export interface SalaryStepPart {
  readonly last:
    | (Pick<SalaryStepContent, 'golongan' | 'serviceYears' | 'serviceMonths'> & {
        /** Null once erased. */
        readonly salary: number | null;
        readonly since: PlainDate;
        readonly fact: string;
      })
    | null;
}

/** Years between two steps; PP 7/1977. */
const STEP_YEARS = 2;

const contentOf = (content: JsonObject): SalaryStepContent => content as unknown as SalaryStepContent;

export const salaryStep: Subject<SalaryStepPart> = {
  name: 'salary-step',
  types: {
    recorded: 'SalaryStepRecorded',
    corrected: 'SalaryStepCorrected',
    annulled: 'SalaryStepAnnulled',
    reinstated: 'SalaryStepReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  payEffect: 'step',
  // Finances of a person are a special category of UU 27/2022.
  sensitive: ['salary', 'previousSalary'],
  texts: {
    'salary-step-too-soon': {
      rule: 'PP 7/1977; a first step after one year is in doubt',
      id: 'Kurang dari {years} tahun sejak KGB sebelumnya ({last}).',
      en: 'Less than {years} years after the step before it ({last}).',
      accepted: 'a date from {due} on',
    },
    'salary-not-higher': {
      rule: 'PP 7/1977',
      id: 'Gaji baru tidak lebih tinggi dari gaji lama.',
      en: 'The new pay is not above the previous one.',
      accepted: 'a salary above previousSalary',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const { golongan, salary, previousSalary } = contentOf(raw);
    const findings: Finding[] = [];
    if (!isGolongan(golongan)) {
      findings.push({
        code: 'unknown-rank',
        field: '/content/golongan',
        severity: 'impossible',
        params: { golongan },
      });
    }
    const last = lastBefore(context, ['salary-step'], effectiveAt);
    const due = last === null ? null : addYears(last.effectiveAt, STEP_YEARS);
    if (last !== null && due !== null && effectiveAt < due) {
      findings.push({
        code: 'salary-step-too-soon',
        field: '/effectiveAt',
        severity: 'warning',
        params: { years: STEP_YEARS, last: last.effectiveAt, due },
      });
    }
    if (previousSalary !== null && salary <= previousSalary) {
      findings.push({ code: 'salary-not-higher', field: '/content/salary', severity: 'warning' });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) => one.effectiveAt === other.effectiveAt,

  initial: () => ({ last: null }),

  fold(part: SalaryStepPart, { subject, edition, fact }: Entry<FoldedEdition>): SalaryStepPart {
    if (subject !== 'salary-step') return part;
    const { golongan, serviceYears, serviceMonths, salary } = contentOf(edition.content!) as Omit<
      SalaryStepContent,
      'salary'
    > &
      Partial<Pick<SalaryStepContent, 'salary'>>;
    return {
      last: { golongan, serviceYears, serviceMonths, salary: salary ?? null, since: edition.effectiveAt, fact },
    };
  },
};
