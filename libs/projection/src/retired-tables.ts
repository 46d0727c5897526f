import type { ViewStore } from './view-store';
import type { ViewTables } from './view-tables';

/** Whoever took the tables before a switch has so long to finish with them. */
const RETIRE_AFTER_MS = 60_000;

interface Retired {
  readonly views: ViewStore;
  readonly place: string;
  readonly timer: NodeJS.Timeout;
}

/** Tables that others have taken the place of, until nobody reads them any more. */
export class RetiredTables {
  readonly #tables: Pick<ViewTables, 'remove'>;
  readonly #retired = new Set<Retired>();

  constructor(tables: Pick<ViewTables, 'remove'>) {
    this.#tables = tables;
  }

  add(views: ViewStore, place: string): void {
    const timer = setTimeout(() => void this.#discard(retired), RETIRE_AFTER_MS).unref();
    const retired: Retired = { views, place, timer };
    this.#retired.add(retired);
  }

  async discardAll(): Promise<void> {
    for (const retired of this.#retired) await this.#discard(retired);
  }

  async #discard(retired: Retired): Promise<void> {
    if (!this.#retired.delete(retired)) return;
    clearTimeout(retired.timer);
    try {
      await retired.views.close();
      await this.#tables.remove(retired.place);
    } catch {
      // Whoever opens the tables next looks for what is left of them.
    }
  }
}
