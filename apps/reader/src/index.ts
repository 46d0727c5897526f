export type { CareerAnswer, MergedAnswer } from './careers/career-answer';
export { ReaderModule } from './reader.module';
export { READER_ROUTES } from './routes';
export { READER_SCHEMAS } from './schemas';
export { PROJECTIONS, type TimelineEntry } from './views';
