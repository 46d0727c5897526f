import { Socket } from 'node:net';
import { Pool, type PoolClient } from 'pg';
import { connectionOptions, sessionSettings, type DatabaseOptions } from './connection-options';
import { guarded, type DatabaseErrors } from './database-errors';
import { Listener } from './listener';
import { ask, sessionOf, type Answer, type Session, type Value } from './session';

const CONNECTIONS_MAX = 10;
/** A connection that nobody uses is closed. */
const IDLE_TIMEOUT_MS = 60_000;
/** Statements prepared for tables that are gone go with their connection. */
const LIFETIME_S = 1_800;
/** A server that does not say good-bye is left without. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Those of this process that are not closed. */
const open = new Set<Database>();

/** How many connections to databases this process has at work and at rest, and how many queries wait for one. */
export function connectionUse(): Readonly<Record<'used' | 'idle' | 'waiting', number>> {
  const all = { used: 0, idle: 0, waiting: 0 };
  for (const { use } of open) {
    all.used += use.used;
    all.idle += use.idle;
    all.waiting += use.waiting;
  }
  return all;
}

/** The connections to one PostgreSQL database, made as they are needed. */
export class Database implements Session {
  /** What its faults are called. */
  readonly errors: DatabaseErrors;
  readonly #options: DatabaseOptions;
  readonly #pool: Pool;
  readonly #sockets = new Set<Socket>();
  #closed: Promise<void> | null = null;

  /** Connects to nothing yet. Throws an Error for an address that is none. */
  constructor(options: DatabaseOptions, errors: DatabaseErrors) {
    this.#options = options;
    this.errors = errors;
    const settings = sessionSettings(options);
    this.#pool = new Pool({
      ...connectionOptions(options),
      stream: () => this.#socket(),
      verify: (client, done) => client.query(settings, (error: Error | null) => done(error ?? undefined)),
      max: options.connectionsMax ?? CONNECTIONS_MAX,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      maxLifetimeSeconds: LIFETIME_S,
    });
    // What happens to a connection is said by what was asked of it; without a listener it would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    // An idle connection that breaks is made anew by the next query, which says so if it cannot.
    this.#pool.on('error', () => undefined);
    open.add(this);
  }

  get use(): ReturnType<typeof connectionUse> {
    const { totalCount, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { used: totalCount - idle, idle, waiting };
  }

  query(text: string, values: readonly Value[] = []): Promise<Answer> {
    return guarded(this.errors, () => ask(this.#pool, text, values));
  }

  async run(script: string): Promise<void> {
    await guarded(this.errors, () => this.#pool.query(script));
  }

  /** Keeps a connection for as long as the work goes on; when that rejects, the connection is closed. */
  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { session, giveBack } = await this.take();
    let isSound = false;
    try {
      const done = await work(session);
      isSound = true;
      return done;
    } finally {
      giveBack(isSound);
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
    const client: PoolClient = await guarded(this.errors, () => this.#pool.connect());
    return { session: sessionOf(client, this.errors), giveBack: (isSound) => client.release(!isSound) };
  }

  /** A connection apart from the others on which this process hears what is told on these channels. */
  listen(channels: readonly string[]): Promise<Listener> {
    return Listener.open({ options: this.#options, errors: this.errors, channels });
  }

  /** Waits for what is under way, for a while: a network that is gone keeps nobody. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const giveUp = () => this.#sockets.forEach((socket) => socket.destroy());
    const timer = setTimeout(giveUp, CLOSE_TIMEOUT_MS);
    await this.#pool.end();
    open.delete(this);
    // The pool does not wait for those that it has given up.
    await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    clearTimeout(timer);
  }

  #socket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    return socket.once('close', () => this.#sockets.delete(socket));
  }
}
