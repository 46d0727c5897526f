import type { Projection } from '@rekam/projection';
import { currentState } from './current-state/projection';
import { directory } from './directory/projection';
import { timeline } from './timeline/projection';

export type { CurrentStateRow } from './current-state/projection';
export type { AgencyOverviewRow } from './directory/overview';
export type { DirectoryRow } from './directory/row';
export { termsOf } from './directory/terms';
export { isBystander, type TimelineEntry } from './timeline/entry';
export { NOTICES, OUTBOX, type NoticeKind, type NoticeRow } from './notices/notice';
export { timelineEntryOf, type TimelineRow } from './timeline/row';

/** The views of the reader. */
export const PROJECTIONS: readonly Projection[] = [currentState, timeline, directory];
