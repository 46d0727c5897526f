import { setTimeout as delay } from 'node:timers/promises';
import { World, type Outcome, type Stage } from './world';

interface DrillStage extends Stage {
  /** How often each fault strikes. */
  readonly rounds: number;
  /** How long the store is away. */
  readonly awayMs: number;
}

export type Drill = (stage: DrillStage) => Promise<Outcome>;

/** A cluster under load, faults, and then the count. The faults may say why they cannot be held here. */
const drill =
  (
    name: string,
    faults: (world: World, stage: DrillStage) => Promise<void>,
    whyNot?: (world: World) => string | null,
  ): Drill =>
  async (stage) => {
    const world = await World.open(name, stage);
    try {
      const skipped = whyNot?.(world) ?? null;
      if (skipped !== null) return { ...nothing(name), skipped };
      return await world.hold(() => faults(world, stage));
    } catch (error) {
      // What else is asked for is held all the same.
      return { ...nothing(name), breaches: [`it could not be held to its end: ${(error as Error).message}`] };
    } finally {
      await world.close();
    }
  };

export const killWriter = drill('kill-writer', async (world, { rounds }) => {
  for (let round = 0; round < rounds; round++) for (const writer of world.cluster.writers) await world.kill(writer);
});

/** The one that folds the views is the other one after the first kill. */
export const killReader = drill('kill-reader', async (world, { rounds }) => {
  for (let round = 0; round < rounds; round++) for (const reader of world.cluster.readers) await world.kill(reader);
});

/** Views, keys and trail are away for a moment: stopped in good order, or killed. */
export const postgresRestart = drill(
  'postgres-restart',
  async (world, { rounds }) => {
    const server = world.cluster.database.server!;
    for (let round = 0; round < rounds; round++) {
      const isKill = round % 2 === 1;
      await world.fault(`PostgreSQL ${isKill ? 'killed' : 'stopped'} and started`, async () => {
        if (isKill) await server.kill();
        await server.restart();
      });
    }
  },
  ({ cluster }) => (cluster.database.server === null ? 'POSTGRES_URL names a server that is not ours to stop' : null),
);

/** The log is away: connections are reset and refused, or nothing passes any more and nobody is told. */
export const storeAway = drill(
  'store-away',
  async (world, { rounds, awayMs }) => {
    const line = world.cluster.logServer.line!;
    for (let round = 0; round < rounds; round++) {
      const isSilent = round % 2 === 1;
      await world.fault(`the log ${isSilent ? 'silent' : 'cut off'} for ${awayMs / 1_000} s`, async () => {
        if (isSilent) line.silence();
        else line.cut();
        try {
          await delay(awayMs);
        } finally {
          line.mend();
        }
      });
    }
  },
  ({ cluster }) =>
    cluster.logServer.line === null ? 'no line can stand before a cluster of EventStoreDB, or before TLS' : null,
);

export const brokerRestart = drill('broker-restart', async (world, { broker, rounds }) => {
  for (let round = 0; round < rounds; round++) {
    const isKill = round % 2 === 1;
    await world.fault(`the broker ${isKill ? 'killed' : 'stopped'} and started`, async () => {
      if (isKill) await broker.kill();
      await broker.restart();
    });
  }
});

const nothing = (drill: string): Outcome => ({
  drill,
  faults: 0,
  acknowledged: 0,
  resent: 0,
  messages: 0,
  events: 0,
  takeOverMsMax: null,
  p99Ms: null,
  breaches: [],
  skipped: null,
});
