import type { JsonSchema } from '@rekam/contracts';
import type { Parts, PlainDate, Uuid } from '@rekam/domain';

/** The facts whose lesson hours count, by year. */
export type CountedFacts = ReadonlyMap<number, readonly Uuid[]>;

/** What a section is made from: what the subjects say of the person on a day. */
export interface SectionInput {
  readonly validAt: PlainDate;
  readonly parts: Parts;
  readonly counted: CountedFacts;
}

/**
 * One part of a person's answer: its figures, each with the rule that made it and the facts it was made from, and
 * the schema that the service's document gives for it. A new one is a file with this shape and a line in `index.ts`.
 */
export interface Section<Answer> {
  readonly of: (input: SectionInput) => Answer;
  readonly schema: JsonSchema;
}
