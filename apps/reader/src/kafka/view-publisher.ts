import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@rekam/event-store';
import type { Producer } from '@rekam/kafka';
import type { Key, Row, ViewHost, ViewStore } from '@rekam/projection';
import type { Publication } from './publication';
import type { RowSource } from './published-views';
import { NOTHING, planOf, type RowPlan } from './row-plan';
import { newProgress, type HeldChange, type Progress, type PublisherStore, type Scan } from './publisher-store';

/** Rows read, sent and acknowledged at a time. */
const PAGE_SIZE_MAX = 100;
/** Rows folded before others get their turn. */
const ROWS_A_TURN = 8;
/** Changes asked for at a time: keys only. One event may change more rows, as a new day does. */
const CHANGES_MAX = 1_000;

export interface ViewPublisherOptions {
  readonly events: Pick<EventStore, 'head'>;
  readonly host: Pick<ViewHost, 'projector' | 'build'>;
  readonly store: PublisherStore;
  readonly producer: Pick<Producer, 'send'>;
  readonly topicPrefix: string;
  /** The agencies that have a topic of their own. */
  readonly agencies: readonly string[];
  /** Pause after what was all there is: a row that changes again meanwhile is sent once. */
  readonly pauseMs: number;
}

/** Rows as they stand, null for those that are gone, and the place in the log that they reflect at least. */
interface Page {
  readonly position: bigint;
  readonly keys: readonly string[];
  readonly rows: readonly (Row | null)[];
  /** Only for the topics of these agencies; null for all. */
  readonly only: ReadonlySet<string> | null;
}

/**
 * Sends the rows of a view as they stand: to the topic of the whole ledger, and to the topic of the agency that a row
 * belongs to. A row that is gone, or belongs to another agency now, is taken back by a tombstone. What is in an
 * agency's topic is remembered before it is sent, so that no crash can leave a row there that nobody takes back. The
 * topic of an agency that is configured no more is left as it is, and goes on from there when it is configured again.
 */
export class ViewPublisher implements Publication {
  readonly name: string;
  private readonly agencies: ReadonlySet<string>;
  /** The tables that were last read, in this process. */
  private tables: ViewStore | null = null;
  private progress: Progress;

  constructor(
    private readonly source: RowSource,
    private readonly options: ViewPublisherOptions,
  ) {
    this.name = source.view;
    this.progress = newProgress(source.view);
    this.agencies = new Set(options.agencies);
  }

  get position(): bigint {
    return BigInt(this.progress.position);
  }

  async open(): Promise<void> {
    // Another process may have published meanwhile, from other tables.
    this.tables = null;
    this.progress = await this.options.store.progress(this.name);
  }

  async publish(signal: AbortSignal, onPublished: () => void): Promise<void> {
    const { events, host, pauseMs } = this.options;
    const projector = host.projector(this.source.projection);
    await this.greetAgencies();
    while (!signal.aborted) {
      const tables = projector.views;
      const isPresent = () => !signal.aborted && projector.views === tables;
      // 1. Tables that were not read before: from the first row on.
      if (!this.isKnown(tables)) {
        // What is sent of a row must never be older than what was sent before, and that was at most the log of then.
        await projector.committedAfter((await events.head()) - 1n, signal);
        if (isPresent()) await this.takeUp(tables);
        continue;
      }
      // 2. All rows, where that is due.
      while (this.progress.scan !== null && isPresent()) {
        await this.scanPage(tables, this.progress.scan);
        onPublished();
      }
      // 3. What changes from then on.
      while (isPresent()) {
        const changes = await this.sendChanges(tables, isPresent);
        onPublished();
        if (changes === 0) await projector.committedAfter(this.position, signal);
        else if (changes < CHANGES_MAX) await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Agencies that are new in the configuration: a pass over the rows fills their topics. */
  private async greetAgencies(): Promise<void> {
    const { progress } = this;
    const known = new Set(progress.agencies);
    const fresh = [...this.agencies].filter((agency) => !known.has(agency));
    if (fresh.length === 0 && known.size === this.agencies.size) return;
    const { scan, position } = progress;
    // A pass over everything that is under way begins anew: what it has been through lacks the new agencies.
    const only = scan === null ? fresh : scan.only === null ? null : [...new Set([...scan.only, ...fresh])];
    await this.save({
      agencies: [...this.agencies],
      scan: fresh.length === 0 ? scan : { phase: 'rows', after: null, only, upTo: scan?.upTo ?? position },
    });
  }

  /** After a start, the same build is told by its name. */
  private isKnown(tables: ViewStore): boolean {
    const build = this.options.host.build(this.source.projection);
    if (this.tables === null && build === this.progress.build) this.tables = tables;
    return this.tables === tables;
  }

  /** Begins a pass over all rows of tables that were built anew, or of another version. */
  private async takeUp(tables: ViewStore): Promise<void> {
    const build = this.options.host.build(this.source.projection);
    const { position } = await tables.progress();
    await this.save({ build, scan: { phase: 'rows', after: null, only: null, upTo: position.toString() } });
    this.tables = tables;
  }

  private async scanPage(tables: ViewStore, scan: Scan): Promise<void> {
    const { view, keyColumn } = this.source;
    const only = scan.only === null ? null : new Set(scan.only);
    const over = { scan: null, position: scan.upTo };
    // Read before the rows, as everywhere here, so that they reflect at least what is said of them.
    const { position } = await tables.progress();
    if (scan.phase === 'rows') {
      const after = scan.after === null ? {} : { after: scan.after };
      const { rows, next } = await tables.scan(view, 'key', { limit: PAGE_SIZE_MAX, ...after });
      const keys = rows.map((row) => row[keyColumn] as string);
      const gone: Partial<Progress> = only === null ? { scan: { ...scan, phase: 'gone', after: null } } : over;
      const then = next === null ? gone : { scan: { ...scan, after: next as Key } };
      return this.send(tables, { position, keys, rows, only }, then);
    }
    const held = await this.options.store.allHeld(view, scan.after?.[0] ?? null, PAGE_SIZE_MAX);
    const rows = await tables.load(
      view,
      held.map(({ key }) => [key]),
    );
    const keys = held.flatMap(({ key }, at) => (rows[at] === null ? [key] : []));
    const last = held.at(-1)?.key;
    const then: Partial<Progress> = last === undefined ? over : { scan: { ...scan, after: [last] } };
    return this.send(tables, { position, keys, rows: keys.map(() => null), only }, then);
  }

  /** Sends the rows that changed since the last time, a page at a time; returns how many. */
  private async sendChanges(tables: ViewStore, isPresent: () => boolean): Promise<number> {
    const { position: reached } = await tables.progress();
    const changes = await tables.changes(this.source.view, this.position, CHANGES_MAX);
    for (let at = 0; at < changes.length && isPresent(); at += PAGE_SIZE_MAX) {
      const keys = changes.slice(at, at + PAGE_SIZE_MAX).map(({ key }) => key[0]!);
      const { position } = await tables.progress();
      const rows = await tables.load(
        this.source.view,
        keys.map((key) => [key]),
      );
      // Until its last page is sent, an event that changed many rows is not done.
      const isLast = at + PAGE_SIZE_MAX >= changes.length;
      const then = isLast ? { position: changes.at(-1)!.position.toString() } : {};
      await this.send(tables, { position, keys, rows, only: null }, then);
    }
    // Not worth writing down: after a start there would be as little between the two.
    if (changes.length === 0 && reached > this.position)
      this.progress = { ...this.progress, position: reached.toString() };
    return changes.length;
  }

  /** Sends a page of rows, and remembers how far it came. */
  private async send(tables: ViewStore, page: Page, then: Partial<Progress>): Promise<void> {
    const { store, producer } = this.options;
    const held = await store.held(this.source.view, page.keys);
    const plans: RowPlan[] = [];
    for (const [at, key] of page.keys.entries()) {
      // Folding a page of persons must not keep the process from its other work.
      if (at % ROWS_A_TURN === 0) await nextTurn();
      plans.push(await this.planOf(tables, key, page.rows[at]!, held[at]?.agencies ?? null, page));
    }
    const before = plans.flatMap((plan) => plan.before ?? []);
    if (before.length > 0) await store.save(this.progress, before);
    const messages = plans.flatMap((plan) => plan.messages);
    if (messages.length > 0) await producer.send(messages);
    await this.save(
      then,
      plans.flatMap((plan) => plan.after ?? []),
    );
  }

  private async planOf(
    tables: ViewStore,
    key: string,
    row: Row | null,
    held: readonly string[] | null,
    { position, only }: Page,
  ): Promise<RowPlan> {
    const { view, mayConcern, shown } = this.source;
    const isConcerned =
      only === null || held?.some((agency) => only.has(agency)) || (row !== null && mayConcern(row, only));
    if (!isConcerned) return NOTHING;
    const { topicPrefix } = this.options;
    return planOf(
      { view, key, position, shown: row === null ? null : await shown(tables, row), held },
      { topicPrefix, agencies: this.agencies, only },
    );
  }

  private async save(then: Partial<Progress>, held: readonly HeldChange[] = []): Promise<void> {
    const next = { ...this.progress, ...then };
    await this.options.store.save(next, held);
    this.progress = next;
  }
}
