import { appraisals } from './appraisals';
import { development } from './development';
import { employment } from './employment';
import { identity } from './identity';
import { rank } from './rank';

/** Every section of a person's answer, in the order in which it is given. A new one is a file beside these and a line here. */
export const SECTIONS = {
  identity,
  employment,
  rank,
  appraisals,
  development,
} as const;

/** What the sections together say of a person. */
export type SectionAnswers = { readonly [Name in keyof typeof SECTIONS]: ReturnType<(typeof SECTIONS)[Name]['of']> };
