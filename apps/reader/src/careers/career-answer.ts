import type { JsonSchema } from '@rekam/contracts';
import type { PlainDate, Uuid } from '@rekam/domain';
import { DAY, object, POSITION, text, UUID } from '../json-schema';
import { SECTIONS, type SectionAnswers } from './sections';
import type { Section, SectionInput } from './sections/section';

/** What the answer reflects. Positions are text: they outgrow a double. */
export interface AnswerAxes {
  readonly person: Uuid;
  readonly validAt: PlainDate;
  /** A position or an instant, as it can be asked again. */
  readonly knownAt: string;
  /** Position of the log up to which the answer is complete. */
  readonly position: string;
}

/** The person was found to be another one: ask for that one. */
export interface MergedAnswer extends AnswerAxes {
  readonly mergedInto: Uuid;
}

export interface CareerAnswer extends AnswerAxes, SectionAnswers {
  readonly mergedInto: null;
  /** Personal parts were erased; they are null. */
  readonly erased: boolean;
}

const ALL: readonly (readonly [string, Section<unknown>])[] = Object.entries(SECTIONS);

/** What the ledger says of a person, every figure with the rule that made it and the facts it was made from. */
export function careerAnswer(axes: AnswerAxes, given: Omit<SectionInput, 'validAt'>, erased: boolean): CareerAnswer {
  const input: SectionInput = { ...given, validAt: axes.validAt };
  const sections = Object.fromEntries(ALL.map(([name, section]) => [name, section.of(input)]));
  return { ...axes, mergedInto: null, erased, ...(sections as unknown as SectionAnswers) };
}

const AXES = {
  person: UUID,
  validAt: { ...DAY, description: 'The day it was true on.' },
  knownAt: text('What was known: a position or an instant, as it can be asked again.'),
  position: { ...POSITION, description: 'The log up to here is in the answer.' },
};

/** The schemas of both answers, by their names in the service's document. */
export const CAREER_SCHEMAS: Readonly<Record<'Career' | 'MergedPerson', JsonSchema>> = {
  Career: object(
    {
      ...AXES,
      mergedInto: { type: 'null' },
      erased: { type: 'boolean', description: 'Personal parts were erased; they are null.' },
      ...Object.fromEntries(ALL.map(([name, { schema }]) => [name, schema])),
    },
    'What the ledger says of a person, every figure with its rule and its facts.',
  ),
  MergedPerson: object({ ...AXES, mergedInto: UUID }, 'The person was found to be another one: ask for that one.'),
};
