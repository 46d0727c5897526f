import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  byName,
  deadLettersTopic,
  outcomesTopic,
  toBinaryHeaders,
  unattributedOutcomesTopic,
  type JsonData,
  type OutcomeMessage,
} from '@rekam/contracts';
import type { EventStore, KeyStore } from '@rekam/event-store';
import {
  BrokerUnavailable,
  Cluster,
  type Coordinates,
  type IncomingMessage,
  type OutgoingMessage,
  type Producer,
} from '@rekam/kafka';
import {
  CLOCK,
  CONFIG,
  createHttpApp,
  EVENT_STORE,
  Health,
  KEY_STORE,
  loadConfig,
  Metrics,
  systemClock,
} from '@rekam/runtime';
import { kafkaDoor } from '../kafka/kafka-door.module';
import { WriterModule } from '../writer.module';

export const JAMBI_SOURCE = '/agencies/5500/simpeg';
export const KERINCI_SOURCE = '/agencies/5505/simpeg';
const PROVIDER_SOURCE = '/providers/balai-contoh';
const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const PARTITIONS = 3;

/** An outcome as its source reads it. */
interface Answer {
  readonly message: IncomingMessage;
  readonly said: OutcomeMessage;
}

/** What comes on topics, from their beginning on. */
class Mailbox {
  private readonly come = new Map<string, IncomingMessage>();
  private wake: () => void = () => {};
  /** Resolves when nothing more is read. */
  readonly ended: Promise<void>;

  constructor(
    private readonly cluster: Cluster,
    private readonly topics: readonly string[],
    private readonly signal: AbortSignal,
  ) {
    this.ended = this.fill();
  }

  /** The first `count` messages of which this holds, in order of arrival; resolves when there are so many. */
  async first(count: number, isMeant: (message: IncomingMessage) => boolean): Promise<readonly IncomingMessage[]> {
    for (;;) {
      const found = [...this.come.values()].filter(isMeant);
      if (found.length >= count) return found.slice(0, count);
      await new Promise<void>((resolve) => {
        const { wake } = this;
        this.wake = () => {
          wake();
          resolve();
        };
      });
    }
  }

  private async fill(): Promise<void> {
    const { cluster, topics, signal } = this;
    while (!signal.aborted) {
      try {
        for await (const message of cluster.read({ from: topics, until: 'abort', signal })) {
          this.come.set(`${message.topic} ${message.partition} ${message.offset}`, message);
          const { wake } = this;
          this.wake = () => {};
          wake();
        }
      } catch (error) {
        // New topics have no leader yet, and brokers of a spec come and go: it is read anew, and what came is known.
        if (!(error instanceof BrokerUnavailable)) throw error;
      }
    }
  }
}

const saidIn = ({ value }: IncomingMessage): OutcomeMessage => JSON.parse(value!.toString()) as OutcomeMessage;

export interface Stores {
  readonly keys: KeyStore;
  readonly events: EventStore;
}

/** A writer with its Kafka door in this process, on a real broker, and a sender beside it. */
export class KafkaRig {
  readonly jambiTopic;
  readonly kerinciTopic;
  private readonly folder = mkdtempSync(join(tmpdir(), 'rekam-door-'));
  private readonly stopping = new AbortController();
  private readonly cluster: Cluster;
  private answers: Mailbox | null = null;
  private letters: Mailbox | null = null;
  private producer: Producer | null = null;
  private app: NestFastifyApplication | null = null;

  constructor(
    private readonly brokers: readonly string[],
    readonly prefix: string,
  ) {
    this.jambiTopic = `${prefix}.intake.v1`;
    this.kerinciTopic = `${prefix}.kerinci.v1`;
    this.cluster = new Cluster({ brokers, clientId: `${prefix}-sender`, tls: null, sasl: null }, LOG);
  }

  async createTopics(configs: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): Promise<void> {
    const { prefix, jambiTopic, kerinciTopic } = this;
    const outcomes = [
      ...[JAMBI_SOURCE, KERINCI_SOURCE, PROVIDER_SOURCE].map((source) => outcomesTopic(prefix, source)),
      unattributedOutcomesTopic(prefix),
    ];
    const letters = deadLettersTopic(prefix);
    const admin = await this.cluster.admin();
    await admin.createTopics(
      [jambiTopic, kerinciTopic, ...outcomes, letters].map((topic) => ({
        topic,
        partitions: topic === jambiTopic ? PARTITIONS : 1,
        replication: 1,
        configs: configs[topic] ?? {},
      })),
    );
    await admin.close();
    this.answers ??= new Mailbox(this.cluster, outcomes, this.stopping.signal);
    this.producer ??= await this.cluster.producer();
  }

  async deleteTopic(topic: string): Promise<void> {
    const admin = await this.cluster.admin();
    await admin.deleteTopics([topic]);
    await admin.close();
  }

  /** Starts a writer; `env` adds to its configuration. */
  async start({ keys, events }: Stores, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const file = join(this.folder, 'topics.json');
    const source = (name: string, principal: string) => ({ source: name, principal });
    const intake = [
      {
        topic: this.jambiTopic,
        sources: [source(JAMBI_SOURCE, 'User:simpeg-5500'), source(PROVIDER_SOURCE, 'User:balai')],
      },
      { topic: this.kerinciTopic, sources: [source(KERINCI_SOURCE, 'User:simpeg-5505')] },
    ];
    writeFileSync(file, JSON.stringify({ intake }));
    const config = loadConfig({
      REKAM_DATA_FOLDER: this.folder,
      REKAM_METRICS_PORT: '0',
      REKAM_LOG_LEVEL: 'silent',
      REKAM_KAFKA_BROKERS: this.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: this.prefix,
      REKAM_KAFKA_TOPICS_FILE: file,
      REKAM_KAFKA_GROUP: `${this.prefix}-writer`,
      ...env,
    });
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: systemClock },
      { provide: EVENT_STORE, useValue: events },
      { provide: KEY_STORE, useValue: keys },
    ];
    @Global()
    @Module({ providers, exports: providers.map(({ provide }) => provide) })
    class StoresModule {}
    const imports = [StoresModule, WriterModule.register(), ...kafkaDoor(config, LOG)];
    @Module({ imports })
    class ProcessModule {}
    this.app = await createHttpApp(ProcessModule, config);
  }

  async stop(): Promise<void> {
    await this.app?.close();
    this.app = null;
  }

  /** Ends all of it. */
  async close(): Promise<void> {
    await this.stop();
    this.stopping.abort();
    await Promise.all([this.answers?.ended, this.letters?.ended, this.producer?.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async faults(): Promise<readonly string[]> {
    return this.app!.get(Health).faults();
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.app!.get(Metrics).port}/metrics`)).text();
  }

  /** Sends messages as they are and returns where they are. */
  async send(...messages: readonly Partial<OutgoingMessage>[]): Promise<readonly Coordinates[]> {
    return this.producer!.send(
      messages.map((message) => ({ topic: this.jambiTopic, key: null, value: null, ...message })),
    );
  }

  /** The outcomes of a message, at least so many, in order of arrival. */
  async outcomes(of: Coordinates, count = 1): Promise<readonly Answer[]> {
    const messages = await this.answers!.first(count, (message) => {
      const { topic, partition, offset } = saidIn(message).message;
      return topic === of.topic && partition === of.partition && offset === String(of.offset);
    });
    return messages.map((message) => ({ message, said: saidIn(message) }));
  }

  async outcome(of: Coordinates): Promise<OutcomeMessage> {
    return (await this.outcomes(of))[0]!.said;
  }

  async deadLetter({ topic, partition, offset }: Coordinates): Promise<IncomingMessage> {
    this.letters ??= new Mailbox(this.cluster, [deadLettersTopic(this.prefix)], this.stopping.signal);
    const at = { 'rekam-topic': topic, 'rekam-partition': String(partition), 'rekam-offset': String(offset) };
    const [letter] = await this.letters.first(1, ({ headers }) =>
      Object.entries(at).every(([name, value]) => String(headers[name]) === value),
    );
    return letter!;
  }
}

interface EventGiven {
  readonly source?: string;
  readonly key?: string;
}

const attributesOf = (id: string, name: string, { source = JAMBI_SOURCE }: EventGiven) => ({
  specversion: '1.0' as const,
  id,
  source,
  type: byName(name)!.cloudEvent,
});

/** A message with a CloudEvent in binary mode. */
export function binary(id: string, name: string, data: JsonData, given: EventGiven = {}): Partial<OutgoingMessage> {
  const headers = toBinaryHeaders({ ...attributesOf(id, name, given), extensions: {} }, 'ce_');
  return { key: given.key ?? null, value: JSON.stringify(data), headers };
}

/** The same in structured mode. */
export function structured(id: string, name: string, data: JsonData, given: EventGiven = {}): Partial<OutgoingMessage> {
  const value = JSON.stringify({ ...attributesOf(id, name, given), data });
  return { key: given.key ?? null, value, headers: { 'content-type': 'application/cloudevents+json' } };
}
