import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../../apps/cli/src/seed/random';
import type { Broker } from '../../kafka/broker';
import type { Report } from '../campaign';
import type { Service } from '../service';
import type { Step } from '../steps';
import { KAFKA_STEPS } from './steps';
import { World, type Outcome } from './world';

export interface Stage {
  readonly broker: Pick<Broker, 'brokers'>;
  readonly seed: number;
  /** How often each fault strikes. */
  readonly rounds: number;
  readonly report: Report;
}

/** A broker of the drill's own, which it may stop and kill. */
export interface OwnStage extends Stage {
  readonly broker: Broker;
  /** How long the broker is away. */
  readonly awayMs: number;
}

export type Drill = (stage: OwnStage) => Promise<Outcome>;

/** Messages a second while faults strike. */
const RATE = 400;
/** Outcomes before a fault strikes. */
const AT_WORK = 150;
const BACKLOG = 3_000;

/** A world under load, faults, and then the count when everything has been worked on. */
const drill =
  <S extends Stage>(name: string, faults: (world: World, stage: S) => Promise<Service>) =>
  async (stage: S): Promise<Outcome> => {
    const world = new World(name, stage.broker, new Random(stage.seed), stage.report);
    const stop = new AbortController();
    try {
      await world.open();
      const load = world.load(RATE, stop.signal);
      // What a drill that fails leaves of its load is of no interest beside its own failure.
      load.catch(() => undefined);
      const last = await faults(world, stage);
      stop.abort();
      await load;
      await world.settle();
      await world.stopped(last);
      return await world.count('at the end');
    } finally {
      stop.abort();
      await world.close();
    }
  };

interface StepsAsked {
  /** All of them when absent. */
  readonly steps?: readonly Step[];
}

/** Killed at each step between a message and its commit. */
export const killAtStep = drill('kill-at-step', async (world, { rounds, steps = KAFKA_STEPS }: Stage & StepsAsked) => {
  for (let round = 0; round < rounds; round++) {
    for (const { name } of steps) {
      const writer = await world.writer();
      await world.answered(AT_WORK);
      writer.arm(name);
      await world.died(writer);
      world.report(`${world.drill} · killed at ${name}`);
    }
  }
  return world.writer();
});

export const killRandom = drill('kill-random', async (world, { rounds }) => {
  for (let round = 0; round < rounds * 5; round++) {
    const writer = await world.writer();
    await world.answered(world.random.int(1, AT_WORK * 2));
    await delay(world.random.int(0, 50));
    writer.kill();
    await world.died(writer);
  }
  return world.writer();
});

/** The broker is killed, or stops in good order, and comes back at once. */
export const brokerRestart = drill('broker-restart', async (world, { broker, rounds }: OwnStage) => {
  const writer = await world.writer();
  for (let round = 0; round < rounds; round++) {
    await world.answered(AT_WORK);
    if (round % 2 === 0) await broker.kill();
    await broker.restart();
    await world.answered(AT_WORK);
  }
  return writer;
});

/** The broker is away: the writer says that it is not ready, lives on, and comes back by itself. */
export const brokerAway = drill('broker-away', async (world, { broker, awayMs }: OwnStage) => {
  const writer = await world.writer();
  await world.answered(AT_WORK);
  const statusOf = async (path: string): Promise<number> => (await fetch(writer.url + path)).status;
  if ((await statusOf('/health/ready')) !== 200) world.breaches.push('the writer is not ready while it works');
  await broker.kill();
  await delay(awayMs);
  if ((await statusOf('/health/live')) !== 200)
    world.breaches.push('the writer does not live while the broker is away');
  if ((await statusOf('/health/ready')) !== 503) world.breaches.push('the writer is ready while the broker is away');
  await broker.restart();
  await world.answered(AT_WORK);
  await world.joined(writer);
  return writer;
});

/** A second writer joins under load and leaves, in good order or killed. */
export const secondWriter = drill('second-writer', async (world, { rounds }) => {
  const first = await world.writer();
  await world.answered(AT_WORK);
  for (let round = 0; round < rounds; round++) {
    const joining = await world.writer();
    await world.joined(joining);
    await world.answered(AT_WORK * 4);
    await world.stopped(joining);
    await world.answered(AT_WORK * 4);
    const doomed = await world.writer();
    await world.joined(doomed);
    await world.answered(AT_WORK * 4);
    doomed.kill();
    await world.died(doomed);
    await world.answered(AT_WORK * 4);
  }
  return first;
});

/** Everything is read again from the beginning by another group: the same answers, and nothing recorded. */
export const replay = async ({ broker, seed, report }: Stage): Promise<Outcome> => {
  const world = new World('replay', broker, new Random(seed), report);
  try {
    await world.open();
    await world.produce(BACKLOG);
    const first = await world.writer();
    await world.settle();
    await world.stopped(first);
    const before = await world.count('once');
    const second = await world.writer({ group: 'again' });
    await world.settle('again');
    await world.stopped(second);
    const after = await world.count('replayed');
    if (after.repeated < before.messages) world.breaches.push(`only ${after.repeated} outcomes were repeated`);
    return { ...after, breaches: [...after.breaches, ...world.breaches] };
  } finally {
    await world.close();
  }
};
