import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agencyViewsTopic, eventsTopic, TOPIC_RULES, viewsTopic } from '@rekam/contracts';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore, type KeyStore, type SqliteEventStore } from '@rekam/event-store';
import { Cluster, type IncomingMessage, type KafkaLog } from '@rekam/kafka';
import { loadConfig, LocalIssuer, type RunningProcess } from '@rekam/runtime';
import { startBroker, type Broker } from '@rekam/test/kafka/broker';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { startReader } from '../start-reader';
import { CITY, idOf, Ledger, PROVINCE } from '../testing/ledger';

const SITI = idOf('Siti');
const LOG: KafkaLog = { debug() {}, info() {}, warn() {}, error() {} };
/** Between two questions whether the reader is ready: a broken connection to the brokers tells nobody. */
const ASK_AGAIN_MS = 20;
const NAME = 'Siti Rahmawati';
const NUMBER = '198903142012011001';

/** A data folder that the spec writes as a writer does, and a reader over it. */
class Rig {
  reader: RunningProcess | null = null;
  readonly ledger: Ledger;
  private metricsPort = 0;
  readonly cluster: Cluster;

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

  async start(): Promise<void> {
    this.metricsPort = await freePort();
    const config = loadConfig({
      REKAM_DATA_FOLDER: this.folder,
      REKAM_LOG_LEVEL: 'silent',
      REKAM_PORT: '0',
      REKAM_METRICS_PORT: String(this.metricsPort),
      REKAM_KAFKA_BROKERS: this.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: this.prefix,
      REKAM_KAFKA_TOPICS_FILE: join(this.folder, 'topics.json'),
    });
    this.reader = await startReader(config);
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
  async metric(name: string, publication: string, isWanted: (value: number) => boolean): Promise<void> {
    for (;;) {
      const text = await (await fetch(`http://127.0.0.1:${this.metricsPort}/metrics`)).text();
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
    await this.reader?.stop();
    await this.events.close();
    this.keys.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const textOf = (header: IncomingMessage['headers'][string]): string => Buffer.from(header as Uint8Array).toString();
const positionOf = ({ headers }: IncomingMessage): bigint => BigInt(textOf(headers['ce_position']));
const rowOf = ({ value }: IncomingMessage): Record<string, unknown> =>
  (JSON.parse(value!.toString()) as { row: Record<string, unknown> }).row;

describeKafka('the publisher of a reader', () => {
  let rig: Rig;
  let broker: Broker | null = null;

  afterEach(async () => {
    await rig.close();
    await broker?.stop();
    broker = null;
  });

  it('waits for its topics, says which, serves meanwhile, and then publishes everything in the order of the log', async () => {
    const { brokers, prefix } = await kafkaForTests();
    rig = await Rig.open(brokers, prefix);
    await rig.ledger.openDay('2025-06-01');
    await rig.ledger.appoint(SITI, NAME, { number: NUMBER });
    await rig.start();
    await rig.ready((status, detail) => status === 503 && detail.includes('rekam topics create'));
    const issuer = await LocalIssuer.open(rig.folder);
    const token = await issuer.sign({ sub: 'auditor', role: 'auditor' }, 1);
    const answer = await fetch(`${rig.reader!.url}/v1/careers/${SITI}?at-least=2`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);

    await rig.createTopics();
    await rig.ready((status) => status === 200);
    const isOfSiti = ({ key }: IncomingMessage) => String(key) === `current-state/${SITI}`;
    await rig.readUntil([agencyViewsTopic(prefix, CITY)], isOfSiti);
    for (let n = 0; n < 50; n++) await rig.ledger.train(SITI, `Kursus ${n}`, 10, '2024-08-02');
    const { position } = await rig.ledger.appoint(SITI, NAME, {
      agency: PROVINCE,
      at: '2025-03-01',
      kind: 'PNS',
      number: NUMBER,
    });

    const events = await rig.readUntil([eventsTopic(prefix)], (message) => positionOf(message) === position);
    const ofSiti = events.filter(({ key }) => key!.toString() === SITI).map(positionOf);
    expect(ofSiti).toEqual([...ofSiti].toSorted((a, b) => Number(a - b)));
    expect(new Set(ofSiti).size).toBe(52);

    const ofCity = await rig.readUntil(
      [agencyViewsTopic(prefix, CITY)],
      (message) => isOfSiti(message) && message.value === null,
    );
    const views = await rig.readUntil(
      [viewsTopic(prefix)],
      (message) => isOfSiti(message) && positionOf(message) >= position,
    );
    expect(rowOf(views.at(-1)!)).toMatchObject({ employment: { agency: PROVINCE }, development: { trainings: 50 } });
    for (const publication of ['events', 'current-state', 'agency-overview']) {
      await rig.metric('rekam_publisher_lag_events', publication, (lag) => lag === 0);
      await rig.metric('rekam_publisher_position', publication, (reached) => reached >= Number(position));
      await rig.metric('rekam_publisher_failures_total', publication, (failures) => failures >= 0);
    }
    for (const { key, value, headers } of [...events, ...ofCity, ...views]) {
      const bytes = [key, value, ...Object.values(headers).map(textOf)].join('\n');
      expect(bytes).not.toContain(NAME);
      expect(bytes).not.toContain(NUMBER);
    }
  });

  it('is not ready while the brokers are away, serves all the same, and sends what was missed when they are back', async () => {
    broker = await startBroker();
    rig = await Rig.open(broker.brokers, 'own');
    await rig.createTopics();
    await rig.ledger.openDay('2025-06-01');
    await rig.ledger.appoint(SITI, NAME, { number: NUMBER });
    await rig.start();
    await rig.ready((status) => status === 200);
    await broker.kill();
    await rig.ready((status, detail) => status === 503 && detail.includes('kafka publisher'));
    const { position } = await rig.ledger.promote(SITI, '32', '2025-04-01');
    expect((await fetch(`${rig.reader!.url}/health/live`)).status).toBe(200);
    await broker.restart();
    const views = await rig.readUntil(
      [viewsTopic('own')],
      (message) => String(message.key) === `current-state/${SITI}` && positionOf(message) >= position,
    );
    expect(rowOf(views.at(-1)!)).toMatchObject({ rank: { golongan: 'III/b' } });
    await rig.ready((status) => status === 200);

    await broker.kill();
    await rig.ledger.promote(SITI, '33', '2025-05-01');
    await rig.reader!.stop();
    rig.reader = null;
  }, 90_000);
});
