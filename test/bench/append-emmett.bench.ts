import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { compare, inFlight, withFolder, type Measured } from './harness';
import { sampleEvent } from './sample-events';

/** Installed for this bench only, in an ignored folder: it compiles its database driver, which takes minutes. */
const FOLDER = join(__dirname, '../../.cache/emmett');
const PACKAGES = [
  '@event-driven-io/emmett@0.42.0',
  '@event-driven-io/emmett-sqlite@0.42.4',
  'sqlite3@5.1.7',
  'async-retry',
  'uuid',
];
const EVENTS = { 1: 200, 64: 640 } as const;
const PERSONS = 200;

type Width = keyof typeof EVENTS;

interface EmmettStore {
  appendToStream(stream: string, events: readonly { type: string; data: unknown }[]): Promise<unknown>;
}
interface Emmett {
  getSQLiteEventStore(options: { fileName: string; schema: { autoMigration: 'CreateOrUpdate' } }): EmmettStore;
}

function install(): Emmett {
  if (!existsSync(join(FOLDER, 'node_modules/sqlite3/build'))) {
    console.error('installing the peer for append-emmett, once; this takes some minutes');
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', ...PACKAGES], {
      cwd: FOLDER,
      stdio: 'inherit',
    });
    execFileSync('npm', ['rebuild', '--ignore-scripts=false', 'sqlite3'], { cwd: FOLDER, stdio: 'inherit' });
  }
  return require(join(FOLDER, 'node_modules/@event-driven-io/emmett-sqlite')) as Emmett;
}

const samples = Array.from({ length: Math.max(...Object.values(EVENTS)) }, (_, n) => sampleEvent(n, PERSONS));

const ours = (width: Width) => (): Promise<Measured> =>
  withFolder(async (folder) => {
    const store = await openSqliteEventStore({ folder, keys: memoryKeyStore() });
    const { seconds } = await inFlight(width, EVENTS[width], (n) => {
      const { stream, event } = samples[n]!;
      return store.append(stream, [{ ...event, sensitive: null }], 'any');
    });
    await store.close();
    return { value: EVENTS[width] / seconds };
  });

/** Side by side where it can, else one after the other: what fails is not counted as done. */
const theirs = (emmett: Emmett, width: Width) => (): Promise<Measured> =>
  withFolder(async (folder) => {
    const store = emmett.getSQLiteEventStore({
      fileName: join(folder, 'emmett.db'),
      schema: { autoMigration: 'CreateOrUpdate' },
    });
    const append = (n: number): Promise<unknown> => {
      const { stream, event } = samples[n]!;
      return store.appendToStream(stream, [{ type: event.type, data: { body: event.body, meta: event.meta } }]);
    };
    await append(0);
    let failed = 0;
    const { seconds } = await inFlight(width, EVENTS[width] - 1, (n) => append(n + 1).catch(() => failed++));
    if (failed === 0) return { value: (EVENTS[width] - 1) / seconds, extra: { failed } };
    const serial = await inFlight(1, 100, (n) => append(n));
    return { value: 100 / serial.seconds, extra: { failed } };
  });

export async function bench(): Promise<void> {
  const emmett = install();
  for (const width of [1, 64] as const) {
    await compare({
      bench: `append-emmett-${width}`,
      unit: 'events/s',
      work: `${EVENTS[width]} appends of one event, ${width} in flight, each durable (synchronous=FULL)`,
      baselineIs: "the same events into Emmett's SQLite store; one in flight where it fails at more (`failed`)",
      target: `ratio at least ${width === 1 ? 5 : 30}`,
      candidate: ours(width),
      baseline: theirs(emmett, width),
    });
  }
}
