import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const POLL_MS = 20;
const RETRY_MS = 200;
const SCHEMAS = `SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'view\\_%' ORDER BY 1`;

/** A view's last commit before a pause and the first one after it; `performance.now()`. */
interface Pause {
  readonly view: string;
  readonly from: number;
  readonly until: number;
  /** When another process's projector, which committed after it, took the lease; null when the same one did. */
  readonly takenAt: number | null;
}

/** What is known of a view: its last commit, and the lease since then. */
interface Seen {
  readonly position: string;
  readonly epoch: string;
  readonly at: number;
  readonly taken: { readonly epoch: string; readonly at: number } | null;
}

/** How long nobody committed when one process took over from another, and how long nobody had the lease; milliseconds. */
export interface TakeOver {
  readonly commitMs: number;
  readonly leaseMs: number;
}

/** Pauses shorter than this are how projectors work. */
const PAUSE_MS_MIN = 500;

/** Watches the progress of all views in the database itself, so that no process is asked how it thinks it is. */
export class CommitWatch {
  readonly #last = new Map<string, Seen>();
  readonly #pauses: Pause[] = [];
  readonly #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(private readonly url: string) {}

  start(): void {
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  /** Views that another process has taken over since a moment. */
  takeOversSince(moment: number): ReadonlyMap<string, TakeOver> {
    return new Map(
      this.#pauses.flatMap(({ view, from, until, takenAt }) =>
        takenAt === null || until <= moment ? [] : [[view, { commitMs: until - from, leaseMs: takenAt - from }]],
      ),
    );
  }

  /** The longest time since a moment in which a view stood still, in milliseconds. */
  longestPauseSince(moment: number): number {
    return Math.max(0, ...this.#pauses.filter(({ until }) => until > moment).map(({ from, until }) => until - from));
  }

  /** Whether each view has committed since a moment. */
  hasMovedSince(moment: number): boolean {
    return this.#last.size > 0 && [...this.#last.values()].every(({ at }) => at > moment);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const client = new Client({ connectionString: this.url });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await this.#watch(client);
      } catch {
        // The server is what a drill stops and starts.
        await delay(RETRY_MS);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  async #watch(client: Client): Promise<void> {
    const { rows } = await client.query<{ nspname: string }>(SCHEMAS);
    const each = rows.map(({ nspname }) => `SELECT '${nspname}' AS view, position, epoch FROM "${nspname}"._progress`);
    while (!this.#stop.signal.aborted && each.length > 0) {
      const found = await client.query<{ view: string; position: string; epoch: string }>(each.join(' UNION ALL '));
      const at = performance.now();
      for (const { view, position, epoch } of found.rows) this.#note(view, position, epoch, at);
      await delay(POLL_MS);
    }
  }

  #note(view: string, position: string, epoch: string, at: number): void {
    const last = this.#last.get(view);
    if (last?.position === position) {
      if (epoch !== (last.taken?.epoch ?? last.epoch)) this.#last.set(view, { ...last, taken: { epoch, at } });
      return;
    }
    const takenAt = last === undefined || last.epoch === epoch ? null : (last.taken?.at ?? at);
    if (last !== undefined && (takenAt !== null || at - last.at > PAUSE_MS_MIN)) {
      this.#pauses.push({ view, from: last.at, until: at, takenAt });
    }
    this.#last.set(view, { position, epoch, at, taken: null });
  }
}
