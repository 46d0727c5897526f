import { join } from 'node:path';
import { memoryKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { compare, inFlight, percentile, withFolder, type Measured } from './harness';
import { RawLog } from './raw-log';
import { rawRow, sampleEvent } from './sample-events';

const EVENTS = 40_000;
const PERSONS = 5_000;
const WIDTH = 64;

/** Without sensitive parts: the baseline does not encrypt either. */
const sample = (n: number) => {
  const { stream, event } = sampleEvent(n, PERSONS);
  return { stream, event: { ...event, sensitive: null } };
};
const samples = Array.from({ length: EVENTS }, (_, n) => sample(n));

const candidate = (): Promise<Measured> =>
  withFolder(async (folder) => {
    const store = await openSqliteEventStore({ folder, keys: memoryKeyStore() });
    const { seconds, latencies } = await inFlight(WIDTH, EVENTS, (n) => {
      const { stream, event } = samples[n]!;
      const turn = Math.floor(n / PERSONS);
      return store.append(stream, [event], turn === 0 ? 'no_stream' : BigInt(turn - 1));
    });
    await store.close();
    return { value: EVENTS / seconds, extra: { p99Ms: percentile(latencies, 0.99) } };
  });

const baseline = (): Promise<Measured> =>
  withFolder(async (folder) => {
    const rows = samples.map(rawRow);
    const log = new RawLog(join(folder, 'raw.db'));
    const latencies = new Float64Array(Math.ceil(EVENTS / WIDTH));
    const startedAt = performance.now();
    for (let first = 0; first < EVENTS; first += WIDTH) {
      const calledAt = performance.now();
      const slice = rows.slice(first, first + WIDTH);
      log.insert(
        slice,
        slice.map((_, n) => Math.floor((first + n) / PERSONS)),
      );
      latencies[first / WIDTH] = performance.now() - calledAt;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    log.close();
    return { value: EVENTS / seconds, extra: { p99Ms: percentile(latencies, 0.99) } };
  });

export const bench = (): Promise<void> =>
  compare({
    bench: 'append-64',
    unit: 'events/s',
    work: `${EVENTS} appends of one event to ${PERSONS} streams with the exact expected revision, ${WIDTH} in flight, each durable`,
    baselineIs: `node:sqlite inserting the same rows under the same indexes, ${WIDTH} a transaction, synchronous=FULL`,
    target: 'ratio at least 0.5; p99Ms at most 3 times baseline_p99Ms',
    candidate,
    baseline,
  });
