export type { DayRows, Projection, Rows } from './projection';
export {
  LeaseHeld,
  StaleProjector,
  ViewsUnavailable,
  type IndexValue,
  type Key,
  type Row,
  type RowChange,
  type Scanned,
  type TableDeclaration,
  type ViewStore,
} from './view-store';
export { exportHash } from './export-hash';
export { Projector } from './projector';
export type { Shown } from './shown';
export { PositionNotReached, type ProjectorStatus } from './projector-status';
export type { RebuildProgress } from './rebuild';
export { openSqliteViewStore } from './sqlite/sqlite-view-store';
export { MemoryViewTables } from './memory-view-tables';
export type { BiView } from './postgres/bi-views';
export { PostgresViewTables } from './postgres/postgres-view-tables';
export { SqliteViewTables } from './sqlite/sqlite-view-tables';
export { ViewHost } from './view-host';
export type { ViewTables } from './view-tables';
