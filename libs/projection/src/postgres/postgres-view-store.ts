import type { Database, Listener } from '@rekam/postgres';
import {
  StaleProjector,
  ViewsUnavailable,
  type Change,
  type Key,
  type Progress,
  type Row,
  type RowChange,
  type Scanned,
  type ScanOptions,
  type Sharing,
  type ViewStore,
} from '../view-store';
import { Lease } from './lease';
import { COMMITTED } from './channels';
import { PostgresTables } from './postgres-tables';
import { openViewSchema, type ViewSchemaOptions } from './view-schema';

/** Whoever follows another process's commits looks at least so often, should the word of one be lost. */
const LOOK_AFTER_MS = 1_000;

/** Opens the tables of a schema, which are made if they are not there. Rejects with TablesChanged and ViewsUnavailable. */
export async function openPostgresViewStore(options: ViewSchemaOptions): Promise<ViewStore> {
  await openViewSchema(options);
  return new PostgresViewStore(options);
}

/** One version of one projection in one schema, which several processes may have open. */
class PostgresViewStore implements ViewStore {
  readonly sharing: Sharing;
  readonly #database: Database;
  readonly #listener: Listener;
  readonly #schema: string;
  readonly #tables: PostgresTables;
  readonly #lease: Lease;
  readonly #close = new AbortController();

  constructor({ database, listener, schema, tables, leaseMs }: ViewSchemaOptions) {
    this.#database = database;
    this.#listener = listener;
    this.#schema = schema;
    this.#tables = new PostgresTables(schema, tables);
    this.#lease = new Lease(database, listener, schema, leaseMs);
    const news = listener.follow(COMMITTED, schema, this.#close.signal);
    const lease = this.#lease;
    this.sharing = {
      get isLeading() {
        return lease.isHeld;
      },
      get lost() {
        return lease.lost;
      },
      release: async () => {
        await this.#lease.release();
        await this.#listener.tell(this.#listener, COMMITTED, this.#schema);
      },
      news: (signal) => news(signal, LOOK_AFTER_MS),
    };
  }

  async progress(): Promise<Progress> {
    this.#checkOpen();
    return this.#lease.progress();
  }

  async lease(): Promise<Progress> {
    this.#checkOpen();
    return this.#lease.take();
  }

  async load(table: string, keys: readonly Key[]): Promise<readonly (Row | null)[]> {
    this.#checkOpen();
    return this.#tables.load(this.#database, table, keys);
  }

  async commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void> {
    this.#checkOpen();
    this.#tables.check(changes, from, to);
    await this.#database.transaction(async (session) => {
      await this.#tables.write(session, changes);
      // The last statement but one: the row is not locked while rows are written, so that the lease can be kept.
      if (!(await this.#lease.advance(session, from, to))) throw await this.#stale(from);
      await this.#listener.tell(session, COMMITTED, this.#schema);
    });
  }

  async scan(table: string, index: string, options: ScanOptions): Promise<Scanned> {
    this.#checkOpen();
    return this.#tables.scan(this.#database, table, index, options);
  }

  async changes(table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    this.#checkOpen();
    return this.#tables.changes(this.#database, table, after, limit);
  }

  async close(): Promise<void> {
    if (this.#close.signal.aborted) return;
    this.#close.abort();
    // A database that is away will see the lease run out.
    await this.#lease.release().catch(() => undefined);
    await this.#listener.leave(this.#schema);
  }

  async #stale(from: Progress): Promise<StaleProjector> {
    const { position, epoch } = await this.#lease.progress();
    return new StaleProjector(
      `expected progress ${from.position} of epoch ${from.epoch}, found ${position} of ${epoch}`,
    );
  }

  #checkOpen(): void {
    if (this.#close.signal.aborted) throw new ViewsUnavailable('the views are closed');
  }
}
