import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;
const ANYBODY_ELSE = 0o077;

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** A secret's file: what it holds, and whether others than its owner may read or change it. */
export interface SecretFile {
  readonly content: Buffer;
  readonly open: boolean;
}

/** Reads a secret; null when there is no such file. */
export function readSecret(file: string): SecretFile | null {
  try {
    // Windows has no such modes and reports all as open.
    return {
      content: readFileSync(file),
      open: process.platform !== 'win32' && (statSync(file).mode & ANYBODY_ELSE) !== 0,
    };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Writes a secret that must never change, for its owner only, and durably: what it locks would be lost with it. Of
 * two processes that do so at once the first wins. Returns what the file holds then.
 */
export function createSecret(file: string, content: string): SecretFile {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: OWNER_ONLY, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return readSecret(file)!;
}
