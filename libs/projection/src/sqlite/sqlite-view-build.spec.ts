import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTRACT_TABLES, viewStoreContract } from '../contract';
import { StaleProjector, ViewsUnavailable, type RowChange } from '../view-store';
import { openSqliteViewBuild } from './sqlite-view-build';
import { openSqliteViewStore } from './sqlite-view-store';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'));
  file = join(folder, 'views.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
viewStoreContract(
  'SqliteViewBuild',
  async () => open(),
  async (views) => {
    await views.close();
    return open();
  },
);

const quiet = (id: string): RowChange => ({ table: 'quiet', key: [id], row: { id }, position: 1n });

describe('a build', () => {
  it('shows staged rows to itself, and to others only when they are committed', async () => {
    const build = openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
    const progress = await build.lease();
    const reader = openSqliteViewStore({ file, tables: CONTRACT_TABLES });
    await build.stage([quiet('a')]);
    expect(await build.load('quiet', [['a']])).toEqual([{ id: 'a' }]);
    expect(await reader.load('quiet', [['a']])).toEqual([null]);
    await build.commit([quiet('b')], progress, 1n);
    expect(await reader.load('quiet', [['a'], ['b']])).toEqual([{ id: 'a' }, { id: 'b' }]);
    await reader.close();
    await build.close();
  });

  it('takes staged rows back when their commit fails, and when it is closed without one', async () => {
    let build = openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
    const progress = await build.lease();
    await build.stage([quiet('a')]);
    await expect(build.commit([], { ...progress, epoch: 99 }, 1n)).rejects.toThrow(StaleProjector);
    expect(await build.load('quiet', [['a']])).toEqual([null]);
    await build.stage([quiet('b')]);
    await build.close();
    build = openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
    expect(await build.load('quiet', [['b']])).toEqual([null]);
    expect(await build.progress()).toEqual(progress);
    await build.close();
  });

  it('finds staged rows in the order of an index', async () => {
    const build = openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
    const progress = await build.lease();
    await build.commit([quiet('b'), quiet('d')], progress, 1n);
    await build.stage([quiet('c'), quiet('a'), { ...quiet('d'), row: null }]);
    const first = await build.scan('quiet', 'key', { limit: 2 });
    expect(first.rows).toEqual([{ id: 'a' }, { id: 'b' }]);
    const rest = await build.scan('quiet', 'key', { limit: 2, after: first.next! });
    expect(rest).toEqual({ rows: [{ id: 'c' }], next: null });
    await build.close();
  });

  it('commits nothing once a row could not be written, whatever was staged after it', async () => {
    const build = openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
    const progress = await build.lease();
    await build.stage([{ ...quiet('a'), row: { id: null } }]);
    await build.stage([quiet('b')]).catch(() => undefined);
    await expect(build.commit([], progress, 1n)).rejects.toThrow(ViewsUnavailable);
    await build.close();
    const reader = openSqliteViewStore({ file, tables: CONTRACT_TABLES });
    expect(await reader.load('quiet', [['a'], ['b']])).toEqual([null, null]);
    expect(await reader.progress()).toEqual(progress);
    await reader.close();
  });

  it.each([true, false])('is over when it is closed, also with its thread running: %s', async (isRunning) => {
    const build = openSqliteViewBuild({ file, tables: CONTRACT_TABLES });
    const progress = await build.lease();
    if (isRunning) await build.stage([quiet('a')]);
    await build.close();
    await expect(build.commit([quiet('b')], progress, 1n)).rejects.toThrow(ViewsUnavailable);
    await build.close();
  });
});
