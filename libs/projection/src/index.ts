export type { DayRows, Projection, Rows } from './projection';
export {
  RowRefused,
  StaleProjector,
  ViewsUnavailable,
  type Change,
  type IndexValue,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type TableDeclaration,
  type ViewStore,
} from './view-store';
export { exportHash } from './export-hash';
export { FoldFailed } from './fold';
export { MemoryViewStore } from './memory-view-store';
export { PositionNotReached, Projector, type ProjectorStatus } from './projector';
export type { RebuildOptions, RebuildProgress } from './rebuild';
export { openSqliteViewStore, TablesChanged } from './sqlite/sqlite-view-store';
export { RebuildRunning, ViewHost, type Rebuilt, type ViewHostOptions } from './view-host';
