import type { KeyObject } from 'node:crypto';
import { bytesOf, type Database, type Session } from '@rekam/postgres';
import type { Wrapping } from '../key-wrapping';

/** New keys in one transaction. */
const GROUP_MAX = 500;

/** A server may be set to answer before a commit is on the disk. What is sealed under a lost key is lost with it. */
export const DURABLE = `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`;
const INSERT = `INSERT INTO rekam_keys.stream_keys
  SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING RETURNING stream`;
const SELECT = 'SELECT stream, wrapped FROM rekam_keys.stream_keys WHERE stream = ANY ($1::text[])';

export type StandingKey = KeyObject | 'destroyed';

/** Keys that stand in the database, by stream. */
export async function standingKeys(
  session: Session,
  wrapping: Wrapping,
  streams: readonly string[],
): Promise<Map<string, StandingKey>> {
  const found = new Map<string, StandingKey>();
  if (streams.length === 0) return found;
  for (const [stream, wrapped] of (await session.query(SELECT, [streams])).rows) {
    found.set(stream!, wrapped == null ? 'destroyed' : wrapping.unwrap(stream!, bytesOf(wrapped)));
  }
  return found;
}

/** Who wants the key of one stream. */
interface Waiting {
  readonly resolve: (key: StandingKey) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes keys durable in the database: those that are wanted in one turn of the event loop in one transaction. */
export class KeyMaker {
  #waiting = new Map<string, Waiting[]>();

  constructor(
    private readonly database: Database,
    private readonly wrapping: Wrapping,
  ) {}

  /** The key that stands for the stream, made when there was none: durable, whoever made it. */
  keyFor(stream: string): Promise<StandingKey> {
    if (this.#waiting.size === 0) setImmediate(() => this.#flush());
    return new Promise((resolve, reject) => {
      const others = this.#waiting.get(stream) ?? [];
      this.#waiting.set(stream, [...others, { resolve, reject }]);
    });
  }

  #flush(): void {
    // Two processes that insert the same keys in different orders would wait for each other.
    const all = [...this.#waiting].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#waiting = new Map();
    for (let start = 0; start < all.length; start += GROUP_MAX) void this.#make(all.slice(start, start + GROUP_MAX));
  }

  async #make(group: readonly (readonly [string, readonly Waiting[]])[]): Promise<void> {
    try {
      const standing = await this.#insert(group.map(([stream]) => stream));
      for (const [stream, all] of group) for (const { resolve } of all) resolve(standing.get(stream)!);
    } catch (error) {
      for (const [, all] of group) for (const { reject } of all) reject(error);
    }
  }

  async #insert(streams: readonly string[]): Promise<Map<string, StandingKey>> {
    const made = new Map(streams.map((stream) => [stream, this.wrapping.newKey(stream)]));
    const inserted = await this.database.transaction(async (session) => {
      const wrapped = [...made.values()].map((key) => Buffer.from(key.wrapped));
      const [, { rows }] = await Promise.all([session.query(DURABLE), session.query(INSERT, [streams, wrapped])]);
      return new Set(rows.map(([stream]) => stream!));
    });
    const others = streams.filter((stream) => !inserted.has(stream));
    const standing = await standingKeys(this.database, this.wrapping, others);
    for (const stream of inserted) standing.set(stream, made.get(stream)!.key);
    return standing;
  }
}
