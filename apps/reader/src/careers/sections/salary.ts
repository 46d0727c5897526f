import { golonganLabel, type Parts } from '@rekam/domain';
import { count, DAY, FACT, object, orNull, RULE, text } from '../../json-schema';
import type { Section } from './section';

type Step = NonNullable<Parts['salary-step']['last']>;

interface SalaryAnswer {
  readonly step: (Step & { readonly golonganLabel: string }) | null;
  readonly rule: string;
}

/** The periodic rise of pay (KGB). */
export const salary: Section<SalaryAnswer> = {
  of: ({
    parts: {
      'salary-step': { last },
    },
  }) => ({
    step: last === null ? null : { ...last, golonganLabel: golonganLabel(last.golongan) },
    rule: 'the last salary step effective by then, PP 7/1977; version 1',
  }),
  schema: object({
    step: orNull(
      object({
        golongan: text('Code of the rank, or the grade of a PPPK.'),
        golonganLabel: text('As shown, such as III/c.'),
        serviceYears: count('Service in grade (MKG), years.'),
        serviceMonths: count('Service in grade (MKG), months beside the years.'),
        salary: orNull(count('Basic pay a month, rupiah; null once erased.')),
        since: DAY,
        fact: FACT,
      }),
    ),
    rule: RULE,
  }),
};
