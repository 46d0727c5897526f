export type { CareerAnswer, MergedAnswer } from './careers/career-answer';
export type { FactAnswer, FactsAnswer } from './facts/facts-answer';
export { ReaderModule } from './reader.module';
export { READER_ROUTES } from './routes';
export { READER_SCHEMAS } from './schemas';
export { PROJECTIONS, type TimelineEntry } from './views';
