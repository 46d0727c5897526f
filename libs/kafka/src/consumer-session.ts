import { KafkaJSNonRetriableError, type Consumer, type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs';
import { within } from './within';

/** Long enough for a process that is busy for some seconds, short enough that another takes over soon. */
const SESSION_TIMEOUT_MS = 10_000;
/** How soon a member notices that others join or leave: all wait for the last to notice. */
const HEARTBEAT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 20_000;
/** The longest wait of a fetch: so long it takes at most until a partition that was paused is fetched again. */
const FETCH_WAIT_MS = 100;
const FETCH_BYTES_MAX = 4 * 1024 * 1024;
/** A fetch may bring so much of a partition beyond what its pipeline holds. */
const PARTITION_BYTES_MAX = 256 * 1024;
/** Of tiny messages a fetch brings very many; what is beyond this is fetched again. */
const BATCH_MAX = 2_048;
const CLOSE_MS_MAX = 10_000;

/** What one fetch brought of a partition. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** The offset after the batch, whether or not a message that can be read stands right before it. */
  readonly next: bigint;
}

export interface SessionHandlers {
  /** These partitions are ours, by topic, until the next call; may move the fetching by `seek`. */
  joined(assignment: Readonly<Record<string, readonly number[]>>): void;
  /** The group shares its partitions out anew; nothing must be committed until `joined`. */
  rebalancing(): void;
  /** Takes all of the batch. MUST NOT throw and MUST NOT wait: fetching waits for it, and so do all other partitions. */
  batch(batch: Batch): void;
}

/**
 * One membership in a consumer group, from joining to a failure or `close`. It never comes back by itself: kafkajs does after
 * some failures and not after others, so its owner starts another session after each.
 */
export class ConsumerSession {
  readonly #consumer: Consumer;
  readonly #handlers: SessionHandlers;
  #commit: EachBatchPayload['commitOffsetsIfNecessary'] | null = null;
  #end!: (reason: Error) => void;
  #contactAt = 0;
  /** Resolves when the session has failed, with the reason. */
  readonly ended = new Promise<Error>((resolve) => (this.#end = resolve));

  constructor(client: Kafka, groupId: string, handlers: SessionHandlers) {
    this.#handlers = handlers;
    this.#consumer = client.consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES_MAX,
      maxBytesPerPartition: PARTITION_BYTES_MAX,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { retries: 2, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  /** Joins and works until `ended`. Throws what kafkajs throws when it cannot begin. */
  async start(topics: readonly string[]): Promise<void> {
    const { events } = this.#consumer;
    this.#consumer.on(events.CRASH, ({ payload }) => this.#end(payload.error));
    // What cannot be read, such as the mark of a transaction's end, never comes to eachBatch.
    this.#consumer.on(events.END_BATCH_PROCESS, ({ payload: { topic, partition, batchSize, lastOffset } }) => {
      if (batchSize === 0) this.#handlers.batch({ topic, partition, messages: [], next: BigInt(lastOffset) + 1n });
    });
    this.#consumer.on(events.HEARTBEAT, () => this.#touch());
    this.#consumer.on(events.REBALANCING, () => {
      this.#touch();
      this.#handlers.rebalancing();
    });
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#touch();
      this.#handlers.joined(payload.memberAssignment);
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => {
        this.#take(payload);
        return Promise.resolve();
      },
    });
  }

  /** Milliseconds since the group's coordinator last answered. */
  silentForMs(): number {
    return performance.now() - this.#contactAt;
  }

  pause(topic: string, partition: number): void {
    inGroup(() => this.#consumer.pause([{ topic, partitions: [partition] }]));
  }

  resume(topic: string, partition: number): void {
    inGroup(() => this.#consumer.resume([{ topic, partitions: [partition] }]));
  }

  /** The next fetch of the partition begins here. */
  seek(topic: string, partition: number, offset: bigint): void {
    inGroup(() => this.#consumer.seek({ topic, partition, offset: offset.toString() }));
  }

  /**
   * Commits the offsets of the next messages to read, by topic and partition, for the generation of the moment of the call.
   * Once: it throws what kafkajs throws. (Its own commitOffsets tries on, in the next generation too.)
   */
  async commit(offsets: ReadonlyMap<string, ReadonlyMap<number, bigint>>): Promise<void> {
    await this.#commit?.({
      topics: Array.from(offsets, ([topic, partitions]) => ({
        topic,
        partitions: Array.from(partitions, ([partition, offset]) => ({ partition, offset: offset.toString() })),
      })),
    });
  }

  /** Ends the session from outside, as a failure would. */
  fail(reason: Error): void {
    this.#end(reason);
  }

  /** Leaves the group and disconnects. Never throws. */
  async close(): Promise<void> {
    // kafkajs may wait for an answer that never comes; what it still holds then ends with its sockets.
    const leaving = this.#consumer.disconnect().catch(() => undefined);
    await within(leaving, CLOSE_MS_MAX, () => undefined);
  }

  #take({ batch, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale }: EachBatchPayload): void {
    // After a rebalance kafkajs goes on with what it fetched before (its issues 1527 and 1720).
    if (!isRunning() || isStale()) return;
    this.#commit = commitOffsetsIfNecessary;
    const { topic, partition } = batch;
    const isWhole = batch.messages.length <= BATCH_MAX;
    const messages = isWhole ? batch.messages : batch.messages.slice(0, BATCH_MAX);
    const last = isWhole ? batch.lastOffset() : messages[BATCH_MAX - 1]!.offset;
    this.#handlers.batch({ topic, partition, messages, next: BigInt(last) + 1n });
    resolveOffset(last);
  }

  #touch(): void {
    this.#contactAt = performance.now();
  }
}

/** Before it has joined, and from a failure until it tells of it, kafkajs has no group: then there is nothing to steer. */
function inGroup(steer: () => void): void {
  try {
    steer();
  } catch (error) {
    if (!(error instanceof KafkaJSNonRetriableError)) throw error;
  }
}
