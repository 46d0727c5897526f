export { foldEntry, entriesAt, initialParts, isKnown, partsAt, stateKnownAt, type KnownAt } from './as-of';
export { AUTHORITY } from './authority';
export type {
  Command,
  CommandMeta,
  ConfirmFact,
  CorrectFact,
  MergePerson,
  RecordFact,
  Statement,
  WithdrawFact,
} from './command';
export { confirmationBy, isConfirmed } from './confirmation';
export { decide, type Decision } from './decide';
export {
  ACTS,
  type Act,
  type Approvals,
  type Body,
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
  type PlainBody,
  type PlainDate,
  type Precision,
  type Recorded,
  type Role,
  type Sensitive,
  type Uuid,
} from './event';
export {
  emptyState,
  inEffectOrder,
  isAnnulled,
  lastEdition,
  statedEdition,
  type CareerState,
  type Citation,
  type Edition,
  type Effect,
  type FactState,
  type Outcome,
} from './fact';
export {
  IDENTIFIER_KINDS,
  birthDateIn,
  impossibleNumber,
  normaliseNumber,
  type Identifier,
  type IdentifierKind,
} from './identity';
export type { Careers } from './persons';
export { addDays, dateOf, dayOf, daysBetween, isPlainDate, monthOf, yearOf } from './plain-date';
export { REJECTION_CODES, rejection, rejectionOf, type Rejection } from './rejection';
export { employerAt } from './service';
export { editionOf, evolve } from './state';
export {
  EMPLOYER,
  type CheckContext,
  type Entry,
  type Finding,
  type FoldedEdition,
  type Proposal,
  type Stated,
  type Subject,
} from './subject';
export { SUBJECTS, subjectNamed, subjectOfType, type Parts, type SubjectName } from './subjects';
export {
  identifiersOf,
  STAFF_KINDS,
  type AppointmentContent,
  type AppointmentPart,
  type StaffKind,
} from './subjects/appointment';
export type {
  AppraisalContent,
  AppraisalPart,
  AppraisalSummary,
  AppraisalVerdict,
  Indicator,
} from './subjects/appraisal';
export type { MentoringContent, MentoringPart } from './subjects/mentoring';
export type { MentoringSessionContent, MentoringSessionPart } from './subjects/mentoring-session';
export type { PromotionContent, PromotionPart } from './subjects/promotion';
export type { TrainingContent, TrainingPart } from './subjects/training';
export { agencyName, BKN } from './tables/agencies';
export { PREDICATE_NAMES } from './tables/appraisal-matrix';
export { PROMOTION_KINDS, isPromotionDate, promotionDatesAt } from './tables/promotion-kinds';
export { golonganLabel, PPPK_GRADES, RANK_IDS, rankOf } from './tables/ranks';
export { SESSION_JP, TRAINING_KINDS, trainingKind } from './tables/training-kinds';
export { AHEAD_DAYS_MAX, BACKDATE_DAYS_MAX } from './time-checks';
export { upcast } from './upcast';
