import { join } from 'node:path';
import { PostgresViewTables, SqliteViewTables, ViewHost } from '@rekam/projection';
import { PROJECTIONS } from '@rekam/reader';
import { openLog } from './fill';

/**
 * Rebuilds the three views of the log in a folder, alone in its process, and prints rate and peak memory: into files of
 * that folder, or into the PostgreSQL database that a second argument names.
 */
async function main(): Promise<void> {
  const [, , folder, url] = process.argv;
  const events = await openLog(folder!);
  const head = Number(await events.head());
  const tables =
    url === undefined ? new SqliteViewTables(join(folder!, 'views')) : await PostgresViewTables.open({ url });
  const views = await ViewHost.open({ tables, events, projections: PROJECTIONS });
  const rebuilt = await views.rebuildAll({ signal: new AbortController().signal });
  await views.close();
  await events.close();
  const seconds = Math.max(...[...rebuilt.values()].map((each) => each.seconds));
  const hashes = [...rebuilt.values()].map(({ exportHash }) => exportHash).join();
  console.log(
    JSON.stringify({ eventsPerSecond: head / seconds, peakMb: process.resourceUsage().maxRSS / 1024, hashes }),
  );
}

void main();
