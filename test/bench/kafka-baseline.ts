import { join } from 'node:path';
import { canonicalJson } from '@rekam/event-store';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import { RawLog } from './raw-log';

/** Messages a durable transaction, and outcomes a request. */
const GROUP = 64;

/**
 * What the writer is measured against, in a process of its own: `kafka-baseline.ts <broker> <intake> <outcomes> <group>
 * <folder>`. Parses, inserts the parsed message raw, and produces an outcome.
 */
async function main(): Promise<void> {
  const [, , broker, intake, outcomes, groupId, folder] = process.argv as unknown as readonly string[];
  const kafka = new Kafka({ brokers: [broker!], clientId: 'bench-baseline', logLevel: logLevel.ERROR });
  const log = new RawLog(join(folder!, 'raw.db'));
  const revisions = new Map<string, number>();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  const consumer = kafka.consumer({ groupId: groupId! });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: intake!, fromBeginning: true });

  const store = async (partition: number, messages: readonly KafkaMessage[]): Promise<void> => {
    const rows = messages.map(({ key, value, offset }) => {
      const data = JSON.parse(value!.toString('utf8')) as { readonly person: string };
      const id = Buffer.alloc(16);
      id.writeUInt32BE(partition);
      id.writeBigUInt64BE(BigInt(offset), 8);
      return {
        stream: `career-${key?.toString()}`,
        id,
        ledgerTime: '2026-01-01T00:00:00.000000Z',
        open: canonicalJson(data),
      };
    });
    log.insert(
      rows,
      rows.map(({ stream }) => {
        const revision = (revisions.get(stream) ?? -1) + 1;
        revisions.set(stream, revision);
        return revision;
      }),
    );
    await producer.send({
      topic: outcomes!,
      acks: -1,
      messages: messages.map(({ key, offset }) => ({
        key,
        value: JSON.stringify({ outcome: 'accepted', message: { topic: intake, partition, offset } }),
      })),
    });
  };
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 6,
    eachBatch: async ({ batch: { topic, partition, messages }, resolveOffset, heartbeat }) => {
      for (let first = 0; first < messages.length; first += GROUP) {
        const group = messages.slice(first, first + GROUP);
        await store(partition, group);
        const { offset } = group.at(-1)!;
        resolveOffset(offset);
        await heartbeat();
        await consumer.commitOffsets([{ topic, partition, offset: (BigInt(offset) + 1n).toString() }]);
      }
    },
  });
}

void main();
