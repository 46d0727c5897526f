import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryEventStore } from '@rekam/event-store';
import * as fc from 'fast-check';
import { exportHash } from './export-hash';
import { Fold, FoldFailed } from './fold';
import { MemoryViewStore } from './memory-view-store';
import type { Projection } from './projection';
import { anyStep, logOf, pagesOf, SAMPLE, type Step } from './testing/sample';
import { openSqliteViewBuild } from './sqlite/sqlite-view-build';
import { openSqliteViewStore } from './sqlite/sqlite-view-store';
import { ViewsUnavailable, type Row, type ViewBuild, type ViewStore } from './view-store';

/** Every build starts a thread, which takes its time on a busy machine. */
const MANY_BUILDS_MS = 120_000;

const { tables } = SAMPLE;
let folder: string;
let fileCount = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fold-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newFile = () => join(folder, `${fileCount++}.db`);

interface Bounds {
  /** Sizes of the pages. */
  readonly sizes: readonly number[];
  readonly cachedRowsMax: number;
  readonly changedRowsMax: number;
  /** Pages after which a commit is asked for. */
  readonly commitEvery: number;
}
const someBounds = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
  cachedRowsMax: fc.integer({ min: 0, max: 6 }),
  changedRowsMax: fc.constantFrom(1, 2, 5, 10, 1_000),
  commitEvery: fc.constantFrom(1, 3, 1_000),
});
const PLAIN: Bounds = { sizes: [1], cachedRowsMax: 0, changedRowsMax: 1, commitEvery: 1 };

async function foldAll(events: MemoryEventStore, views: ViewStore, bounds: Bounds, build: ViewBuild | null = null) {
  const fold = new Fold({ projection: SAMPLE, views, build, progress: await views.lease(), ...bounds });
  let pages = 0;
  for await (const page of pagesOf(events, fold.position, bounds.sizes)) {
    await fold.page(page);
    if (fold.isFull || ++pages % bounds.commitEvery === 0) await fold.commit();
  }
  await fold.commit();
}

/** Everything that readers of a view can see: its rows, and the changes of its feeds. */
async function seen(views: ViewStore) {
  const changes = [await views.changes('person', 0n, 1_000), await views.changes('agency', 0n, 1_000)];
  return { hash: await exportHash(views, tables), changes, position: (await views.progress()).position };
}

async function reference(events: MemoryEventStore) {
  const views = new MemoryViewStore(tables);
  await foldAll(events, views, PLAIN);
  return seen(views);
}

const someSteps = fc.array(anyStep, { maxLength: 40 });

describe('a fold', () => {
  it('gives the same rows and changes whatever the pages, commits and limits, in memory', async () => {
    await fc.assert(
      fc.asyncProperty(someSteps, someBounds, async (steps, bounds) => {
        const events = await logOf(steps);
        const views = new MemoryViewStore(tables);
        await foldAll(events, views, bounds);
        expect(await seen(views)).toEqual(await reference(events));
      }),
      { numRuns: 150 },
    );
  });

  it(
    'gives the same in SQLite, committed or built with staged rows',
    async () => {
      await fc.assert(
        fc.asyncProperty(someSteps, someBounds, async (steps, bounds) => {
          const events = await logOf(steps);
          const expected = await reference(events);
          const views = openSqliteViewStore({ file: ':memory:', tables });
          await foldAll(events, views, bounds);
          expect(await seen(views)).toEqual(expected);
          await views.close();
          const build = openSqliteViewBuild({ file: newFile(), tables });
          await foldAll(events, build, bounds, build);
          expect(await seen(build)).toEqual(expected);
          await build.close();
        }),
        { numRuns: 100 },
      );
    },
    MANY_BUILDS_MS,
  );

  it(
    'gives the same when it crashes at any write, before or after it, and goes on',
    async () => {
      const crashes = fc.array(fc.record({ write: fc.integer({ min: 0, max: 6 }), isAfter: fc.boolean() }), {
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(someSteps, someBounds, crashes, fc.boolean(), async (steps, bounds, crashes, isBuild) => {
          const events = await logOf(steps);
          const file = newFile();
          for (const crash of crashes) {
            const views = openSqliteViewBuild({ file, tables });
            const broken = crashingAt(views, crash);
            await foldAll(events, broken, bounds, isBuild ? broken : null).catch((error: unknown) => {
              if (!(error instanceof ViewsUnavailable)) throw error;
            });
            await views.close();
          }
          const views = openSqliteViewBuild({ file, tables });
          await foldAll(events, views, bounds, isBuild ? views : null);
          expect(await seen(views)).toEqual(await reference(events));
          await views.close();
        }),
        { numRuns: 40 },
      );
    },
    MANY_BUILDS_MS,
  );

  it('writes a row once a commit, however many events changed it', async () => {
    const steps = Array.from({ length: 20 }, (_, i): Step => ({ type: 'Noted', person: 'ani', text: String(i) }));
    const views = new MemoryViewStore(tables);
    const commit = jest.spyOn(views, 'commit');
    const load = jest.spyOn(views, 'load');
    await foldAll(await logOf(steps), views, { ...PLAIN, sizes: [20], changedRowsMax: 100 });
    expect(commit).toHaveBeenCalledTimes(1);
    expect(commit.mock.calls[0]![0].filter(({ table }) => table === 'person')).toHaveLength(1);
    expect(load.mock.calls).toEqual([['person', [['ani']]]]);
  });

  it('keeps what it loaded from page to page, up to the limit', async () => {
    const people = ['a', 'b', 'c', 'd'];
    const steps = [...people, ...people].map((person): Step => ({ type: 'Noted', person, text: '' }));
    const countLoads = async (cachedRowsMax: number) => {
      const views = new MemoryViewStore(tables);
      const load = jest.spyOn(views, 'load');
      await foldAll(await logOf(steps), views, { ...PLAIN, sizes: [4], cachedRowsMax });
      return load.mock.calls.length;
    };
    expect(await countLoads(4)).toBe(1);
    expect(await countLoads(2)).toBe(2);
    expect(await countLoads(0)).toBe(2);
  });

  it('applies its own changes to rows found by prefix and by index', async () => {
    const found: Record<string, readonly Row[]> = {};
    const member = (person: string, agency = '4011') => ({ agency, person });
    const projection: Projection = {
      ...SAMPLE,
      keys: () => [],
      async apply(rows, { position }) {
        if (position === 1n) for (const person of ['a', 'b', 'd']) rows.put('member', member(person));
        if (position !== 2n) return;
        rows.delete('member', ['4011', 'b']);
        rows.put('member', member('c'));
        rows.put('member', member('x', '7100'));
        found['prefix'] = await rows.withPrefix('member', ['4011']);
        await expect(rows.withPrefix('member', [])).rejects.toThrow('a prefix needs');
      },
    };
    const events = await logOf([1, 2].map(() => ({ type: 'Left', person: 'a' })));
    const views = new MemoryViewStore(tables);
    const fold = new Fold({ projection, views, progress: await views.lease(), cachedRowsMax: 0, changedRowsMax: 9 });
    for await (const page of pagesOf(events, 0n, [1])) {
      await fold.page(page);
      await fold.commit();
    }
    expect(found['prefix']).toEqual(['a', 'c', 'd'].map((person) => member(person)));
  });

  it('says where it failed, without what the event says', async () => {
    const events = await logOf([
      { type: 'Noted', person: 'ani', text: 'fine' },
      { type: 'Noted', person: 'budi', text: 'secret' },
    ]);
    const [, second] = await events.readAll(0n, 2);
    const failing = async (part: Partial<Projection>) => {
      const projection = { ...SAMPLE, ...part };
      const views = new MemoryViewStore(tables);
      const fold = new Fold({ projection, views, progress: await views.lease(), cachedRowsMax: 0, changedRowsMax: 9 });
      const error: unknown = await fold.page(await events.readAll(0n, 2)).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(FoldFailed);
      expect(error).toMatchObject({ position: 2n, eventId: second!.id });
      expect((error as Error).message).not.toMatch(/secret|budi/);
      expect((await views.progress()).position).toBe(0n);
      return (error as Error).message;
    };
    const isSecond = (position: bigint) => position === 2n;
    const leak = () => {
      throw new TypeError('cannot read secret of budi');
    };
    expect(await failing({ apply: (_, { position }) => (isSecond(position) ? leak() : undefined) })).toMatch(
      /sample failed on Noted at position 2, event .*: TypeError at /,
    );
    await failing({ keys: ({ position }) => (isSecond(position) ? leak() : []), apply: () => undefined });
    await failing({ keys: () => [], apply: async (_, { position }) => (isSecond(position) ? leak() : undefined) });
    expect(
      await failing({
        keys: () => [],
        apply: (rows, { position }) => (isSecond(position) ? void rows.get('person', ['budi']) : undefined),
      }),
    ).toContain('keys() did not name');
    expect(
      await failing({
        keys: ({ position }) => (isSecond(position) ? [{ table: 'entry', key: ['budi'] }] : []),
        apply: () => undefined,
      }),
    ).toContain('a key has 2 values');
    expect(
      await failing({
        keys: () => [],
        apply: (rows, { position }) => (isSecond(position) ? rows.put('person', { person: 'budi' }) : undefined),
      }),
    ).toContain('column agency is missing');
  });
});

/** Fails at the n-th write, before it is done or after; then everything else fails too, as after a crash. */
function crashingAt(views: ViewBuild, { write, isAfter }: { write: number; isAfter: boolean }): ViewBuild {
  let left = write;
  const orCrash = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left < 0 || (left === 0 && !isAfter)) {
      left = -1;
      throw new ViewsUnavailable('crashed');
    }
    const result = await work();
    if (left-- === 0) throw new ViewsUnavailable('crashed');
    return result;
  };
  return {
    progress: () => views.progress(),
    lease: () => views.lease(),
    load: (table, keys) => views.load(table, keys),
    scan: (table, index, options) => views.scan(table, index, options),
    changes: (table, after, limit) => views.changes(table, after, limit),
    close: () => views.close(),
    commit: (changes, from, to) => orCrash(() => views.commit(changes, from, to)),
    stage: (changes) => orCrash(() => views.stage(changes)),
  };
}
