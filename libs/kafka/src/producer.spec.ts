import { randomBytes } from 'node:crypto';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { MessageRefused, type Cluster, type Coordinates, type IncomingMessage, type Producer } from './index';
import { clusterAt, createTopic, numbered, numberOf } from './testing/kafka-for-spec';

describeKafka('Producer', () => {
  let cluster: Cluster;
  let producer: Producer;
  let topic: string;

  beforeEach(async () => {
    const { brokers, prefix } = await kafkaForTests();
    cluster = clusterAt(brokers);
    producer = await cluster.producer();
    topic = `${prefix}.outcomes.v1`;
  });

  afterEach(() => producer.stop());

  async function readAll(): Promise<IncomingMessage[]> {
    const messages: IncomingMessage[] = [];
    for await (const message of cluster.read({ from: [topic] })) messages.push(message);
    return messages;
  }

  it('keeps the order of each key over many sends at a time, and says where each message is', async () => {
    await createTopic(cluster, topic, 3).then((admin) => admin.close());
    const sends: Promise<readonly Coordinates[]>[] = [];
    for (let first = 0; first < 5_000;) {
      const count = 1 + (first % 7);
      sends.push(producer.send(numbered(topic, count, 5, first)));
      first += count;
    }
    const where = (await Promise.all(sends)).flat();
    const messages = await readAll();
    expect(messages).toHaveLength(where.length);
    expect(new Set(messages.map(({ partition }) => partition)).size).toBeGreaterThan(1);
    const last = new Map<string, number>();
    for (const message of messages) {
      const number = numberOf(message);
      expect(number).toBeGreaterThan(last.get(String(message.key)) ?? -1);
      last.set(String(message.key), number);
      expect(where[number]).toEqual({ topic, partition: message.partition, offset: message.offset });
    }
  });

  it('sends bytes, text, tombstones, messages without a key, and headers as they are', async () => {
    await createTopic(cluster, topic, 2).then((admin) => admin.close());
    const bytes = randomBytes(300);
    await producer.send([
      { topic, key: 'tombstone', value: null, headers: { ce_id: 'ä', raw: new Uint8Array(bytes), none: undefined } },
      { topic, key: bytes, value: bytes, headers: { twice: ['1', new Uint8Array([50])] } },
      { topic, key: null, value: '' },
    ]);
    const messages = await readAll();
    const tombstone = messages.find(({ key }) => String(key) === 'tombstone')!;
    expect(tombstone.value).toBeNull();
    expect(Object.keys(tombstone.headers)).toEqual(['ce_id', 'raw']);
    expect(String(tombstone.headers['ce_id'])).toBe('ä');
    expect(bytes.equals(tombstone.headers['raw'] as Buffer)).toBe(true);
    const binary = messages.find(({ key }) => key?.equals(bytes) === true)!;
    expect(binary.value!.equals(bytes)).toBe(true);
    expect((binary.headers['twice'] as readonly Buffer[]).map(String)).toEqual(['1', '2']);
    const keyless = messages.find(({ key }) => key === null)!;
    expect(keyless.value).toHaveLength(0);
    expect(Math.abs(keyless.timestampMs - Date.now())).toBeLessThan(60_000);
  });

  it('refuses what is too large, alone, and sends what came with it', async () => {
    await createTopic(cluster, topic, 1, { 'max.message.bytes': '10000' }).then((admin) => admin.close());
    const before = producer.send(numbered(topic, 50, 5));
    const large = producer.send([{ topic, key: 'large', value: 'x'.repeat(20_000) }]);
    const after = producer.send(numbered(topic, 50, 5, 50));
    await expect(large).rejects.toThrow(MessageRefused);
    await expect(large).rejects.toMatchObject({ reason: 'too-large' });
    expect([...(await before), ...(await after)]).toHaveLength(100);
    expect((await readAll()).map(numberOf)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  });

  it('splits what is more than the broker takes at a time', async () => {
    await createTopic(cluster, topic, 1).then((admin) => admin.close());
    const value = 'x'.repeat(300_000);
    const where = await producer.send(Array.from({ length: 12 }, () => ({ topic, key: 'k', value })));
    expect(where.map(({ offset }) => offset)).toEqual(Array.from({ length: 12 }, (_, at) => BigInt(at)));
  });

  it('refuses a topic that does not exist, and keeps the others going', async () => {
    await createTopic(cluster, topic, 1).then((admin) => admin.close());
    const lost = producer.send([{ topic: `${topic}-missing`, key: 'k', value: 'v' }]);
    const fine = producer.send(numbered(topic, 3, 1));
    await expect(lost).rejects.toMatchObject({
      reason: 'unknown-topic',
      message: `Sending 1 message to ${topic}-missing was refused by the broker (UNKNOWN_TOPIC_OR_PARTITION): create the topic.`,
    });
    expect(await fine).toHaveLength(3);
  });

  it('sends on when a topic that it knew is gone', async () => {
    const admin = await createTopic(cluster, `${topic}-gone`, 1);
    await createTopic(cluster, topic, 1).then((other) => other.close());
    await producer.send(numbered(`${topic}-gone`, 1, 1));
    await admin.deleteTopics([`${topic}-gone`]);
    expect(await producer.send(numbered(topic, 3, 1))).toHaveLength(3);
    await admin.close();
  });

  it('refuses what a compacted topic cannot hold', async () => {
    await createTopic(cluster, topic, 1, { 'cleanup.policy': 'compact' }).then((admin) => admin.close());
    const keyless = producer.send([{ topic, key: null, value: 'v' }]);
    const fine = producer.send(numbered(topic, 2, 1));
    await expect(keyless).rejects.toMatchObject({ reason: 'invalid' });
    expect(await fine).toHaveLength(2);
  });

  it('sends what waits before it stops, and nothing after', async () => {
    await createTopic(cluster, topic, 1).then((admin) => admin.close());
    const sent = producer.send(numbered(topic, 100, 3));
    await producer.stop();
    expect(await sent).toHaveLength(100);
    await expect(producer.send(numbered(topic, 1, 1))).rejects.toThrow('The producer is stopped.');
    expect(await producer.send([])).toEqual([]);
  });
});
