import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '@rekam/runtime';
import { invalidValue } from '../request';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Backups lie in one folder, so that a caller names a backup and never a path. */
const backupsFolder = (dataFolder: string): string => join(dataFolder, 'backups');

/**
 * Makes the folder of a new backup. Throws a problem for a name that is a path, and `backup-exists` for a folder
 * with anything in it, or a link to elsewhere.
 */
export function newBackupFolder(dataFolder: string, name: unknown): string {
  if (typeof name !== 'string' || !NAME.test(name) || name.includes('..')) {
    throw invalidValue('/folder', {
      id: 'Nama folder tidak sah.',
      en: 'This is not the name of a folder.',
      accepted:
        'letters, digits, dot, dash and underscore, at most 100, such as 2026-03-01; it is made among the backups',
    });
  }
  const parent = backupsFolder(dataFolder);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const folder = join(realpathSync(parent), name);
  if (existsSync(folder) && (realpathSync(folder) !== folder || readdirSync(folder).length > 0)) {
    throw problem(
      409,
      'backup-exists',
      'There is a backup of this name.',
      'Accepted: the name of a new or an empty folder.',
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
