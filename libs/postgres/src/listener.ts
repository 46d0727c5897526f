import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { connectionOptions, sessionSettings, type DatabaseOptions } from './connection-options';
import { guarded, type DatabaseErrors } from './database-errors';
import { LOCK_OF_NAME } from './locks';
import { quoted } from './names';
import { sessionOf, type Answer, type Session, type Value } from './session';

/** What is asked of this connection takes no time: an answer that does not come says that the network is gone. */
const ANSWER_TIMEOUT_MS = 3_000;
/** It may have nothing to say for days, so it is asked whether it is there. */
const HEARTBEAT_MS = 3_000;
const RETRY_DELAY_MS = 200;
const RETRY_DELAY_MS_MAX = 5_000;
/** A name that somebody else has locked alone is tried again for so long. */
const USE_TIMEOUT_MS = 10_000;
const USE_RETRY_MS = 50;
const CLOSE_TIMEOUT_MS = 1_000;

const USE = `SELECT pg_try_advisory_lock_shared(${LOCK_OF_NAME})`;
const LEAVE = `SELECT pg_advisory_unlock_shared(${LOCK_OF_NAME})`;

type Hears = (message: string) => void;

interface Follower {
  /** The one message that it waits for; null for all of the channel. */
  readonly message: string | null;
  readonly hear: Hears;
}

interface Connected {
  readonly client: Client;
  readonly session: Session;
  readonly socket: Socket;
}

export interface ListenerOptions {
  readonly options: DatabaseOptions;
  readonly errors: DatabaseErrors;
  readonly channels: readonly string[];
}

/**
 * A connection on which a process hears what others tell, and with which it says what it has in use. When it breaks or
 * falls silent it is made anew: then all who follow are told to look, for they may have missed something. It needs a
 * connection of its own all the way to the server: a pooler between them must be in session mode.
 */
export class Listener implements Session {
  readonly #options: DatabaseOptions;
  readonly #errors: DatabaseErrors;
  readonly #channels: readonly string[];
  readonly #followers = new Map<string, Set<Follower>>();
  readonly #inUse = new Map<string, number>();
  readonly #close = new AbortController();
  #connected: Connected | null = null;
  #era = 0;
  #heartbeat: NodeJS.Timeout | null = null;
  #reconnecting: Promise<void> = Promise.resolve();

  private constructor({ options, errors, channels }: ListenerOptions) {
    this.#options = options;
    this.#errors = errors;
    this.#channels = channels;
  }

  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    await listener.#connect();
    return listener;
  }

  /** Which connection this is, from 1; null while there is none. Something told before it, or after it, may have been missed. */
  get era(): number | null {
    return this.#connected === null ? null : this.#era;
  }

  async query(text: string, values: readonly Value[] = []): Promise<Answer> {
    return this.#session().query(text, values);
  }

  async run(script: string): Promise<void> {
    return this.#session().run(script);
  }

  /** Tells everyone who listens, when the session's transaction commits. */
  async tell(session: Session, channel: string, message: string): Promise<void> {
    await session.query('SELECT pg_notify($1, $2)', [channel, message]);
  }

  /** Calls back for every message of a channel; the empty one says that any may have been missed. */
  hear(channel: string, hear: Hears, signal: AbortSignal): void {
    this.#add(channel, { message: null, hear }, signal);
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
    const hear = () => {
      isHeard = true;
      wake?.();
    };
    this.#add(channel, { message, hear }, end);
    return async (signal, timeoutMs) => {
      if (!isHeard && !signal.aborted && !end.aborted) {
        await new Promise<void>((resolve) => {
          const woken = () => {
            clearTimeout(timer);
            for (const each of [signal, end]) each.removeEventListener('abort', woken);
            wake = null;
            resolve();
          };
          const timer = setTimeout(woken, timeoutMs);
          for (const each of [signal, end]) each.addEventListener('abort', woken);
          wake = woken;
        });
      }
      isHeard = false;
    };
  }

  /** Says that this process uses what has the name, so that `tryLock` fails for everybody until it has left it. */
  async use(name: string): Promise<void> {
    const uses = this.#inUse.get(name) ?? 0;
    this.#inUse.set(name, uses + 1);
    if (uses > 0) return;
    try {
      await this.#lock(this.#session(), name);
    } catch (error) {
      this.#inUse.delete(name);
      throw error;
    }
  }

  async leave(name: string): Promise<void> {
    const uses = this.#inUse.get(name) ?? 0;
    if (uses > 1) {
      this.#inUse.set(name, uses - 1);
      return;
    }
    this.#inUse.delete(name);
    // A connection that is gone has let go of it already.
    await this.#connected?.session.query(LEAVE, [name]).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#close.abort();
    await this.#reconnecting;
    if (this.#connected !== null) await this.#end(this.#connected);
    this.#connected = null;
  }

  #session(): Session {
    if (this.#connected !== null) return this.#connected.session;
    throw this.#errors.unavailable('the connection that listens is broken', undefined);
  }

  #add(channel: string, follower: Follower, signal: AbortSignal): void {
    const followers = this.#followers.get(channel) ?? new Set();
    this.#followers.set(channel, followers.add(follower));
    signal.addEventListener('abort', () => followers.delete(follower), { once: true });
  }

  async #connect(): Promise<void> {
    const socket = new Socket();
    const options = connectionOptions(this.#options);
    const client = new Client({
      ...options,
      application_name: `${options.application_name} listener`,
      query_timeout: ANSWER_TIMEOUT_MS,
      stream: () => socket,
    });
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload = '' }) => this.#heard(channel, payload));
    client.once('end', () => this.#lost(client));
    const connected = { client, socket, session: sessionOf(client, this.#errors) };
    const stop = () => socket.destroy();
    this.#close.signal.addEventListener('abort', stop);
    try {
      await guarded(this.#errors, () => client.connect());
      const listen = this.#channels.map((channel) => `LISTEN ${quoted(channel)}`);
      await connected.session.run([sessionSettings(this.#options), ...listen].join('; '));
      for (const name of this.#inUse.keys()) await this.#lock(connected.session, name);
    } catch (error) {
      await this.#end(connected);
      throw error;
    } finally {
      this.#close.signal.removeEventListener('abort', stop);
    }
    this.#connected = connected;
    this.#era++;
    this.#heartbeat = setInterval(() => void this.#beat(connected), HEARTBEAT_MS).unref();
  }

  /** Never waits on the server, where others wait behind it. */
  async #lock(session: Session, name: string): Promise<void> {
    for (const end = performance.now() + USE_TIMEOUT_MS; performance.now() < end; await delay(USE_RETRY_MS)) {
      const { rows } = await session.query(USE, [name]);
      if (rows[0]![0] === 't') return;
    }
    throw this.#errors.unavailable(`${name} is being removed by another process`, undefined);
  }

  async #beat({ session, socket }: Connected): Promise<void> {
    await session.query('SELECT 1').catch(() => socket.destroy());
  }

  async #end({ client, socket }: Connected): Promise<void> {
    const timer = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS);
    await client.end().catch(() => undefined);
    clearTimeout(timer);
  }

  #lost(client: Client): void {
    if (this.#connected?.client !== client) return;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    if (this.#close.signal.aborted) return;
    this.#connected = null;
    this.#reconnecting = this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#close;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await this.#connect();
        for (const channel of this.#followers.keys()) this.#heard(channel, '');
        return;
      } catch {
        const longest = Math.min(RETRY_DELAY_MS * 2 ** tries, RETRY_DELAY_MS_MAX);
        await delay(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #heard(channel: string, message: string): void {
    for (const follower of this.#followers.get(channel) ?? []) {
      if (follower.message === null || message === '' || follower.message === message) follower.hear(message);
    }
  }
}
