import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IntakeTopic } from './kafka-load';

const WRITER = join(__dirname, '../../dist/apps/writer/main.js');
/** As `npm run start:writer` has it. */
const HEAP_MB = 800;

/** The bundled writer as a process of its own, that takes the topic into a ledger. */
export function writerOn(topic: IntakeTopic, data: string, group: string): ChildProcess {
  if (!existsSync(WRITER)) throw new Error('the bundles are missing: npm run build');
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, WRITER], {
    env: {
      PATH: process.env['PATH'],
      REKAM_DATA_FOLDER: data,
      REKAM_PORT: '0',
      REKAM_METRICS_PORT: '-1',
      REKAM_LOG_LEVEL: 'error',
      REKAM_KAFKA_BROKERS: topic.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: topic.prefix,
      REKAM_KAFKA_TOPICS_FILE: topic.topicsFile,
      REKAM_KAFKA_GROUP: group,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
