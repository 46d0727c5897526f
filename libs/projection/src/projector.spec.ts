import { StoreUnavailable, type MemoryEventStore } from '@rekam/event-store';
import { exportHash } from './export-hash';
import { MemoryViewStore } from './memory-view-store';
import type { Projection } from './projection';
import { Projector, type ProjectorOptions } from './projector';
import { PositionNotReached } from './projector-status';
import type { Shown } from './shown';
import { append, logOf, SAMPLE, type Step } from './testing/sample';
import { ViewsUnavailable, type RowChange } from './view-store';

const LONG_MS = 10_000;
const note = (text: string): Step => ({ type: 'Noted', person: 'ani', text });
const notes = (count: number) => Array.from({ length: count }, (_, i) => note(String(i)));

let events: MemoryEventStore;
let views: MemoryViewStore;
let projector: Projector;

beforeEach(async () => {
  events = await logOf(notes(5));
  views = new MemoryViewStore(SAMPLE.tables);
});
afterEach(async () => {
  await projector.stop();
  await events.close();
});

async function open(options: Partial<ProjectorOptions> = {}): Promise<Projector> {
  projector = await Projector.open({ projection: SAMPLE, events, views, retryDelayMs: 1, ...options });
  return projector;
}

/** Resolves when the projection has failed: nobody can wait for a position any more. */
const failed = () => expect(projector.reached(1_000_000n, LONG_MS)).rejects.toThrow(PositionNotReached);

describe('a projector', () => {
  it('catches up, is live, and follows what is appended', async () => {
    await open();
    expect(projector.status()).toEqual({
      name: 'sample',
      version: 1,
      position: 0n,
      head: 5n,
      role: 'standby',
      state: 'stopped',
      failure: null,
    });
    projector.start();
    projector.start();
    await projector.reached(5n, LONG_MS);
    expect(projector.status()).toMatchObject({ position: 5n, head: 5n, state: 'live' });
    await append(events, notes(3));
    await projector.reached(8n, LONG_MS);
    expect(projector.status()).toMatchObject({ position: 8n, head: 8n, state: 'live' });
    expect(await views.load('person', [['ani']])).toMatchObject([{ notes: { last: '2', count: 8 } }]);
  });

  it('tells of what it shows when it is at the head of the log, and not of the history before', async () => {
    const shown: string[] = [];
    const onShown = ({ view, events, cameMs }: Shown) => {
      expect(Date.now() - cameMs).toBeLessThan(LONG_MS);
      shown.push(
        `${view} ${events.map(({ position }) => position).join(' ')}, committed ${projector.status().position}`,
      );
    };
    await open({ pageSizeMax: 2, onShown });
    projector.start();
    await projector.reached(5n, LONG_MS);
    await append(events, [note('live')]);
    await projector.reached(6n, LONG_MS);
    expect(shown).toEqual(['sample 5, committed 5', 'sample 6, committed 6']);
  });

  it('is live at once on an empty log, where position 0 is a position like any other', async () => {
    events = await logOf([]);
    const onCaughtUp = jest.fn();
    await open({ onCaughtUp });
    projector.start();
    await projector.reached(0n, LONG_MS);
    await append(events, [note('first')]);
    await projector.reached(1n, LONG_MS);
    expect(projector.status().state).toBe('live');
    expect(onCaughtUp).toHaveBeenCalledTimes(1);
  });

  it('commits what it has folded when it stops, and goes on from there', async () => {
    await open({ pageSizeMax: 2 });
    projector.start();
    await projector.stop();
    expect(projector.status().state).toBe('stopped');
    const { position } = await views.progress();
    expect(projector.status().position).toBe(position);
    projector.start();
    await projector.reached(5n, LONG_MS);
    const whole = await exportHash(views, SAMPLE.tables);
    views = new MemoryViewStore(SAMPLE.tables);
    await projector.stop();
    await open();
    projector.start();
    await projector.reached(5n, LONG_MS);
    expect(await exportHash(views, SAMPLE.tables)).toBe(whole);
  });

  it('says in time that a position is not reached', async () => {
    await open();
    projector.start();
    await expect(projector.reached(9n, 5)).rejects.toThrow(PositionNotReached);
    await expect(projector.reached(9n, 5)).rejects.toMatchObject({ expected: 9n, actual: 5n, projection: 'sample' });
  });

  it('wakes whoever waits for a commit, at the commit, at once, or when aborted', async () => {
    await open();
    projector.start();
    const { signal } = new AbortController();
    await projector.committedAfter(0n, signal);
    await projector.reached(5n, LONG_MS);
    await projector.committedAfter(4n, signal);
    const woken = projector.committedAfter(5n, signal);
    await append(events, [note('next')]);
    await woken;
    expect(projector.status().position).toBe(6n);
    const abort = new AbortController();
    const waiting = projector.committedAfter(6n, abort.signal);
    abort.abort();
    await waiting;
    await projector.committedAfter(6n, abort.signal);
    expect(projector.status().position).toBe(6n);
  });

  it('stops alone when its fold fails, says where, and keeps what it had', async () => {
    const projection: Projection = {
      ...SAMPLE,
      apply: (rows, event) => {
        if (event.position === 4n) throw new TypeError('budi');
        return SAMPLE.apply(rows, event);
      },
    };
    await open({ projection, pageSizeMax: 1 });
    projector.start();
    await failed();
    const [, , , fourth] = await events.readAll(0n, 4);
    const { failure, ...status } = projector.status();
    expect(status).toMatchObject({ state: 'failed', position: 3n, head: 5n });
    expect(failure).toMatchObject({ position: 4n, eventId: fourth!.id });
    expect(failure!.message).toMatch(/TypeError/);
    expect(failure!.message).not.toMatch(/budi/);
    await expect(projector.reached(4n, LONG_MS)).rejects.toThrow(PositionNotReached);
    await projector.stop();
    expect(projector.status().state).toBe('failed');
  });

  it('tries again when the tables fail, and counts anew after a commit that succeeds', async () => {
    const commit = views.commit.bind(views);
    let count = 0;
    jest.spyOn(views, 'commit').mockImplementation(async (changes, from, to) => {
      count++;
      // Every commit fails twice, once before it is done and once after it, when its answer is lost.
      if (count % 3 === 1) throw new ViewsUnavailable('the disk is full');
      await commit(changes, from, to);
      if (count % 3 === 2) throw new ViewsUnavailable('the disk is gone');
    });
    await open({ pageSizeMax: 1, retriesMax: 2 });
    projector.start();
    await projector.reached(5n, LONG_MS);
    expect(await views.load('person', [['ani']])).toMatchObject([{ notes: { last: '4', count: 5 } }]);
  });

  it('has failed when its tables keep failing for a number of tries, and goes on when they can be written again', async () => {
    const commit = jest.spyOn(views, 'commit').mockRejectedValue(new ViewsUnavailable('the disk is full'));
    await open({ retriesMax: 3 });
    projector.start();
    await failed();
    expect(commit).toHaveBeenCalledTimes(4);
    const failure = { position: 0n, eventId: '', message: 'the disk is full' };
    expect(projector.status()).toMatchObject({ state: 'failed', failure });
    commit.mockRestore();
    await projector.committedAfter(4n, AbortSignal.timeout(LONG_MS));
    expect(projector.status()).toMatchObject({ state: 'live', failure: null, position: 5n });
  });

  it('gives way to another projector that has taken the lease', async () => {
    await open();
    projector.start();
    await projector.reached(5n, LONG_MS);
    await views.lease();
    await append(events, [note('late')]);
    await failed();
    expect(projector.status().failure!.message).toMatch(/epoch/);
    expect((await views.progress()).position).toBe(5n);
  });

  it('refuses tables that are beyond the log', async () => {
    await views.commit([], await views.progress(), 99n);
    await open();
    projector.start();
    await failed();
    expect(projector.status().failure!.message).toMatch(/beyond the log/);
  });

  it('gathers changes over pages while it catches up, and commits every page when it is live', async () => {
    await open({ pageSizeMax: 2 });
    const commits: [number, bigint][] = [];
    const commit = views.commit.bind(views);
    jest.spyOn(views, 'commit').mockImplementation(async (changes: readonly RowChange[], from, to) => {
      commits.push([changes.length, to]);
      await commit(changes, from, to);
    });
    projector.start();
    await projector.reached(5n, LONG_MS);
    expect(commits).toEqual([[6, 5n]]);
    await append(events, [note('a')]);
    await projector.reached(6n, LONG_MS);
    expect(commits).toEqual([
      [6, 5n],
      [2, 6n],
    ]);
  });

  it('takes rebuilt tables only while it is stopped', async () => {
    await open();
    const rebuilt = new MemoryViewStore(SAMPLE.tables);
    projector.start();
    await expect(projector.replaceViews(rebuilt)).rejects.toThrow('must be stopped');
    await projector.stop();
    expect(await projector.replaceViews(rebuilt)).toBe(views);
    expect(projector.views).toBe(rebuilt);
  });

  it('tries again when the log cannot be read', async () => {
    const head = events.head.bind(events);
    await open();
    jest.spyOn(events, 'head').mockRejectedValueOnce(new StoreUnavailable('not now')).mockImplementation(head);
    projector.start();
    await projector.reached(5n, LONG_MS);
  });
});
