import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { RetryLater, type Cluster, type ConsumeOptions, type Consumption, type IncomingMessage } from './index';
import { clusterAt, condition, createTopic, gate, numbered, numberOf, specLog } from './testing/kafka-for-spec';

describeKafka('Consumption', () => {
  let cluster: Cluster;
  let topic: string;
  let groupId: string;
  const log = specLog();
  const running: Consumption[] = [];
  const orderKey = ({ key }: IncomingMessage): string => String(key);

  beforeEach(async () => {
    const { brokers, prefix } = await kafkaForTests();
    cluster = clusterAt(brokers, log);
    topic = `${prefix}.intake.v1`;
    groupId = `${prefix}.writer`;
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumption) => consumption.stop()));
  });

  async function consume(
    work: ConsumeOptions['work'],
    more: Partial<ConsumeOptions> = {},
    by = cluster,
  ): Promise<Consumption> {
    const consumption = await by.consume({ groupId, topics: [topic], orderKey, work, ...more });
    running.push(consumption);
    return consumption;
  }

  async function produce(count: number, keys: number, first = 0): Promise<void> {
    const producer = await cluster.producer();
    await producer.send(numbered(topic, count, keys, first));
    await producer.stop();
  }

  it('works on every message once, in the order of each key, and commits all', async () => {
    const admin = await createTopic(cluster, topic, 3);
    await produce(3_000, 50);
    const seen = new Map<string, number[]>();
    let done = 0;
    const { changed, until } = condition();
    const consumption = await consume(async (message) => {
      const key = orderKey(message);
      const numbers = seen.get(key) ?? [];
      seen.set(key, numbers);
      const before = numbers.length;
      if (randomInt(10) === 0) await sleep(randomInt(4));
      // Nobody else has begun with this key meanwhile.
      expect(numbers).toHaveLength(before);
      numbers.push(numberOf(message));
      done++;
      changed();
    });
    await until(() => done === 3_000);
    expect(seen.size).toBe(50);
    for (const numbers of seen.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await consumption.stop();
    expect(consumption.state()).toBe('stopped');
    expect(await admin.groupLag(groupId, [topic])).toEqual(new Map([[topic, 0n]]));
    await admin.close();
  });

  it('lets others pass a message that is slow or has to wait, and never commits beyond it', async () => {
    const admin = await createTopic(cluster, topic, 1);
    await produce(2_000, 100);
    const stuck = gate();
    const attempts: number[] = [];
    let done = 0;
    const { changed, until } = condition();
    const consumption = await consume(
      async (message, signal, _next, attempt) => {
        if (numberOf(message) === 3) {
          signal.addEventListener('abort', () => stuck.open());
          await stuck.opened;
          throw new Error('was never done');
        }
        if (numberOf(message) === 7) {
          attempts.push(attempt.number);
          if (attempt.number < 3) throw new RetryLater('not yet', 10);
        }
        done++;
        changed();
      },
      { concurrencyMax: 8 },
    );
    // The other 19 of key 3 wait for it.
    await until(() => done === 1_980);
    expect(attempts).toEqual([1, 2, 3]);
    expect(consumption.state()).toBe('running');
    await consumption.stop();
    expect(await admin.groupOffsets(groupId, topic)).toEqual(new Map([[0, 3n]]));

    // The next member gets all from there on again.
    const again: number[] = [];
    await consume(async (message) => {
      again.push(numberOf(message));
      changed();
      return Promise.resolve();
    });
    await until(() => again.length === 1_997);
    expect(again.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_997 }, (_, at) => at + 3));
    await admin.close();
  });

  it('repeats a message whose work fails until it succeeds, and says so', async () => {
    await createTopic(cluster, topic, 1).then((admin) => admin.close());
    await produce(10, 10);
    let failures = 0;
    let done = 0;
    const { changed, until } = condition();
    const consumption = await consume((message) => {
      if (numberOf(message) === 4 && ++failures < 4) return Promise.reject(new Error('the store is away'));
      done++;
      changed();
      return Promise.resolve();
    });
    await until(() => done === 10);
    expect(failures).toBe(4);
    const told = log.lines.find(({ message }) => message.includes('tried again'));
    expect(told).toMatchObject({ level: 'warn', fields: { topic, partition: 0, offset: '4', attempt: 1 } });
    await consumption.stop();
  });

  it('finishes what is under way before it stops', async () => {
    const admin = await createTopic(cluster, topic, 1);
    await produce(1, 1);
    const begun = gate();
    const finish = gate();
    const consumption = await consume(async () => {
      begun.open();
      await finish.opened;
    });
    await begun.opened;
    const stopped = consumption.stop();
    finish.open();
    await stopped;
    expect(await admin.groupOffsets(groupId, topic)).toEqual(new Map([[0, 1n]]));
    await admin.close();
  });

  it('shares the partitions with those who join and leave under load, and loses nothing', async () => {
    const admin = await createTopic(cluster, topic, 6);
    const { brokers } = await kafkaForTests();
    const other = clusterAt(brokers);
    const firstSeen = new Map<string, number[]>();
    const seen = new Set<number>();
    const by = { one: 0, two: 0 };
    const { changed, until } = condition();
    const worker =
      (name: keyof typeof by): ConsumeOptions['work'] =>
      async (message) => {
        await sleep(randomInt(3));
        by[name]++;
        const number = numberOf(message);
        if (!seen.has(number)) {
          seen.add(number);
          firstSeen.set(orderKey(message), [...(firstSeen.get(orderKey(message)) ?? []), number]);
        }
        changed();
      };
    const producer = await cluster.producer();
    let sent = 0;
    const load = new AbortController();
    const producing = (async () => {
      for (; !load.signal.aborted; sent += 100) {
        await producer.send(numbered(topic, 100, 100, sent));
        await until(() => seen.size > sent - 500);
      }
    })();
    await consume(worker('one'));
    await until(() => seen.size > 500);
    const second = await consume(worker('two'), {}, other);
    await until(() => by.two > 500);
    const atLeaving = by.one;
    await second.stop();
    await until(() => by.one > atLeaving + 500);
    load.abort();
    await producing;
    await until(() => seen.size === sent);
    for (const numbers of firstSeen.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await producer.stop();
    await admin.close();
  }, 60_000);

  it('holds no more than it may of a large backlog', async () => {
    await createTopic(cluster, topic, 2).then((admin) => admin.close());
    await produce(20_000, 1_000);
    let taken = 0;
    let done = 0;
    let heldMax = 0;
    const { changed, until } = condition();
    const consumption = await consume(
      async () => {
        await sleep(0);
        done++;
        changed();
      },
      {
        pendingMax: 1_000,
        orderKey: (message) => {
          taken++;
          heldMax = Math.max(heldMax, taken - done);
          return orderKey(message);
        },
      },
    );
    await until(() => done === 20_000);
    // Of each of the two partitions a fetch may bring 2,048 beyond the limit.
    expect(heldMax).toBeGreaterThan(500);
    expect(heldMax).toBeLessThan(1_000 + 2 * 2_048);
    expect(taken).toBe(20_000);
    await consumption.stop();
  });

  it('waits for a topic that does not exist yet, and says so', async () => {
    const lines = specLog();
    const { brokers } = await kafkaForTests();
    const { changed, until } = condition();
    let done = 0;
    const consumption = await consume(
      () => {
        done++;
        changed();
        return Promise.resolve();
      },
      {},
      clusterAt(brokers, { ...lines, warn: (fields, message) => (lines.warn(fields, message), changed()) }),
    );
    await until(() => lines.lines.some(({ level }) => level === 'warn'));
    expect(lines.lines[0]!.fields).toMatchObject({ error: expect.stringContaining('create the topic') as string });
    expect(consumption.state()).toBe('away');
    const admin = await createTopic(cluster, topic, 1);
    await produce(3, 3);
    await until(() => done === 3);
    expect(consumption.state()).toBe('running');
    expect([...(await consumption.lag()).keys()]).toEqual([topic]);
    await consumption.stop();
    expect(await admin.groupLag(groupId, [topic])).toEqual(new Map([[topic, 0n]]));
    await expect(consumption.lag()).rejects.toThrow('stopped');
    await admin.close();
  });
});
