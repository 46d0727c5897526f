import type { SubjectContract } from '../contract';
import { appointment } from './appointment';
import { appraisal } from './appraisal';
import { competency } from './competency';
import { credit } from './credit';
import { discipline } from './discipline';
import { education } from './education';
import { exam } from './exam';
import { exit } from './exit';
import { leave } from './leave';
import { mentoring } from './mentoring';
import { mentoringSession } from './mentoring-session';
import { nameChange } from './name-change';
import { placement } from './placement';
import { promotion } from './promotion';
import { recognition } from './recognition';
import { salaryStep } from './salary-step';
import { serviceReview } from './service-review';
import { studyAssignment } from './study-assignment';
import { training } from './training';
import { transfer } from './transfer';

/** What the world sends of each subject. A new one is a file beside these and a line here. */
export const SUBJECT_CONTRACTS: readonly SubjectContract[] = [
  appointment,
  promotion,
  appraisal,
  training,
  mentoring,
  mentoringSession,
  education,
  nameChange,
  exam,
  recognition,
  studyAssignment,
  leave,
  placement,
  transfer,
  credit,
  competency,
  discipline,
  salaryStep,
  serviceReview,
  // The last one: what is recorded of somebody after an exit is refused.
  exit,
];
