export { foldEntry, entriesAt, initialParts, partsAt, stateKnownAt, type KnownAt } from './as-of';
export { AUTHORITY } from './authority';
export { metadataOf, type Command, type CommandMeta, type Statement } from './command';
export { decide, type Decision } from './decide';
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
export { emptyState, isAnnulled, lastEdition, type CareerState } from './fact';
export { IDENTIFIER_KINDS, impossibleNumber, normaliseNumber, type Identifier, type IdentifierKind } from './identity';
export { isParty } from './persons';
export { addDays, isPlainDate, yearOf } from './plain-date';
export { REJECTION_CODES, rejection, type Rejection } from './rejection';
export { editionOf, evolve } from './state';
export { careerStream, mentoringStream } from './streams';
export { type Entry, type FoldedEdition, type Subject } from './subject';
export { SUBJECTS, subjectNamed, subjectOfType, type Parts, type SubjectName } from './subjects';
export { STAFF_KINDS, type AppointmentContent } from './subjects/appointment';
export type { AppraisalContent, AppraisalVerdict, Indicator } from './subjects/appraisal';
export type { MentoringContent } from './subjects/mentoring';
export type { MentoringSessionContent } from './subjects/mentoring-session';
export type { PromotionContent } from './subjects/promotion';
export type { TrainingContent } from './subjects/training';
export { agencyName, BKN } from './tables/agencies';
export { PREDICATE_NAMES } from './tables/appraisal-matrix';
export { isPromotionDate } from './tables/promotion-kinds';
export { golonganLabel, RANK_IDS } from './tables/ranks';
export { upcast } from './upcast';
