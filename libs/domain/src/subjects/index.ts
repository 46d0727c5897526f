import type { Act } from '../event';
import type { Subject } from '../subject';
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

/** Every subject of the ledger. A new one is a file beside these and a line here. */
export const SUBJECTS = {
  appointment,
  promotion,
  appraisal,
  training,
  mentoring,
  'mentoring-session': mentoringSession,
  education,
  'name-change': nameChange,
  exam,
  recognition,
  'study-assignment': studyAssignment,
  leave,
  placement,
  transfer,
  credit,
  competency,
  discipline,
  'salary-step': salaryStep,
  'service-review': serviceReview,
  exit,
} as const;

export type SubjectName = keyof typeof SUBJECTS;
/** What the subjects together say of a person. */
export type Parts = { readonly [Name in SubjectName]: ReturnType<(typeof SUBJECTS)[Name]['initial']> };

const ALL: readonly Subject[] = Object.values(SUBJECTS as unknown as Record<SubjectName, Subject>);
type EmployingSubject = Subject & Required<Pick<Subject, 'employer'>>;
/** The subjects whose acts put a person into an agency's employ. */
export const EMPLOYING_SUBJECTS: readonly EmployingSubject[] = ALL.filter(
  (subject): subject is EmployingSubject => subject.employer !== undefined,
);

type EndingSubject = Subject & Required<Pick<Subject, 'endsService'>>;
/** The subjects whose acts end the service. */
export const ENDING_SUBJECTS: readonly EndingSubject[] = ALL.filter(
  (subject): subject is EndingSubject => subject.endsService !== undefined,
);

const BY_TYPE = new Map(
  ALL.flatMap((subject) =>
    Object.entries(subject.types).map(([act, type]) => [type, { subject, act: act as Act }] as const),
  ),
);

/** The subject and the act that an event type stands for; undefined when it is no edition of a fact. */
export const subjectOfType = (type: string): { readonly subject: Subject; readonly act: Act } | undefined =>
  BY_TYPE.get(type);

/** The subject of a name that came out of the log or a contract. Throws on a name that no version ever had. */
export function subjectNamed(name: string): Subject {
  const subject = (SUBJECTS as unknown as Record<string, Subject | undefined>)[name];
  if (subject === undefined) throw new Error(`no subject is named ${name}`);
  return subject;
}
