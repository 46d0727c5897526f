import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../postgres/server';
import { bundle } from './bundle';
import { fill, openLog } from './fill';
import { compare, withFolder, type Measured } from './harness';

const PERSONS = 10_000;
const EVENTS = 100_000;
/** The heap's limit of `npm start`. */
const HEAP_MB = 320;

/** As a deployment has it, but for the size of its memory: what is committed waits for the disk. */
const SETTINGS = { fsync: 'on', full_page_writes: 'on', shared_buffers: '256MB', max_wal_size: '1GB' };

function rebuild(main: string, folder: string, ...url: string[]): Measured & { readonly hashes: string } {
  const args = [`--max-old-space-size=${HEAP_MB}`, main, folder, ...url];
  const line = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n').at(-1)!;
  const { eventsPerSecond, peakMb, hashes } = JSON.parse(line) as Record<'eventsPerSecond' | 'peakMb', number> & {
    hashes: string;
  };
  return { value: eventsPerSecond, extra: { peakMb }, hashes };
}

/** The same log into PostgreSQL and into files. */
export const bench = (): Promise<void> =>
  withFolder(async (folder) => {
    const main = await bundle('rebuild-child.ts');
    const events = await openLog(folder);
    await fill(events, 0, EVENTS, PERSONS);
    await events.close();
    const server = await startPostgres({ settings: SETTINGS });
    const hashes = new Set<string>();
    const measured = (each: ReturnType<typeof rebuild>): Measured => {
      hashes.add(each.hashes);
      if (hashes.size > 1) throw new Error('the views in PostgreSQL are not those in files');
      return each;
    };
    try {
      await compare({
        bench: 'postgres-rebuild',
        unit: 'events/s',
        work: `rebuild the three views together from ${EVENTS} events of ${PERSONS} persons into PostgreSQL, on the same machine`,
        baselineIs: 'the same into SQLite files',
        target: 'at least 10000 events/s, ratio at least 0.6',
        candidate: async (round) => {
          const url = new URL(server.url);
          url.pathname = `/bench${round}`;
          await inDatabase(server.url, `CREATE DATABASE bench${round}`);
          return measured(rebuild(main, folder, url.href));
        },
        baseline: async () => {
          rmSync(join(folder, 'views'), { recursive: true, force: true });
          return measured(rebuild(main, folder));
        },
      });
    } finally {
      await server.stop();
    }
  });

async function inDatabase(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
