import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process, or another part of this one, works on the data folder. */
export class FolderLocked extends Error {
  override readonly name = 'FolderLocked';
  constructor(
    readonly folder: string,
    /** The processes that hold the lock, in ascending order; empty when none has said so yet. */
    readonly pids: readonly number[],
  ) {
    const [by, those] =
      pids.length > 1
        ? [`processes ${pids.join(', ')}`, 'those processes']
        : [pids.length === 1 ? `process ${pids[0]}` : 'another process', 'that process'];
    super(`the data folder ${folder} is in use by ${by}: stop ${those}, or give this one a data folder of its own`);
  }
}

/** A folder has one exclusive holder, or any number of shared ones. */
export type LockMode = 'exclusive' | 'shared';

export interface FolderLock {
  /** Releasing again does nothing. */
  release(): void;
}

/** One who only looks whether the lock is free holds it for an instant, which must not turn away one who takes it. */
const WAIT_MS = 250;
const HOLDS: Readonly<Record<LockMode, string>> = {
  exclusive: 'BEGIN EXCLUSIVE',
  // The transaction goes on after the read, and with it SQLite's shared lock on the file.
  shared: 'BEGIN; SELECT count(*) FROM sqlite_schema',
};

/**
 * Takes a data folder for this process, alone or with others that share it, or throws FolderLocked. The lock is a
 * transaction on an empty database: the operating system frees it when the process dies, however it dies.
 */
export function lockFolder(folder: string, mode: LockMode = 'exclusive'): FolderLock {
  return take(folder, mode, WAIT_MS);
}

function take(folder: string, mode: LockMode, waitMs: number): FolderLock {
  mkdirSync(folder, { recursive: true });
  // Only SQLite may open lock.db: closing any other handle of this process on it would drop the lock.
  const database = new DatabaseSync(join(folder, 'lock.db'), { timeout: waitMs });
  try {
    database.exec(HOLDS[mode]);
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new FolderLocked(folder, holdersOf(folder));
  }
  for (const pid of pidsIn(folder)) {
    // Killed processes leave their files.
    if (mode === 'exclusive' || !isAlive(pid)) rmSync(join(folder, pidFileOf(pid)), { force: true });
  }
  const pidFile = join(folder, pidFileOf(process.pid));
  writeFileSync(pidFile, '');
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

/** Whether a living process has the folder. Changes nothing. */
export function isFolderLocked(folder: string): boolean {
  if (!existsSync(join(folder, 'lock.db'))) return false;
  try {
    take(folder, 'exclusive', 0).release();
    return false;
  } catch (error) {
    if (error instanceof FolderLocked) return true;
    throw error;
  }
}

const SQLITE_BUSY = 5;

/** Each holder has an empty file named by its process, since several cannot keep one list. */
const pidFileOf = (pid: number): string => `lock-${pid}.pid`;

function pidsIn(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const pid = /^lock-(\d+)\.pid$/.exec(name)?.[1];
    return pid === undefined ? [] : [Number(pid)];
  });
}

const holdersOf = (folder: string): number[] =>
  pidsIn(folder)
    .filter(isAlive)
    .sort((a, b) => a - b);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
