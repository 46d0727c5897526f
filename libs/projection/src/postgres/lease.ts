import { randomUUID } from 'node:crypto';
import { quoted, type Database, type Session } from '@rekam/postgres';
import { LeaseHeld, type Progress } from '../view-store';

/** So long after its holder's last sign of life a lease is free: a process that dies is replaced within ten seconds. */
const LEASE_MS = 4_000;

/** The lease of one schema of views, as one opener of it sees it. Times are the server's. */
export class Lease {
  readonly #database: Database;
  /** A connection that is never busy with anything long. */
  readonly #keeper: Session;
  readonly #holder = randomUUID();
  readonly #leaseMs: number;
  readonly #take: string;
  readonly #keep: string;
  readonly #release: string;
  readonly #advance: string;
  readonly #select: string;
  #timer: NodeJS.Timeout | null = null;
  /** By the clock of this process, which began to count before the server did. */
  #heldUntil = -Infinity;
  #lost = new AbortController();

  constructor(database: Database, keeper: Session, schema: string, leaseMs = LEASE_MS) {
    this.#database = database;
    this.#keeper = keeper;
    this.#leaseMs = leaseMs;
    const progress = `${quoted(schema)}._progress`;
    const until = `held_until = clock_timestamp() + $1::bigint * interval '1 ms'`;
    const isFree = 'holder IS NULL OR holder = $2 OR held_until < clock_timestamp()';
    this.#select = `SELECT position, epoch FROM ${progress}`;
    this.#take = `UPDATE ${progress} SET epoch = epoch + 1, holder = $2, ${until} WHERE ${isFree} RETURNING position, epoch`;
    this.#keep = `UPDATE ${progress} SET ${until} WHERE holder = $2`;
    this.#release = `UPDATE ${progress} SET holder = NULL, held_until = NULL WHERE holder = $1`;
    this.#advance = `UPDATE ${progress} SET position = $2::bigint, ${until}
      WHERE epoch = $3::bigint AND position = $4::bigint`;
  }

  async progress(): Promise<Progress> {
    return progressOf((await this.#database.query(this.#select)).rows);
  }

  /** Raises the epoch. Rejects with LeaseHeld. */
  async take(): Promise<Progress> {
    const until = this.#until();
    const { rows } = await this.#database.query(this.#take, [String(this.#leaseMs), this.#holder]);
    if (rows.length === 0) throw new LeaseHeld(await this.progress());
    this.#heldUntil = until;
    this.#lost = new AbortController();
    this.#timer ??= setInterval(() => void this.#renew(), this.#leaseMs / 3).unref();
    return progressOf(rows);
  }

  /** Whether nobody else can have it now: false as soon as it may have run out. */
  get isHeld(): boolean {
    return performance.now() < this.#heldUntil;
  }

  /** Aborts when a renewal finds that another process has taken what was taken here last. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Moves the progress and keeps the lease, as the last statement of a transaction; false when the lease or the progress is another. */
  async advance(session: Session, from: Progress, to: bigint): Promise<boolean> {
    const { epoch, position } = from;
    const values = [String(this.#leaseMs), String(to), String(epoch), String(position)];
    return (await session.query(this.#advance, values)).count === 1;
  }

  /** Over a network that is silent it does not wait for long: the lease runs out then. */
  async release(): Promise<void> {
    this.forget();
    await this.#keeper.query(this.#release, [this.#holder]);
  }

  /** Stops keeping it, so that it runs out. */
  forget(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#heldUntil = -Infinity;
  }

  #until(): number {
    return performance.now() + this.#leaseMs;
  }

  async #renew(): Promise<void> {
    const lost = this.#lost;
    try {
      const until = this.#until();
      const { count } = await this.#keeper.query(this.#keep, [String(this.#leaseMs), this.#holder]);
      // A late answer says nothing of a lease that was given up or taken anew meanwhile.
      if (this.#timer === null || lost !== this.#lost) return;
      if (count > 0) {
        this.#heldUntil = until;
        return;
      }
      this.forget();
      lost.abort();
    } catch {
      // The next commit says what became of the lease, and the next renewal may succeed.
    }
  }
}

function progressOf(rows: readonly (readonly (string | null)[])[]): Progress {
  const [position, epoch] = rows[0]!;
  return { position: BigInt(position!), epoch: Number(epoch) };
}
