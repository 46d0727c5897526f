import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigResourceTypes, type Admin as KafkajsAdmin } from 'kafkajs';
import { ALLOWING_RULES, entryOf, rulesOf } from './acls';
import type { AclRule, Admin, AdminOptions, TopicPlan, TopicState } from './admin';
import { backOffMs } from './back-off';
import { createClient } from './client';
import { BrokerUnavailable } from './errors';
import { failureOf, protocolErrorOf } from './failure';
import type { KafkaLog, KafkaSettings } from './settings';
import { within } from './within';

const TIMEOUT_MS = 30_000;
const CLOSE_MS_MAX = 2_000;
const RETRY_MS_FIRST = 50;
const RETRY_MS_MAX = 500;
const ATTEMPTS_MAX = 8;
const NOT_YET: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'KafkaJSGroupCoordinatorNotFound',
]);

interface Connection {
  readonly admin: Promise<KafkajsAdmin>;
  /** How many questions wait for their answers. */
  asked: number;
}

/** kafkajs' admin client, renewed after every failure. */
export class ClusterAdmin implements Admin {
  readonly #settings: KafkaSettings;
  readonly #log: KafkaLog;
  readonly #timeoutMs: number;
  #connection: Connection | null = null;

  constructor(settings: KafkaSettings, log: KafkaLog, { timeoutMs = TIMEOUT_MS }: AdminOptions = {}) {
    this.#settings = settings;
    this.#log = log;
    this.#timeoutMs = timeoutMs;
  }

  brokers(): Promise<readonly string[]> {
    return this.#ask('Describing the cluster', async (admin) => {
      const { brokers } = await admin.describeCluster();
      return brokers.map(({ host, port }) => `${host}:${port}`).sort();
    });
  }

  createTopics(plans: readonly TopicPlan[]): Promise<readonly string[]> {
    return this.#ask('Creating topics', async (admin) => {
      const existing = new Set(await admin.listTopics());
      const missing = plans.filter(({ topic }) => !existing.has(topic));
      if (missing.length > 0) {
        await admin.createTopics({
          waitForLeaders: false,
          topics: missing.map(({ topic, partitions, replication, configs }) => ({
            topic,
            numPartitions: partitions,
            replicationFactor: replication,
            configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
          })),
        });
        for (const { topic } of missing) await offsetsOf(admin, topic);
      }
      return missing.map(({ topic }) => topic);
    });
  }

  describeTopics(topics: readonly string[]): Promise<ReadonlyMap<string, TopicState>> {
    return this.#ask('Describing topics', async (admin) => {
      const existing = new Set(await admin.listTopics());
      const wanted = topics.filter((topic) => existing.has(topic));
      if (wanted.length === 0) return new Map();
      const { topics: metadata } = await admin.fetchTopicMetadata({ topics: wanted });
      const { resources } = await admin.describeConfigs({
        resources: wanted.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
        includeSynonyms: false,
      });
      const configs = new Map(
        resources.map(({ resourceName, configEntries }) => [
          resourceName,
          Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue])),
        ]),
      );
      const states = new Map<string, TopicState>();
      for (const { name, partitions } of metadata) {
        states.set(name, {
          partitions: partitions.length,
          replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
          configs: configs.get(name) ?? {},
          offsets: await offsetsOf(admin, name),
        });
      }
      return states;
    });
  }

  missingTopics(topics: readonly string[]): Promise<readonly string[]> {
    return this.#ask('Listing topics', async (admin) => {
      const existing = new Set(await admin.listTopics());
      return topics.filter((topic) => !existing.has(topic));
    });
  }

  deleteTopics(topics: readonly string[]): Promise<void> {
    return this.#ask('Deleting topics', (admin) => admin.deleteTopics({ topics: [...topics] }));
  }

  offsets(topic: string): Promise<TopicState['offsets']> {
    return this.#ask(`Asking for the offsets of ${topic}`, (admin) => offsetsOf(admin, topic));
  }

  offsetsAt(topic: string, timestampMs: number): Promise<ReadonlyMap<number, bigint>> {
    return this.#ask(`Asking for the offsets of ${topic}`, async (admin) => {
      const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, timestampMs);
      return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
    });
  }

  groupOffsets(groupId: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    return this.#ask(`Asking for what the group ${groupId} has committed`, (admin) => committed(admin, groupId, topic));
  }

  groupLag(groupId: string, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    return this.#ask(`Asking for the lag of the group ${groupId}`, async (admin) => {
      const lags = new Map<string, bigint>();
      for (const topic of topics) {
        const done = await committed(admin, groupId, topic);
        // What is asked for last is not behind what is asked for first.
        const offsets = await offsetsOf(admin, topic);
        const lag = offsets.reduce((sum, { partition, first, end }) => {
          const next = done.get(partition) ?? first;
          return sum + (end - (next > first ? next : first));
        }, 0n);
        lags.set(topic, lag);
      }
      return lags;
    });
  }

  createAcls(rules: readonly AclRule[]): Promise<void> {
    if (rules.length === 0) return Promise.resolve();
    return this.#ask('Creating ACLs', async (admin) => {
      await admin.createAcls({ acl: rules.map(entryOf) });
    });
  }

  describeAcls(): Promise<readonly AclRule[] | null> {
    return this.#ask('Describing ACLs', async (admin) => {
      try {
        return rulesOf(await admin.describeAcls(ALLOWING_RULES));
      } catch (error) {
        if (protocolErrorOf(error) === 'SECURITY_DISABLED') return null;
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) await disconnect(connection);
  }

  async #ask<T>(doing: string, question: (admin: KafkajsAdmin) => Promise<T>): Promise<T> {
    const connection = (this.#connection ??= { admin: this.#connect(), asked: 0 });
    connection.asked++;
    const answer = connection.admin.then(question);
    // One that is too late may still fail, when nobody listens any more.
    answer.catch(() => undefined);
    try {
      return await within(answer, this.#timeoutMs, () => {
        throw new BrokerUnavailable(`${doing} failed: no answer within ${this.#timeoutMs} ms`);
      });
    } catch (error) {
      // What kafkajs knows of the cluster, of leaders and of topics that are gone, it may never ask for again.
      if (this.#connection === connection) this.#connection = null;
      throw failureOf(error, doing);
    } finally {
      connection.asked--;
      if (connection.asked === 0 && this.#connection !== connection) void disconnect(connection);
    }
  }

  async #connect(): Promise<KafkajsAdmin> {
    const admin = createClient(this.#settings, this.#log).admin();
    try {
      await admin.connect();
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      throw error;
    }
    return admin;
  }
}

/** Never throws. */
async function disconnect({ admin }: Connection): Promise<void> {
  const closing = admin.then((connected) => connected.disconnect()).catch(() => undefined);
  await within(closing, CLOSE_MS_MAX, () => undefined);
}

/** A broker answers for a new topic or group some milliseconds after it was created, and for one that moves after some more. */
async function patiently<T>(question: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await question();
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !NOT_YET.has(protocolErrorOf(error) ?? (error as Error).name)) throw error;
      await sleep(backOffMs(attempt, RETRY_MS_FIRST, RETRY_MS_MAX));
    }
  }
}

async function offsetsOf(admin: KafkajsAdmin, topic: string): Promise<TopicState['offsets']> {
  const offsets = await patiently(() => admin.fetchTopicOffsets(topic));
  return offsets
    .map(({ partition, low, high }) => ({ partition, first: BigInt(low), end: BigInt(high) }))
    .sort((a, b) => a.partition - b.partition);
}

/** Partitions without a commit have a negative offset. */
async function committed(admin: KafkajsAdmin, groupId: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
  const answers = await patiently(() => admin.fetchOffsets({ groupId, topics: [topic] }));
  return new Map(
    answers
      .flatMap(({ partitions }) => partitions)
      .map(({ partition, offset }) => [partition, BigInt(offset)] as const)
      .filter(([, offset]) => offset >= 0n),
  );
}
