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
  const rebuilt = await views.rebuildAll({ signal: new AbortController().signal });
  await views.close();
  await events.close();
  const seconds = Math.max(...[...rebuilt.values()].map((each) => each.seconds));
  console.log(JSON.stringify({ eventsPerSecond: head / seconds, peakMb: process.resourceUsage().maxRSS / 1024 }));
}

void main();
