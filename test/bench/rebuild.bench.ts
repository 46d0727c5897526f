import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle';
import { fill, openLog } from './fill';
import { median, print, withFolder } from './harness';

const PERSONS = 10_000;
const SMALL = 100_000;
const LARGE = 1_000_000;
const ROUNDS = 5;
const LARGE_ROUNDS = 2;

interface Rebuild {
  readonly eventsPerSecond: number;
  readonly peakMb: number;
}

/** The heap's limit of `npm start`: without one, garbage waits for as long as the machine has room. */
const HEAP_MB = 320;

function rebuild(main: string, folder: string): Rebuild {
  rmSync(join(folder, 'views'), { recursive: true, force: true });
  const args = [`--max-old-space-size=${HEAP_MB}`, main, folder];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n').at(-1)!) as Rebuild;
}

/** Its own larger self is the baseline: the rate must not fall as histories grow. */
export const bench = (): Promise<void> =>
  withFolder(async (folder) => {
    const main = await bundle('rebuild-child.ts');
    await grow(folder, 0, SMALL);
    const small = Array.from({ length: ROUNDS }, () => rebuild(main, folder));
    await grow(folder, SMALL, LARGE);
    const large = Array.from({ length: LARGE_ROUNDS }, () => rebuild(main, folder));
    const rate = (rounds: readonly Rebuild[]): number =>
      Math.round(median(rounds.map(({ eventsPerSecond }) => eventsPerSecond)));
    print({
      bench: 'rebuild',
      value: rate(small),
      unit: 'events/s',
      baseline: rate(large),
      ratio: Number((rate(large) / rate(small)).toFixed(3)),
      rounds: ROUNDS,
      peakMb: Math.round(Math.max(...small.map(({ peakMb }) => peakMb))),
      baseline_peakMb: Math.round(Math.max(...large.map(({ peakMb }) => peakMb))),
      work: `rebuild the three views together from ${SMALL} events of ${PERSONS} persons, interleaved by date`,
      baselineIs: `the same with ${LARGE} events (${LARGE_ROUNDS} rounds)`,
      target: 'at least 20000 events/s; at a million at least 0.7 of that rate (ratio); peak under 500 MB',
    });
  });

async function grow(folder: string, from: number, to: number): Promise<void> {
  const store = await openLog(folder);
  await fill(store, from, to, PERSONS);
  await store.close();
}
