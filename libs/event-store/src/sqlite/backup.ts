import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { LocalKeyStore } from '../keys';

/** Pages a step; between steps the process does its other work. */
const PAGES_A_STEP = 1_000;

export interface BackupProgress {
  readonly pages: number;
  readonly pagesTotal: number;
}

/**
 * Copies the log and then the keys. A key is durable before its first event, so the keys copied later are at
 * least those of the events; one destroyed in between reads as erased, as it must.
 */
export async function backupLog(
  file: string,
  keys: Pick<LocalKeyStore, 'backup'>,
  folder: string,
  onProgress?: (progress: BackupProgress) => void,
): Promise<bigint> {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new Error(`the backup folder ${folder} is not empty: name a new one`);
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    // One open read transaction holds the snapshot; without it every commit would start the copy anew.
    source.exec('BEGIN');
    const { head } = source.prepare('SELECT ifnull(max(position), 0) AS head FROM events').get() as { head: number };
    await copy(join(folder, 'events.db'), (target) =>
      backup(source, target, {
        rate: PAGES_A_STEP,
        progress: ({ totalPages, remainingPages }) =>
          onProgress?.({ pages: totalPages - remainingPages, pagesTotal: totalPages }),
      }),
    );
    await copy(join(folder, 'keys.db'), (target) => keys.backup(target));
    return BigInt(head);
  } finally {
    source.close();
  }
}

/** A file gets its name when it is whole. */
async function copy(file: string, write: (target: string) => Promise<unknown>): Promise<void> {
  await write(`${file}.partial`);
  renameSync(`${file}.partial`, file);
}
