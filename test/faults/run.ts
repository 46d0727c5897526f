import 'reflect-metadata';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Outcome } from './campaign';
import { fullDiskFor } from './full-disk';
import { killAtStep, killRandom, rebuildCrash, type Drill } from './kill-drills';
import { secondProcess } from './second-process';
import { STEPS } from './steps';

const ROUNDS = 1;
/** `kill-random` kills so often a round. */
const KILLS_A_ROUND = 10;

const DRILLS: Readonly<Record<string, { readonly does: string; readonly drill: Drill }>> = {
  'kill-random': {
    does: `kill -9 under load or while starting, at random, ${KILLS_A_ROUND} times a round`,
    drill: (options) => killRandom({ ...options, rounds: options.rounds * KILLS_A_ROUND }),
  },
  'kill-at-step': { does: 'kill -9 under load at each named step', drill: killAtStep },
  'rebuild-crash': { does: 'kill -9 at the steps of a rebuild, and going on with what is left', drill: rebuildCrash },
  'full-disk': {
    does: 'a small tmpfs fills up under load and is freed; killed and started on it (root)',
    drill: fullDiskFor('long'),
  },
  'second-process': { does: 'two processes want one data folder', drill: secondProcess },
};

const HELP = `npm run faults [-- [--rounds N] [--seed S] [drill ...]]

Breaks the service on purpose and holds what is left against what the outside world was told: every acknowledged
event is there once, none half, numbers are one person's, views are what the log gives. Exit code 1 on any breach;
the data folder is kept then.

  --rounds N   how often each drill is held; ${ROUNDS}
  --seed S     of the random times; 1
  --help

Drills, all of them when none is named:
${Object.entries(DRILLS)
  .map(([name, { does }]) => `  ${name.padEnd(15)} ${does}`)
  .join('\n')}

Steps at which the service is killed, and what a crash there leaves:
${STEPS.map(({ name, leaves }) => `  ${name.padEnd(24)} ${leaves}`).join('\n')}`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: String(ROUNDS) },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const rounds = wholeNumber('rounds', values.rounds, 1);
  const seed = wholeNumber('seed', values.seed, 0);
  const unknown = positionals.filter((name) => DRILLS[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`there is no drill ${unknown.join(', ')}; there are ${Object.keys(DRILLS).join(', ')}`);
  }
  const startedAt = performance.now();
  const report = (line: string): void => {
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
  };
  const outcomes: Outcome[] = [];
  for (const name of positionals.length === 0 ? Object.keys(DRILLS) : positionals) {
    outcomes.push(await DRILLS[name]!.drill({ rounds, seed, report }));
  }
  print(outcomes);
  if (outcomes.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
}

function print(outcomes: readonly Outcome[]): void {
  const table = new Table({
    head: ['drill', 'kills', 'acknowledged', 'unknown, resolved', 'events', 'breaches'],
    style: { head: [], border: [] },
  });
  for (const { drill, kills, acknowledged, resolved, events, breaches, skipped } of outcomes) {
    if (skipped !== null) table.push([drill, { colSpan: 5, content: 'skipped' }]);
    else table.push([drill, kills, acknowledged, resolved, events, breaches.length]);
  }
  console.log(table.toString());
  for (const { drill, skipped, breaches } of outcomes) {
    if (skipped !== null) console.log(`${drill} was skipped: ${skipped}`);
    for (const breach of breaches) console.log(`BREACH ${drill}: ${breach}`);
  }
}

function wholeNumber(name: string, text: string, min: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < min) {
    throw new Error(`--${name} is "${text}"; accepted: a whole number from ${min}`);
  }
  return value;
}

// Ended from outside, the drill takes its service with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
