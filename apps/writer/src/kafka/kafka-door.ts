import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { deadLettersTopic } from '@rekam/contracts';
import type { EventStore } from '@rekam/event-store';
import type { Cluster, Consumption, KafkaLog, Producer } from '@rekam/kafka';
import {
  CLOCK,
  CONFIG,
  EVENT_STORE,
  Health,
  LOCAL_ISSUER,
  Metrics,
  missingTopicsSentence,
  sharedTopics,
  TRACING,
  type Clock,
  type Config,
  type KafkaTopics,
  type Tracing,
} from '@rekam/runtime';
import { Answers } from './answers';
import { DoorCounts } from './door-counts';
import { MessageIntake } from './message-intake';
import { RegisteredSources } from './registered-sources';
import { Troubles } from './troubles';

/** The cluster, and what is said of its topics. */
export interface DoorOptions {
  readonly cluster: Cluster;
  readonly topics: KafkaTopics;
  readonly log: KafkaLog;
}
export const DOOR_OPTIONS = Symbol('Kafka door options');

/** Chains worked on at a time; each may have a run of messages at work. Most wait for the group's commit or for brokers. */
const CONCURRENCY_MAX = 256;
/** Many of them, so that messages about one person come together. */
const PENDING_MAX = 8_192;
/** So long one sending of answers is tried; then it is a trouble, and tried again. */
const ANSWER_MS_MAX = 10_000;
const TOPICS_AGAIN_MS = 2_000;
const TOPICS = 'topics';

/**
 * The door of agency systems that send by Kafka. The process starts and serves whether or not the brokers answer;
 * meanwhile it is not ready, and the door opens by itself when they do.
 */
@Injectable()
export class KafkaDoor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly sources: RegisteredSources;
  private readonly troubles: Troubles;
  private readonly counts: DoorCounts;
  private opening: Promise<void> = Promise.resolve();
  private producer: Producer | null = null;
  private consumption: Consumption | null = null;
  private hasRun = false;

  constructor(
    @Inject(DOOR_OPTIONS) private readonly options: DoorOptions,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    private readonly bus: CommandBus,
    private readonly health: Health,
    metrics: Metrics,
    @Inject(CLOCK) clock: Clock,
    @Inject(TRACING) private readonly tracing: Tracing,
  ) {
    const issuer = config.jwksUrl === null ? LOCAL_ISSUER : config.jwtIssuer;
    this.sources = new RegisteredSources(options.topics, config.kafkaTopicPrefix, issuer);
    this.troubles = new Troubles(options.log, clock);
    this.counts = new DoorCounts(metrics);
    metrics.registerGauge('rekam_kafka_intake_lag_messages', {
      help: 'Messages of the topic that no writer has answered yet.',
      label: 'topic',
      read: async () => [...((await this.consumption?.lag()) ?? [])].map(([topic, lag]) => [topic, Number(lag)]),
    });
  }

  onApplicationBootstrap(): void {
    this.health.registerReadiness('kafka intake', () => this.fault(), 'messages');
    for (const topic of sharedTopics(this.options.topics)) {
      this.options.log.warn({ topic }, 'several principals write on a topic, so each can speak for the others');
    }
    this.opening = this.open().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.options.log.error({ err: error }, 'the Kafka door does not open');
    });
  }

  /** Requests and stores go on while what was taken is finished. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.opening;
    await this.consumption?.stop();
    await this.producer?.stop();
  }

  private async open(): Promise<void> {
    const { cluster, log } = this.options;
    const deadLetters = deadLettersTopic(this.config.kafkaTopicPrefix);
    const { intakeTopics, outcomesTopics } = this.sources;
    // 1. A message is taken only when it can be answered.
    await this.topicsToExist([...intakeTopics, ...outcomesTopics, deadLetters]);
    // 2. The way of a message.
    this.producer = await cluster.producer({ timeoutMs: ANSWER_MS_MAX });
    const { events, bus, sources, counts, troubles, config, tracing } = this;
    const answers = new Answers(this.producer, deadLetters, counts, troubles);
    const limits = { valueBytesMax: config.bodyLimitBytes, retryMs: config.kafkaRetryMs };
    const intake = new MessageIntake({ bus, events, sources, answers, counts, troubles, log, tracing, ...limits });
    this.consumption = await cluster.consume({
      groupId: config.kafkaGroup,
      topics: intakeTopics,
      orderKey: (message) => intake.orderKey(message),
      work: (message, _signal, next, attempt) => intake.work(message, next, attempt),
      concurrencyMax: CONCURRENCY_MAX,
      pendingMax: PENDING_MAX,
    });
  }

  /** Resolves when every topic is there. Rejects when the door is closed before. */
  private async topicsToExist(topics: readonly string[]): Promise<void> {
    const { cluster } = this.options;
    const { signal } = this.stopping;
    const admin = await cluster.admin();
    try {
      for (;;) {
        signal.throwIfAborted();
        try {
          const missing = await admin.missingTopics(topics);
          if (missing.length === 0) return this.troubles.end(TOPICS);
          this.troubles.begin(TOPICS, missingTopicsSentence(missing));
        } catch (error) {
          this.troubles.begin(TOPICS, 'the brokers do not answer, or not to this service; the log says why', error);
        }
        await setTimeout(TOPICS_AGAIN_MS, undefined, { signal, ref: false });
      }
    } finally {
      await admin.close();
    }
  }

  /** Why messages are not taken in now; null while they are. */
  private fault(): string | null {
    const trouble = this.troubles.first;
    if (trouble !== null) return trouble;
    const state = this.consumption?.state() ?? 'joining';
    switch (state) {
      case 'running':
        this.hasRun = true;
        return null;
      case 'joining':
        // Partitions are shared anew whenever a writer comes or goes, which is no fault.
        return this.hasRun ? null : 'the consumer group is being joined';
      case 'away':
        return 'the brokers do not answer';
      case 'stopped':
        return 'the consumption has stopped';
      default:
        throw new Error(`no state ${String(state satisfies never)}`);
    }
  }
}
