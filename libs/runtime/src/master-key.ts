import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config';
import { createSecret, readSecret, type SecretFile } from './secret-file';

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;

/** The master key cannot be had: says which file, and what it must hold. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/**
 * The 32-byte key that all other keys are wrapped under: from the configured file, else made once in
 * the data folder. The latter lies beside what it locks, so it is fit for one machine only: whoever copies the
 * folder has both. `warn` is told when others may read the file. Throws MasterKeyError.
 */
export function loadMasterKey(
  config: Pick<Config, 'dataFolder' | 'masterKeyFile'>,
  warn: (message: string) => void,
): Buffer {
  const file = config.masterKeyFile ?? join(config.dataFolder, 'master.key');
  const secret = read(file) ?? made(file, config);
  if (secret.open) warn(`The master key file ${file} can be read by others than its owner; give it mode 0600.`);
  return keyOf(file, secret.content);
}

/** A new key is made where there is nothing yet that another one locks. */
function made(file: string, { dataFolder, masterKeyFile }: Pick<Config, 'dataFolder' | 'masterKeyFile'>): SecretFile {
  if (masterKeyFile !== null) {
    throw new MasterKeyError(`The master key file ${file} (REKAM_MASTER_KEY_FILE) does not exist.`);
  }
  const keys = join(dataFolder, 'keys.db');
  if (existsSync(keys)) {
    // Another process may have made both since we looked: first the file, then what it locks.
    const others = read(file);
    if (others !== null) return others;
    throw new MasterKeyError(
      `The master key file ${file} does not exist, and ${keys} was locked with it: put the file back, or name the right one in REKAM_MASTER_KEY_FILE.`,
    );
  }
  return createSecret(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
}

function read(file: string): SecretFile | null {
  try {
    return readSecret(file);
  } catch (error) {
    throw new MasterKeyError(`The master key file ${file} cannot be read: ${(error as Error).message}.`);
  }
}

function keyOf(file: string, content: Buffer): Buffer {
  if (content.length === KEY_BYTES) return content;
  const text = content.toString('latin1').trim();
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  throw new MasterKeyError(
    `The master key file ${file} holds ${content.length} bytes; it must hold 64 hexadecimal digits or 32 bytes.`,
  );
}
