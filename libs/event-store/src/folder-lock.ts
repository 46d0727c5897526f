import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process, or another part of this one, works on the data folder. */
export class FolderLocked extends Error {
  override readonly name = 'FolderLocked';
  constructor(
    readonly folder: string,
    /** The process that holds the lock; null when it has not said so yet. */
    readonly pid: number | null,
  ) {
    super(
      `the data folder ${folder} is in use by ${pid === null ? 'another process' : `process ${pid}`}: ` +
        'stop that process, or give this one a data folder of its own',
    );
  }
}

/**
 * Takes a data folder for this process, or throws FolderLocked. The lock is an exclusive transaction on an empty
 * database: the operating system frees it when the process dies, however it dies.
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true });
  const pidFile = join(folder, 'lock.pid');
  // Only SQLite may open lock.db: closing any other handle of this process on it would drop the lock.
  const database = new DatabaseSync(join(folder, 'lock.db'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new FolderLocked(folder, pidIn(pidFile));
  }
  writeFileSync(pidFile, `${process.pid}\n`);
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
    lockFolder(folder).release();
    return false;
  } catch (error) {
    if (error instanceof FolderLocked) return true;
    throw error;
  }
}

const SQLITE_BUSY = 5;

function pidIn(file: string): number | null {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}
