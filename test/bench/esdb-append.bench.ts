import { randomBytes } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { memoryKeyStore, openEventStoreDb } from '@rekam/event-store';
import { eventStoreProcess } from '../eventstore/process';
import { compare, inFlight, percentile, type Measured } from './harness';
import { sampleEvent } from './sample-events';

const EVENTS = 12_000;
const PERSONS = 2_000;
const WIDTH = 200;

/** Without sensitive parts: the baseline does not encrypt either. */
const samples = Array.from({ length: EVENTS }, (_, n) => {
  const { stream, event } = sampleEvent(n, PERSONS);
  return { stream, event: { ...event, sensitive: null } };
});

type Append = (n: number) => Promise<unknown>;

/** On a server of its own, so that no round finds the log of another one. */
async function measure(
  open: (url: string, prefix: string) => Promise<{ append: Append; close(): Promise<void> }>,
): Promise<Measured> {
  const server = await eventStoreProcess();
  const { append, close } = await open(server.url, `b${randomBytes(6).toString('hex')}-`);
  const { seconds, latencies } = await inFlight(WIDTH, EVENTS, append);
  await close();
  await server.stop();
  return { value: EVENTS / seconds, extra: { p99Ms: percentile(latencies, 0.99) } };
}

const expectedOf = (n: number): bigint | 'no_stream' => {
  const turn = Math.floor(n / PERSONS);
  return turn === 0 ? 'no_stream' : BigInt(turn - 1);
};

const candidate = (): Promise<Measured> =>
  measure(async (url, streamPrefix) => {
    const store = await openEventStoreDb({ url, streamPrefix, keys: memoryKeyStore() });
    const append: Append = (n) => store.append(samples[n]!.stream, [samples[n]!.event], expectedOf(n));
    return { append, close: () => store.close() };
  });

const baseline = (): Promise<Measured> =>
  measure(async (url, prefix) => {
    const client = EventStoreDBClient.connectionString(url);
    const append: Append = (n) => {
      const { stream, event } = samples[n]!;
      const { id, type, body, meta } = event;
      const data = jsonEvent({
        id,
        type,
        data: { body, meta, stream, type } as never,
        metadata: { append: String(n) },
      });
      return client.appendToStream(prefix + stream, data, { expectedRevision: expectedOf(n) });
    };
    return { append, close: () => client.dispose() };
  });

export const bench = (): Promise<void> =>
  compare({
    bench: 'esdb-append',
    unit: 'events/s',
    work: `${EVENTS} appends of one event to ${PERSONS} streams with the exact expected revision, ${WIDTH} in flight, on a server of EVENTSTORE_URL or a stand-in in a process of its own`,
    baselineIs: `the bare client of the server appending the same events, ${WIDTH} in flight; it checks nothing, seals nothing and knows no ledger time`,
    target: 'ratio at least 0.7',
    candidate,
    baseline,
  });
