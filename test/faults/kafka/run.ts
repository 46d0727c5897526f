import 'reflect-metadata';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { startBroker } from '../../kafka/broker';
import { brokerAway, brokerRestart, killAtStep, killRandom, replay, secondWriter, type Drill } from './drills';
import { KAFKA_STEPS } from './steps';
import type { Outcome } from './world';

const DRILLS: Readonly<Record<string, { readonly does: string; readonly drill: Drill }>> = {
  'kill-at-step': { does: 'kill -9 of the writer at each named step', drill: killAtStep },
  'kill-random': { does: 'kill -9 of the writer at random, five times a round', drill: killRandom },
  'broker-restart': { does: 'the broker is killed or stopped, and comes back', drill: brokerRestart },
  'broker-away': { does: 'the broker is away for a minute', drill: brokerAway },
  'second-writer': { does: 'a second writer joins, leaves, joins and is killed', drill: secondWriter },
  replay: { does: 'the whole topic is read again by another group', drill: replay },
};

const HELP = `npm run faults:kafka [-- [--rounds N] [--seed S] [--away SECONDS] [drill ...]]

Breaks writers and broker under load, one message in a hundred being poison, and counts what is left: every message
has an outcome, the one it must have; nothing is lost, nothing recorded twice, each key is in order. Exit code 1 on any
breach.

  --rounds N       how often each fault strikes; 2
  --seed S         of the messages and the random times; 1
  --away SECONDS   how long the broker is away; 60
  --help

Drills, all of them when none is named:
${Object.entries(DRILLS)
  .map(([name, { does }]) => `  ${name.padEnd(15)} ${does}`)
  .join('\n')}

Steps at which the writer is killed, and what a crash there leaves:
${KAFKA_STEPS.map(({ name, leaves }) => `  ${name.padEnd(20)} ${leaves}`).join('\n')}`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      away: { type: 'string', default: '60' },
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
      outcomes.push(await DRILLS[name]!.drill({ broker, rounds, seed, awayMs: away * 1_000, report }));
    }
  } finally {
    await broker.stop();
  }
  print(outcomes);
  if (outcomes.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
}

function print(outcomes: readonly Outcome[]): void {
  const table = new Table({
    head: ['drill', 'kills', 'messages', 'accepted', 'duplicate', 'rejected', 'outcomes repeated', 'breaches'],
    style: { head: [], border: [] },
  });
  for (const { drill, kills, messages, accepted, duplicate, rejected, repeated, breaches } of outcomes) {
    table.push([drill, kills, messages, accepted, duplicate, rejected, repeated, breaches.length]);
  }
  console.log(table.toString());
  for (const { drill, breaches } of outcomes) for (const breach of breaches) console.log(`BREACH ${drill}: ${breach}`);
}

// Ended from outside, the drill takes its writers with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
