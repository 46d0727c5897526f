import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FolderLocked, lockFolder } from './folder-lock';

const REGISTER = join(__dirname, '../../../test/register.cjs');

describe('the lock on a data folder', () => {
  let folder: string;
  let child: ChildProcess | null = null;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'rekam-lock-')), 'data');
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    rmSync(dirname(folder), { recursive: true });
  });

  it('is held once, and free after release', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(new FolderLocked(folder, process.pid));
    expect(() => lockFolder(folder)).toThrow(/stop that process, or give this one a data folder of its own/);
    lock.release();
    lock.release();
    lockFolder(folder).release();
  });

  it('names the process that holds it, and is free when that process is killed', async () => {
    // Kept reachable: a lock that is collected as garbage is released.
    const script = `globalThis.lock = require(${JSON.stringify(join(__dirname, 'folder-lock.ts'))}).lockFolder(process.argv[1]);
      console.log('locked'); setInterval(() => undefined, 1000)`;
    child = spawn(process.execPath, ['--require', REGISTER, '-e', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout!, 'data');
    expect(() => lockFolder(folder)).toThrow(new FolderLocked(folder, child.pid!));
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockFolder(folder).release();
  });
});
