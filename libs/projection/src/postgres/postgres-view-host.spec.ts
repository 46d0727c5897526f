import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { MemoryEventStore } from '@rekam/event-store';
import { openLine, type Line } from '@rekam/test/cluster/line';
import { describePostgres, ownServer, postgresForTests } from '@rekam/test/postgres/for-tests';
import { exportHash } from '../export-hash';
import { MemoryViewTables } from '../memory-view-tables';
import type { Projection } from '../projection';
import { append, logOf, SAMPLE, type Step } from '../testing/sample';
import { RebuildRunning } from '../rebuild';
import { ViewHost } from '../view-host';
import { TablesChanged, ViewsUnavailable } from '../view-store';
import { PostgresViewTables } from './postgres-view-tables';
import { viewDatabase } from './view-database';

const ROOT = join(__dirname, '../../../..');
const LONG_MS = 60_000;
/** What the ledger promises. */
const TAKE_OVER_MS_MAX = 10_000;
/** Some seconds of patience, and some until what waits has been given up. */
const CLOSE_MS_MAX = 15_000;
/** Between two looks at what tells nobody that it has changed. */
const LOOK_AGAIN_MS = 20;
const { signal } = new AbortController();
const note = (person: string, text = ''): Step => ({ type: 'Noted', person, text });
const many = (count: number) => Array.from({ length: count }, (_, i) => note(`p${i % 7}`, String(i)));
const NEXT: Projection = { ...SAMPLE, version: 2 };

describePostgres('the host of views in PostgreSQL', () => {
  let url: string;
  let events: MemoryEventStore;
  let hosts: ViewHost[];
  beforeEach(async () => {
    ({ url } = await postgresForTests());
    events = await logOf(many(30));
    hosts = [];
  });
  afterEach(async () => {
    for (const host of hosts) await host.close();
    await events.close();
  });

  const opened = async (projection: Projection = SAMPLE, address = url) => {
    const tables = await PostgresViewTables.open({ url: address });
    const host = await ViewHost.open({ tables, events, projections: [projection] });
    hosts.push(host);
    return host;
  };
  const started = async (projection: Projection = SAMPLE, address = url) => {
    const host = await opened(projection, address);
    host.start();
    await caughtUp(host);
    return host;
  };
  const caughtUp = async (host: ViewHost) => host.projector('sample').reached(await events.head(), LONG_MS);
  const isOn = async (host: ViewHost, build: string) => {
    while (host.build('sample') !== build) await host.projector('sample').committedAfter(1_000_000n, signal);
  };
  /** The log, of which something happens whenever its end is asked for. */
  const beforeHead = (work: () => Promise<unknown>): MemoryEventStore =>
    new Proxy(events, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name === 'head') return async () => (await work(), target.head());
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const roleOf = (host: ViewHost) => host.statuses()[0]!.role;
  const hashOf = (host: ViewHost) => exportHash(host.projector('sample').views, SAMPLE.tables);
  const expectedHash = async () => {
    const host = await ViewHost.open({ tables: new MemoryViewTables(), events, projections: [SAMPLE] });
    host.start();
    await caughtUp(host);
    const hash = await hashOf(host);
    await host.close();
    return hash;
  };
  const schemas = async () => {
    const database = viewDatabase({ url });
    const { rows } = await database.query(`SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^view_' ORDER BY 1`);
    await database.close();
    return rows.map(([name]) => name);
  };

  it('builds what is not there, lets it serve when it has caught up, and finds it again', async () => {
    const host = await started();
    expect(host.statuses()).toMatchObject([{ role: 'active', state: 'live', position: 30n }]);
    expect(await hashOf(host)).toBe(await expectedHash());
    await host.close();
    const again = await opened();
    expect(again.statuses()).toMatchObject([{ role: 'standby', state: 'stopped', position: 30n }]);
    expect(await hashOf(again)).toBe(await expectedHash());
    expect(again.build('sample')).toBe('view_sample_v1_1');
  });

  it('has one process fold, whose commits wake the others, and the next take its place when it stops', async () => {
    const [first, second] = [await started(), await started()];
    expect([roleOf(first), roleOf(second)]).toEqual(['active', 'standby']);
    const woken = second.projector('sample').committedAfter(30n, signal);
    await append(events, [note('ani', 'late')]);
    await woken;
    await caughtUp(second);
    expect(second.statuses()).toMatchObject([{ role: 'standby', state: 'live', position: 31n, head: 31n }]);
    const { views } = second.projector('sample');
    expect(await views.load('person', [['ani']])).toMatchObject([{ notes: { last: 'late', count: 1 } }]);
    expect(await views.changes('person', 30n, 5)).toMatchObject([{ key: ['ani'], position: 31n }]);
    await first.close();
    await append(events, [note('ani')]);
    await caughtUp(second);
    expect(roleOf(second)).toBe('active');
    expect(await hashOf(second)).toBe(await expectedHash());
  });

  it('keeps up beside one that folds, though the log never stands still', async () => {
    await started();
    // By the time that anybody knows where the log ends, it has grown.
    const busy = beforeHead(() => append(events, [note('ani')]));
    const tables = await PostgresViewTables.open({ url });
    const standby = await ViewHost.open({ tables, events: busy, projections: [SAMPLE] });
    hosts.push(standby);
    standby.start();
    await standby.projector('sample').reached(40n, LONG_MS);
    expect(standby.statuses()).toMatchObject([{ role: 'standby', state: 'live' }]);
  });

  it(
    'takes over within ten seconds when the process that folds is killed',
    async () => {
      const script = `
        const { PostgresViewTables } = require('./libs/projection/src/postgres/postgres-view-tables');
        const { ViewHost } = require('./libs/projection/src/view-host');
        const { logOf, SAMPLE } = require('./libs/projection/src/testing/sample');
        (async () => {
          const events = await logOf(${JSON.stringify(many(30))});
          const tables = await PostgresViewTables.open({ url: process.env.VIEWS_URL });
          const host = await ViewHost.open({ tables, events, projections: [SAMPLE] });
          host.start();
          await host.projector('sample').reached(30n, 60_000);
          console.log(host.statuses()[0].role);
        })();`;
      const child = spawn(process.execPath, ['--require', './test/register.cjs', '-e', script], {
        cwd: ROOT,
        env: { ...process.env, VIEWS_URL: url },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [role] = (await once(createInterface(child.stdout), 'line')) as [string];
      expect(role).toBe('active');
      const host = await started();
      expect(roleOf(host)).toBe('standby');
      await append(events, many(3));
      const killedAt = performance.now();
      child.kill('SIGKILL');
      await once(child, 'exit');
      await caughtUp(host);
      expect(performance.now() - killedAt).toBeLessThan(TAKE_OVER_MS_MAX);
      expect(roleOf(host)).toBe('active');
      expect(await hashOf(host)).toBe(await expectedHash());
    },
    LONG_MS,
  );

  describe('over a network that falls silent', () => {
    let line: Line;
    beforeEach(async () => {
      line = await openLine({ host: '127.0.0.1', port: Number(new URL(url).port) });
    });
    afterEach(() => line.close());
    const overTheLine = () => started(SAMPLE, url.replace(/:\d+\//, `:${line.port}/`));

    it(
      'takes over within ten seconds from whoever is cut off, and that one stands by when it is back',
      async () => {
        const [cutOff, other] = [await overTheLine(), await started()];
        expect([roleOf(cutOff), roleOf(other)]).toEqual(['active', 'standby']);
        const silentAt = performance.now();
        line.silence();
        // The one that is cut off folds them, too, and its commit is on its way.
        await append(events, many(3));
        await caughtUp(other);
        expect(performance.now() - silentAt).toBeLessThan(TAKE_OVER_MS_MAX);
        expect(roleOf(other)).toBe('active');
        line.mend();
        await caughtUp(cutOff);
        expect(roleOf(cutOff)).toBe('standby');
        await append(events, many(3));
        for (const host of [cutOff, other]) await caughtUp(host);
        expect(await hashOf(cutOff)).toBe(await expectedHash());
        await other.close();
        await append(events, many(1));
        await caughtUp(cutOff);
        expect(roleOf(cutOff)).toBe('active');
      },
      LONG_MS,
    );

    it(
      'stands by when it is back though nothing was recorded since another took over',
      async () => {
        const [cutOff, other] = [await overTheLine(), await started()];
        line.silence();
        while (roleOf(other) !== 'active') await delay(LOOK_AGAIN_MS);
        line.mend();
        while (roleOf(cutOff) !== 'standby') await delay(LOOK_AGAIN_MS);
        await append(events, many(3));
        for (const host of [cutOff, other]) await caughtUp(host);
        expect([roleOf(cutOff), roleOf(other)]).toEqual(['standby', 'active']);
      },
      LONG_MS,
    );

    it(
      'closes all the same, with a commit under way',
      async () => {
        const host = await overTheLine();
        line.silence();
        await append(events, many(3));
        const closedAt = performance.now();
        await host.close();
        expect(performance.now() - closedAt).toBeLessThan(CLOSE_MS_MAX);
      },
      LONG_MS,
    );
  });

  it('fails where it folds and where it stands by when the fold fails', async () => {
    const failing: Projection = {
      ...SAMPLE,
      apply: (rows, event) => {
        if (event.position === 31n) throw new Error('crash');
        return SAMPLE.apply(rows, event);
      },
    };
    const both = [await started(failing), await started(failing)];
    await append(events, [note('ani')]);
    for (const host of both) {
      await expect(host.projector('sample').reached(31n, LONG_MS)).rejects.toThrow();
      expect(host.statuses()).toMatchObject([{ state: 'failed', position: 30n, failure: { position: 31n } }]);
    }
  });

  it('rebuilds beside what serves, and every process goes over to the new tables', async () => {
    const [first, second] = [await started(), await started()];
    const hash = await hashOf(first);
    const replaced = first.projector('sample').committedAfter(1_000n, signal);
    const rebuilt = await second.rebuild('sample', { signal });
    expect(rebuilt).toMatchObject({ events: 30, position: 30n, exportHash: hash });
    await replaced;
    expect(second.build('sample')).toBe('view_sample_v1_2');
    await append(events, many(2));
    for (const host of [first, second]) {
      await caughtUp(host);
      expect(host.build('sample')).toBe('view_sample_v1_2');
      expect(await hashOf(host)).toBe(await expectedHash());
    }
    expect([roleOf(first), roleOf(second)].sort()).toEqual(['active', 'standby']);
    expect(await schemas()).toEqual(['view_sample_v1_1', 'view_sample_v1_2']);
    for (const host of [first, second]) await host.close();
    expect(await schemas()).toEqual(['view_sample_v1_2']);
  });

  it('goes over to other tables that serve since it has begun to start', async () => {
    const first = await started();
    let rebuilt: Promise<unknown> | null = null;
    const starting = beforeHead(async () => (rebuilt ??= first.rebuild('sample', { signal })));
    const tables = await PostgresViewTables.open({ url });
    const second = await ViewHost.open({ tables, events: starting, projections: [SAMPLE] });
    hosts.push(second);
    await isOn(second, 'view_sample_v1_2');
  });

  it('goes over to other tables that serve though it could not when it was told of them', async () => {
    const first = await started();
    const tables = await PostgresViewTables.open({ url });
    const second = await ViewHost.open({ tables, events, projections: [SAMPLE] });
    hosts.push(second);
    second.start();
    await caughtUp(second);
    jest.spyOn(tables, 'open').mockRejectedValueOnce(new ViewsUnavailable('no connection is free'));
    await first.rebuild('sample', { signal });
    await isOn(second, 'view_sample_v1_2');
    await append(events, many(2));
    await caughtUp(second);
    expect(await hashOf(second)).toBe(await expectedHash());
  });

  it('refuses a rebuild while another process has one under way', async () => {
    const [first, second] = [await started(), await started()];
    await append(events, many(2_500));
    let begun = () => {};
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const rebuilding = first.rebuild('sample', { signal, onProgress: () => begun() });
    await isBegun;
    await expect(second.rebuild('sample', { signal })).rejects.toThrow(RebuildRunning);
    await rebuilding;
  });

  it('goes on with half-built tables after an abort', async () => {
    await append(events, many(2_500));
    const host = await started();
    const abort = new AbortController();
    const stopAtFirst = () => abort.abort(new Error('enough'));
    await expect(host.rebuild('sample', { signal: abort.signal, onProgress: stopAtFirst })).rejects.toThrow('enough');
    await host.close();
    const again = await opened();
    expect(await again.rebuild('sample', { signal })).toMatchObject({
      events: 1_530,
      exportHash: await expectedHash(),
    });
    expect(again.build('sample')).toBe('view_sample_v1_2');
  });

  it('serves two versions at a time, and removes the lower one when nobody has it open any more', async () => {
    const old = await started();
    const next = await started(NEXT);
    expect([old.build('sample'), next.build('sample')]).toEqual(['view_sample_v1_1', 'view_sample_v2_2']);
    await append(events, many(1));
    for (const host of [old, next]) await caughtUp(host);
    // A process of the lower version that starts meanwhile leaves the higher one's tables alone.
    await (await started()).close();
    expect(await schemas()).toEqual(['view_sample_v1_1', 'view_sample_v2_2']);
    for (const host of [old, next]) await host.close();
    await opened(NEXT);
    expect(await schemas()).toEqual(['view_sample_v2_2']);
  });

  it('refuses changed tables under an old version', async () => {
    await (await started()).close();
    const [first, ...rest] = SAMPLE.tables;
    const changed = { ...SAMPLE, tables: [{ ...first!, feed: false }, ...rest] };
    const refused = expect(opened(changed)).rejects;
    await refused.toThrow(TablesChanged);
    await refused.toThrow(/view_sample_v1_1/);
  });

  it('makes nothing of views that are beyond the log', async () => {
    await (await started()).close();
    await events.close();
    events = await logOf(many(4));
    const host = await started();
    expect(host.statuses()).toMatchObject([{ position: 4n, state: 'live' }]);
    expect(host.build('sample')).toBe('view_sample_v1_2');
  });

  it('says what is the matter with an address, without the password in it', async () => {
    const wrong = new URL(url);
    wrong.password = 'geheim';
    const refused = expect(PostgresViewTables.open({ url: wrong.href })).rejects;
    await refused.toThrow(ViewsUnavailable);
    await refused.toThrow(/password authentication failed/);
    await refused.not.toThrow(/geheim/);
    wrong.port = '1';
    await expect(PostgresViewTables.open({ url: wrong.href })).rejects.toThrow(/ECONNREFUSED/);
  });

  it.each(['restart', 'kill'] as const)(
    'goes on when the server comes back after a %s, in both processes',
    async (how) => {
      const server = ownServer();
      // Another's server is not ours to stop.
      if (server === null) return;
      const both = [await started(), await started()];
      const appending = append(events, many(200));
      if (how === 'kill') await server.kill();
      await server.restart();
      await appending;
      for (const host of both) await caughtUp(host);
      expect(await hashOf(both[0]!)).toBe(await expectedHash());
      const woken = both.map((host) => host.projector('sample').committedAfter(230n, signal));
      await append(events, [note('ani')]);
      await Promise.all(woken);
      expect(both.map(roleOf).sort()).toEqual(['active', 'standby']);
    },
    LONG_MS,
  );
});
