export type { CareerAnswer, MergedAnswer } from './careers/career-answer';
export type { FactAnswer, FactsAnswer } from './facts/facts-answer';
export { ReaderModule } from './reader.module';
export type { LateAct, LateActsSummary } from './reports/late-acts';
export type { OddAct, OddActsSummary } from './reports/odd-acts';
export type { EmployedPerson, StateSummary } from './reports/state-report';
export { READER_ROUTES } from './routes';
export { READER_SCHEMAS } from './schemas';
export { PROJECTIONS, type TimelineEntry } from './views';
