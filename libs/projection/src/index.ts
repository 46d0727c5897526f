export type { DayRows, Projection, Rows } from './projection';
export {
  StaleProjector,
  type Change,
  type ColumnType,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type TableDeclaration,
  type ViewStore,
} from './view-store';
