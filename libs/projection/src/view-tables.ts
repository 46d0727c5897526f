import type { Projection } from './projection';
import type { ViewBuild, ViewStore } from './view-store';

/**
 * Where the tables of projections are: which of them serve, which are half-built, which are left over. A place is a name
 * of the adapter's own, such as a file or a schema; every build has one. Every method rejects with ViewsUnavailable.
 */
export interface ViewTables {
  /** Whether what keeps them answers, as it is known without asking: false some seconds after a server has gone. */
  readonly isReachable: boolean;
  /** The place that serves; null when there is none of the projection's version. */
  serving(projection: Projection): Promise<string | null>;
  /** A half-built place to go on with, if it is not in use already, or a new one. */
  building(projection: Projection, inUse: string | null): Promise<string>;
  /** The tables of a place, made if they are not there. Rejects with TablesChanged. */
  open(projection: Projection, place: string): Promise<ViewStore>;
  /** The same for a fold with large commits, while nobody reads them. Rejects with TablesChanged. */
  openBuild(projection: Projection, place: string): Promise<ViewBuild | ViewStore>;
  /** Lets a place serve from now on, durably: after a crash either the old one does or this one. */
  point(projection: Projection, place: string): Promise<void>;
  /** Removes a place, unless another process still has it open. */
  remove(place: string): Promise<void>;
  /** Removes what was left over: builds before the serving one, and half-built ones of another version. */
  sweep(projection: Projection): Promise<void>;
  /** Calls back when another process may have let another place serve, with the projection's name; null for any. */
  onPointed(listener: (name: string | null) => void): void;
  /** Whatever still waits for a server fails soon after. Closing again does nothing. */
  close(): Promise<void>;
}
