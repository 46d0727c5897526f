export { foldEntry, entriesAt, initialParts, partsAt, stateKnownAt, type KnownAt } from './as-of';
export { AUTHORITY } from './authority';
export { metadataOf, type Command, type CommandMeta, type Statement } from './command';
export { decide } from './decide';
export type { Decision } from './decision';
export {
  type Act,
  type Approvals,
  type CareerEvent,
  type Channel,
  type CitationBody,
  type Decree,
  type DocumentRef,
  type FactBody,
  type Flag,
  type Instant,
  type Intake,
  type Json,
  type JsonObject,
  type Metadata,
  type PersonRole,
  type PlainDate,
  type Precision,
  type Recorded,
  type Role,
  type Sensitive,
  type Uuid,
} from './event';
export {
  copyOf,
  emptyState,
  inEffectOrder,
  isAnnulled,
  lastEdition,
  statedEdition,
  type CareerState,
  type Edition,
  type FactState,
} from './fact';
export { IDENTIFIER_KINDS, impossibleNumber, normaliseNumber, type Identifier, type IdentifierKind } from './identity';
export { FOUND_AT_SOURCE, isMissingAtSource, lastObservation, MISSING_AT_SOURCE } from './observation';
export { isParty } from './persons';
export { addDays, addMonths, daysBetween, isPlainDate, yearOf } from './plain-date';
export { REJECTION_CODES, rejection, type Rejection } from './rejection';
export { employerAt, employerInForce, exitBefore, serviceOf } from './service';
export { editionOf, evolve } from './state';
export { careerStream, mentoringStream } from './streams';
export { type CheckContext, type Entry, type FoldedEdition, type PayEffect, type Subject } from './subject';
export { SUBJECTS, subjectNamed, subjectOfType, type Parts, type SubjectName } from './subjects';
export { STAFF_KINDS, type AppointmentContent } from './subjects/appointment';
export type { AppraisalContent, Indicator } from './subjects/appraisal';
export type { AppraisalVerdict } from './subjects/appraisal-verdict';
export type { CompetencyContent, CompetencyScore } from './subjects/competency';
export type { CreditContent } from './subjects/credit';
export type { DisciplineContent } from './subjects/discipline';
export type { ExitContent } from './subjects/exit';
export type { EducationContent } from './subjects/education';
export { EXAM_KINDS, type ExamContent } from './subjects/exam';
export { ABSENCE_ACTIONS, type LeaveContent } from './subjects/leave';
export type { MentoringContent } from './subjects/mentoring';
export type { MentoringSessionContent } from './subjects/mentoring-session';
export type { PlacementContent, Post } from './subjects/placement';
export type { NameChangeContent } from './subjects/name-change';
export type { PromotionContent } from './subjects/promotion';
export type { SalaryStepContent } from './subjects/salary-step';
export type { ServiceReviewContent } from './subjects/service-review';
export type { RecognitionContent } from './subjects/recognition';
export type { StudyAssignmentContent } from './subjects/study-assignment';
export type { TrainingContent } from './subjects/training';
export type { TransferContent } from './subjects/transfer';
export { agencyName, BKN } from './tables/agencies';
export { predicateName, REGIME_NAMES, regimeOfYear, type RegimeName } from './tables/appraisal-regimes';
export { COMPETENCY_KINDS, competencyOf, MATCH_CATEGORIES } from './tables/competencies';
export { educationLevel } from './tables/education-levels';
export { eselonOf } from './tables/eselon';
export { exitKind } from './tables/exit-kinds';
export { JENJANGS, jenjangOf } from './tables/jenjang';
export { ASSIGNMENT_NAMES, MUTATION_NAMES, POSITION_KIND_NAMES } from './tables/position-codes';
export { LEAVE_KINDS, LEAVE_TERMS } from './tables/leave-kinds';
export { legalStatus } from './tables/legal-statuses';
export { isPromotionDate, PROMOTION_KINDS, promotionKind } from './tables/promotion-kinds';
export { golonganLabel, RANK_IDS, rankOf } from './tables/ranks';
export { recognitionNamed } from './tables/recognitions';
export { sanctionOf } from './tables/sanctions';
export { trainingKind } from './tables/training-kinds';
export { upcast } from './upcast';
