import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FolderLocked, isFolderLocked, lockFolder, type LockMode } from './folder-lock';

const REGISTER = join(__dirname, '../../../test/register.cjs');

describe('the lock on a data folder', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'rekam-lock-')), 'data');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dirname(folder), { recursive: true });
  });

  it('is held once, and free after release', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(new FolderLocked(folder, [process.pid]));
    expect(() => lockFolder(folder)).toThrow(/stop that process, or give this one a data folder of its own/);
    lock.release();
    lock.release();
    lockFolder(folder).release();
  });

  /** Another process that holds the lock until it is killed. */
  async function holder(mode: LockMode): Promise<ChildProcess> {
    // Kept reachable: a lock that is collected as garbage is released.
    const script = `globalThis.lock = require(process.argv[1]).lockFolder(process.argv[2], process.argv[3]);
      console.log('locked'); setInterval(() => undefined, 1000)`;
    const argv = ['--require', REGISTER, '-e', script, join(__dirname, 'folder-lock.ts'), folder, mode];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  it('names the process that holds it, and is free when that process is killed', async () => {
    const child = await holder('exclusive');
    expect(() => lockFolder(folder)).toThrow(new FolderLocked(folder, [child.pid!]));
    expect(() => lockFolder(folder, 'shared')).toThrow(new FolderLocked(folder, [child.pid!]));
    await kill(child);
    lockFolder(folder).release();
  });

  it('is taken though somebody holds it for an instant, to look whether it is free', async () => {
    lockFolder(folder).release();
    const script = `const { parentPort, workerData } = require('node:worker_threads');
      const database = new (require('node:sqlite').DatabaseSync)(workerData);
      database.exec('BEGIN EXCLUSIVE');
      parentPort.postMessage('looking');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      database.close();`;
    for (const mode of ['exclusive', 'shared'] as const) {
      const looker = new Worker(script, { eval: true, workerData: join(folder, 'lock.db') });
      await once(looker, 'message');
      lockFolder(folder, mode).release();
      await looker.terminate();
    }
  });

  it('is shared by any number, and names those of them that live to whoever wants the folder alone', async () => {
    const [one, two] = [await holder('shared'), await holder('shared')];
    const lock = lockFolder(folder, 'shared');
    expect(isFolderLocked(folder)).toBe(true);
    const pids = [one.pid!, two.pid!, process.pid].sort((a, b) => a - b);
    expect(() => lockFolder(folder)).toThrow(new FolderLocked(folder, pids));
    expect(() => lockFolder(folder)).toThrow(`in use by processes ${pids.join(', ')}: stop those processes`);
    lock.release();
    await kill(one);
    expect(() => lockFolder(folder)).toThrow(new FolderLocked(folder, [two.pid!]));
    await kill(two);
    expect(isFolderLocked(folder)).toBe(false);
    lockFolder(folder).release();
    expect(readdirSync(folder)).toEqual(['lock.db']);
  });
});
