import { once } from 'node:events';
import { join } from 'node:path';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { SqliteViewTables, ViewHost } from '@rekam/projection';
import { PROJECTIONS } from '@rekam/reader';
import { loadMasterKey } from '@rekam/runtime';
import { startBroker } from '../kafka/broker';
import { median, percentile, print, withFolder } from './harness';
import { copyOf, IntakeTopic, ledgerOf } from './kafka-load';
import { ended, writerOn } from './kafka-writer';
import { configIn } from './writer';

const PERSONS = 5_000;
const RATE = 500;
const SECONDS = 10;
const WARM_UP = RATE * 2;
const EVENTS = RATE * SECONDS + WARM_UP;
const TICK_MS = 10;
const ROUNDS = 5;
const VIEW = 'current-state';

/** When the view came to a position, in the order of the log. */
interface Commit {
  readonly position: bigint;
  readonly at: number;
}

/** The reader's views over the ledger that a writer in another process writes to. */
async function withViews<T>(data: string, use: (views: ViewHost) => Promise<T>): Promise<T> {
  const keys = openKeyStore({ file: join(data, 'keys.db'), masterKey: loadMasterKey(configIn(data), () => undefined) });
  const events = await openSqliteEventStore({ folder: data, keys, upcast, shared: true });
  const views = await ViewHost.open({
    tables: new SqliteViewTables(join(data, 'views')),
    events,
    projections: PROJECTIONS,
  });
  try {
    views.start();
    await views.projector(VIEW).reached(await events.head(), 60_000);
    return await use(views);
  } finally {
    await views.close();
    await events.close();
    await keys.close();
  }
}

/** Milliseconds from producing each message to its event being in the view. */
const measured = (brokers: readonly string[], template: string, persons: readonly string[], round: number) =>
  withFolder(async (folder) => {
    const data = copyOf(template, folder);
    const topic = await IntakeTopic.create(brokers, `visible-${round}`, folder);
    const writer = writerOn(topic, data, `visible-${round}`);
    await once(writer.stdout!, 'data');
    try {
      return await withViews(data, (views) => latencies(topic, persons, views));
    } finally {
      await topic.close();
      await ended(writer, 'SIGTERM');
    }
  });

async function latencies(topic: IntakeTopic, persons: readonly string[], views: ViewHost): Promise<Float64Array> {
  const stop = new AbortController();
  // 1. What the view does.
  const commits: Commit[] = [];
  const projector = views.projector(VIEW);
  const watch = async (): Promise<void> => {
    let { position } = await projector.views.progress();
    while (!stop.signal.aborted) {
      await projector.committedAfter(position, stop.signal);
      ({ position } = await projector.views.progress());
      commits.push({ position, at: performance.now() });
    }
  };
  const watching = watch();
  // 2. Which message came to which position.
  const positions: (bigint | undefined)[] = Array.from({ length: EVENTS });
  let answered = 0;
  const consumer = topic.kafka.consumer({ groupId: 'visible-outcomes', maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topic: topic.outcomes, fromBeginning: true });
  const all = new Promise<void>((resolve, reject) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        const { event, receipt } = JSON.parse(message.value!.toString('utf8')) as {
          readonly event: { readonly id: string };
          readonly receipt: { readonly position: string } | null;
        };
        if (receipt === null) reject(new Error(`refused: ${message.value!.toString('utf8')}`));
        else positions[Number(event.id.slice('bench-'.length))] = BigInt(receipt.position);
        if (++answered === EVENTS) resolve();
      },
    });
  });
  // 3. Produce at the rate, whether or not the last request has been answered.
  const producer = topic.producer();
  await producer.connect();
  const producedAt = new Float64Array(EVENTS);
  const sent: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let next = 0; next < EVENTS;) {
    const due = Math.min(EVENTS, Math.floor(((performance.now() - startedAt) / 1000) * RATE));
    const numbers = Array.from({ length: due - next }, (_, at) => next + at);
    const now = performance.now();
    for (const n of numbers) producedAt[n] = now;
    if (numbers.length > 0) sent.push(topic.send(producer, persons, numbers));
    next = due;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(sent);
  await all;
  const last = positions.reduce<bigint>((most, each) => (each! > most ? each! : most), 0n);
  await projector.reached(last, 60_000);
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await watching;
  await producer.disconnect();
  await consumer.disconnect();
  // 4. The first commit that has it.
  const samples = new Float64Array(EVENTS - WARM_UP);
  for (let n = WARM_UP; n < EVENTS; n++) {
    const shown = commits.find(({ position }) => position >= positions[n]!)!;
    samples[n - WARM_UP] = shown.at - producedAt[n]!;
  }
  return samples;
}

export async function bench(): Promise<void> {
  await withFolder(async (folder) => {
    const broker = await startBroker();
    try {
      const template = join(folder, 'ledger');
      const persons = await ledgerOf(PERSONS, template);
      const rounds: Float64Array[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push(await measured(broker.brokers, template, persons, round));
      }
      const of = (share: number): number =>
        Number(median(rounds.map((each) => percentile(each, share))).toPrecision(4));
      print({
        bench: 'kafka-visible',
        value: of(0.99),
        unit: 'ms',
        baseline: 500,
        ratio: Number((of(0.99) / 500).toPrecision(3)),
        rounds: ROUNDS,
        p50Ms: of(0.5),
        p95Ms: of(0.95),
        work: `99th percentile from producing a message to its event being in ${VIEW}, ${RATE} events/s for ${SECONDS} s; writer and reader in processes of their own, broker and load on the same two cores`,
        baselineIs: 'the limit, 500 ms',
        target: 'under 500 ms',
      });
    } finally {
      await broker.stop();
    }
  });
}
