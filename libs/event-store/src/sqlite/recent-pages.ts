import type { Recorded } from '@rekam/domain';
import { BoundedCache } from '../bounded-cache';

/** Events a page; position p stands on page (p - 1) / PAGE_SIZE. */
const PAGE_SIZE = 500n;
/** Pages kept: followers that are not further apart than these share what was read and decoded. */
const PAGES_MAX = 6;

/**
 * The events last appended or read, decoded, in pages that begin at fixed positions. Each event is decoded once however
 * many followers there are, and not at all by those that keep up.
 */
export class RecentPages {
  readonly #pages = new BoundedCache<bigint, Recorded[]>(PAGES_MAX);

  /**
   * `read` gives events after a position, in the order of the log; `isReadable` says whether an event may still be
   * shown as it was decoded, which it may not once its stream is erased.
   */
  constructor(
    private readonly read: (after: bigint, limit: number) => readonly Recorded[],
    private readonly isReadable: (event: Recorded) => boolean,
  ) {}

  /** Takes over what was appended, where it continues a page; the rest is read when somebody asks for it. */
  add(events: readonly Recorded[]): void {
    for (const event of events) {
      const index = event.position - 1n;
      const start = (index / PAGE_SIZE) * PAGE_SIZE;
      let page = this.#pages.get(start);
      if (page === undefined && index === start) this.#pages.set(start, (page = []));
      if (page !== undefined && BigInt(page.length) === index - start) page.push(event);
    }
  }

  /** At most `limit` events after a position, none from beyond the page on which the first of them stands. */
  after(position: bigint, limit: number): readonly Recorded[] {
    const start = (position / PAGE_SIZE) * PAGE_SIZE;
    const offset = Number(position - start);
    const kept = this.#pages.get(start) ?? [];
    if (kept.length > offset) {
      const found = kept.slice(offset, offset + limit);
      if (found.every(this.isReadable)) return found;
      kept.length = 0;
    }
    kept.push(...this.read(start + BigInt(kept.length), Number(PAGE_SIZE) - kept.length));
    this.#pages.set(start, kept);
    return kept.slice(offset, offset + limit);
  }
}
