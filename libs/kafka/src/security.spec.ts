import { startBroker, type Broker } from '@rekam/test/kafka/broker';
import { describeKafka } from '@rekam/test/kafka/for-tests';
import { BrokerUnavailable, Cluster, type Admin, type AclRule, type KafkaSettings } from './index';
import { condition, numbered, numberOf, specLog } from './testing/kafka-for-spec';

const START_MS_MAX = 90_000;
const TOPIC = 'intake';

describeKafka('Security of the wire', () => {
  let broker: Broker;
  let admin: Admin;
  const log = specLog();

  beforeAll(async () => {
    broker = await startBroker({ security: 'scram', users: ['agency', 'writer', 'stranger'] });
    admin = await as('admin').admin();
    await admin.createTopics([{ topic: TOPIC, partitions: 1, replication: 1, configs: {} }]);
    const topic = { resource: 'topic', name: TOPIC, pattern: 'literal' } as const;
    await admin.createAcls([
      { principal: 'User:agency', operation: 'write', ...topic },
      { principal: 'User:writer', operation: 'read', ...topic },
      { principal: 'User:writer', operation: 'read', resource: 'group', name: 'writer', pattern: 'prefixed' },
      { principal: 'User:stranger', operation: 'describe', ...topic },
    ]);
  }, START_MS_MAX);

  afterAll(async () => {
    await admin.close();
    await broker.stop();
  });

  function as(
    username: string,
    {
      mechanism = 'scram-sha-512',
      password = broker.passwords[username]!,
      tls = false,
    }: { mechanism?: NonNullable<KafkaSettings['sasl']>['mechanism']; password?: string; tls?: boolean } = {},
  ): Cluster {
    const settings = {
      brokers: tls ? broker.tls!.brokers : broker.brokers,
      clientId: 'spec',
      tls: tls ? { ca: broker.tls!.ca } : null,
      sasl: { mechanism, username, password },
    };
    return new Cluster(settings, log);
  }

  it.each([
    ['plain', true],
    ['scram-sha-256', true],
    ['scram-sha-512', true],
    ['scram-sha-512', false],
  ] as const)('logs in by %s (TLS: %s)', async (mechanism, tls) => {
    const producer = await as('agency', { mechanism, tls }).producer();
    expect(await producer.send(numbered(TOPIC, 1, 1))).toHaveLength(1);
    await producer.stop();
  });

  it('lets those work who may', async () => {
    const { changed, until } = condition();
    const seen: number[] = [];
    const consumption = await as('writer', { tls: true }).consume({
      groupId: 'writer-1',
      topics: [TOPIC],
      orderKey: () => '',
      work: (message) => {
        seen.push(numberOf(message));
        changed();
        return Promise.resolve();
      },
    });
    const producer = await as('agency').producer();
    await producer.send(numbered(TOPIC, 1, 1, 77));
    await until(() => seen.includes(77));
    expect(await consumption.lag()).toEqual(new Map([[TOPIC, expect.any(BigInt) as bigint]]));
    await consumption.stop();
    await producer.stop();
  });

  it('says that a password is wrong, and keeps it to itself', async () => {
    const wrong = as('agency', { password: 'not-the-password' });
    const producer = await wrong.producer({ timeoutMs: 500 });
    const failure: unknown = await producer.send(numbered(TOPIC, 1, 1)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BrokerUnavailable);
    expect(String(failure)).toContain('the broker refuses the login');
    const asked: unknown = await (await wrong.admin()).brokers().catch((error: unknown) => error);
    expect(String(asked)).toContain('the broker refuses the login');
    expect(`${String(failure)} ${String(asked)} ${JSON.stringify(log.lines)}`).not.toContain('not-the-password');
    await producer.stop();
  });

  it('says that a certificate is not trusted', async () => {
    const settings = { brokers: broker.tls!.brokers, clientId: 'spec', tls: { ca: null }, sasl: null };
    const untrusting = await new Cluster(settings, log).admin();
    await expect(untrusting.brokers()).rejects.toThrow(/certificate/);
  });

  it('refuses those who may not write, and says what to do', async () => {
    const producer = await as('stranger').producer();
    await expect(producer.send(numbered(TOPIC, 1, 1))).rejects.toMatchObject({
      reason: 'not-authorised',
      message: expect.stringMatching(/AUTHORIZATION_FAILED.*by an ACL/) as string,
    });
    await producer.stop();
  });

  it.each([
    ['stranger', 'writer-1'],
    ['writer', 'another'],
  ])('says why %s cannot consume as %s', async (username, groupId) => {
    const { changed, until } = condition();
    const lines = specLog();
    const settings = {
      brokers: broker.brokers,
      clientId: 'spec',
      tls: null,
      sasl: { mechanism: 'plain', username, password: broker.passwords[username]! },
    } as const;
    const cluster = new Cluster(settings, {
      ...lines,
      warn: (fields, message) => {
        lines.warn(fields, message);
        changed();
      },
    });
    const consumption = await cluster.consume({
      groupId,
      topics: [TOPIC],
      orderKey: () => '',
      work: () => Promise.resolve(),
    });
    await until(() => lines.lines.some(({ level }) => level === 'warn'));
    await consumption.stop();
    expect(lines.lines.find(({ level }) => level === 'warn')!.fields).toMatchObject({
      error: expect.stringContaining('by an ACL') as string,
    });
  });

  it('tells the rules there are', async () => {
    const rules = await admin.describeAcls();
    expect(rules).toContainEqual({
      principal: 'User:writer',
      operation: 'read',
      resource: 'group',
      name: 'writer',
      pattern: 'prefixed',
    } satisfies AclRule);
    expect(rules).toHaveLength(4);
    const stranger = await as('stranger').admin();
    await expect(stranger.describeAcls()).rejects.toMatchObject({ reason: 'not-authorised' });
    await stranger.close();
  });
});
