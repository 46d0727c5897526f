import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { consumeUntilKilled } from './testing/consume-until-killed';
import { clusterAt, createTopic, numbered } from './testing/kafka-for-spec';

const REGISTER = join(__dirname, '../../../test/register.cjs');
const CHILD = join(__dirname, 'testing/consume-until-killed.ts');
const TOTAL = 3_000;

describeKafka('A consumer that is killed', () => {
  it('has committed nothing that was not done, and all else comes again', async () => {
    const { brokers, prefix } = await kafkaForTests();
    const cluster = clusterAt(brokers);
    const topic = `${prefix}.intake.v1`;
    const groupId = `${prefix}.writer`;
    const admin = await createTopic(cluster, topic, 3);
    const producer = await cluster.producer();
    await producer.send(numbered(topic, TOTAL, 200));
    await producer.stop();

    const script = `void require(process.argv[1]).${consumeUntilKilled.name}(...process.argv.slice(2))`;
    const argv = ['--require', REGISTER, '-e', script, CHILD, brokers[0]!, topic, groupId];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const done = new Set<string>();
    for await (const line of createInterface(child.stdout)) {
      done.add(line);
      if (done.size === TOTAL / 2) child.kill('SIGKILL');
    }
    await ended;
    expect(done.size).toBeLessThan(TOTAL);

    const committed = await admin.groupOffsets(groupId, topic);
    for (const [partition, next] of committed) {
      for (let offset = 0n; offset < next; offset++) expect(done).toContain(`${partition} ${offset}`);
    }
    expect([...committed.values()].reduce((sum, next) => sum + next, 0n)).toBeGreaterThan(0n);
    const again = new Set(done);
    const from = [0, 1, 2].map((partition) => ({ topic, partition, offset: committed.get(partition) ?? 0n }));
    for await (const { partition, offset } of cluster.read({ from })) again.add(`${partition} ${offset}`);
    expect(again.size).toBe(TOTAL);
    await admin.close();
  }, 60_000);
});
