import { backOffMs } from './back-off';
import type { Batch } from './consumer-session';
import type { ConsumeOptions } from './consumption';
import { RetryLater } from './errors';
import { Fifo } from './fifo';
import { incomingOf, type IncomingMessage, type MessageHeaders } from './message';
import type { Runnable, Slots } from './slots';

const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 5_000;
/** How many messages may be finished beyond one that is not: each costs a little memory, and comes again after a crash. */
const WINDOW_MAX = 50_000;
/** What a message takes in memory beside its bytes. */
const MESSAGE_BYTES = 1_024;

export interface PipelineHost {
  readonly slots: Slots;
  orderKey: ConsumeOptions['orderKey'];
  work: ConsumeOptions['work'];
  /** Some messages are done: there may be something to commit, and room. */
  progressed(pipeline: PartitionPipeline): void;
  /** An attempt failed with what is not RetryLater. */
  rejected(message: IncomingMessage, attempt: number, error: unknown): void;
}

/** How much may wait in a pipeline. */
export interface PipelineLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** A message in a pipeline; without its content when it is done. */
class Entry implements Runnable {
  readonly offset: bigint;
  readonly bytes: number;
  readonly #pipeline: PartitionPipeline;
  /** The next in the chain that is not done. */
  successor: Entry | null = null;
  /** The one before it in the chain that is not done. */
  predecessor: Entry | null = null;
  /** The next may be worked on though this one is not done; until it is to be tried again. */
  isReleased = false;
  /** It begins, or is tried again, when those before it are done or let it. */
  isWaiting = false;
  isDone = false;
  attempts = 0;
  firstTriedAt = 0;

  constructor(
    pipeline: PartitionPipeline,
    public key: string,
    public message: IncomingMessage | null,
  ) {
    this.#pipeline = pipeline;
    this.offset = message!.offset;
    this.bytes = bytesOf(message!);
  }

  run(): Promise<void> {
    return this.#pipeline.attempt(this);
  }
}

/**
 * Works on the messages of one partition: in chains by order key, the chains side by side. Keeps the messages in order of their
 * offsets until all before them are done, since only then they may be committed; of those done it keeps the offset only.
 */
export class PartitionPipeline {
  readonly topic: string;
  readonly partition: number;
  readonly #host: PipelineHost;
  readonly #abort = new AbortController();
  /** In order of offsets, from the first that is not done. */
  readonly #entries = new Fifo<Entry>();
  /** The last message of each chain. */
  readonly #tails = new Map<string, Entry>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #pending = 0;
  #bytes = 0;
  #isDropped = false;
  #next: bigint | null = null;
  /** What the group has committed, as far as we know. */
  committed: bigint | null = null;

  constructor(topic: string, partition: number, host: PipelineHost) {
    this.topic = topic;
    this.partition = partition;
    this.#host = host;
  }

  /** The offset from which the pipeline takes; null before the first batch. */
  get next(): bigint | null {
    return this.#next;
  }

  /** The offset that may be committed: of the first message not done. Null before the first batch. */
  get committable(): bigint | null {
    return this.#entries.peek()?.offset ?? this.#next;
  }

  get hasToCommit(): boolean {
    return this.committable !== this.committed;
  }

  isFull({ messages, bytes }: PipelineLimits): boolean {
    return this.#pending >= messages || this.#bytes >= bytes || this.#entries.length >= WINDOW_MAX;
  }

  /** Messages that the pipeline has already are left out: they come again after a rebalance. */
  take({ messages, next }: Batch): void {
    for (const message of messages) {
      const incoming = incomingOf(this.topic, this.partition, message);
      if (this.#next === null || incoming.offset >= this.#next) this.#add(incoming);
    }
    if (this.#next === null || next > this.#next) this.#next = next;
  }

  /** Tells those at work to end soon; what they finish still counts. */
  abort(): void {
    this.#abort.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** The partition is not ours any more: nothing is started, what is under way ends by itself and counts no more. */
  drop(): void {
    this.#isDropped = true;
    this.abort();
    this.#entries.clear();
    this.#tails.clear();
  }

  /** For the slots: tries an entry once. Never rejects. */
  async attempt(entry: Entry): Promise<void> {
    if (this.#abort.signal.aborted) return;
    entry.attempts++;
    const now = performance.now();
    if (entry.attempts === 1) entry.firstTriedAt = now;
    try {
      await this.#host.work(entry.message!, this.#abort.signal, () => this.#release(entry), {
        number: entry.attempts,
        waitedMs: now - entry.firstTriedAt,
        isFirst: entry.predecessor === null,
      });
    } catch (error) {
      this.#retry(entry, error);
      return;
    }
    this.#finish(entry);
  }

  #add(message: IncomingMessage): void {
    const entry = new Entry(this, this.#host.orderKey(message), message);
    const tail = this.#tails.get(entry.key);
    this.#tails.set(entry.key, entry);
    this.#entries.push(entry);
    this.#pending++;
    this.#bytes += entry.bytes;
    if (tail !== undefined) {
      tail.successor = entry;
      entry.predecessor = tail;
    }
    if (tail === undefined) this.#host.slots.add(entry);
    else if (letsFollow(tail)) this.#host.slots.join(entry);
    else {
      entry.isWaiting = true;
      detach(message);
    }
  }

  #retry(entry: Entry, error: unknown): void {
    if (this.#abort.signal.aborted) return;
    const message = entry.message!;
    if (entry.attempts === 1) detach(message);
    const later = error instanceof RetryLater;
    if (!later) this.#host.rejected(message, entry.attempts, error);
    entry.isReleased = false;
    if (entry.predecessor !== null) {
      entry.isWaiting = true;
      return;
    }
    const delayMs = (later ? error.delayMs : null) ?? backOffMs(entry.attempts, RETRY_MS_FIRST, RETRY_MS_MAX);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#host.slots.add(entry);
    }, delayMs);
    this.#timers.add(timer);
  }

  #finish(entry: Entry): void {
    if (this.#isDropped) return;
    entry.isDone = true;
    entry.message = null;
    this.#pending--;
    this.#bytes -= entry.bytes;
    // Those before it may not be done: whoever is behind it stands behind them now.
    const { predecessor, successor } = entry;
    if (predecessor !== null) predecessor.successor = successor;
    if (successor !== null) successor.predecessor = predecessor;
    else if (predecessor !== null) this.#tails.set(entry.key, predecessor);
    else this.#tails.delete(entry.key);
    if (letsFollow(predecessor)) this.#begin(successor);
    entry.key = '';
    while (this.#entries.peek()?.isDone === true) this.#entries.shift();
    this.#host.progressed(this);
  }

  /** Lets the next of the chain begin. */
  #release(entry: Entry): void {
    if (entry.isReleased || this.#isDropped) return;
    entry.isReleased = true;
    if (letsFollow(entry)) this.#begin(entry.successor);
  }

  /** Begins with whoever waits for nobody any more: all before `first` are done or let others follow. */
  #begin(first: Entry | null): void {
    for (let entry = first; entry !== null; entry = entry.successor) {
      if (entry.isWaiting) {
        entry.isWaiting = false;
        if (entry.predecessor === null) this.#host.slots.add(entry);
        // It goes along with the one before it: were it to queue, they would not be worked on together.
        else this.#host.slots.join(entry);
      }
      if (!entry.isReleased) return;
    }
  }
}

/** Whether it and all before it that are not done let others follow. */
function letsFollow(last: Entry | null): boolean {
  for (let entry = last; entry !== null; entry = entry.predecessor) if (!entry.isReleased) return false;
  return true;
}

function bytesOf({ key, value, headers }: IncomingMessage): number {
  let bytes = MESSAGE_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes;
}

/**
 * Copies the content out of the answer to the fetch that brought it. A message that waits would else keep all of that answer
 * in memory: megabytes for a kilobyte.
 */
function detach(message: { -readonly [Name in keyof IncomingMessage]: IncomingMessage[Name] }): void {
  const copy = <V>(value: V): V => (value instanceof Uint8Array ? (Buffer.from(value) as Uint8Array as V) : value);
  message.key = copy(message.key);
  message.value = copy(message.value);
  message.headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(copy) : copy(value),
    ]),
  ) as MessageHeaders;
}
