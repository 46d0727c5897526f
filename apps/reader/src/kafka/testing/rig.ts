import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agencyViewsTopic, eventsTopic, TOPIC_RULES, viewsTopic } from '@rekam/contracts';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore, type KeyStore, type SqliteEventStore } from '@rekam/event-store';
import { Cluster, type IncomingMessage, type KafkaLog } from '@rekam/kafka';
import { loadConfig, type RunningProcess } from '@rekam/runtime';
import { freePort } from '@rekam/test/ports';
import { startReader } from '../../start-reader';
import { CITY, Ledger } from '../../testing/ledger';

const LOG: KafkaLog = { debug() {}, info() {}, warn() {}, error() {} };
/** Between two questions whether the reader is ready: a broken connection to the brokers tells nobody. */
const ASK_AGAIN_MS = 20;

/** A data folder that the spec writes as a writer does, and readers over it: one, or several that share a database. */
export class Rig {
  /** The one that was started last. */
  reader: RunningProcess | null = null;
  readonly ledger: Ledger;
  readonly cluster: Cluster;
  private readonly readers: RunningProcess[] = [];
  private metricsPort = 0;

  private constructor(
    readonly folder: string,
    private readonly brokers: readonly string[],
    readonly prefix: string,
    readonly keys: KeyStore,
    readonly events: SqliteEventStore,
  ) {
    this.ledger = new Ledger(events, () => Date.now());
    this.cluster = new Cluster({ brokers, clientId: 'spec', tls: null, sasl: null }, LOG);
  }

  static async open(brokers: readonly string[], prefix: string): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), 'publishing-'));
    await writeFile(join(folder, 'master.key'), '07'.repeat(32), { mode: 0o600 });
    const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey: Buffer.alloc(32, 7) });
    const events = await openSqliteEventStore({ folder, keys, upcast, shared: true });
    await writeFile(
      join(folder, 'topics.json'),
      JSON.stringify({ intake: [], agencyViews: [{ agency: CITY, principals: ['User:dashboard'] }] }),
    );
    return new Rig(folder, brokers, prefix, keys, events);
  }

  /** Returns the port of its measurements. */
  async start(more: Readonly<Record<string, string>> = {}): Promise<number> {
    this.metricsPort = await freePort();
    const config = loadConfig({
      REKAM_DATA_FOLDER: this.folder,
      REKAM_LOG_LEVEL: 'silent',
      REKAM_PORT: '0',
      REKAM_METRICS_PORT: String(this.metricsPort),
      REKAM_KAFKA_BROKERS: this.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: this.prefix,
      REKAM_KAFKA_TOPICS_FILE: join(this.folder, 'topics.json'),
      ...more,
    });
    this.reader = await startReader(config);
    this.readers.push(this.reader);
    return this.metricsPort;
  }

  get topics(): readonly string[] {
    return [eventsTopic(this.prefix), viewsTopic(this.prefix), agencyViewsTopic(this.prefix, CITY)];
  }

  async createTopics(): Promise<void> {
    const admin = await this.cluster.admin();
    const plans = this.topics.map((topic) => {
      const { cleanupPolicy, messageBytesMax } = TOPIC_RULES[topic.includes('events') ? 'events' : 'views'];
      const configs = { 'cleanup.policy': cleanupPolicy, 'max.message.bytes': String(messageBytesMax) };
      return { topic, partitions: 3, replication: 1, configs };
    });
    await admin.createTopics(plans);
    await admin.close();
  }

  /** The readiness answer, as soon as it is one that is waited for. */
  async ready(isWanted: (status: number, detail: string) => boolean): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.reader!.url}/health/ready`);
      const { detail = '' } = (await response.json()) as { detail?: string };
      if (isWanted(response.status, detail)) return;
      await delay(ASK_AGAIN_MS);
    }
  }

  /** Resolves when the measurement of a publication is one that is waited for. */
  async metric(
    name: string,
    publication: string,
    isWanted: (value: number) => boolean,
    port = this.metricsPort,
  ): Promise<void> {
    for (;;) {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const line = text.split('\n').find((each) => each.startsWith(`${name}{publication="${publication}"}`));
      if (isWanted(Number(line?.split(' ').at(-1)))) return;
      await delay(ASK_AGAIN_MS);
    }
  }

  /** Reads until a message comes of which this holds; returns all up to it. */
  async readUntil(topics: readonly string[], isLast: (message: IncomingMessage) => boolean) {
    const found: IncomingMessage[] = [];
    for await (const message of this.cluster.read({ from: topics, until: 'abort' })) {
      found.push(message);
      if (isLast(message)) break;
    }
    return found;
  }

  async close(): Promise<void> {
    for (const reader of this.readers) await reader.stop();
    await this.events.close();
    await this.keys.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const textOf = (header: IncomingMessage['headers'][string]): string =>
  Buffer.from(header as Uint8Array).toString();
/** Place in the log. */
export const positionOf = ({ headers }: IncomingMessage): bigint => BigInt(textOf(headers['ce_position']));
