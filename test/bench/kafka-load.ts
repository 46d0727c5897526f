import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  deadLettersTopic,
  eventsTopic,
  intakeTopic,
  outcomesTopic,
  toBinaryHeaders,
  unattributedOutcomesTopic,
  viewsTopic,
} from '@rekam/contracts';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { createHttpApp, loadMasterKey } from '@rekam/runtime';
import { CareerCommands } from '@rekam/writer';
import { Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import { AGENCY, configIn, openCareers, TRAINING, trainingOf, writerModule } from './writer';

const PARTITIONS = 6;
const BATCH = 500;

/** A data folder in which so many careers are open, to be copied for each round. */
export async function ledgerOf(persons: number, folder: string): Promise<readonly string[]> {
  const config = configIn(folder);
  const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey: loadMasterKey(config, () => undefined) });
  const events = await openSqliteEventStore({ folder, keys, upcast });
  const app = await createHttpApp(writerModule(config, events, keys), config);
  try {
    await app.init();
    return await openCareers(app.get(CareerCommands, { strict: false }), persons);
  } finally {
    await app.close();
    await events.close();
    await keys.close();
  }
}

/** A ledger of the round's own. */
export function copyOf(template: string, folder: string): string {
  const copy = join(folder, 'data');
  cpSync(template, copy, { recursive: true });
  return copy;
}

/** The topics of one bench on a broker, and who produces to them. */
export class IntakeTopic {
  readonly intake: string;
  readonly outcomes: string;
  readonly topicsFile: string;
  readonly kafka: Kafka;
  private readonly admin: Admin;

  private constructor(
    readonly brokers: readonly string[],
    readonly prefix: string,
    folder: string,
  ) {
    this.kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
    this.admin = this.kafka.admin();
    this.intake = intakeTopic(prefix);
    this.outcomes = outcomesTopic(prefix, AGENCY.source);
    this.topicsFile = join(folder, `${prefix}.json`);
    const table = [{ topic: this.intake, sources: [{ source: AGENCY.source }] }];
    writeFileSync(this.topicsFile, JSON.stringify({ intake: table }));
  }

  static async create(brokers: readonly string[], prefix: string, folder: string): Promise<IntakeTopic> {
    const topic = new IntakeTopic(brokers, prefix, folder);
    const others = [unattributedOutcomesTopic, deadLettersTopic, eventsTopic, viewsTopic].map((name) => name(prefix));
    const topics = [topic.intake, topic.outcomes, ...others].map((name) => ({
      topic: name,
      numPartitions: PARTITIONS,
    }));
    await topic.admin.connect();
    await topic.admin.createTopics({ topics });
    return topic;
  }

  /** Training `n` of whoever's turn it is, as its agency sends it. */
  async produce(persons: readonly string[], count: number): Promise<void> {
    const producer = this.producer();
    await producer.connect();
    for (let first = 0; first < count; first += BATCH) {
      await this.send(
        producer,
        persons,
        Array.from({ length: Math.min(BATCH, count - first) }, (_, at) => first + at),
      );
    }
    await producer.disconnect();
  }

  producer(): Producer {
    return this.kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  }

  async send(producer: Producer, persons: readonly string[], numbers: readonly number[]): Promise<void> {
    await producer.send({
      topic: this.intake,
      acks: -1,
      messages: numbers.map((n) => {
        const person = persons[n % persons.length]!;
        const event = {
          specversion: '1.0',
          id: `bench-${n}`,
          source: AGENCY.source,
          type: TRAINING.cloudEvent,
          extensions: {},
        } as const;
        return { key: person, value: JSON.stringify(trainingOf(person, n)), headers: toBinaryHeaders(event, 'ce_') };
      }),
    });
  }

  /** Messages in all partitions of the outcomes. */
  async outcomeCount(): Promise<number> {
    const offsets = await this.admin.fetchTopicOffsets(this.outcomes);
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
  }

  close(): Promise<void> {
    return this.admin.disconnect();
  }
}
