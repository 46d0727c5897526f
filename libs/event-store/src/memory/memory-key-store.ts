import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { StoreUnavailable } from '../event-store';
import { hashUnder, KEY_BYTES } from '../key-wrapping';
import { KeyDestroyed, type LocalKeyStore } from '../keys';

/** Keys that end with the process: for tests and for trying things out. */
export function memoryKeyStore(): LocalKeyStore {
  const keys = new Map<string, KeyObject | 'destroyed'>();
  let isClosed = false;
  const assertOpen = (): void => {
    if (isClosed) throw new StoreUnavailable('the key store is closed');
  };
  const forWriting: LocalKeyStore['forWriting'] = (stream) => {
    const known = keys.get(stream);
    if (known === 'destroyed') throw new KeyDestroyed(stream);
    const key = known ?? createSecretKey(randomBytes(KEY_BYTES));
    keys.set(stream, key);
    return { key, unsaved: null };
  };
  const store: LocalKeyStore = {
    file: null,
    get: (stream) => keys.get(stream) ?? null,
    async load() {
      assertOpen();
      return store;
    },
    async keyFor(stream) {
      assertOpen();
      return forWriting(stream).key;
    },
    forWriting,
    saved: () => undefined,
    taken: () => undefined,
    hash: hashUnder(randomBytes(KEY_BYTES)),
    async destroy(stream) {
      assertOpen();
      keys.set(stream, 'destroyed');
    },
    backup: () => Promise.reject(new Error('keys in memory cannot be backed up: give the process a key file')),
    close: async () => void (isClosed = true),
  };
  return store;
}
