import type { Recorded } from '@rekam/domain';

/** Events that a view shows from now on. */
export interface Shown {
  readonly view: string;
  /** The last page of the log: what was shown together. */
  readonly events: readonly Recorded[];
  /** When the page came, in milliseconds since 1970. */
  readonly cameMs: number;
}

/** Called when the view has caught up with the log by a page, not while it catches up with history. MUST NOT throw. */
export type OnShown = (shown: Shown) => void;
