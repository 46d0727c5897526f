import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { BrokerUnavailable, type Admin, type Cluster } from './index';
import { clusterAt, createTopic, numbered } from './testing/kafka-for-spec';

describeKafka('Admin', () => {
  let cluster: Cluster;
  let admin: Admin;
  let topic: string;

  beforeEach(async () => {
    const { brokers, prefix } = await kafkaForTests();
    cluster = clusterAt(brokers);
    admin = await cluster.admin();
    topic = `${prefix}.views.v1`;
  });

  afterEach(() => admin.close());

  it('creates topics once and describes them as they are', async () => {
    const plan = { topic, partitions: 3, replication: 1, configs: { 'cleanup.policy': 'compact' } };
    expect(await admin.missingTopics([topic])).toEqual([topic]);
    expect(await admin.createTopics([plan])).toEqual([topic]);
    const other = { ...plan, topic: `${topic}.more`, partitions: 1, configs: {} };
    expect(await admin.createTopics([{ ...plan, partitions: 7 }, other])).toEqual([other.topic]);
    expect(await admin.missingTopics([topic, `${topic}.none`])).toEqual([`${topic}.none`]);
    const states = await admin.describeTopics([topic, `${topic}.none`]);
    expect([...states.keys()]).toEqual([topic]);
    expect(states.get(topic)).toMatchObject({
      partitions: 3,
      replication: 1,
      offsets: [0, 1, 2].map((partition) => ({ partition, first: 0n, end: 0n })),
    });
    expect(states.get(topic)!.configs).toMatchObject({ 'cleanup.policy': 'compact', 'compression.type': 'producer' });
    await admin.deleteTopics([topic]);
    expect(await admin.missingTopics([topic])).toEqual([topic]);
  });

  it('says what is wrong with a plan', async () => {
    const plan = { topic, partitions: 1, replication: 1, configs: { 'retention.ms': 'long' } };
    await expect(admin.createTopics([plan])).rejects.toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining(`INVALID_CONFIG: ${topic}`) as string,
    });
    await expect(admin.createTopics([{ ...plan, configs: {}, replication: 5 }])).rejects.toMatchObject({
      reason: 'invalid',
    });
  });

  it('finds offsets by time, and what a group has not committed', async () => {
    await createTopic(cluster, topic, 1).then((other) => other.close());
    const producer = await cluster.producer();
    await producer.send(numbered(topic, 5, 1));
    const messages = [];
    for await (const message of cluster.read({ from: [topic] })) messages.push(message);
    await producer.stop();
    expect(await admin.offsets(topic)).toEqual([{ partition: 0, first: 0n, end: 5n }]);
    expect(await admin.offsetsAt(topic, messages[0]!.timestampMs)).toEqual(new Map([[0, 0n]]));
    expect(await admin.offsetsAt(topic, messages[4]!.timestampMs + 60_000)).toEqual(new Map([[0, 5n]]));
    expect(await admin.groupOffsets('nobody', topic)).toEqual(new Map());
    expect(await admin.groupLag('nobody', [topic])).toEqual(new Map([[topic, 5n]]));
    expect(await admin.describeAcls()).toBeNull();
  });

  it('answers on after a topic that it knew is gone', async () => {
    await createTopic(cluster, topic, 1).then((other) => other.close());
    await createTopic(cluster, `${topic}.more`, 1).then((other) => other.close());
    expect(await admin.groupLag('nobody', [topic])).toEqual(new Map([[topic, 0n]]));
    await admin.deleteTopics([topic]);
    await expect(admin.offsets(topic)).rejects.toMatchObject({ reason: 'unknown-topic' });
    expect(await admin.offsets(`${topic}.more`)).toEqual([{ partition: 0, first: 0n, end: 0n }]);
  });

  it('gives up in time when no broker answers', async () => {
    const nowhere = await clusterAt(['127.0.0.1:9']).admin({ timeoutMs: 2_000 });
    const begun = performance.now();
    await expect(nowhere.brokers()).rejects.toThrow(BrokerUnavailable);
    expect(performance.now() - begun).toBeLessThan(4_000);
    await nowhere.close();
  });
});
