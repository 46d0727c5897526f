import type { Database, Session } from '@rekam/postgres';
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
  type ViewBuild,
} from '../view-store';
import { Lease } from './lease';
import { PostgresTables } from './postgres-tables';
import { openViewSchema, type ViewSchemaOptions } from './view-schema';

/** Batches given to the server at a time: while it writes one, the next is made ready. */
const BATCHES_IN_FLIGHT_MAX = 4;
/** Its transactions wait for a fold, and nobody waits for what they have locked. */
const IDLE_TIMEOUT_MS = 300_000;

/** Makes or opens a schema of views that nobody reads before it is closed. Rejects with TablesChanged and ViewsUnavailable. */
export async function openPostgresViewBuild(options: ViewSchemaOptions): Promise<ViewBuild> {
  await openViewSchema(options);
  return new PostgresViewBuild(options);
}

/** A transaction under way, on a connection of its own. */
interface Transaction {
  readonly session: Session;
  giveBack(isSound: boolean): void;
}

/**
 * A schema whose rows the server writes while this process folds. They wait for their commit in one transaction, so what
 * it has written is asked of its connection; while there is none, any will do.
 */
class PostgresViewBuild implements ViewBuild {
  readonly #database: Database;
  readonly #tables: PostgresTables;
  readonly #lease: Lease;
  readonly #stopUsing: () => Promise<void>;
  #transaction: Transaction | null = null;
  #written: Promise<void>[] = [];
  /** Why nothing that was written can be committed any more. */
  #fault: Error | null = null;
  #isClosed = false;

  constructor({ database, listener, schema, tables, leaseMs }: ViewSchemaOptions) {
    this.#database = database;
    this.#stopUsing = () => listener.leave(schema);
    this.#tables = new PostgresTables(schema, tables);
    this.#lease = new Lease(database, listener, schema, leaseMs);
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
    return this.#tables.load(this.#session(), table, keys);
  }

  async stage(changes: readonly RowChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { session } = await this.#begun();
    const written = this.#tables.write(session, changes).catch((error: Error) => {
      this.#fault ??= error;
    });
    this.#written.push(written);
    if (this.#written.length >= BATCHES_IN_FLIGHT_MAX) await this.#written.shift();
    if (this.#fault !== null) throw this.#fault;
  }

  async commit(changes: readonly RowChange[], from: Progress, to: bigint): Promise<void> {
    this.#checkOpen();
    this.#tables.check(changes, from, to);
    const { session } = await this.#begun();
    try {
      await this.stage(changes);
      await Promise.all(this.#written);
      if (this.#fault !== null) throw this.#fault;
      if (!(await this.#lease.advance(session, from, to))) throw await this.#stale(from);
      await session.query('COMMIT');
      this.#end(true);
    } catch (error) {
      this.#end(false);
      throw error;
    }
  }

  async scan(table: string, index: string, options: ScanOptions): Promise<Scanned> {
    return this.#tables.scan(this.#session(), table, index, options);
  }

  async changes(table: string, after: bigint, limit: number): Promise<readonly Change[]> {
    this.#checkOpen();
    return this.#tables.changes(this.#database, table, after, limit);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end(false);
    // A database that is away will see the lease run out.
    await this.#lease.release().catch(() => undefined);
    await this.#stopUsing();
  }

  #session(): Session {
    this.#checkOpen();
    if (this.#fault !== null) throw this.#fault;
    return this.#transaction?.session ?? this.#database;
  }

  async #begun(): Promise<Transaction> {
    this.#checkOpen();
    if (this.#transaction === null) {
      this.#transaction = await this.#database.take();
      const { session } = this.#transaction;
      // A crash may take the last commits back, rows and progress together; whoever lets the tables serve waits for the disk.
      await session.run(`BEGIN; SET LOCAL synchronous_commit = off;
        SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`);
    }
    return this.#transaction;
  }

  /** A connection with a transaction under way is closed, and the server takes back what it has written. */
  #end(isSound: boolean): void {
    this.#transaction?.giveBack(isSound);
    this.#transaction = null;
    this.#written = [];
    this.#fault = null;
  }

  async #stale(from: Progress): Promise<StaleProjector> {
    const { position, epoch } = await this.#lease.progress();
    return new StaleProjector(
      `expected progress ${from.position} of epoch ${from.epoch}, found ${position} of ${epoch}`,
    );
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ViewsUnavailable('the views are closed');
  }
}
