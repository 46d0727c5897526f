import type { Admin, AdminOptions } from './admin';
import { createClient } from './client';
import { ClusterAdmin } from './cluster-admin';
import type { ConsumeOptions, Consumption } from './consumption';
import { GroupConsumption } from './group-consumption';
import { GroupingProducer } from './grouping-producer';
import type { IncomingMessage } from './message';
import type { Producer, ProducerOptions } from './producer';
import { read, type ReadOptions } from './reading';
import type { KafkaLog, KafkaSettings } from './settings';

/**
 * A Kafka cluster in our terms. Nothing is connected before it is used, and what is connected comes back by itself, so that
 * none of these wait for brokers that are away, or fail for it.
 */
export class Cluster {
  readonly #settings: KafkaSettings;
  readonly #log: KafkaLog;

  constructor(settings: KafkaSettings, log: KafkaLog) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Idempotent, acknowledged by all replicas in sync, one request under way; what is sent meanwhile goes with the next. */
  producer(options?: ProducerOptions): Promise<Producer> {
    return Promise.resolve(new GroupingProducer(createClient(this.#settings, this.#log), this.#log, options));
  }

  /** Joins the group and works on its messages until stopped. */
  consume(options: ConsumeOptions): Promise<Consumption> {
    return Promise.resolve(new GroupConsumption(this.#settings, this.#log, options));
  }

  /** Reads topics in the order of each partition, without a part in a group's work. */
  read(options: ReadOptions): AsyncIterable<IncomingMessage> {
    return read(this.#settings, this.#log, options);
  }

  admin(options?: AdminOptions): Promise<Admin> {
    return Promise.resolve(new ClusterAdmin(this.#settings, this.#log, options));
  }
}
