import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deadLettersTopic, eventsTopic, outcomesTopic, unattributedOutcomesTopic, viewsTopic } from '@rekam/contracts';
import { BrokerUnavailable, Cluster, type Admin, type Producer } from '@rekam/kafka';
import { pino } from 'pino';
import type { Random } from '../../../apps/cli/src/seed/random';
import type { Broker } from '../../kafka/broker';
import type { Report } from '../campaign';
import { Service } from '../service';
import { Messages, type Sender } from './messages';
import { verify, type Counted } from './verify';

const PARTITIONS = 3;
/** How long a message about nobody is tried again: short, so that a drill comes to its end. */
const RETRY_MS = 1_500;
const CHUNK = 25;
const POLL_MS = 250;
/** The group may need its session time-out to let a dead member go, and then has the backlog to work off. */
const SETTLE_MS_MAX = 300_000;

/** What came of a drill. */
export interface Outcome extends Counted {
  readonly drill: string;
  readonly kills: number;
}

/** One data folder, its topics, the writers on both, and those who produce. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'rekam-kafka-drill-'));
  readonly admin: Promise<Admin>;
  readonly breaches: string[] = [];
  kills = 0;
  private readonly prefix: string;
  private readonly senders: readonly Sender[];
  private readonly messages: Messages;
  private readonly cluster: Cluster;
  private readonly running = new Set<Service>();
  private producer: Producer | null = null;
  private produced = 0;
  private isClosed = false;

  constructor(
    readonly drill: string,
    private readonly broker: Pick<Broker, 'brokers'>,
    readonly random: Random,
    readonly report: Report,
  ) {
    this.prefix = `${drill}-${random.int(0, 0xff_ffff).toString(16)}`;
    this.senders = ['5500', '5571'].map((agency) => ({
      agency,
      source: `/agencies/${agency}/simpeg`,
      topic: `${this.prefix}.intake.${agency}.v1`,
    }));
    this.messages = new Messages(drill, this.senders, random);
    const settings = { brokers: broker.brokers, clientId: 'drill', tls: null, sasl: null };
    this.cluster = new Cluster(settings, pino({ level: 'silent' }));
    this.admin = this.cluster.admin();
    const intake = this.senders.map(({ topic, source }) => ({ topic, sources: [{ source }] }));
    writeFileSync(this.topicsFile, JSON.stringify({ intake }));
  }

  private get topicsFile(): string {
    return join(this.folder, 'topics.json');
  }

  private get topics() {
    return {
      intake: this.senders.map(({ topic }) => topic),
      outcomes: [
        ...this.senders.map(({ source }) => outcomesTopic(this.prefix, source)),
        unattributedOutcomesTopic(this.prefix),
      ],
      deadLetters: deadLettersTopic(this.prefix),
    };
  }

  async open(): Promise<void> {
    const { intake, outcomes, deadLetters } = this.topics;
    const others = [eventsTopic(this.prefix), viewsTopic(this.prefix)];
    const plans = [...intake, ...outcomes, deadLetters, ...others].map((topic) => ({
      topic,
      partitions: PARTITIONS,
      replication: 1,
      configs: {},
    }));
    await (await this.admin).createTopics(plans);
    this.producer = await this.cluster.producer();
  }

  /** A writer more; it takes part in the group once it has joined. */
  async writer({ group = 'writers', step = null }: { group?: string; step?: string | null } = {}): Promise<Service> {
    const env = {
      REKAM_KAFKA_BROKERS: this.broker.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: this.prefix,
      REKAM_KAFKA_TOPICS_FILE: this.topicsFile,
      REKAM_KAFKA_GROUP: `${this.prefix}-${group}`,
      REKAM_KAFKA_RETRY_MS: String(RETRY_MS),
    };
    const service = await Service.start(join(this.folder, 'data'), { app: 'writer', env, step });
    this.running.add(service);
    void service.ended.then(() => this.running.delete(service));
    return service;
  }

  /** Produces so many messages more. While the broker is away it waits, and sends the same again. */
  async produce(count: number): Promise<void> {
    for (let left = count; left > 0; left -= CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, left) }, () => this.messages.next());
      for (;;) {
        try {
          await this.producer!.send(chunk);
          break;
        } catch (error) {
          if (!(error instanceof BrokerUnavailable) || this.isClosed) throw error;
          await delay(POLL_MS);
        }
      }
      this.produced += chunk.length;
    }
  }

  /** Produces until the signal aborts, `rate` messages a second. */
  async load(rate: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const dueMs = (CHUNK / rate) * 1_000;
      const startedAt = performance.now();
      await this.produce(CHUNK);
      const leftMs = dueMs - (performance.now() - startedAt);
      if (leftMs > 0) await delay(leftMs);
    }
  }

  /** Waits until the writer has its share of the group. */
  async joined({ url }: Service): Promise<void> {
    await this.until(async () => (await fetch(`${url}/health/ready`)).ok, 'a writer to be ready');
  }

  /** Waits until the log has grown by so many outcomes, so that a fault strikes a writer at work. */
  async answered(more: number): Promise<void> {
    let before: number | null = null;
    await this.until(async () => {
      const count = await this.outcomeCount();
      before ??= count;
      return count >= before + more;
    }, 'answers');
  }

  /** Waits until the group has committed everything. */
  async settle(group = 'writers'): Promise<void> {
    const lag = async (): Promise<bigint> => {
      const byTopic = await (await this.admin).groupLag(`${this.prefix}-${group}`, this.topics.intake);
      return [...byTopic.values()].reduce((sum, each) => sum + each, 0n);
    };
    await this.until(async () => (await lag()) === 0n, `the commits of ${group}`);
  }

  private async until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = performance.now() + SETTLE_MS_MAX;
    while (performance.now() < deadline) {
      try {
        if (await isSo()) return;
      } catch (error) {
        if (!(error instanceof BrokerUnavailable)) throw error;
      }
      await delay(POLL_MS);
    }
    throw new Error(`${this.drill}: waited ${SETTLE_MS_MAX / 1_000} s for ${what}`);
  }

  private async outcomeCount(): Promise<number> {
    const states = await (await this.admin).describeTopics(this.topics.outcomes);
    const offsets = [...states.values()].flatMap(({ offsets }) => offsets);
    return offsets.reduce((sum, { end }) => sum + Number(end), 0);
  }

  /** kill -9, or the death at a step that was armed. */
  async died(service: Service): Promise<void> {
    const ended = await service.endedWithin();
    this.kills++;
    if (ended?.signal !== 'SIGKILL')
      this.breaches.push(`a writer that was to be killed ended: ${JSON.stringify(ended)}`);
  }

  async stopped(service: Service): Promise<void> {
    service.stop();
    const ended = await service.endedWithin();
    if (ended?.code !== 0) this.breaches.push(`a writer did not stop in good order: ${JSON.stringify(ended)}`);
  }

  /** Counts. Messages may still come and be worked on afterwards. */
  async count(where: string): Promise<Outcome> {
    const counted = await verify(this.cluster, this.topics, join(this.folder, 'data'));
    const breaches = [...this.breaches, ...counted.breaches];
    if (counted.messages < this.produced)
      breaches.push(`only ${counted.messages} of ${this.produced} messages are in the topics`);
    const { messages, accepted, duplicate, rejected, repeated } = counted;
    this.report(
      `${this.drill} · ${where}: ${messages} messages, ${accepted} accepted, ${duplicate} duplicate, ${rejected} rejected, ${repeated} outcomes repeated, ${breaches.length} breaches`,
    );
    return { ...counted, breaches, drill: this.drill, kills: this.kills };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const service of this.running) service.kill();
    await Promise.all([...this.running].map((service) => service.ended));
    await this.producer?.stop();
    await (await this.admin).close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
