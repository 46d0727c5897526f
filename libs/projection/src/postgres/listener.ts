import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import {
  ask,
  connectionOptions,
  guarded,
  type Answer,
  type DatabaseOptions,
  type Session,
  type Value,
} from './database';

/** Something was committed in the schema that the message names, or its lease given up. */
export const COMMITTED = 'rekam_committed';
/** Other tables serve now of the projection that the message names. */
export const POINTED = 'rekam_pointed';

/** The advisory lock that says that a schema is in use. */
export const keyOf = (schema: string): string => `hashtextextended('rekam in use ' || ${schema}, 0)`;
const LOCK = `SELECT pg_advisory_lock_shared(${keyOf('$1')})`;
const UNLOCK = `SELECT pg_advisory_unlock_shared(${keyOf('$1')})`;

const RETRY_DELAY_MS = 200;
const RETRY_DELAY_MS_MAX = 5_000;

type Hears = (message: string) => void;

/**
 * A connection on which a process hears what others tell, and with which it says what it has in use. When it breaks it
 * is made anew: then all who follow are told to look, for they may have missed something.
 */
export class Listener implements Session {
  readonly #options: DatabaseOptions;
  readonly #following = new Map<string, Set<{ readonly message: string | null; readonly hear: Hears }>>();
  readonly #inUse = new Map<string, number>();
  readonly #close = new AbortController();
  #client: Client | null = null;
  #reconnecting: Promise<void> | null = null;

  private constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /** Rejects with ViewsUnavailable. */
  static async open(options: DatabaseOptions): Promise<Listener> {
    const listener = new Listener(options);
    await listener.#connect();
    return listener;
  }

  async query(text: string, values: readonly Value[] = []): Promise<Answer> {
    return guarded(async () => {
      if (this.#client === null) throw new Error('the connection that listens is broken');
      return ask(this.#client, text, values);
    });
  }

  /** Tells everyone who listens, when the session's transaction commits. */
  async tell(session: Session, channel: string, message: string): Promise<void> {
    await session.query('SELECT pg_notify($1, $2)', [channel, message]);
  }

  /** Calls back for every message of a channel; the empty one says that any may have been missed. */
  hear(channel: string, hear: Hears, signal: AbortSignal): void {
    this.#add(channel, null, hear, signal);
  }

  /**
   * Returns what waits for a message: until one has come since the last wait, until the time is over or the signal
   * aborts.
   */
  follow(
    channel: string,
    message: string,
    end: AbortSignal,
  ): (signal: AbortSignal, timeoutMs: number) => Promise<void> {
    let isHeard = false;
    let wake: (() => void) | null = null;
    this.#add(
      channel,
      message,
      () => {
        isHeard = true;
        wake?.();
      },
      end,
    );
    return async (signal, timeoutMs) => {
      const either = AbortSignal.any([signal, end]);
      if (!isHeard && !either.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          either.addEventListener('abort', wake, { once: true });
        });
        if (wake !== null) either.removeEventListener('abort', wake);
        wake = null;
      }
      isHeard = false;
    };
  }

  /** Says that this process uses the schema, so that no other removes it. Rejects with ViewsUnavailable. */
  async use(schema: string): Promise<void> {
    const uses = this.#inUse.get(schema) ?? 0;
    if (uses === 0) await this.query(LOCK, [schema]);
    this.#inUse.set(schema, uses + 1);
  }

  async unuse(schema: string): Promise<void> {
    const uses = this.#inUse.get(schema) ?? 0;
    if (uses > 1) {
      this.#inUse.set(schema, uses - 1);
      return;
    }
    this.#inUse.delete(schema);
    // A connection that is gone has let go of it already.
    await this.query(UNLOCK, [schema]).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#close.abort();
    await this.#reconnecting;
    await this.#client?.end();
    this.#client = null;
  }

  #add(channel: string, message: string | null, hear: Hears, signal: AbortSignal): void {
    const following = this.#following.get(channel) ?? new Set();
    const follower = { message, hear };
    this.#following.set(channel, following.add(follower));
    signal.addEventListener('abort', () => following.delete(follower), { once: true });
  }

  async #connect(): Promise<void> {
    // It waits for nothing: what it is asked takes no time, and it may be silent for days.
    const client = new Client({ ...connectionOptions(this.#options), application_name: 'rekam-jejak listener' });
    client.on('error', () => undefined);
    await guarded(async () => {
      try {
        await client.connect();
        await Promise.all([COMMITTED, POINTED].map((channel) => client.query(`LISTEN ${channel}`)));
        for (const schema of this.#inUse.keys()) {
          await ask(client, LOCK, [schema]);
        }
      } catch (error) {
        await client.end().catch(() => undefined);
        throw error;
      }
    });
    client.on('notification', ({ channel, payload = '' }) => this.#heard(channel, payload));
    client.once('end', () => this.#lost(client));
    this.#client = client;
  }

  #lost(client: Client): void {
    if (this.#client !== client || this.#close.signal.aborted) return;
    this.#client = null;
    this.#reconnecting = this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#close;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await this.#connect();
        for (const channel of this.#following.keys()) this.#heard(channel, '');
        return;
      } catch {
        const longest = Math.min(RETRY_DELAY_MS * 2 ** tries, RETRY_DELAY_MS_MAX);
        await delay(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #heard(channel: string, message: string): void {
    for (const follower of this.#following.get(channel) ?? []) {
      if (follower.message === null || message === '' || follower.message === message) follower.hear(message);
    }
  }
}
