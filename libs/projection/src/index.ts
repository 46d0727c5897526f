export type { DayRows, Projection, Rows } from './projection';
export { type IndexValue, type Key, type Row, type Scanned, type TableDeclaration, type ViewStore } from './view-store';
export { exportHash } from './export-hash';
export { PositionNotReached, Projector, type ProjectorStatus } from './projector';
export type { RebuildProgress } from './rebuild';
export { openSqliteViewStore } from './sqlite/sqlite-view-store';
export { ViewHost } from './view-host';
