import type { Recorded } from '@rekam/domain';
import type { Key, Row, TableDeclaration } from './view-store';

/** The rows a projection works on while it folds a page. */
export interface Rows {
  /** A row that `keys` asked for, or that was loaded or put since; throws when it was never loaded. */
  get(table: string, key: Key): Row | null;
  put(table: string, row: Row): void;
  delete(table: string, key: Key): void;
  /** Rows that only the fold could name, such as the counter of a person's former agency; `get` finds them then. */
  load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]>;
  /** All rows whose key begins with these values, with the page's own changes applied. For the rare refold. */
  withPrefix(table: string, prefix: Key): Promise<readonly Row[]>;
}

/**
 * A fold of the log into tables. It reads no clock, no other table and no store: the same log gives the same
 * rows, whatever the pages. Rows are values: a fold never changes one in place.
 */
export interface Projection {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Raise it when the fold or a table changes: the new version is built beside the running one. */
  readonly version: number;
  readonly tables: readonly TableDeclaration[];
  /** The rows that `apply` will ask for. */
  keys(event: Recorded): readonly { readonly table: string; readonly key: Key }[];
  /** Folds one event. Returns a promise only where it had to load more than `keys` said. */
  apply(rows: Rows, event: Recorded): void | Promise<void>;
  /**
   * Rows that change because a day has come, a page at a time; called for DayOpened until it returns false, before
   * `apply` of that event. A row that was worked on must no longer be found by the next call: after a crash the
   * calls begin anew and find only what is left.
   */
  openDay?(rows: DayRows, date: string): Promise<boolean>;
}

/** What `openDay` may use: a scan of an index beside the rows. */
export interface DayRows extends Rows {
  /** At most `limit` rows of the index whose first column is at most `value`, this call's own changes applied. */
  upTo(table: string, index: string, value: string, limit: number): Promise<readonly Row[]>;
}
