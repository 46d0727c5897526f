import { setTimeout as delay } from 'node:timers/promises';
import { deadLettersTopic, eventsTopic, outcomesTopic, unattributedOutcomesTopic, viewsTopic } from '@rekam/contracts';
import type { EventStore } from '@rekam/event-store';
import { BrokerUnavailable, Cluster, type Admin, type Producer } from '@rekam/kafka';
import { pino } from 'pino';
import type { Random } from '../../../apps/cli/src/seed/random';
import { Messages, type Sender } from './messages';
import { verify, type Counted } from './verify';

const PARTITIONS = 3;
const CHUNK = 25;
const POLL_MS = 250;
/** The group may need its session time-out to let a dead member go, and then has the backlog to work off. */
const SETTLE_MS_MAX = 300_000;

/** Those who send messages in a drill, and what becomes of them, as the topics tell it. */
export class Traffic {
  /** What the names of the topics begin with. */
  readonly prefix: string;
  private readonly senders: readonly Sender[];
  private readonly messages: Messages;
  private readonly cluster: Cluster;
  private readonly admin: Promise<Admin>;
  private producer: Producer | null = null;
  private produced = 0;
  private isClosed = false;

  constructor(
    readonly drill: string,
    brokers: readonly string[],
    random: Random,
  ) {
    this.prefix = `${drill}-${random.int(0, 0xff_ffff).toString(16)}`;
    this.senders = ['5500', '5571'].map((agency) => ({
      agency,
      source: `/agencies/${agency}/simpeg`,
      topic: `${this.prefix}.intake.${agency}.v1`,
    }));
    this.messages = new Messages(drill, this.senders, random);
    this.cluster = new Cluster(
      { brokers: [...brokers], clientId: 'drill', tls: null, sasl: null },
      pino({ level: 'silent' }),
    );
    this.admin = this.cluster.admin();
  }

  /** What the topics file says of them. */
  get intake() {
    return this.senders.map(({ topic, source }) => ({ topic, sources: [{ source, principal: null }] }));
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

  async createTopics(): Promise<void> {
    const { intake, outcomes, deadLetters } = this.topics;
    const others = [eventsTopic(this.prefix), viewsTopic(this.prefix)];
    const plans = [...intake, ...outcomes, deadLetters, ...others].map((topic) => ({
      topic,
      partitions: PARTITIONS,
      replication: 1,
      configs: {},
    }));
    await (await this.admin).createTopics(plans);
  }

  /** The topics must be there. */
  async open(): Promise<void> {
    this.producer = await this.cluster.producer();
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

  /** Waits for so many outcomes more, so that a fault strikes writers at work. */
  async answered(more: number): Promise<void> {
    let before: number | null = null;
    await this.until(async () => {
      const count = await this.outcomeCount();
      before ??= count;
      return count >= before + more;
    }, 'answers');
  }

  /** Waits until the group has committed everything. */
  async settle(group: string): Promise<void> {
    const lag = async (): Promise<bigint> => {
      const byTopic = await (await this.admin).groupLag(group, this.topics.intake);
      return [...byTopic.values()].reduce((sum, each) => sum + each, 0n);
    };
    await this.until(async () => (await lag()) === 0n, `the commits of ${group}`);
  }

  /** Waits until it is so; a broker that is away is waited for. */
  async until(isSo: () => Promise<boolean>, what: string): Promise<void> {
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

  /** Holds the log and the outcomes against the messages. More may come and be worked on afterwards. */
  async count(events: EventStore): Promise<Counted> {
    const counted = await verify(this.cluster, this.topics, events);
    if (counted.messages >= this.produced) return counted;
    const lost = `only ${counted.messages} of ${this.produced} messages are in the topics`;
    return { ...counted, breaches: [...counted.breaches, lost] };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.producer?.stop();
    await (await this.admin).close();
  }

  private async outcomeCount(): Promise<number> {
    const states = await (await this.admin).describeTopics(this.topics.outcomes);
    const offsets = [...states.values()].flatMap(({ offsets }) => offsets);
    return offsets.reduce((sum, { end }) => sum + Number(end), 0);
  }
}
