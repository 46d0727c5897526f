import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryEventStore } from '@rekam/event-store';
import * as fc from 'fast-check';
import { exportHash } from './export-hash';
import { FoldFailed } from './fold';
import { MemoryViewTables } from './memory-view-tables';
import type { Projection } from './projection';
import { append, anyStep, logOf, SAMPLE, type Step } from './testing/sample';
import { SqliteViewTables } from './sqlite/sqlite-view-tables';
import { RebuildRunning } from './rebuild';
import { ViewHost } from './view-host';
import { TablesChanged, ViewsUnavailable } from './view-store';

const LONG_MS = 15_000;
const { signal } = new AbortController();
const note = (person: string, text = ''): Step => ({ type: 'Noted', person, text });
const many = (count: number) => Array.from({ length: count }, (_, i) => note(`p${i % 7}`, String(i)));

let folder: string;
let host: ViewHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'));
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly events: MemoryEventStore;
  readonly projections?: readonly Projection[];
  readonly inMemory?: boolean;
}
async function open({ events, projections = [SAMPLE], inMemory = false }: Opened): Promise<ViewHost> {
  const tables = inMemory ? new MemoryViewTables() : new SqliteViewTables(folder);
  host = await ViewHost.open({ tables, events, projections });
  return host;
}
const caughtUp = async (events: MemoryEventStore, name = 'sample') => {
  await host.projector(name).reached(await events.head(), LONG_MS);
};
const hashOf = (name = 'sample') => exportHash(host.projector(name).views, SAMPLE.tables);
const files = () =>
  readdirSync(folder)
    .filter((file) => /\.(db|json)$/.test(file))
    .sort();
const pointer = () => JSON.parse(readFileSync(join(folder, 'sample.json'), 'utf8')) as object;
/** A projection that stops at a position, as a process that crashes there does. */
const failingAt = (position: bigint, projection = SAMPLE): Projection => ({
  ...projection,
  apply: (rows, event) => {
    if (event.position === position) throw new Error('crash');
    return projection.apply(rows, event);
  },
});

describe('the host of the views', () => {
  it('builds what is not there, lets it serve when it has caught up, and finds it again', async () => {
    const events = await logOf(many(30));
    await open({ events });
    expect(host.statuses()).toMatchObject([{ name: 'sample', state: 'stopped', position: 0n, head: 30n }]);
    expect(files()).toEqual(['sample-v1-1.db']);
    host.start();
    await caughtUp(events);
    expect(files()).toEqual(['sample-v1-1.db', 'sample.json']);
    const hash = await hashOf();
    await host.close();
    await open({ events });
    expect(host.statuses()).toMatchObject([{ position: 30n }]);
    expect(await hashOf()).toBe(hash);
  });

  it('serves from a store that shows only what is committed, also on the first build', async () => {
    const events = await logOf(many(3));
    await open({ events });
    host.start();
    await caughtUp(events);
    expect('stage' in host.projector('sample').views).toBe(false);
  });

  it('builds a new version beside the old file, which stays until the new one has caught up', async () => {
    const events = await logOf(many(10));
    await open({ events });
    host.start();
    await caughtUp(events);
    await host.close();
    const next = { ...SAMPLE, version: 2 };
    await open({ events, projections: [failingAt(5n, next)] });
    host.start();
    await expect(host.projector('sample').reached(10n, LONG_MS)).rejects.toThrow();
    await host.close();
    expect(pointer()).toEqual({ version: 1, build: 1 });
    await open({ events });
    expect(host.statuses()).toMatchObject([{ version: 1, position: 10n }]);
    await host.close();
    await open({ events, projections: [next] });
    host.start();
    await caughtUp(events);
    expect(pointer()).toMatchObject({ version: 2 });
    expect(files()).toHaveLength(2);
  });

  it('rebuilds beside the running version: equal rows, changes and later events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 30 }),
        fc.array(anyStep, { maxLength: 10 }),
        fc.boolean(),
        async (steps, later, inMemory) => {
          const events = await logOf(steps);
          await open({ events, inMemory });
          host.start();
          await caughtUp(events);
          const running = host.projector('sample').views;
          const changes = await running.changes('person', 0n, 1_000);
          const hash = await hashOf();
          const rebuilt = await host.rebuild('sample', { signal });
          expect(rebuilt).toMatchObject({ events: steps.length, position: BigInt(steps.length), exportHash: hash });
          const { views } = host.projector('sample');
          expect(views).not.toBe(running);
          expect(await views.changes('person', 0n, 1_000)).toEqual(changes);
          expect(await exportHash(running, SAMPLE.tables)).toBe(hash);
          await append(events, later);
          await caughtUp(events);
          const live = await hashOf();
          expect((await host.rebuild('sample', { signal })).exportHash).toBe(live);
          await host.close();
          rmSync(folder, { recursive: true, force: true });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('rebuilds all views, reading the log once', async () => {
    const events = await logOf(many(20));
    const other = { ...SAMPLE, name: 'other' };
    await open({ events, projections: [SAMPLE, other] });
    host.start();
    await Promise.all([caughtUp(events), caughtUp(events, 'other')]);
    const readAll = jest.spyOn(events, 'readAll');
    const rebuilt = await host.rebuildAll({ signal });
    expect([...rebuilt.keys()]).toEqual(['sample', 'other']);
    expect(rebuilt.get('other')!.exportHash).toBe(await hashOf('other'));
    expect(readAll.mock.calls.filter(([after]) => after === 0n)).toHaveLength(1);
    expect(host.statuses()).toMatchObject([{ position: 20n }, { position: 20n }]);
  });

  it('goes on with a half-built file after an abort or a crash', async () => {
    const events = await logOf(many(2_500));
    await open({ events });
    host.start();
    await caughtUp(events);
    const hash = await hashOf();
    const abort = new AbortController();
    const positions: bigint[] = [];
    const stopAtFirst = ({ position }: { position: bigint }) => {
      positions.push(position);
      abort.abort(new Error('enough'));
    };
    await expect(host.rebuild('sample', { signal: abort.signal, onProgress: stopAtFirst })).rejects.toThrow('enough');
    expect(positions).toEqual([1_000n]);
    expect(await hashOf()).toBe(hash);
    await host.close();
    expect(files()).toEqual(['sample-v1-1.db', 'sample-v1-2.db', 'sample.json']);
    await open({ events });
    host.start();
    const progress: object[] = [];
    const rebuilt = await host.rebuild('sample', { signal, onProgress: (each) => progress.push(each) });
    expect(rebuilt).toMatchObject({ events: 1_500, exportHash: hash });
    expect(progress).toMatchObject([
      { position: 2_000n, head: 2_500n, eventsPerSecond: expect.any(Number) },
      { position: 2_500n, head: 2_500n },
    ]);
    expect(pointer()).toEqual({ version: 1, build: 2 });
    await host.close();
    expect(files()).toEqual(['sample-v1-2.db', 'sample.json']);
  });

  it('leaves what serves as it is when the fold fails, and revives a failed projector by a rebuild', async () => {
    const events = await logOf(many(10));
    let isBroken = true;
    const mended: Projection = {
      ...SAMPLE,
      apply: (rows, event) => {
        if (isBroken && event.position === 8n) throw new Error('crash');
        return SAMPLE.apply(rows, event);
      },
    };
    await open({ events, projections: [mended] });
    host.start();
    await expect(host.projector('sample').reached(8n, LONG_MS)).rejects.toThrow();
    const { views } = host.projector('sample');
    await expect(host.rebuild('sample', { signal })).rejects.toThrow(FoldFailed);
    expect(host.projector('sample').views).toBe(views);
    isBroken = false;
    await host.rebuild('sample', { signal });
    await append(events, many(1));
    await host.projector('sample').reached(11n, LONG_MS);
    expect(host.statuses()).toMatchObject([{ state: 'live', failure: null }]);
  });

  it('rebuilds while events keep coming, none missed and none twice', async () => {
    const events = await logOf(many(3_000));
    await open({ events });
    host.start();
    const rebuilding = host.rebuild('sample', { signal });
    for (let i = 0; i < 200; i++) await append(events, [note('ani')]);
    await rebuilding;
    await append(events, [note('ani')]);
    await caughtUp(events);
    expect(await host.projector('sample').views.load('person', [['ani']])).toMatchObject([{ notes: { count: 201 } }]);
  });

  it('ends a rebuild though every page that it reads finds events appended meanwhile', async () => {
    const events = await logOf(many(30));
    await open({ events });
    host.start();
    const readAll = events.readAll.bind(events);
    const reading = jest.spyOn(events, 'readAll').mockImplementation(async (after, limit) => {
      const page = await readAll(after, limit);
      await append(events, [note('ani')]);
      return page;
    });
    await host.rebuild('sample', { signal });
    reading.mockRestore();
    await caughtUp(events);
    expect(pointer()).toEqual({ version: 1, build: 2 });
  });

  it('rebuilds without having been started, and stays stopped', async () => {
    const events = await logOf(many(10));
    await open({ events });
    await host.rebuild('sample', { signal });
    expect(host.statuses()).toMatchObject([{ state: 'stopped', position: 10n }]);
  });

  it('refuses a second rebuild at a time, and ends a running one when it closes', async () => {
    const events = await logOf(many(2_500));
    await open({ events });
    const first = host.rebuild('sample', { signal });
    const aborted = expect(first).rejects.toThrow('closing');
    await expect(host.rebuild('sample', { signal })).rejects.toThrow(RebuildRunning);
    await host.close();
    await aborted;
    await host.close();
  });

  it('makes nothing of views that are beyond the log', async () => {
    const events = await logOf(many(10));
    await open({ events });
    host.start();
    await caughtUp(events);
    await host.close();
    const older = await logOf(many(4));
    await open({ events: older });
    host.start();
    await caughtUp(older);
    expect(host.statuses()).toMatchObject([{ position: 4n, state: 'live' }]);
    expect(files()).toEqual(['sample-v1-2.db', 'sample.json']);
  });

  it('refuses changed tables under an old version, a damaged file, a name twice and a name unknown', async () => {
    const events = await logOf(many(3));
    await open({ events });
    host.start();
    await caughtUp(events);
    expect(() => host.projector('other')).toThrow('no projection other');
    await host.close();
    const [first, ...rest] = SAMPLE.tables;
    const changed = { ...SAMPLE, tables: [{ ...first!, feed: false }, ...rest] };
    await expect(open({ events, projections: [changed] })).rejects.toThrow(TablesChanged);
    await expect(open({ events, projections: [SAMPLE, SAMPLE] })).rejects.toThrow('two projections');
    await expect(open({ events, projections: [{ ...SAMPLE, name: '../x' }] })).rejects.toThrow('its name');
    writeFileSync(join(folder, 'sample-v1-1.db'), 'no database '.repeat(1_000));
    await expect(open({ events })).rejects.toThrow(ViewsUnavailable);
    rmSync(join(folder, 'sample-v1-1.db'));
    await open({ events });
    host.start();
    await caughtUp(events);
    expect(existsSync(join(folder, 'sample.json'))).toBe(true);
  });
});
