import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ViewsUnavailable } from '../view-store';
import type { BuildReply, BuildRequest, BuildWorkerData, RowsToWrite, SqlValue } from './build-worker';

/** Batches given to the thread at a time: while it writes one, the next is made ready. */
const BATCHES_IN_FLIGHT_MAX = 4;
/** The thread only passes values on, so that little of them lives long. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

interface Asked {
  readonly resolve: (reply: BuildReply) => void;
  readonly reject: (error: ViewsUnavailable) => void;
}

/** This thread's end of a build worker. Everything is done in the order in which it was asked for. */
export class BuildThread {
  readonly #worker: Worker;
  readonly #asked: Asked[] = [];
  #written: Promise<void>[] = [];
  /** Why nothing can be written any more. */
  #end: ViewsUnavailable | null = null;

  constructor(data: BuildWorkerData) {
    const file = join(__dirname, `build-worker${extname(__filename)}`);
    this.#worker = new Worker(file, { workerData: data, resourceLimits: RESOURCE_LIMITS });
    this.#worker.on('message', (reply: BuildReply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#fail(unavailable(cause.message, cause)));
    this.#worker.on('exit', () => this.#fail(unavailable('their writer has ended')));
  }

  /** Resolves when there is room for the next batch. A fault of this one rejects a later call, or `commit`. */
  async write(rows: readonly RowsToWrite[]): Promise<void> {
    const written = this.#ask({ kind: 'write', rows }).then(() => undefined);
    // Whoever waits for it hears of its fault; until then it is nobody's.
    written.catch(() => undefined);
    this.#written.push(written);
    if (this.#written.length >= BATCHES_IN_FLIGHT_MAX) await this.#written.shift();
  }

  /** Of each set of values the rows that the query finds, uncommitted ones included. */
  async read(sql: string, values: readonly (readonly SqlValue[])[]): Promise<readonly (readonly SqlValue[][])[]> {
    const reply = await this.#ask({ kind: 'read', sql, values });
    return reply.kind === 'rows' ? (reply.rows as readonly SqlValue[][][]) : [];
  }

  /** False when the statement changed nothing: what was written is taken back then. */
  async commit(sql: string, values: readonly SqlValue[]): Promise<boolean> {
    this.#written = [];
    return (await this.#ask({ kind: 'commit', sql, values })).kind === 'done';
  }

  /** Takes back what is not committed and ends the thread. */
  async close(): Promise<void> {
    if (this.#end !== null) return;
    const exit = once(this.#worker, 'exit');
    this.#worker.postMessage(null);
    await exit;
  }

  #ask(request: BuildRequest): Promise<BuildReply> {
    if (this.#end !== null) return Promise.reject(this.#end);
    this.#worker.postMessage(request);
    return new Promise((resolve, reject) => this.#asked.push({ resolve, reject }));
  }

  #settle(reply: BuildReply): void {
    const { resolve, reject } = this.#asked.shift()!;
    if (reply.kind === 'failed') reject(unavailable(reply.message));
    else resolve(reply);
  }

  #fail(error: ViewsUnavailable): void {
    this.#end ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }
}

const unavailable = (message: string, cause?: unknown): ViewsUnavailable =>
  new ViewsUnavailable(`the views cannot be written (${message})`, { cause });
