import type { SubjectContract } from '../contract';
import { appointment } from './appointment';
import { appraisal } from './appraisal';
import { mentoring } from './mentoring';
import { mentoringSession } from './mentoring-session';
import { promotion } from './promotion';
import { training } from './training';

/** What the world sends of each subject. A new one is a file beside these and a line here. */
export const SUBJECT_CONTRACTS: readonly SubjectContract[] = [
  appointment,
  promotion,
  appraisal,
  training,
  mentoring,
  mentoringSession,
];
