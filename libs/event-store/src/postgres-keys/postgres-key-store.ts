import type { KeyObject } from 'node:crypto';
import { Database, lock, migrate, type DatabaseErrors, type DatabaseOptions, type Listener } from '@rekam/postgres';
import { BoundedCache } from '../bounded-cache';
import { StoreUnavailable } from '../event-store';
import { hashUnder, SERVICE_KEY, Wrapping } from '../key-wrapping';
import { KeyDestroyed, type KeyStore, type StreamKeys } from '../keys';
import { KeyMaker, standingKeys, type StandingKey } from './key-maker';
import { DESTROYED, KEY_MIGRATIONS, KEYS_SCHEMA } from './key-tables';

/** Keys kept in memory, about 400 bytes each. */
const CACHE_MAX = 50_000;
/** Keys asked for in one query. */
const LOAD_MAX = 1_000;
/** No query here takes long, and an append waits for its key. */
const STATEMENT_TIMEOUT_MS = 10_000;

const ERRORS: DatabaseErrors = {
  unavailable: (reason, cause) => new StoreUnavailable(`the keys in PostgreSQL cannot be used (${reason})`, { cause }),
  refused: (place) => new StoreUnavailable(`the database of the keys refuses a value: ${place}`),
};

export interface PostgresKeyStoreOptions {
  readonly database: DatabaseOptions;
  /** 32 bytes. */
  readonly masterKey: Buffer;
}

/**
 * Opens or makes a key store in the schema `rekam_keys` of a database. Rejects with WrongMasterKey when its keys are
 * wrapped under another, StoreUnavailable when the database is away or has no whole key store, DatabaseUnfit for a
 * database that nothing can be kept in.
 */
export async function openPostgresKeyStore({
  database: options,
  masterKey,
}: PostgresKeyStoreOptions): Promise<KeyStore> {
  const wrapping = new Wrapping(masterKey);
  const defaults = { applicationName: 'rekam-jejak keys', statementTimeoutMs: STATEMENT_TIMEOUT_MS };
  const database = new Database({ ...defaults, ...options }, ERRORS);
  try {
    await migrate(database, KEYS_SCHEMA, KEY_MIGRATIONS);
    const serviceKey = wrapping.serviceKey(await keptServiceKey(database, wrapping));
    return new PostgresKeyStore(database, await database.listen([DESTROYED]), wrapping, serviceKey);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Keys of many machines. What is kept in memory is what nobody has told to be destroyed, or could have without being heard. */
class PostgresKeyStore implements KeyStore {
  readonly hash: KeyStore['hash'];
  readonly #maker: KeyMaker;
  readonly #cache = new BoundedCache<string, StandingKey>(CACHE_MAX);
  /** The connection that listens from which on the cache is filled. */
  #era: number | null = null;
  /** Keys that were told to be destroyed: an answer that was under way meanwhile may be older than that, and is not kept. */
  #heard = 0;
  readonly #closing = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly wrapping: Wrapping,
    serviceKey: Uint8Array,
  ) {
    this.hash = hashUnder(serviceKey);
    this.#maker = new KeyMaker(database, wrapping);
    listener.hear(DESTROYED, (stream) => this.#drop(stream), this.#closing.signal);
  }

  async load(streams: Iterable<string>): Promise<StreamKeys> {
    this.#assertOpen();
    this.#look();
    const found = new Map<string, StandingKey>();
    const missing: string[] = [];
    for (const stream of new Set(streams)) {
      const known = this.#cache.get(stream);
      if (known === undefined) missing.push(stream);
      else found.set(stream, known);
    }
    for (let start = 0; start < missing.length; start += LOAD_MAX) {
      const some = missing.slice(start, start + LOAD_MAX);
      const loaded = await this.#kept(() => standingKeys(this.database, this.wrapping, some));
      for (const [stream, key] of loaded) found.set(stream, key);
    }
    return { get: (stream) => found.get(stream) ?? null };
  }

  async keyFor(stream: string): Promise<KeyObject> {
    this.#assertOpen();
    this.#look();
    const known = this.#cache.get(stream);
    const key = known ?? (await this.#made(stream));
    if (key === 'destroyed') throw new KeyDestroyed(stream);
    return key;
  }

  async destroy(stream: string): Promise<void> {
    this.#assertOpen();
    try {
      await this.database.transaction(async (session) => {
        await session.query(
          'INSERT INTO rekam_keys.stream_keys VALUES ($1, NULL) ON CONFLICT (stream) DO UPDATE SET wrapped = NULL',
          [stream],
        );
        await this.listener.tell(session, DESTROYED, stream);
      });
    } finally {
      // Whatever became of it: the database is asked next time.
      this.#drop(stream);
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#cache.clear();
    await this.listener.close();
    await this.database.close();
  }

  async #made(stream: string): Promise<StandingKey> {
    const made = await this.#kept(async () => new Map([[stream, await this.#maker.keyFor(stream)]]));
    return made.get(stream)!;
  }

  /** Keeps what was found, unless a key was destroyed meanwhile, or could have been without being heard of. */
  async #kept(find: () => Promise<Map<string, StandingKey>>): Promise<Map<string, StandingKey>> {
    const heard = this.#heard;
    const era = this.#era;
    const found = await find();
    this.#look();
    if (era !== null && era === this.#era && heard === this.#heard) {
      for (const [stream, key] of found) this.#cache.set(stream, key);
    }
    return found;
  }

  /** Empties the cache when this process has not heard everything. */
  #look(): void {
    const { era } = this.listener;
    if (era === this.#era) return;
    this.#cache.clear();
    this.#era = era;
  }

  #drop(stream: string): void {
    this.#heard++;
    if (stream === '') this.#cache.clear();
    else this.#cache.delete(stream);
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new StoreUnavailable('the key store is closed');
  }
}

async function keptServiceKey(database: Database, wrapping: Wrapping): Promise<string> {
  return database.transaction(async (session) => {
    // Of two processes that make it at once, the first wins.
    await lock(session, `service key of ${KEYS_SCHEMA}`);
    const { rows } = await session.query('SELECT value FROM rekam_keys.settings WHERE name = $1', [SERVICE_KEY]);
    if (rows.length > 0) return rows[0]![0]!;
    // A new one beside old keys would find no number again, and take every repeated command for another.
    const { count } = await session.query('SELECT 1 FROM rekam_keys.stream_keys LIMIT 1');
    if (count > 0) {
      throw new StoreUnavailable(`the database has keys of streams and no ${SERVICE_KEY}: restore it from a backup`);
    }
    const value = wrapping.newServiceKey();
    await session.query('INSERT INTO rekam_keys.settings VALUES ($1, $2)', [SERVICE_KEY, value]);
    return value;
  });
}
