import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners, type Kafka, type Message, type Producer as KafkajsProducer } from 'kafkajs';
import { backOffMs } from './back-off';
import { BrokerUnavailable, MessageRefused } from './errors';
import { failureOf, protocolErrorOf } from './failure';
import { Fifo } from './fifo';
import type { Coordinates, OutgoingMessage } from './message';
import { bytesOf, messageOf } from './outgoing';
import type { Producer, ProducerOptions } from './producer';
import type { KafkaLog } from './settings';
import { within } from './within';

const TIMEOUT_MS = 30_000;
/** Below the brokers' default for a batch (max.message.bytes, 1,048,588): all of a request may go to one partition. */
const REQUEST_BYTES_MAX = 900_000;
/** kafkajs copies the list of a partition anew for each message, so long requests cost more than they save. */
const REQUEST_MESSAGES_MAX = 1_000;
/** What waits beyond this is refused at once: the callers send faster than the brokers take. */
const QUEUE_BYTES_MAX = 64 * 1024 * 1024;
const NEW_TOPIC_ATTEMPTS_MAX = 4;
const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 2_000;
const CLOSE_MS_MAX = 5_000;

/** One call of `send`. */
interface Sending {
  readonly coordinates: (Coordinates | undefined)[];
  readonly deadline: number;
  unsettled: number;
  failed: boolean;
  resolve(coordinates: readonly Coordinates[]): void;
  reject(error: Error): void;
}

interface Queued {
  readonly topic: string;
  readonly message: Message;
  readonly bytes: number;
  readonly sending: Sending;
  /** Its place in the sending. */
  readonly at: number;
}

/**
 * kafkajs' idempotent producer with one request under way at a time; what is sent meanwhile goes with the next.
 *
 * A request that fails is repeated as it is, with the same sequence numbers, so that the broker recognises what it already has.
 * One that is given up, or split, needs a new producer: kafkajs takes back the numbers of all its partitions, the broker
 * may not, and would then drop the next messages as repetitions.
 */
export class GroupingProducer implements Producer {
  readonly #client: Kafka;
  readonly #log: KafkaLog;
  readonly #timeoutMs: number;
  readonly #maySend: () => boolean;
  readonly #queue = new Fifo<Queued>();
  #queuedBytes = 0;
  #producer: KafkajsProducer | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(client: Kafka, log: KafkaLog, { timeoutMs = TIMEOUT_MS, maySend = () => true }: ProducerOptions = {}) {
    this.#client = client;
    this.#log = log;
    this.#timeoutMs = timeoutMs;
    this.#maySend = maySend;
  }

  send(messages: readonly OutgoingMessage[]): Promise<readonly Coordinates[]> {
    if (messages.length === 0) return Promise.resolve([]);
    if (this.#stopped) return Promise.reject(new BrokerUnavailable('The producer is stopped.'));
    if (this.#queuedBytes > QUEUE_BYTES_MAX) {
      return Promise.reject(new BrokerUnavailable(`More than ${QUEUE_BYTES_MAX} bytes wait to be sent already.`));
    }
    return new Promise((resolve, reject) => {
      const sending: Sending = {
        coordinates: Array.from(messages, () => undefined),
        deadline: performance.now() + this.#timeoutMs,
        unsettled: messages.length,
        failed: false,
        resolve,
        reject,
      };
      messages.forEach((outgoing, at) => {
        const message = messageOf(outgoing);
        const bytes = bytesOf(message);
        this.#queuedBytes += bytes;
        this.#queue.push({ topic: outgoing.topic, message, bytes, sending, at });
      });
      this.#running ??= this.#run();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#running !== null) await within(this.#running, CLOSE_MS_MAX, () => undefined);
    for (const { sending } of this.#queue) {
      fail(sending, new BrokerUnavailable('The producer was stopped before this was sent.'));
    }
    this.#queue.clear();
    await this.#discardProducer();
  }

  /** Sends until nothing waits. */
  async #run(): Promise<void> {
    // Those who send in the same turn of the event loop go along.
    await Promise.resolve();
    for (let page = this.#nextPage(); page.length > 0; page = this.#nextPage()) await this.#sendPage(page);
    this.#running = null;
  }

  #nextPage(): Queued[] {
    const page: Queued[] = [];
    let bytes = 0;
    for (let queued = this.#queue.peek(); queued !== undefined; queued = this.#queue.peek()) {
      if (page.length === REQUEST_MESSAGES_MAX) break;
      if (page.length > 0 && bytes + queued.bytes > REQUEST_BYTES_MAX) break;
      this.#queue.shift();
      this.#queuedBytes -= queued.bytes;
      // The rest of a sending that failed is not sent: the caller sends all of it again.
      if (queued.sending.failed) continue;
      bytes += queued.bytes;
      page.push(queued);
    }
    return page;
  }

  /** Settles every record of the page. */
  async #sendPage(page: readonly Queued[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#request(page);
        return;
      } catch (error) {
        const failure = failureOf(error, describe(page));
        const isRefused = failure instanceof MessageRefused;
        if (isRefused || SEQUENCE_ERRORS.has(protocolErrorOf(error))) await this.#discardProducer();
        // A topic that was created a moment ago is not known to every broker yet.
        const mayBeNew = isRefused && failure.reason === 'unknown-topic' && attempt < NEW_TOPIC_ATTEMPTS_MAX;
        if (isRefused && !mayBeNew) return this.#isolate(page, failure);
        const isOver = this.#stopped || !this.#maySend() || performance.now() > page[0]!.sending.deadline;
        if (isOver) {
          await this.#discardProducer();
          this.#log.warn({ messages: page.length, error: failure.message }, 'Kafka messages could not be sent in time');
          for (const { sending } of page) fail(sending, failure);
          return;
        }
        await sleep(backOffMs(attempt, RETRY_MS_FIRST, RETRY_MS_MAX));
      }
    }
  }

  /** The broker names one reason for a whole request, so parts of it are sent until the culprits stand alone. */
  async #isolate(page: readonly Queued[], failure: MessageRefused): Promise<void> {
    const byTopic = [...groupByTopic(page).values()];
    const isOfTopic = failure.reason === 'not-authorised' || failure.reason === 'unknown-topic';
    if (page.length === 1 || (isOfTopic && byTopic.length === 1)) {
      for (const { sending } of page) fail(sending, failure);
      return;
    }
    const middle = page.length >> 1;
    for (const part of byTopic.length > 1 ? byTopic : [page.slice(0, middle), page.slice(middle)]) {
      const wanted = part.filter(({ sending }) => !sending.failed);
      if (wanted.length > 0) await this.#sendPage(wanted);
    }
  }

  async #request(page: readonly Queued[]): Promise<void> {
    this.#producer ??= await this.#createProducer();
    if (!this.#maySend()) throw new BrokerUnavailable('The producer may not send any more.');
    const byTopic = groupByTopic(page);
    const answer = await this.#producer.sendBatch({
      acks: -1,
      topicMessages: Array.from(byTopic, ([topic, records]) => ({
        topic,
        messages: records.map(({ message }) => message),
      })),
    });
    const next = new Map(
      answer.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, BigInt(baseOffset ?? -1)]),
    );
    for (const { topic, message, sending, at } of page) {
      const partition = message.partition!;
      const offset = next.get(`${topic}/${partition}`)!;
      next.set(`${topic}/${partition}`, offset + 1n);
      sending.coordinates[at] = { topic, partition, offset };
      if (--sending.unsettled === 0) sending.resolve(sending.coordinates as Coordinates[]);
    }
  }

  async #createProducer(): Promise<KafkajsProducer> {
    const producer = this.#client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: stickyPartitioner,
      retry: { retries: 1 },
    });
    try {
      await producer.connect();
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
    return producer;
  }

  async #discardProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    await producer?.disconnect().catch((error: Error) => this.#log.debug({ error: error.message }, 'Closing failed'));
  }
}

/** Java's choice by the key, else any; kept on the message, so that a repeated request is the same to the last byte. */
const stickyPartitioner: typeof Partitioners.DefaultPartitioner = () => {
  const choose = Partitioners.DefaultPartitioner();
  return (args) => (args.message.partition ??= choose(args));
};

/** After these the broker takes nothing more from this producer: it has forgotten it, or counts otherwise. */
const SEQUENCE_ERRORS: ReadonlySet<string | null> = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNKNOWN_PRODUCER_ID',
]);

function fail(sending: Sending, error: Error): void {
  sending.failed = true;
  sending.reject(error);
}

function describe(page: readonly Queued[]): string {
  const topics = [...new Set(page.map(({ topic }) => topic))].slice(0, 3).join(', ');
  return `Sending ${page.length} message${page.length === 1 ? '' : 's'} to ${topics}`;
}

function groupByTopic(page: readonly Queued[]): Map<string, Queued[]> {
  const byTopic = new Map<string, Queued[]>();
  for (const queued of page) {
    const others = byTopic.get(queued.topic);
    if (others === undefined) byTopic.set(queued.topic, [queued]);
    else others.push(queued);
  }
  return byTopic;
}
