import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
  type Admin,
  type KafkaConfig,
} from 'kafkajs';
import { startBroker, type Broker } from './broker';
import { describeKafka, kafkaForTests } from './for-tests';

const ROOT = join(__dirname, '../..');
/** Several starts of a broker on two busy cores. */
const STARTS_MS_MAX = 120_000;

/** The first group on a new broker waits for the topic of the offsets. */
const PATIENT = { initialRetryTime: 50, multiplier: 2, factor: 0, retries: 9 };

/** By itself without a second try: what has started answers, and a refusal is known at once. */
const client = (config: KafkaConfig): Kafka =>
  new Kafka({ logLevel: logLevel.NOTHING, retry: { retries: 0 }, ...config });

async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await makeTopics(admin, [topic]);
  } finally {
    await admin.disconnect();
  }
}

/** By itself the client waits for leaders, but takes a broker that has not heard of the topic yet for a fault. */
async function makeTopics(admin: Admin, topics: readonly string[]): Promise<void> {
  await admin.createTopics({ topics: topics.map((topic) => ({ topic })), waitForLeaders: false });
  for (const topic of topics) {
    const isThere = (): Promise<boolean> =>
      admin.fetchTopicOffsets(topic).then(
        () => true,
        () => false,
      );
    while (!(await isThere()));
  }
}

async function produce(kafka: Kafka, topic: string, value: string): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [{ key: 'k', value, headers: { h: 'of it' } }] });
  } finally {
    await producer.disconnect();
  }
}

/** The first so many values of a topic. */
async function consume(kafka: Kafka, topic: string, groupId: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    const values: string[] = [];
    await new Promise<void>((done, fail) => {
      consumer.on('consumer.crash', ({ payload }) => {
        if (!payload.restart) fail(payload.error);
      });
      consumer
        .run({
          eachMessage: async ({ message }) => {
            values.push(`${message.value!.toString()}, ${message.headers!['h']!.toString()}`);
            if (values.length === count) done();
          },
        })
        .catch(fail);
    });
    return values;
  } finally {
    await consumer.disconnect();
  }
}

/** Resolves to the code with which connecting fails. */
async function refusalOf(broker: string): Promise<string> {
  const [host, port] = broker.split(':');
  const socket = connect(Number(port), host);
  try {
    await once(socket, 'connect');
    return 'none';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code!;
  } finally {
    socket.destroy();
  }
}

describeKafka("the run's broker", () => {
  it('takes a record and gives it back', async () => {
    const { brokers, prefix } = await kafkaForTests();
    const kafka = client({ brokers, retry: PATIENT });
    await createTopic(kafka, `${prefix}.a`);
    await produce(kafka, `${prefix}.a`, 'one');
    expect(await consume(kafka, `${prefix}.a`, prefix, 1)).toEqual(['one, of it']);
  });

  it('is one for all, with a prefix for each', async () => {
    const [one, other] = await Promise.all([kafkaForTests(), kafkaForTests()]);
    expect(one.brokers).toEqual(other.brokers);
    expect(one.prefix).not.toBe(other.prefix);
    expect(one.prefix).toMatch(/^t[0-9a-f]{8}$/);
  });

  it('creates no topic by itself', async () => {
    const { brokers, prefix } = await kafkaForTests();
    await expect(produce(client({ brokers }), `${prefix}.never-created`, 'one')).rejects.toThrow(
      'This server does not host this topic-partition',
    );
  });
});

describeKafka('a broker of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-kafka-spec-'));
  let broker: Broker;
  let kafka: Kafka;
  beforeAll(async () => {
    broker = await startBroker({ folder });
    kafka = client({ brokers: broker.brokers, retry: PATIENT });
    await createTopic(client({ brokers: broker.brokers }), 'kept');
  }, STARTS_MS_MAX);
  afterAll(async () => {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }, STARTS_MS_MAX);

  it(
    'keeps what it acknowledged over a restart and over kill -9',
    async () => {
      await produce(kafka, 'kept', 'before the restart');
      await broker.restart();
      await produce(kafka, 'kept', 'before the kill');
      await broker.kill();
      expect([broker.pid, await refusalOf(broker.brokers[0]!)]).toEqual([null, 'ECONNREFUSED']);
      await broker.restart();
      const values = await consume(kafka, 'kept', 'after-the-kill', 2);
      expect(values).toEqual(['before the restart, of it', 'before the kill, of it']);
    },
    STARTS_MS_MAX,
  );

  it('refuses a port that is taken', async () => {
    const port = Number(broker.brokers[0]!.split(':')[1]);
    await expect(startBroker({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken`);
  });

  it('refuses a folder that a broker is in', async () => {
    await expect(startBroker({ folder })).rejects.toThrow(`${folder} is in use`);
  });

  it(
    'says why when it cannot start, and leaves nothing behind',
    async () => {
      const unknown = { 'metric.reporters': 'no.such.Reporter' };
      const error = await startBroker({ settings: unknown }).catch((error: unknown) => error as Error);
      expect(error).toBeInstanceOf(Error);
      const { message } = error as Error;
      expect(message).toMatch(/ended \(exit code 1\) before it had started.*no\.such\.Reporter/s);
      expect(existsSync(/broker in (\S+)/.exec(message)![1]!)).toBe(false);
    },
    STARTS_MS_MAX,
  );

  it(
    'names the setting that it does not take',
    async () => {
      await expect(startBroker({ settings: { 'num.io.threads': '0' } })).rejects.toThrow(/num\.io\.threads/);
    },
    STARTS_MS_MAX,
  );

  it(
    'goes on with its data under npm run kafka, and Ctrl-C stops that in good order',
    async () => {
      const port = broker.brokers[0]!.split(':')[1]!;
      await broker.stop();
      const run = spawn(
        process.execPath,
        ['--require', './test/register.cjs', 'test/kafka/run.ts', '--folder', folder],
        { cwd: ROOT, env: { ...process.env, KAFKA_PORT: port }, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const lines: string[] = [];
      for await (const line of createInterface(run.stdout)) {
        lines.push(line);
        if (line.includes(`listens on 127.0.0.1:${port}`)) {
          expect(await consume(kafka, 'kept', 'of-npm-run', 2)).toHaveLength(2);
          run.kill('SIGINT');
        }
      }
      expect(run.exitCode ?? (await once(run, 'exit'))[0]).toBe(0);
      expect(lines.slice(-2)).toEqual(['Stopping.', 'Stopped.']);
      expect(existsSync(join(folder, 'data/.kafka_cleanshutdown'))).toBe(true);
    },
    STARTS_MS_MAX,
  );
});

describeKafka('a broker whose parent is killed', () => {
  it(
    'ends, and its folder goes',
    async () => {
      const script = `require('./test/kafka/broker').startBroker().then(
        ({ brokers, folder }) => console.log(JSON.stringify({ brokers, folder })))`;
      const parent = spawn(process.execPath, ['--require', './test/register.cjs', '-e', script], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
      const { brokers, folder } = JSON.parse(line) as Pick<Broker, 'brokers' | 'folder'>;
      expect([await refusalOf(brokers[0]!), existsSync(folder)]).toEqual(['none', true]);
      parent.stderr.resume();
      parent.kill('SIGKILL');
      // The watchdog holds its parent's stderr, so this waits for the watchdog.
      await once(parent, 'close');
      expect([await refusalOf(brokers[0]!), existsSync(folder)]).toEqual(['ECONNREFUSED', false]);
    },
    STARTS_MS_MAX,
  );
});

describeKafka('a broker with logins, TLS and ACLs', () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker({ security: 'scram', users: ['simpeg-5500', 'dashboard-5500'] });
    const admin = as('admin').admin();
    await admin.connect();
    await makeTopics(admin, ['intake', 'others']);
    await admin.createAcls({
      acl: [
        {
          resourceType: AclResourceTypes.TOPIC,
          resourceName: 'intake',
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: 'User:simpeg-5500',
          host: '*',
          operation: AclOperationTypes.WRITE,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    });
    await admin.disconnect();
  }, STARTS_MS_MAX);
  afterAll(() => broker.stop(), STARTS_MS_MAX);

  const MECHANISMS = ['scram-sha-256', 'scram-sha-512', 'plain'] as const;
  const as = (
    username: string,
    mechanism: (typeof MECHANISMS)[number] = 'scram-sha-256',
    password = broker.passwords[username],
    retry: KafkaConfig['retry'] = { retries: 0 },
  ): Kafka =>
    client({ brokers: broker.brokers, sasl: { mechanism, username, password } as KafkaConfig['sasl'], retry });

  it.each(MECHANISMS)('%s: lets in with the right password only', async (mechanism) => {
    await produce(as('simpeg-5500', mechanism), 'intake', mechanism);
    await expect(produce(as('simpeg-5500', mechanism, 'wrong'), 'intake', 'never')).rejects.toThrow(/auth/i);
    await expect(produce(as('nobody', mechanism, 'wrong'), 'intake', 'never')).rejects.toThrow(/auth/i);
  });

  it('lets no one in without a login', async () => {
    await expect(produce(client({ brokers: broker.brokers }), 'intake', 'never')).rejects.toThrow();
  });

  it('lets a user do what an ACL allows and nothing else', async () => {
    await expect(produce(as('simpeg-5500'), 'others', 'never')).rejects.toThrow('Not authorized to access topic');
    await expect(produce(as('dashboard-5500'), 'intake', 'never')).rejects.toThrow('Not authorized to access topic');
    await expect(consume(as('dashboard-5500'), 'intake', 'g', 1)).rejects.toThrow('Not authorized to access topic');
    expect(await consume(as('admin', 'plain', undefined, PATIENT), 'intake', 'g', 3)).toEqual(
      MECHANISMS.map((each) => `${each}, of it`),
    );
  });

  it('speaks TLS with who trusts its certificate', async () => {
    const { brokers, ca } = broker.tls!;
    const password = broker.passwords['simpeg-5500']!;
    const sasl = { mechanism: 'scram-sha-512', username: 'simpeg-5500', password } as const;
    await produce(client({ brokers, ssl: { ca: [ca] }, sasl }), 'intake', 'by TLS');
    await expect(produce(client({ brokers, ssl: true, sasl }), 'intake', 'never')).rejects.toThrow(/self-signed/);
  });
});
