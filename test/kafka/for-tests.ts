import { randomBytes } from 'node:crypto';
import { describeWithServer } from '../needs-server';
import { whyNoBroker } from './jars';

/** Environment variable: where the run's main process tells its broker. */
export const BROKER_DOOR = 'JEST_BROKER_DOOR';

// The first start may have to fetch the broker.
const FIRST_START_MS_MAX = 180_000;

/** A cluster for specs, and a prefix for topics, groups and transactional ids that no other spec has. */
export interface KafkaForTests {
  /** `host:port` of each. */
  readonly brokers: string[];
  /** `t` and eight hexadecimal digits. */
  readonly prefix: string;
}

let known: Promise<string[]> | null = null;

/**
 * The broker of the run, or the cluster that `KAFKA_BROKERS` names; plaintext, without logins, topics are not created by
 * themselves. Call it within `describeKafka`, where it answers at once: the broker has started then.
 */
export async function kafkaForTests(): Promise<KafkaForTests> {
  known ??= findBrokers();
  return { brokers: await known, prefix: `t${randomBytes(4).toString('hex')}` };
}

/** `describe` for what needs a broker: one answers when its specs run. */
export function describeKafka(name: string, specs: () => void): void {
  describeWithServer('Kafka', givenBrokers() === null ? whyNoBroker() : null, name, () => {
    beforeAll(kafkaForTests, FIRST_START_MS_MAX);
    specs();
  });
}

function givenBrokers(): string[] | null {
  const text = process.env['KAFKA_BROKERS'] ?? '';
  if (text === '') return null;
  const brokers = text.split(',').map((each) => each.trim());
  if (brokers.every((each) => /^\S+:\d{1,5}$/.test(each))) return brokers;
  throw new Error(`KAFKA_BROKERS is "${text}"; accepted: host:port, several with commas between`);
}

async function findBrokers(): Promise<string[]> {
  const given = givenBrokers();
  if (given !== null) return given;
  const door = process.env[BROKER_DOOR];
  if (door === undefined) throw new Error('No broker for tests: this runs outside of jest; use startBroker there');
  const answer = await fetch(door);
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { brokers: string[] }).brokers;
}
