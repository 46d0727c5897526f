import { setTimeout } from 'node:timers/promises';
import { deadLetterOf, deadLettersTopic } from '@rekam/contracts';
import { StoreUnavailable, type EventStore } from '@rekam/event-store';
import { startBroker, type Broker } from '@rekam/test/kafka/broker';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { failingWhile } from '../testing/faulty-store';
import { binary, KafkaRig, type Stores } from '../testing/kafka-rig';
import { appointment, numberOf } from '../testing/ledger';
import { SqliteFolder } from '../testing/sqlite';

const POLL_MS = 20;
/** Starts and restarts of a broker on two busy cores. */
const BROKER_MS_MAX = 120_000;
const RECOVERY_MS_MAX = 60_000;

let used = 900;
const unused = (): number => used++;
const opening = (sequence: number) =>
  binary(`cpns-${sequence}`, 'record-appointment', appointment(sequence), { key: String(sequence) });

/** Asks until the answer is as expected; the spec's own limit ends it otherwise. */
async function reaching<Answer>(ask: () => Promise<Answer>, isReached: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isReached(answer)) return answer;
    await setTimeout(POLL_MS);
  }
}
const faultSaying = (rig: KafkaRig, words: string) =>
  reaching(
    () => rig.faults(),
    (faults) => faults.some((fault) => fault.startsWith('kafka intake: ') && fault.includes(words)),
  );
const inOrder = (rig: KafkaRig) =>
  reaching(
    () => rig.faults(),
    (faults) => faults.length === 0,
  );

describeKafka('a Kafka door whose ledger fails', () => {
  const folder = new SqliteFolder();
  let rig: KafkaRig;
  let stores: Stores;
  let faultOf: (stream: string) => Error | null = () => null;
  let events: EventStore;

  beforeAll(async () => {
    const { brokers, prefix } = await kafkaForTests();
    stores = await folder.stores();
    events = failingWhile(stores.events, (stream) => faultOf(stream));
    rig = new KafkaRig(brokers, prefix);
    await rig.createTopics();
    await rig.start({ keys: stores.keys, events }, { REKAM_KAFKA_RETRY_MS: '1500' });
  }, BROKER_MS_MAX);
  afterEach(() => {
    faultOf = () => null;
  });
  afterAll(async () => {
    await rig.close();
    await folder.remove();
  });

  it('waits for the store to come back and rejects nothing meanwhile', async () => {
    await inOrder(rig);
    let failures = 0;
    faultOf = (stream) => {
      if (!stream.startsWith('career-')) return null;
      failures++;
      return new StoreUnavailable('the disk is full');
    };
    const [at] = await rig.send(opening(unused()));
    await faultSaying(rig, 'the ledger takes no writes now');
    await reaching(
      async () => failures,
      (count) => count >= 3,
    );
    faultOf = () => null;
    expect(await rig.outcome(at!)).toMatchObject({ outcome: 'accepted', receipt: { duplicate: false } });
    await inOrder(rig);
  });

  it('gives up on a message that fails in a way that nobody foresaw, and goes on with the next of its key', async () => {
    const [poison, after] = [unused(), unused()];
    let failures = 0;
    faultOf = (stream) => {
      // The first career that is appended to is the poisoned one's; the next message begins after its rejection.
      if (!stream.startsWith('career-') || failures >= 5) return null;
      failures++;
      return new TypeError('a fault of the service');
    };
    const [bad, good] = await rig.send({ ...opening(poison), key: 'k' }, { ...opening(after), key: 'k' });
    expect(await rig.outcome(bad!)).toMatchObject({
      outcome: 'rejected',
      problem: { type: '/problems/internal', status: 500 },
    });
    expect(JSON.stringify(await rig.outcome(bad!))).not.toContain('a fault of the service');
    expect(await rig.outcome(good!)).toMatchObject({ outcome: 'accepted' });
    expect(failures).toBe(5);
  });

  it('makes one append of what waits for a person, and keeps its order whatever fails', async () => {
    const count = 25;
    const [opened] = await rig.send(opening(unused()));
    const person = (await rig.outcome(opened!)).receipt!.person!;
    let appends = 0;
    let failures = 0;
    faultOf = (stream) => {
      if (stream !== `career-${person}`) return null;
      appends++;
      // The second append fails before it is written, the fourth in a way that nobody foresaw.
      if (appends === 2 || appends === 4) failures++;
      return appends === 2 ? new StoreUnavailable('the disk is full') : appends === 4 ? new TypeError('a fault') : null;
    };
    const about = { person, recordId: 'kursus', effectiveAt: '2026-05-01' };
    // Each replaces the edition before it, so that another order than theirs would be refused.
    const messages = Array.from({ length: count }, (_, n) => {
      const content = { kind: '3', name: `Pelatihan ${n}`, provider: 'Balai Contoh', jp: 20 };
      return n === 0
        ? binary('run-0', 'record-training', { ...about, content }, { key: person })
        : binary(
            `run-${n}`,
            'correct-training',
            { ...about, content, reason: 'x', replacesEdition: n - 1 },
            { key: person },
          );
    });
    const first = await rig.send(...messages.slice(0, 5));
    await rig.outcome(first[0]!);
    const places = [...first, ...(await rig.send(...messages.slice(5)))];
    const outcomes = await Promise.all(places.map((at) => rig.outcome(at)));
    expect(outcomes.map(({ outcome, receipt }) => [outcome, receipt?.edition])).toEqual(
      messages.map((_, n) => ['accepted', n]),
    );
    expect(appends - failures).toBeLessThan(count);
  });

  it('executes nothing behind what is to be tried again', async () => {
    const [opened] = await rig.send(opening(unused()));
    const person = (await rig.outcome(opened!)).receipt!.person!;
    const act = {
      person,
      recordId: 'kursus',
      effectiveAt: '2026-05-01',
      content: { kind: '3', name: 'Pelatihan', provider: 'Balai Contoh', jp: 20 },
    };
    const key = { key: person };
    // The correction comes too early: it must not profit from what stands behind it.
    const places = await rig.send(
      binary('early-correction', 'correct-training', { ...act, reason: 'x' }, key),
      // What can be refused at once does not let those behind it pass.
      { ...binary('unreadable', 'record-training', act, key), value: 'no JSON' },
      binary('too-late', 'record-training', act, key),
      binary('another', 'record-training', { ...act, recordId: 'lain' }, key),
    );
    const outcomes = await Promise.all(places.map((at) => rig.outcome(at)));
    expect(outcomes).toMatchObject([
      { outcome: 'rejected', problem: { type: '/problems/unknown-fact', retryable: true } },
      { outcome: 'rejected', problem: { type: '/problems/body-not-json' } },
      { outcome: 'accepted', receipt: { revision: '1', edition: 0 } },
      { outcome: 'accepted', receipt: { revision: '2' } },
    ]);
  });

  it('finishes after a restart what it had not finished', async () => {
    const sequence = unused();
    const early = binary(
      'early',
      'record-training',
      {
        identifier: { kind: 'nip', number: numberOf(sequence) },
        recordId: 'kursus',
        effectiveAt: '2026-05-01',
        content: { kind: '3', name: 'Pelatihan', provider: 'Balai Contoh', jp: 20 },
      },
      { key: 'early' },
    );
    const [at] = await rig.send(early);
    await reaching(
      () => rig.metrics(),
      (text) => /retries_total\{reason="unknown-person"\} [1-9]/.test(text),
    );
    await rig.stop();
    const [opened] = await rig.send(opening(sequence));
    await rig.start({ keys: stores.keys, events });
    const { receipt } = await rig.outcome(opened!);
    expect(await rig.outcome(at!)).toMatchObject({ outcome: 'accepted', receipt: { person: receipt!.person } });
  });
});

describeKafka('a Kafka door whose brokers fail', () => {
  const folder = new SqliteFolder();
  let broker: Broker;
  let rig: KafkaRig;

  beforeAll(async () => {
    broker = await startBroker();
    await broker.kill();
    rig = new KafkaRig(broker.brokers, 'career');
    await rig.start(await folder.stores());
  }, BROKER_MS_MAX);
  afterAll(async () => {
    await rig.close();
    await broker.stop();
    await folder.remove();
  });

  it(
    'starts without them, asks for its topics, and opens when they are there',
    async () => {
      await faultSaying(rig, 'the brokers do not answer');
      await broker.restart();
      const [fault] = await faultSaying(rig, 'topics are missing');
      expect(fault).toContain('rekam topics create');
      await rig.createTopics();
      const [at] = await rig.send(opening(unused()));
      expect(await rig.outcome(at!)).toMatchObject({ outcome: 'accepted' });
      await inOrder(rig);
    },
    RECOVERY_MS_MAX,
  );

  it(
    'goes on by itself after they were away',
    async () => {
      await broker.kill();
      await faultSaying(rig, 'the brokers');
      await broker.restart();
      const [at] = await rig.send(opening(unused()));
      expect(await rig.outcome(at!)).toMatchObject({ outcome: 'accepted' });
      await inOrder(rig);
    },
    RECOVERY_MS_MAX,
  );

  it(
    'says when it may not or cannot answer, and answers as soon as it can',
    async () => {
      const letters = deadLettersTopic('career');
      await rig.deleteTopic(letters);
      const [at] = await rig.send({ ...opening(unused()), value: 'no JSON' });
      const [fault] = await faultSaying(rig, `the brokers refuse answers to ${letters}`);
      expect(fault).toContain('rekam topics create');
      await rig.createTopics();
      expect(await rig.outcome(at!)).toMatchObject({
        outcome: 'rejected',
        problem: { type: '/problems/body-not-json' },
      });
      expect(deadLetterOf((await rig.deadLetter(at!)).headers)).toMatchObject({ problem: { status: 400 } });
      await inOrder(rig);
    },
    RECOVERY_MS_MAX,
  );
});
