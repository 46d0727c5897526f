import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBroker } from '../kafka/broker';
import { compare, print, withFolder, type Measured } from './harness';
import { copyOf, IntakeTopic, ledgerOf } from './kafka-load';
import { ended, writerOn } from './kafka-writer';

const REGISTER = join(__dirname, '../register.cjs');
const PERSONS = 5_000;
const EVENTS = 100_000;
/** Messages that wait in the topic for the comparison of memory, and how many of them are worked on. */
const BACKLOG = 1_000_000;
const POLL_MS = 50;
const STALL_MS_MAX = 120_000;

const peakMb = ({ pid }: ChildProcess): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Seconds from the first outcome to the last of so many, as the topic of outcomes shows them. */
async function untilAnswered(topic: IntakeTopic, before: number, count: number): Promise<number> {
  let startedAt = 0;
  let last = before;
  let changedAt = performance.now();
  for (;;) {
    const answered = await topic.outcomeCount();
    const now = performance.now();
    if (answered > last) {
      if (startedAt === 0) startedAt = now;
      last = answered;
      changedAt = now;
    }
    if (answered >= before + count) return (now - startedAt) / 1000;
    if (now - changedAt > STALL_MS_MAX) throw new Error(`${answered - before} of ${count} outcomes, and no more`);
    await delay(POLL_MS);
  }
}

/** The writer alone takes all of them into a ledger of its own. */
const written = (topic: IntakeTopic, template: string, group: string, count: number): Promise<Measured> =>
  withFolder(async (folder) => {
    const before = await topic.outcomeCount();
    const writer = writerOn(topic, copyOf(template, folder), group);
    try {
      const seconds = await untilAnswered(topic, before, count);
      return { value: count / seconds, extra: { peakMb: peakMb(writer) } };
    } finally {
      await ended(writer, 'SIGTERM');
    }
  });

const inserted = (topic: IntakeTopic, group: string): Promise<Measured> =>
  withFolder(async (folder) => {
    const before = await topic.outcomeCount();
    const script = ['--require', REGISTER, join(__dirname, 'kafka-baseline.ts')];
    const child = spawn(process.execPath, [...script, topic.brokers[0]!, topic.intake, topic.outcomes, group, folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    try {
      return { value: EVENTS / (await untilAnswered(topic, before, EVENTS)) };
    } finally {
      await ended(child, 'SIGKILL');
    }
  });

export async function bench(): Promise<void> {
  await withFolder(async (folder) => {
    const broker = await startBroker();
    try {
      const template = join(folder, 'ledger');
      const persons = await ledgerOf(PERSONS, template);
      const topic = await IntakeTopic.create(broker.brokers, 'bench', folder);
      await topic.produce(persons, EVENTS);
      await compare({
        bench: 'kafka-intake',
        unit: 'events/s',
        work: `${EVENTS} trainings of ${PERSONS} persons from a topic into the ledger, until their outcomes are acknowledged; a writer alone, broker on the same two cores`,
        baselineIs: 'parse, insert raw 64 a durable transaction, and produce an outcome, with kafkajs alone',
        target: 'value 5000; ratio at least 0.5',
        candidate: (round) => written(topic, template, `candidate-${round}`, EVENTS),
        baseline: (round) => inserted(topic, `baseline-${round}`),
      });
      const few = await written(topic, template, 'few', EVENTS);
      await topic.close();
      const long = await IntakeTopic.create(broker.brokers, 'bench-long', folder);
      await long.produce(persons, BACKLOG);
      const many = await written(long, template, 'many', EVENTS);
      await long.close();
      print({
        bench: 'kafka-intake-memory',
        value: Math.round(many.extra!['peakMb']!),
        unit: 'MB',
        baseline: Math.round(few.extra!['peakMb']!),
        ratio: Number((many.extra!['peakMb']! / few.extra!['peakMb']!).toFixed(2)),
        work: `peak memory of the writer over the first ${EVENTS} of ${BACKLOG} messages that wait`,
        baselineIs: `over ${EVENTS} that wait`,
        target: 'ratio at most 1.2',
      });
    } finally {
      await broker.stop();
    }
  });
}
