import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { loadMasterKey } from '@rekam/runtime';
import type { Random } from '../../../apps/cli/src/seed/random';
import type { Broker } from '../../kafka/broker';
import type { Report } from '../campaign';
import { Service } from '../service';
import { Traffic } from './traffic';
import type { Counted } from './verify';

/** How long a message about nobody is tried again: short, so that a drill comes to its end. */
const RETRY_MS = 1_500;

/** What came of a drill. */
export interface Outcome extends Counted {
  readonly drill: string;
  readonly kills: number;
}

/** One data folder, its topics, the writers on both, and those who produce. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'rekam-kafka-drill-'));
  readonly breaches: string[] = [];
  kills = 0;
  private readonly traffic: Traffic;
  private readonly running = new Set<Service>();

  constructor(
    readonly drill: string,
    private readonly broker: Pick<Broker, 'brokers'>,
    readonly random: Random,
    readonly report: Report,
  ) {
    this.traffic = new Traffic(drill, broker.brokers, random);
    writeFileSync(this.topicsFile, JSON.stringify({ intake: this.traffic.intake }));
  }

  private get topicsFile(): string {
    return join(this.folder, 'topics.json');
  }

  private get dataFolder(): string {
    return join(this.folder, 'data');
  }

  async open(): Promise<void> {
    await this.traffic.createTopics();
    await this.traffic.open();
  }

  /** A writer more; it takes part in the group once it has joined. */
  async writer({ group = 'writers', step = null }: { group?: string; step?: string | null } = {}): Promise<Service> {
    const { prefix } = this.traffic;
    const env = {
      REKAM_KAFKA_BROKERS: this.broker.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: prefix,
      REKAM_KAFKA_TOPICS_FILE: this.topicsFile,
      REKAM_KAFKA_GROUP: `${prefix}-${group}`,
      REKAM_KAFKA_RETRY_MS: String(RETRY_MS),
    };
    const service = await Service.start(this.dataFolder, { app: 'writer', env, step });
    this.running.add(service);
    void service.ended.then(() => this.running.delete(service));
    return service;
  }

  /** Produces so many messages more. */
  produce(count: number): Promise<void> {
    return this.traffic.produce(count);
  }

  /** Produces until the signal aborts, `rate` messages a second. */
  load(rate: number, signal: AbortSignal): Promise<void> {
    return this.traffic.load(rate, signal);
  }

  /** Waits for so many outcomes more. */
  answered(more: number): Promise<void> {
    return this.traffic.answered(more);
  }

  /** Waits until the writer has its share of the group. */
  async joined({ url }: Service): Promise<void> {
    await this.traffic.until(async () => (await fetch(`${url}/health/ready`)).ok, 'a writer to be ready');
  }

  /** Waits until the group has committed everything. */
  settle(group = 'writers'): Promise<void> {
    return this.traffic.settle(`${this.traffic.prefix}-${group}`);
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
    const counted = await this.countLog();
    const breaches = [...this.breaches, ...counted.breaches];
    const { messages, accepted, duplicate, rejected, repeated } = counted;
    this.report(
      `${this.drill} · ${where}: ${messages} messages, ${accepted} accepted, ${duplicate} duplicate, ${rejected} rejected, ${repeated} outcomes repeated, ${breaches.length} breaches`,
    );
    return { ...counted, breaches, drill: this.drill, kills: this.kills };
  }

  async close(): Promise<void> {
    for (const service of this.running) service.kill();
    await Promise.all([...this.running].map((service) => service.ended));
    await this.traffic.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async countLog(): Promise<Counted> {
    const folder = this.dataFolder;
    const masterKey = loadMasterKey({ dataFolder: folder, masterKeyFile: null }, () => undefined);
    const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey });
    const events = await openSqliteEventStore({ folder, keys, upcast, shared: true });
    try {
      return await this.traffic.count(events);
    } finally {
      await events.close();
      await keys.close();
    }
  }
}
