import 'reflect-metadata';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { startBroker } from '../../kafka/broker';
import { brokerRestart, killReader, killWriter, postgresRestart, storeAway, type Drill } from './drills';
import type { Outcome } from './world';

const DRILLS: Readonly<Record<string, { readonly does: string; readonly drill: Drill }>> = {
  'kill-writer': { does: 'kill -9 of each writer in turn', drill: killWriter },
  'kill-reader': { does: 'kill -9 of each reader in turn; the other takes over within 10 s', drill: killReader },
  'postgres-restart': { does: 'PostgreSQL is stopped or killed, and comes back', drill: postgresRestart },
  'store-away': { does: 'the log cannot be reached for half a minute: cut off, or silent', drill: storeAway },
  'broker-restart': { does: 'the Kafka broker is stopped or killed, and comes back', drill: brokerRestart },
};

const HELP = `npm run faults:cluster [-- [--rounds N] [--seed S] [--away SECONDS] [drill ...]]

Breaks a cluster of two writers and two readers, processes of their own on EventStoreDB, PostgreSQL and Kafka, under
load over HTTP and Kafka, and counts what is left: every acknowledged command is in the log once, every message has the
outcome it must have, the views are what the log gives, every reading that was answered is in the access trail. Exit
code 1 on any breach.

  --rounds N       how often each fault strikes; 2
  --seed S         of the messages; 1
  --away SECONDS   how long the log is away; 30
  --help

EVENTSTORE_URL and POSTGRES_URL name servers to use; without them a stand-in for EventStoreDB and a server of
PostgreSQL are started. Some drills need servers of their own, and say so.

Drills, all of them when none is named:
${Object.entries(DRILLS)
  .map(([name, { does }]) => `  ${name.padEnd(17)} ${does}`)
  .join('\n')}`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      away: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [rounds, seed, away] = [values.rounds, values.seed, values.away].map(Number) as [number, number, number];
  if (![rounds, seed, away].every((each) => Number.isSafeInteger(each) && each >= 0)) {
    throw new Error('--rounds, --seed and --away are whole numbers from 0');
  }
  const unknown = positionals.filter((name) => DRILLS[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`there is no drill ${unknown.join(', ')}; there are ${Object.keys(DRILLS).join(', ')}`);
  }
  const startedAt = performance.now();
  const report = (line: string): void => {
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
  };
  const broker = await startBroker();
  const outcomes: Outcome[] = [];
  try {
    for (const name of positionals.length === 0 ? Object.keys(DRILLS) : positionals) {
      outcomes.push(await DRILLS[name]!.drill({ broker, form: 'built', rounds, seed, awayMs: away * 1_000, report }));
    }
  } finally {
    await broker.stop();
  }
  print(outcomes);
  if (outcomes.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
}

const inSeconds = (ms: number | null): string => (ms === null ? '' : `${(ms / 1_000).toFixed(1)} s`);

function print(outcomes: readonly Outcome[]): void {
  const table = new Table({
    head: [
      'drill',
      'faults',
      'acknowledged',
      'sent again',
      'p99 in faults',
      'messages',
      'events',
      'taken over',
      'breaches',
    ],
    style: { head: [], border: [] },
  });
  for (const { drill, skipped, breaches, ...counted } of outcomes) {
    const { faults, acknowledged, resent, p99Ms, messages, events, takeOverMsMax } = counted;
    if (skipped !== null) table.push([drill, { colSpan: 8, content: 'skipped' }]);
    else {
      const times = [inSeconds(p99Ms), messages, events, inSeconds(takeOverMsMax)];
      table.push([drill, faults, acknowledged, resent, ...times, breaches.length]);
    }
  }
  console.log(table.toString());
  for (const { drill, skipped, breaches } of outcomes) {
    if (skipped !== null) console.log(`${drill} was skipped: ${skipped}`);
    for (const breach of breaches) console.log(`BREACH ${drill}: ${breach}`);
  }
}

// Ended from outside, the drill takes its cluster with it: the watchdogs of its processes see to that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
