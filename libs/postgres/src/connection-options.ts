import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';

/** Until a connection is there: a new one, or one that another query gives back. */
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Beyond the server's own limit the network has failed, or the server has. */
const ANSWER_TIMEOUT_MORE_MS = 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * What every connection of ours sets for itself. Said in the startup message, a connection pooler before the server would
 * refuse or forget it.
 */
const SETTINGS: Readonly<Record<string, string | number>> = {
  // A transaction asks one thing after the other without a pause, so one that pauses belongs to a process that is cut off
  // or dead, and whoever stands by waits for the rows that it has locked. What needs longer says so itself.
  idle_in_transaction_session_timeout: 5_000,
  // The server hears of a machine that is gone, and lets go of what it had locked.
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  // Every query of ours walks an index. The planner would read small tables whole instead, and keep to that plan for as
  // long as the connection lives, however large they grow.
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_bitmapscan: 'off',
  plan_cache_mode: 'force_generic_plan',
  // Compiling a plan takes longer than these queries.
  jit: 'off',
};

/** What was committed is durable, whatever the database says of others who use it; how many machines keep it, it says. */
const DURABLE = `SELECT set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), false)`;

export const sessionSettings = ({ statementTimeoutMs = STATEMENT_TIMEOUT_MS }: DatabaseOptions): string =>
  [
    `SET statement_timeout = ${statementTimeoutMs}`,
    ...Object.entries(SETTINGS).map(([name, value]) => `SET ${name} = ${value}`),
    DURABLE,
  ].join('; ');

export interface DatabaseOptions {
  /**
   * `postgresql://user@host:port/database`. With `?sslmode=verify-full` the server must prove its name, to the
   * authorities that Node knows or those of `tls`.
   */
  readonly url: string;
  /** Instead of one in the address. */
  readonly password?: string;
  readonly tls?: ConnectionOptions;
  readonly connectionsMax?: number;
  /** The limit of a statement; 30 s by itself. */
  readonly statementTimeoutMs?: number;
  /** What an administrator sees that the connections are for. */
  readonly applicationName?: string;
}

const asText = (value: unknown): unknown => value;
const types = { getTypeParser: () => asText } as unknown as NonNullable<ClientConfig['types']>;

/** What every connection is opened with. Throws an Error, without the address, for one that is none. */
export function connectionOptions({
  url,
  password,
  tls,
  applicationName,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
}: DatabaseOptions): ClientConfig {
  if (!URL.canParse(url)) throw new Error('the address of the PostgreSQL database is no URL');
  const address = new URL(url);
  // The driver takes what the address has before what stands beside it, and no password there is an empty one.
  if (password !== undefined) address.password = encodeURIComponent(password);
  const sslmode = address.searchParams.get('sslmode');
  address.searchParams.delete('sslmode');
  const isPlain = sslmode === 'disable' || (sslmode === null && tls === undefined);
  // The driver names a host for its certificate to be checked, and leaves an address out.
  const host = address.hostname.replaceAll(/[[\]]/g, '');
  return {
    connectionString: address.href,
    ssl: isPlain ? false : { host, ...tls },
    application_name: applicationName ?? 'rekam-jejak',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: statementTimeoutMs + ANSWER_TIMEOUT_MORE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    pipeline: true,
    types,
  };
}
