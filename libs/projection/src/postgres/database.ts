import { createHash } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { isNativeError } from 'node:util/types';
import { DatabaseError, Pool, type ClientConfig, type ClientBase, type PoolClient } from 'pg';
import { RowRefused, ViewsUnavailable } from '../view-store';

const CONNECTIONS_MAX = 10;
/** Until a connection is there: a new one, or one that another query gives back. */
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Beyond the server's own limit the network has failed, or the server has. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** A transaction of ours waits for a fold at most, never for people. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 300_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
/** Statements prepared for tables that are gone go with their connection. */
const LIFETIME_S = 1_800;

/**
 * Every query of a view walks an index, because only declared orders are asked for. The planner would read small tables
 * whole instead, and keep to that plan for as long as the connection lives, however large they grow.
 */
const PLANNER = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_bitmapscan: 'off',
  plan_cache_mode: 'force_generic_plan',
  // Compiling a plan takes longer than these queries.
  jit: 'off',
};

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database`; what it does not say comes from the other fields. */
  readonly url: string;
  /** Instead of one in the address. */
  readonly password?: string;
  readonly tls?: ConnectionOptions;
  readonly connectionsMax?: number;
}

/** A value of a statement, or several as an array of text. */
export type Value = string | null | readonly string[];

export interface Answer {
  /** Values as PostgreSQL writes them. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows found or changed. */
  readonly count: number;
}

/** One connection: what is asked of it is done in that order, without waiting for the answer before. */
export interface Session {
  /** A statement with values, prepared once a connection. Rejects with ViewsUnavailable or RowRefused. */
  query(text: string, values?: readonly Value[]): Promise<Answer>;
}

/** The name under which a connection keeps a prepared statement, by its text. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha1').update(text).digest('hex')));
  return name;
}

const asText = (value: unknown): unknown => value;
const types = { getTypeParser: () => asText } as unknown as NonNullable<ClientConfig['types']>;

/** What every connection of ours is opened with. */
export function connectionOptions({ url, password, tls }: DatabaseOptions): ClientConfig {
  return {
    connectionString: url,
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { ssl: tls }),
    application_name: 'rekam-jejak',
    options: Object.entries(PLANNER)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    pipeline: true,
    types,
  };
}

/** The connections to one PostgreSQL database, made as they are needed. */
export class Database implements Session {
  readonly #pool: Pool;

  constructor(options: DatabaseOptions) {
    this.#pool = new Pool({
      ...connectionOptions(options),
      max: options.connectionsMax ?? CONNECTIONS_MAX,
      maxLifetimeSeconds: LIFETIME_S,
    });
    // An idle connection that breaks is made anew by the next query, which says so if it cannot.
    this.#pool.on('error', () => undefined);
  }

  async query(text: string, values: readonly Value[] = []): Promise<Answer> {
    return guarded(() => ask(this.#pool, text, values));
  }

  /** Keeps a connection for as long as the work goes on. */
  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let isSound = false;
    try {
      const done = await work(sessionOf(client));
      isSound = true;
      return done;
    } finally {
      client.release(!isSound);
    }
  }

  /** Commits what the work has done, or takes it back when it rejects: then the connection is closed. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.session(async (session) => {
      // What comes behind it waits for it on the server, not here.
      const begun = session.query('BEGIN');
      begun.catch(() => undefined);
      const done = await work(session);
      await begun;
      await session.query('COMMIT');
      return done;
    });
  }

  /** A connection to keep until it is given back; one that is not sound is closed, and what it has not committed ends. */
  async take(): Promise<{ readonly session: Session; giveBack(isSound: boolean): void }> {
    const client = await this.#connect();
    return { session: sessionOf(client), giveBack: (isSound) => client.release(!isSound) };
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    const client = await guarded(() => this.#pool.connect());
    // Its queries say what happened to it.
    if (client.listenerCount('error') === 0) client.on('error', () => undefined);
    return client;
  }
}

const sessionOf = (client: PoolClient): Session => ({
  query: (text, values = []) => guarded(() => ask(client, text, values)),
});

/** Asks one connection, or any of a pool. */
export async function ask(client: Pool | ClientBase, text: string, values: readonly Value[]): Promise<Answer> {
  // Several statements at a time can have no values, and are not prepared.
  if (values.length === 0 && text.includes(';')) {
    await client.query(text);
    return { rows: [], count: 0 };
  }
  const { rows, rowCount } = await client.query<(string | null)[]>({
    name: nameOf(text),
    text,
    values: values as unknown[],
    rowMode: 'array',
  });
  return { rows, count: rowCount ?? 0 };
}

/** Classes of errors that a value leads to: data exception, integrity constraint, limit exceeded. */
const OF_A_VALUE = /^(22|23|54)/;

/** Turns a fault of the database into ViewsUnavailable, and one of a value, which its message may quote, into RowRefused. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseError && OF_A_VALUE.test(error.code ?? '')) {
      const { code, table, column } = error;
      const place = [table, column].filter((each) => each !== undefined).join(', column ');
      throw new RowRefused(
        `the database refuses a value${place === '' ? '' : ` of table ${place}`} (SQLSTATE ${code})`,
      );
    }
    throw new ViewsUnavailable(`the views in PostgreSQL cannot be used (${reasonOf(error)})`, { cause: error });
  }
}

/** Of several addresses that did not answer, each has its error and they have none together. */
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return 'for no reason it gave';
  const each = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return error.message === '' ? each.map(reasonOf).join('; ') : error.message;
}
