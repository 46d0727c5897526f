import { COMPETENCY_KINDS, competencyOf, MATCH_CATEGORIES, type Parts } from '@rekam/domain';
import { DAY, FACT, list, numberOrNull, object, orNull, RULE, text, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface CompetencyAnswer {
  readonly latest: Parts['competency']['latest'];
  readonly levels: Parts['competency']['levels'];
  readonly rule: string;
}

const LEVEL = { type: ['integer', 'null'], minimum: 1, maximum: 5 } as const;
const UNTIL = { ...orNull(DAY), description: 'The last day on which it is valid; null when none was set.' };

export const competency: Section<CompetencyAnswer> = {
  of: ({
    parts: {
      competency: { latest, levels },
    },
  }) => ({
    latest,
    levels: levels.map((level) => ({ ...level, name: level.name ?? competencyOf(level.code)?.name ?? null })),
    rule: 'the latest assessment by then, and the latest level of each competency, PermenPANRB 38/2017; version 1',
  }),
  schema: object({
    latest: orNull(
      object({
        method: text('How it was assessed.'),
        potential: numberOrNull('0 to 100.'),
        matchBasisPoints: { type: ['integer', 'null'], description: 'Job-person match, hundredths of a percent.' },
        category: { enum: [...MATCH_CATEGORIES, null] },
        rule: textOrNull('The rule that gave the category; null when no level is required.'),
        assessedAt: DAY,
        until: UNTIL,
        fact: FACT,
      }),
    ),
    levels: list(
      object({
        kind: { enum: COMPETENCY_KINDS },
        code: text('Code of the dictionary, or the code that the post gives a technical one.'),
        name: textOrNull('Name.'),
        level: LEVEL,
        required: { ...LEVEL, description: 'The level that the post requires.' },
        assessedAt: DAY,
        until: UNTIL,
        fact: FACT,
      }),
    ),
    rule: RULE,
  }),
};
