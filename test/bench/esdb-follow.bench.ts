import { randomBytes } from 'node:crypto';
import { EventStoreDBClient, streamNameFilter } from '@eventstore/db-client';
import { memoryKeyStore, openEventStoreDb } from '@rekam/event-store';
import { eventStoreProcess } from '../eventstore/process';
import { compare, inFlight, type Measured } from './harness';
import { sampleEvent } from './sample-events';

const EVENTS = 30_000;
const PERSONS = 3_000;
const WIDTH = 200;

export async function bench(): Promise<void> {
  const server = await eventStoreProcess();
  const { url } = server;
  const streamPrefix = `b${randomBytes(6).toString('hex')}-`;
  const keys = memoryKeyStore();
  const store = await openEventStoreDb({ url, streamPrefix, keys });
  await inFlight(WIDTH, EVENTS, (n) => {
    const { stream, event } = sampleEvent(n, PERSONS);
    const turn = Math.floor(n / PERSONS);
    return store.append(stream, [event], turn === 0 ? 'no_stream' : BigInt(turn - 1));
  });
  const client = EventStoreDBClient.connectionString(url);

  const candidate = async (): Promise<Measured> => {
    const startedAt = performance.now();
    let count = 0;
    for await (const page of store.follow(0n, { signal: new AbortController().signal })) {
      count += page.length;
      if (count === EVENTS) break;
    }
    return { value: EVENTS / ((performance.now() - startedAt) / 1000) };
  };
  const baseline = async (): Promise<Measured> => {
    const startedAt = performance.now();
    let count = 0;
    const filter = streamNameFilter({ prefixes: [streamPrefix] });
    const subscription = client.subscribeToAll({ fromPosition: 'start', filter });
    for await (const { event } of subscription) {
      if (event !== undefined) count++;
      if (count === EVENTS) break;
    }
    return { value: EVENTS / ((performance.now() - startedAt) / 1000) };
  };
  await compare({
    bench: 'esdb-follow',
    unit: 'events/s',
    work: `follow a log of ${EVENTS} events to its end, decoded, with ledger times; one in ten opens a sealed part`,
    baselineIs:
      'the bare client of the server, subscribed with the same filter: it hands out the bytes of the events and parses none',
    target: 'ratio at least 0.7',
    candidate,
    baseline,
  });
  await client.dispose();
  await store.close();
  await server.stop();
}
