import { absence } from './absence';
import { appraisals } from './appraisals';
import { competency } from './competency';
import { credit } from './credit';
import { development } from './development';
import { discipline } from './discipline';
import { education } from './education';
import { employment } from './employment';
import { exams } from './exams';
import { exit } from './exit';
import { identity } from './identity';
import { post } from './post';
import { rank } from './rank';
import { recognitions } from './recognitions';
import { salary } from './salary';
import { serviceReview } from './service-review';
import { titles } from './titles';
import { transfer } from './transfer';

/** Every section of a person's answer, in the order in which it is given. A new one is a file beside these and a line here. */
export const SECTIONS = {
  identity,
  titles,
  employment,
  rank,
  post,
  transfer,
  education,
  appraisals,
  competency,
  development,
  credit,
  exams,
  recognitions,
  discipline,
  absence,
  salary,
  serviceReview,
  exit,
} as const;

/** What the sections together say of a person. */
export type SectionAnswers = { readonly [Name in keyof typeof SECTIONS]: ReturnType<(typeof SECTIONS)[Name]['of']> };
