import { jenjangOf, type Parts } from '@rekam/domain';
import { DAY, FACT, list, object, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface CreditAnswer {
  readonly jenjang: string | null;
  readonly jenjangName: string | null;
  /** Thousandths of a credit. */
  readonly totalThousandths: number;
  readonly decisions: Parts['credit']['decisions'];
  /** Null without any decision. */
  readonly rule: string | null;
}

const THOUSANDTHS = { type: 'integer', description: 'Thousandths of a credit.' } as const;

/** The credit of functional posts (angka kredit). */
export const credit: Section<CreditAnswer> = {
  of: ({
    parts: {
      credit: { jenjang, totalThousandths, totalRule, decisions },
    },
  }) => ({
    jenjang,
    jenjangName: jenjang === null ? null : (jenjangOf(jenjang)?.name ?? null),
    totalThousandths,
    decisions,
    rule: totalRule,
  }),
  schema: object({
    jenjang: textOrNull('Code of the grade of the functional post.'),
    jenjangName: textOrNull('Name of the grade.'),
    totalThousandths: THOUSANDTHS,
    decisions: list(
      object({
        kind: { enum: ['first', 'integration', 'conversion', 'ordinary'] },
        effectiveAt: DAY,
        jenjang: textOrNull('Code.'),
        thousandths: THOUSANDTHS,
        counted: { type: 'boolean', description: 'Part of the present total.' },
        fact: FACT,
      }),
    ),
    rule: textOrNull('Name and version of the rule; null without any decision.'),
  }),
};
