import { Cluster, MessageRefused, type KafkaLog } from '@rekam/kafka';
import { startBroker, type Broker } from '@rekam/test/kafka/broker';
import { describeKafka } from '@rekam/test/kafka/for-tests';
import { exampleTopics } from '../simulator/topics-file';
import { aclFindings } from './acl-findings';
import { aclPlan } from './acl-plan';
import { topicPlan } from './topic-plan';

const START_MS_MAX = 120_000;
const SILENT: KafkaLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const TOPICS = exampleTopics('career', 2);
const USERS = ['writer', 'reader', 'agency-5500', 'dashboard-5500', 'auditor', 'stranger'];

describeKafka('the access rules, on a broker that keeps them', () => {
  let broker: Broker;

  const clusterOf = (user: string): Cluster => {
    const sasl = { mechanism: 'scram-sha-256', username: user, password: broker.passwords[user]! } as const;
    return new Cluster({ brokers: broker.brokers, clientId: `${user}.spec`, tls: null, sasl }, SILENT);
  };

  /** `ok`, or why the brokers refused it. */
  const attempt = async (doing: Promise<unknown>): Promise<string> => {
    try {
      await doing;
      return 'ok';
    } catch (error) {
      if (error instanceof MessageRefused) return error.reason;
      throw error;
    }
  };
  const write = async (user: string, topic: string): Promise<string> => {
    const producer = await clusterOf(user).producer({ timeoutMs: 10_000 });
    const said = await attempt(producer.send([{ topic, key: 'key', value: '{}' }]));
    await producer.stop();
    return said;
  };
  const read = (user: string, topic: string): Promise<string> =>
    attempt(
      (async () => {
        for await (const message of clusterOf(user).read({ from: [topic] })) expect(message.topic).toBe(topic);
      })(),
    );

  beforeAll(async () => {
    broker = await startBroker({ security: 'scram', users: USERS });
    const admin = await clusterOf('admin').admin();
    const plan = topicPlan(TOPICS, { prefix: 'career', partitions: 1, replication: 1, retentionMs: 3_600_000 });
    await admin.createTopics(plan);
    const names = { writer: 'User:writer', reader: 'User:reader' };
    await admin.createAcls(aclPlan(TOPICS, { prefix: 'career', group: 'rekam-jejak-writer', ...names }));
    await admin.close();
    const producer = await clusterOf('admin').producer();
    await producer.send(plan.map(({ topic }) => ({ topic, key: 'key', value: '{}' })));
    await producer.stop();
  }, START_MS_MAX);
  afterAll(() => broker.stop());

  it.each([
    ['agency-5500', 'career.intake.5500.v1', 'ok'],
    ['agency-5500', 'career.intake.5571.v1', 'not-authorised'],
    ['agency-5500', 'career.outcomes.agencies.5500.simpeg.v1', 'not-authorised'],
    ['writer', 'career.outcomes.agencies.5500.simpeg.v1', 'ok'],
    ['writer', 'career.outcomes.unattributed.v1', 'ok'],
    ['writer', 'career.dead-letters.v1', 'ok'],
    ['writer', 'career.events.v1', 'not-authorised'],
    ['reader', 'career.events.v1', 'ok'],
    ['reader', 'career.views.5500.v1', 'ok'],
    ['reader', 'career.intake.5500.v1', 'not-authorised'],
    ['auditor', 'career.events.v1', 'not-authorised'],
    ['stranger', 'career.intake.5500.v1', 'not-authorised'],
  ])('%s writes %s: %s', async (user, topic, said) => {
    expect(await write(user, topic)).toBe(said);
  });

  it.each([
    ['agency-5500', 'career.outcomes.agencies.5500.simpeg.v1', 'ok'],
    ['agency-5500', 'career.outcomes.agencies.5571.simpeg.v1', 'not-authorised'],
    ['agency-5500', 'career.dead-letters.v1', 'not-authorised'],
    ['agency-5500', 'career.views.5500.v1', 'not-authorised'],
    ['dashboard-5500', 'career.views.5500.v1', 'ok'],
    ['dashboard-5500', 'career.views.5571.v1', 'not-authorised'],
    ['dashboard-5500', 'career.events.v1', 'not-authorised'],
    ['auditor', 'career.events.v1', 'ok'],
    ['auditor', 'career.views.v1', 'ok'],
    ['auditor', 'career.dead-letters.v1', 'not-authorised'],
    ['stranger', 'career.events.v1', 'not-authorised'],
  ])('%s reads %s: %s', async (user, topic, said) => {
    expect(await read(user, topic)).toBe(said);
  });

  it('are those that the doctor wants, and it tells who may do more', async () => {
    const admin = await clusterOf('admin').admin();
    const found = async () =>
      aclFindings(await admin.describeAcls(), TOPICS, { prefix: 'career', own: 'User:admin' }).map(
        (each) => each.found,
      );
    expect(await found()).toEqual([expect.stringMatching(/as the topics file names them$/)]);
    const topic = 'career.intake.5500.v1';
    await admin.createAcls([
      { principal: 'User:intruder', resource: 'topic', name: topic, pattern: 'literal', operation: 'write' },
    ]);
    expect(await found()).toEqual([`User:intruder may write ${topic}`]);
    await admin.close();
  });

  it("let the writers take in messages in their group, and nobody else's", async () => {
    const taken: string[] = [];
    const all = TOPICS.intake.map(({ topic }) => topic);
    let resolve = (): void => undefined;
    const done = new Promise<void>((resolved) => (resolve = resolved));
    const consumption = await clusterOf('writer').consume({
      groupId: 'rekam-jejak-writer',
      topics: all,
      orderKey: () => '',
      work: async ({ topic }) => {
        taken.push(topic);
        if (new Set(taken).size === all.length) resolve();
      },
    });
    await done;
    await consumption.stop();
    expect(new Set(taken)).toEqual(new Set(all));
  }, 60_000);
});
