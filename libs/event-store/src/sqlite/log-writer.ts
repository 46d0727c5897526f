import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../event-store';
import type { Head } from '../follow';
import type { AppendOutcome, AppendRequest, LogWorkerData, LogWorkerReply } from './log-worker';

/** Appends in one transaction at most: bounds how long the first one waits for the last. */
const GROUP_MAX = 512;
/** Groups given to the thread at a time: while it writes one, the callers of the other make their next appends. */
const GROUPS_IN_FLIGHT_MAX = 2;
/** So many appends that find the thread idle go as two groups, so that from then on both threads are at work. */
const SPLIT_MIN = 32;

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/** This thread's end of the log worker: gathers appends into groups and hands each its outcome. */
export class LogWriter {
  #waiting: Waiting[] = [];
  readonly #inFlight: Waiting[][] = [];
  #isFlushPlanned = false;
  /** Why nothing can be written any more. */
  #end: StoreUnavailable | null = null;

  private constructor(
    private readonly worker: Worker,
    private readonly queueMax: number,
    private readonly log: Head,
  ) {
    worker.on('message', (reply: LogWorkerReply) => this.#settle(reply));
    worker.on('error', (cause) =>
      this.#fail(new StoreUnavailable(`the log's writer died: ${cause.message}`, { cause })),
    );
    worker.on('exit', () => this.#fail(new StoreUnavailable('the event store is closed')));
  }

  /** Starts the thread, which makes or opens the file. `log` advances before the appends of a group resolve. */
  static async start(data: LogWorkerData, queueMax: number, log: Head): Promise<LogWriter> {
    const worker = new Worker(join(__dirname, `log-worker${extname(__filename)}`), { workerData: data });
    try {
      const [ready] = (await once(worker, 'message')) as [LogWorkerReply & { kind: 'ready' }];
      log.advance(BigInt(ready.head));
      return new LogWriter(worker, queueMax, log);
    } catch (cause) {
      throw new StoreUnavailable(`${data.file} cannot be opened: ${(cause as Error).message}`, { cause });
    }
  }

  /** Resolves once the outcome is durable. */
  write(request: AppendRequest): Promise<AppendOutcome> {
    if (this.#end !== null) return Promise.reject(this.#end);
    if (this.#waiting.length >= this.queueMax) {
      return Promise.reject(new StoreUnavailable(`${this.queueMax} appends are waiting: try again later`));
    }
    this.#planFlush();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
    });
  }

  /** Writes what is waiting, then ends the thread. */
  async close(): Promise<void> {
    if (this.#end !== null) return;
    while (this.#waiting.length > 0) this.#post(GROUP_MAX);
    this.#end = new StoreUnavailable('the event store is closed');
    const exit = once(this.worker, 'exit');
    this.worker.postMessage(null);
    await exit;
  }

  /** After the running callbacks, so that appends made together go together. */
  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    queueMicrotask(() => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    const count = this.#waiting.length;
    if (this.#inFlight.length === 0 && count >= SPLIT_MIN) this.#post(Math.min(GROUP_MAX, count >> 1));
    while (this.#waiting.length > 0 && this.#inFlight.length < GROUPS_IN_FLIGHT_MAX) this.#post(GROUP_MAX);
  }

  #post(sizeMax: number): void {
    const group = this.#waiting.splice(0, sizeMax);
    this.#inFlight.push(group);
    this.worker.postMessage(group.map(({ request }) => request));
  }

  #settle(reply: LogWorkerReply): void {
    if (reply.kind === 'ready') return;
    const group = this.#inFlight.shift()!;
    if (reply.kind === 'failed') {
      const error = new StoreUnavailable(reply.message);
      for (const { reject } of group) reject(error);
    } else {
      this.log.advance(BigInt(reply.head));
      for (const [n, { resolve }] of group.entries()) resolve(reply.outcomes[n]!);
    }
    this.#planFlush();
  }

  #fail(error: StoreUnavailable): void {
    this.#end ??= error;
    for (const { reject } of [...this.#inFlight.splice(0).flat(), ...this.#waiting.splice(0)]) reject(error);
  }
}
