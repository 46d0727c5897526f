import { partsAt, stateKnownAt } from '@rekam/domain';
import { fill, openLog } from './fill';
import { percentile, print, withFolder } from './harness';
import { sampleEvent } from './sample-events';

const EVENTS_A_CAREER = 300;
const PERSONS = 100;
const QUESTIONS = 3_000;

export const bench = (): Promise<void> =>
  withFolder(async (folder) => {
    const store = await openLog(folder);
    await fill(store, 0, EVENTS_A_CAREER * PERSONS, PERSONS);
    const head = Number(await store.head());
    const latencies = new Float64Array(QUESTIONS);
    for (let n = 0; n < QUESTIONS; n++) {
      const { stream } = sampleEvent(n % PERSONS, PERSONS);
      const validAt = `${2006 + (n % 20)}-0${1 + (n % 9)}-15`;
      const position = BigInt(Math.ceil((head * ((n * 37) % 100)) / 100));
      const askedAt = performance.now();
      const state = stateKnownAt(await store.read(stream), { position });
      partsAt(state, validAt, stream.slice('career-'.length));
      latencies[n] = performance.now() - askedAt;
    }
    await store.close();
    print({
      bench: 'as-of',
      value: Number(percentile(latencies, 0.99).toFixed(3)),
      unit: 'ms (p99)',
      baseline: 5,
      ratio: Number((percentile(latencies, 0.99) / 5).toFixed(3)),
      p50Ms: Number(percentile(latencies, 0.5).toFixed(3)),
      work: `state of a career of ${EVENTS_A_CAREER} events at a valid date and a known position, ${QUESTIONS} questions, store read included`,
      baselineIs: 'the limit, 5 ms',
      target: 'p99 under 5 ms',
    });
  });
