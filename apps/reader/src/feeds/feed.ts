import type { RowFollower } from './row-tail';

/** A row as a feed tells it. */
export interface FeedRow {
  /** Position of the log that the row reflects. */
  readonly position: bigint;
  /** Equal for equal rows, whatever the position. */
  readonly version: string;
  readonly data: object;
}

/** Where a feed's rows come from. */
export interface FeedSource {
  follow(): Promise<RowFollower>;
  /** The row as it is now, after asking whether the caller may still have it: null when not any more. */
  read(): Promise<FeedRow | null>;
  changedSince(position: bigint): Promise<boolean>;
}

/** What every feed is given by who opens it. */
export interface FeedLimits {
  /** Aborts when the client is gone or the process stops. */
  readonly signal: AbortSignal;
  /** Whether the caller's token still holds. */
  readonly isTokenValid: () => Promise<boolean>;
  readonly heartbeatMs: number;
}

export interface FeedOptions extends FeedLimits {
  readonly source: FeedSource;
  /** What the client has: the id of its last message; null without one. */
  readonly lastPosition: bigint | null;
}

/** How soon a client whose connection broke comes back. */
const RETRY_MS = 3_000;

/** The first words of every feed. */
export const GREETING = `retry: ${RETRY_MS}\n\n`;
export const HEARTBEAT = ': heartbeat\n\n';

export const message = (event: string, data: object, id?: bigint | string): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/** The last words of a feed whose caller's token holds no more. */
export const expired = (): string => message('expired', { reason: 'the token has expired' });

/**
 * The messages of one feed: `snapshot`, then `changed` with the whole row whenever it is another one. Nothing waits
 * in a queue: the row is read when the client takes the next message, so a slow client skips what it missed.
 * `revoked` and `expired` end a feed for good; a client must not come back with the same token.
 */
export async function* feed({
  source,
  lastPosition,
  signal,
  isTokenValid,
  heartbeatMs,
}: FeedOptions): AsyncGenerator<string> {
  const follower = await source.follow();
  try {
    yield GREETING;
    // 1. Who comes back with the id of a row that still stands already has it.
    let event: 'snapshot' | 'changed' = lastPosition === null ? 'snapshot' : 'changed';
    let isDue = lastPosition === null || (await source.changedSince(lastPosition));
    let version: string | null = null;
    while (!signal.aborted) {
      // 2. Ask again each time who may hear this.
      if (!(await isTokenValid())) return yield expired();
      if (isDue) {
        const row = await source.read();
        if (row === null) return yield message('revoked', { reason: 'outside the jurisdiction of this token' });
        if (row.version !== version) yield message(event, row.data, row.position);
        version = row.version;
        event = 'changed';
      } else {
        yield HEARTBEAT;
      }
      // 3. Until the row changes, or long enough for a proxy to think the connection dead.
      isDue = await follower.changed(AbortSignal.any([signal, AbortSignal.timeout(heartbeatMs)]));
    }
  } finally {
    follower.close();
  }
}
