import { startBroker, type Broker } from '@rekam/test/kafka/broker';
import { describeKafka } from '@rekam/test/kafka/for-tests';
import { BrokerUnavailable, type Cluster } from './index';
import { clusterAt, condition, createTopic, numbered, numberOf } from './testing/kafka-for-spec';

const OUTAGE_MS_MAX = 90_000;

describeKafka('An outage of the broker', () => {
  let broker: Broker;
  let cluster: Cluster;

  beforeAll(async () => {
    broker = await startBroker({});
    cluster = clusterAt(broker.brokers);
  }, OUTAGE_MS_MAX);

  afterAll(() => broker.stop());

  it(
    'loses nothing that was sent or is to be worked on, and all come back by themselves',
    async () => {
      const topic = 'intake';
      const admin = await createTopic(cluster, topic, 2);
      const producer = await cluster.producer({ timeoutMs: OUTAGE_MS_MAX });
      const impatient = await cluster.producer({ timeoutMs: 500 });
      let maySend = true;
      const replaced = await cluster.producer({ timeoutMs: OUTAGE_MS_MAX, maySend: () => maySend });
      const seen: number[] = [];
      const { changed, until } = condition();
      const consumption = await cluster.consume({
        groupId: 'writer',
        topics: [topic],
        orderKey: ({ key }) => String(key),
        work: (message) => {
          seen.push(numberOf(message));
          changed();
          return Promise.resolve();
        },
      });
      await producer.send(numbered(topic, 100, 10));
      await impatient.send([{ topic, key: 'other', value: '-1' }]);
      await replaced.send([{ topic, key: 'other', value: '-3' }]);
      await until(() => seen.length === 102);
      expect(consumption.state()).toBe('running');

      await broker.kill();
      const waiting = Array.from({ length: 50 }, (_, at) => producer.send(numbered(topic, 1, 1, 100 + at)));
      const late = replaced.send([{ topic, key: 'other', value: '-4' }]);
      maySend = false;
      await expect(late).rejects.toThrow(BrokerUnavailable);
      await expect(impatient.send(numbered(topic, 1, 1))).rejects.toThrow(BrokerUnavailable);
      await expect(consumption.lag()).rejects.toThrow(BrokerUnavailable);
      while (consumption.state() === 'running') await new Promise((resolve) => setTimeout(resolve, 20));
      expect(consumption.state()).toBe('away');

      await broker.restart();
      await Promise.all(waiting);
      await until(() => new Set(seen).size === 152);
      expect(consumption.state()).toBe('running');
      const after = seen.filter((number) => number >= 100);
      expect(after.slice(-50)).toEqual(Array.from({ length: 50 }, (_, at) => 100 + at));
      await impatient.send([{ topic, key: 'other', value: '-2' }]);
      await until(() => seen.includes(-2));
      expect(seen).not.toContain(-4);
      await consumption.stop();
      expect(await admin.groupLag('writer', [topic])).toEqual(new Map([[topic, 0n]]));
      await Promise.all([producer.stop(), impatient.stop(), replaced.stop(), admin.close()]);
    },
    OUTAGE_MS_MAX,
  );
});
