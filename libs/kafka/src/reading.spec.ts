import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { type Cluster, type Producer } from './index';
import { clusterAt, createTopic, numbered, numberOf } from './testing/kafka-for-spec';

describeKafka('Reading', () => {
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

  it('reads to the ends of the moment of the call, more than it holds at a time', async () => {
    await createTopic(cluster, topic, 2).then((admin) => admin.close());
    await producer.send(numbered(topic, 9_000, 10));
    const seen: number[] = [];
    for await (const message of cluster.read({ from: [topic] })) {
      if (seen.length === 0) await producer.send(numbered(topic, 10, 10, 9_000));
      seen.push(numberOf(message));
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 9_000 }, (_, at) => at));
  });

  it('reads these partitions from these offsets on', async () => {
    await createTopic(cluster, topic, 3).then((admin) => admin.close());
    const where = await producer.send(numbered(topic, 100, 10));
    const at = where[40]!;
    const expected = where.flatMap(({ partition, offset }, number) =>
      partition === at.partition && offset >= at.offset ? [number] : [],
    );
    const seen: number[] = [];
    for await (const message of cluster.read({ from: [at] })) seen.push(numberOf(message));
    expect(seen).toEqual(expected);
  });

  it('goes on until the signal, and ends at once where there is nothing', async () => {
    const admin = await createTopic(cluster, topic, 2);
    for await (const message of cluster.read({ from: [topic] })) throw new Error(`found ${numberOf(message)}`);
    const abort = new AbortController();
    const seen: number[] = [];
    await producer.send(numbered(topic, 1, 1));
    for await (const message of cluster.read({ from: [topic], until: 'abort', signal: abort.signal })) {
      seen.push(numberOf(message));
      if (seen.length < 5) await producer.send(numbered(topic, 1, 1, seen.length));
      else abort.abort();
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await admin.close();
  });

  it.each(['uncompressed', 'gzip', 'zstd'])('reads what the broker stores as %s', async (codec) => {
    await createTopic(cluster, topic, 1, { 'compression.type': codec }).then((admin) => admin.close());
    await producer.send(numbered(topic, 500, 3));
    const seen: number[] = [];
    for await (const message of cluster.read({ from: [topic] })) seen.push(numberOf(message));
    expect(seen).toEqual(Array.from({ length: 500 }, (_, at) => at));
  });

  it('says what to do about a codec that it cannot read', async () => {
    await createTopic(cluster, topic, 1, { 'compression.type': 'lz4' }).then((admin) => admin.close());
    await producer.send(numbered(topic, 1, 1));
    const reading = cluster.read({ from: [topic] })[Symbol.asyncIterator]();
    await expect(reading.next()).rejects.toThrow('compression.type=uncompressed');
  });

  it('refuses a topic that does not exist', async () => {
    const reading = cluster.read({ from: [`${topic}.none`] })[Symbol.asyncIterator]();
    await expect(reading.next()).rejects.toMatchObject({ reason: 'unknown-topic' });
  });
});
