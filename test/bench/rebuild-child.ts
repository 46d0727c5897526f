import { join } from 'node:path';
import { ViewHost } from '@rekam/projection';
import { PROJECTIONS } from '@rekam/reader';
import { openLog } from './fill';

/** Rebuilds the three views of the log in a folder, alone in its process, and prints rate and peak memory. */
async function main(): Promise<void> {
  const folder = process.argv[2]!;
  const events = await openLog(folder);
  const head = Number(await events.head());
  const views = await ViewHost.open({ folder: join(folder, 'views'), events, projections: PROJECTIONS });
  const seconds: Record<string, number> = {};
  for (const { name } of PROJECTIONS) {
    const rebuilt = await views.rebuild(name, { signal: new AbortController().signal });
    seconds[name] = rebuilt.seconds;
  }
  await views.close();
  await events.close();
  const total = Object.values(seconds).reduce((sum, each) => sum + each, 0);
  console.log(
    JSON.stringify({ eventsPerSecond: head / total, peakMb: process.resourceUsage().maxRSS / 1024, seconds }),
  );
}

void main();
