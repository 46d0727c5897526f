import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterAt } from './kafka-for-spec';

/** Consumes a topic and writes a line for each message when it is done; its process is killed in the middle. */
export async function consumeUntilKilled(broker: string, topic: string, groupId: string): Promise<void> {
  await clusterAt([broker]).consume({
    groupId,
    topics: [topic],
    orderKey: ({ key }) => String(key),
    work: async ({ partition, offset }) => {
      await sleep(randomInt(20));
      process.stdout.write(`${partition} ${offset}\n`);
    },
  });
}
