import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalIssuer, type KafkaTopics } from '@rekam/runtime';
import { startBroker, type Broker } from '../kafka/broker';
import { rekam } from './command-line';
import { startDatabase, type Database } from './database';
import { startLogServer, type LogServer } from './log-server';
import { Member } from './member';
import type { Form } from './program';

export interface ClusterOptions {
  readonly writers: number;
  readonly readers: number;
  /** Which form of the programs runs. */
  readonly form: Form;
  /** What goes over Kafka; null for a cluster without. */
  readonly kafka: KafkaOfCluster | null;
  /** More settings of all writers and readers. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told what is being done. */
  readonly report?: (line: string) => void;
}

interface KafkaOfCluster {
  /** The broker to use; without it the cluster has its own. */
  readonly broker?: Broker;
  /** What the names of the topics begin with. */
  readonly prefix: string;
  readonly topics: KafkaTopics;
}

/** A part of a cluster, for the list of what runs where. */
export interface Part {
  readonly name: string;
  readonly what: string;
  readonly pid: number | null;
  readonly address: string;
}

/**
 * Writers and readers as processes, on EventStoreDB (by EVENTSTORE_URL, or a stand-in), PostgreSQL and Kafka, all of it on
 * this machine, on free ports and in a folder of the system's temp. It ends with this process, however that ends.
 */
export class Cluster {
  /** Holds the tokens' issuer and the master key; no process keeps anything of the ledger in it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'rekam-cluster-'));
  readonly writers: Member[] = [];
  readonly readers: Member[] = [];
  private readonly closing: (() => Promise<unknown>)[] = [];
  private log!: LogServer;
  private shared!: Database;
  private kafka: Broker | null = null;

  private constructor(private readonly options: ClusterOptions) {}

  /** Resolves when every writer and reader is ready. Rejects with nothing left running. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    try {
      await cluster.open();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get logServer(): LogServer {
    return this.log;
  }

  get database(): Database {
    return this.shared;
  }

  get broker(): Broker | null {
    return this.kafka;
  }

  get members(): readonly Member[] {
    return [...this.writers, ...this.readers];
  }

  /** Where the issuer of tokens is. */
  get dataFolder(): string {
    return join(this.folder, 'data');
  }

  /** What processes have left in the data folder. */
  filesOfData(): readonly string[] {
    return readdirSync(this.dataFolder);
  }

  get logFolder(): string {
    return join(this.folder, 'logs');
  }

  /** What the command line needs to find the brokers and topics. */
  get kafkaEnv(): Readonly<Record<string, string>> {
    const { kafka } = this.options;
    if (kafka === null) return {};
    return {
      REKAM_KAFKA_BROKERS: this.kafka!.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: kafka.prefix,
      REKAM_KAFKA_GROUP: `${kafka.prefix}-writers`,
      REKAM_KAFKA_TOPICS_FILE: join(this.folder, 'topics.json'),
    };
  }

  /** What every writer and reader is told. */
  get memberEnv(): Readonly<Record<string, string>> {
    return {
      REKAM_DATA_FOLDER: this.dataFolder,
      REKAM_MASTER_KEY_FILE: join(this.folder, 'master.key'),
      REKAM_LOG_LEVEL: 'info',
      ...this.log.env,
      ...this.shared.env,
      ...this.kafkaEnv,
      ...this.options.env,
    };
  }

  parts(): readonly Part[] {
    const { log, shared, kafka } = this;
    return [
      { name: 'log', what: log.what, pid: log.pid, address: log.url },
      { name: 'views, keys, trail', what: shared.what, pid: shared.server?.pid ?? null, address: shared.url },
      ...(kafka === null ? [] : [{ name: 'broker', what: 'Kafka', pid: kafka.pid, address: kafka.brokers.join() }]),
      ...this.members.map(({ name, app, pid, url }) => ({ name, what: app, pid, address: url })),
    ];
  }

  /** Stops everything, writers and readers first, and removes the folder unless it is kept. Stopping again does nothing. */
  async stop({ keepFolder = false } = {}): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.closing.splice(0).reverse()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (!keepFolder) rmSync(this.folder, { recursive: true, force: true });
    if (failures.length > 0) throw failures[0];
  }

  private async open(): Promise<void> {
    const { options, closing } = this;
    const { kafka, report = () => undefined } = options;
    for (const folder of [this.dataFolder, this.logFolder]) mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(this.folder, 'master.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
    // Made before all others want it.
    await LocalIssuer.open(this.dataFolder);
    // 1. The servers.
    this.log = await startLogServer(this.folder, `cluster-${randomBytes(4).toString('hex')}`);
    closing.push(() => this.log.stop());
    report(`${this.log.what}: ${this.log.url}`);
    this.shared = await startDatabase(this.folder, join(this.logFolder, 'postgres.log'));
    closing.push(() => this.shared.stop());
    report(`${this.shared.what}: ${this.shared.url}`);
    if (kafka !== null) await this.openKafka(kafka);
    // 2. Writers and readers, all at once.
    for (let n = 1; n <= options.writers; n++) this.writers.push(this.member('writer', n));
    for (let n = 1; n <= options.readers; n++) this.readers.push(this.member('reader', n));
    closing.push(() => Promise.all(this.members.map((member) => member.stop())));
    report(`${options.writers} writers and ${options.readers} readers start`);
    await Promise.all(this.members.map((member) => member.start()));
  }

  private async openKafka({ broker, topics }: KafkaOfCluster): Promise<void> {
    const { form, report = () => undefined } = this.options;
    if (broker === undefined) {
      const log = createWriteStream(join(this.logFolder, 'kafka.log'), { mode: 0o600 });
      const own = await startBroker({ onOutput: (line) => log.write(`${line}\n`) });
      this.closing.push(async () => {
        await own.stop();
        log.end();
      });
      this.kafka = own;
    } else this.kafka = broker;
    report(`Kafka: ${this.kafka.brokers.join()}`);
    const env = this.kafkaEnv;
    writeFileSync(env['REKAM_KAFKA_TOPICS_FILE']!, JSON.stringify(topics, null, 2));
    await rekam(['topics', 'create', '--partitions', '3'], { form, env, isQuiet: true });
    report(`topics ${env['REKAM_KAFKA_TOPIC_PREFIX']}.*: created by rekam topics create`);
  }

  private member(app: Member['app'], n: number): Member {
    const name = `${app}-${n}`;
    return new Member({
      name,
      app,
      form: this.options.form,
      env: this.memberEnv,
      logFile: join(this.logFolder, `${name}.log`),
    });
  }
}
