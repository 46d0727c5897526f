import type { Batch, ConsumerSession } from './consumer-session';
import type { ConsumeOptions } from './consumption';
import { protocolErrorOf } from './failure';
import type { IncomingMessage } from './message';
import { PartitionPipeline, type PipelineHost } from './partition-pipeline';
import type { KafkaLog } from './settings';
import { Slots } from './slots';
import { within } from './within';

const CONCURRENCY_MAX = 256;
const PENDING_MAX = 8_192;
const PENDING_BYTES_MAX = 32 * 1024 * 1024;
/** Commits are gathered: each costs the broker a write, and what is not committed only comes again. */
const COMMIT_MS = 100;
const FINISH_MS_MAX = 10_000;
/** Failing attempts are told at most this often. */
const WARNING_MS = 1_000;

/**
 * The partitions that are ours at the moment, each with its pipeline. Fetching never waits for work: a partition whose pipeline
 * is full is paused, the others go on. What is done is committed, never for a partition that is not ours any more.
 */
export class Assignment implements PipelineHost {
  readonly slots: Slots;
  readonly orderKey: ConsumeOptions['orderKey'];
  readonly work: ConsumeOptions['work'];
  readonly #log: KafkaLog;
  readonly #pendingMax: number;
  /** By `topic/partition`. */
  readonly #pipelines = new Map<string, PartitionPipeline>();
  readonly #paused = new Set<PartitionPipeline>();
  /** Of one partition: no partition takes another's share, however long it is stuck. */
  #full = { messages: 0, bytes: 0 };
  #roomy = { messages: 0, bytes: 0 };
  #ours: ReadonlySet<string> = new Set();
  #session: ConsumerSession | null = null;
  #mayCommit = false;
  #commitTimer: NodeJS.Timeout | null = null;
  #warnedAt = -Infinity;
  #isFinishing = false;

  constructor({ orderKey, work, concurrencyMax, pendingMax }: ConsumeOptions, log: KafkaLog) {
    this.slots = new Slots(concurrencyMax ?? CONCURRENCY_MAX);
    this.orderKey = orderKey;
    this.work = work;
    this.#pendingMax = pendingMax ?? PENDING_MAX;
    this.#log = log;
  }

  /** Goes on with the partitions that stay ours, drops those that went, begins the new ones. */
  joined(session: ConsumerSession, partitionsByTopic: Readonly<Record<string, readonly number[]>>): void {
    this.#session = session;
    this.#mayCommit = true;
    const ours = Object.entries(partitionsByTopic).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    const share = { messages: this.#pendingMax / ours.length, bytes: PENDING_BYTES_MAX / ours.length };
    this.#full = share;
    this.#roomy = { messages: share.messages / 2, bytes: share.bytes / 2 };
    this.#ours = new Set(ours.map(({ topic, partition }) => nameOf(topic, partition)));
    for (const [name, pipeline] of this.#pipelines) {
      if (this.#ours.has(name)) continue;
      this.#pipelines.delete(name);
      this.#paused.delete(pipeline);
      pipeline.drop();
    }
    for (const { topic, partition } of ours) {
      const pipeline = this.#pipelines.get(nameOf(topic, partition));
      // kafkajs begins after every join with what is committed, and keeps what was paused.
      if (pipeline?.next != null) session.seek(topic, partition, pipeline.next);
      if (pipeline !== undefined && this.#paused.has(pipeline)) continue;
      if (this.#isFinishing) session.pause(topic, partition);
      else session.resume(topic, partition);
    }
    this.#scheduleCommit();
  }

  rebalancing(): void {
    this.#mayCommit = false;
  }

  /** The session has ended: nothing is ours. */
  lost(): void {
    this.#mayCommit = false;
    this.#session = null;
    this.#ours = new Set();
    for (const pipeline of this.#pipelines.values()) pipeline.drop();
    this.#pipelines.clear();
    this.#paused.clear();
  }

  take(batch: Batch): void {
    const name = nameOf(batch.topic, batch.partition);
    if (this.#isFinishing || !this.#ours.has(name)) return;
    let pipeline = this.#pipelines.get(name);
    if (pipeline === undefined) {
      pipeline = new PartitionPipeline(batch.topic, batch.partition, this);
      this.#pipelines.set(name, pipeline);
    }
    pipeline.take(batch);
    if (pipeline.isFull(this.#full) && !this.#paused.has(pipeline)) {
      this.#paused.add(pipeline);
      this.#session?.pause(batch.topic, batch.partition);
    }
  }

  progressed(pipeline: PartitionPipeline): void {
    this.#scheduleCommit();
    if (this.#paused.size === 0 || !this.#paused.has(pipeline) || pipeline.isFull(this.#roomy)) return;
    if (this.#isFinishing) return;
    this.#paused.delete(pipeline);
    this.#session?.resume(pipeline.topic, pipeline.partition);
  }

  rejected({ topic, partition, offset }: IncomingMessage, attempt: number, error: unknown): void {
    const now = performance.now();
    const level = now - this.#warnedAt > WARNING_MS ? 'warn' : 'debug';
    if (level === 'warn') this.#warnedAt = now;
    const fields = { topic, partition, offset: offset.toString(), attempt, error: String(error) };
    this.#log[level](fields, 'Work on a Kafka message failed and is tried again');
  }

  /** Fetches and starts nothing more, ends what is under way within a limit, and commits what is done. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    for (const pipeline of this.#pipelines.values()) {
      this.#session?.pause(pipeline.topic, pipeline.partition);
      pipeline.abort();
    }
    await within(this.slots.close(), FINISH_MS_MAX, () => undefined);
    await this.#commit();
  }

  #scheduleCommit(): void {
    if (this.#commitTimer !== null || !this.#mayCommit || this.#isFinishing) return;
    this.#commitTimer = setTimeout(() => {
      void this.#commit().finally(() => {
        this.#commitTimer = null;
        if ([...this.#pipelines.values()].some((pipeline) => pipeline.hasToCommit)) this.#scheduleCommit();
      });
    }, COMMIT_MS);
  }

  /** Commits once; what fails is committed with the next. */
  async #commit(): Promise<void> {
    const session = this.#session;
    if (session === null || !this.#mayCommit) return;
    const commits = [...this.#pipelines.values()]
      .filter(({ hasToCommit }) => hasToCommit)
      .map((pipeline) => ({ pipeline, offset: pipeline.committable! }));
    if (commits.length === 0) return;
    const offsets = new Map<string, Map<number, bigint>>();
    for (const { pipeline, offset } of commits) {
      const partitions = offsets.get(pipeline.topic) ?? new Map<number, bigint>();
      offsets.set(pipeline.topic, partitions.set(pipeline.partition, offset));
    }
    try {
      await session.commit(offsets);
      for (const { pipeline, offset } of commits) pipeline.committed = offset;
    } catch (error) {
      const reason = protocolErrorOf(error) ?? String(error);
      this.#log.debug({ reason }, 'Committing Kafka offsets failed; they go with the next commit');
    }
  }
}

const nameOf = (topic: string, partition: number): string => `${topic}/${partition}`;
