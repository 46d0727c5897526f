import { NestFactory } from '@nestjs/core';
import { memoryKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { CareerCommands } from '@rekam/writer';
import { compare, inFlight, percentile, withFolder, type Measured } from './harness';
import { sampleEvent } from './sample-events';
import { configIn, execute, openCareers, TRAINING, trainingOf, writerModule } from './writer';

const COMMANDS = 20_000;
const PERSONS = 1_000;
const WIDTH = 64;

const candidate = (): Promise<Measured> =>
  withFolder(async (folder) => {
    const events = await openSqliteEventStore({ folder, keys: memoryKeyStore() });
    const app = await NestFactory.createApplicationContext(writerModule(configIn(folder), events), { logger: false });
    const commands = app.get(CareerCommands, { strict: false });
    const persons = await openCareers(commands, PERSONS);
    const { seconds, latencies } = await inFlight(WIDTH, COMMANDS, (n) =>
      execute(commands, TRAINING, trainingOf(persons[n % PERSONS]!, n), `training-${n}`),
    );
    await app.close();
    await events.close();
    return { value: COMMANDS / seconds, extra: { p99Ms: percentile(latencies, 0.99) } };
  });

const baseline = (): Promise<Measured> =>
  withFolder(async (folder) => {
    const events = await openSqliteEventStore({ folder, keys: memoryKeyStore() });
    const samples = Array.from({ length: COMMANDS }, (_, n) => sampleEvent(n, PERSONS));
    const { seconds, latencies } = await inFlight(WIDTH, COMMANDS, (n) => {
      const { stream, event } = samples[n]!;
      const turn = Math.floor(n / PERSONS);
      return events.append(stream, [{ ...event, sensitive: null }], turn === 0 ? 'no_stream' : BigInt(turn - 1));
    });
    await events.close();
    return { value: COMMANDS / seconds, extra: { p99Ms: percentile(latencies, 0.99) } };
  });

export const bench = (): Promise<void> =>
  compare({
    bench: 'command-path',
    unit: 'commands/s',
    work: `${COMMANDS} trainings of ${PERSONS} persons validated, decided and appended in process, ${WIDTH} in flight, each durable`,
    baselineIs: `append-64: appends of one event to as many streams, ${WIDTH} in flight`,
    target: 'ratio at least 0.4',
    candidate,
    baseline,
  });
