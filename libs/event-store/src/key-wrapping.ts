import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { BoundedCache } from './bounded-cache';
import { StoreUnavailable } from './event-store';
import { WrongMasterKey, type KeyStore } from './keys';
import { seal, unseal } from './seal';

export const KEY_BYTES = 32;

/** The setting of a key store that keeps the service key. */
export const SERVICE_KEY = 'service-key';
const SERVICE_KEY_OWNER = Buffer.from(SERVICE_KEY, 'utf8');

function derivedKey(secret: Uint8Array, label: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `rekam-jejak/${label}`, KEY_BYTES)));
}

/** What a master key does: it wraps the keys of a store, and nothing else depends on it. */
export class Wrapping {
  readonly #key: KeyObject;

  /** Throws WrongMasterKey for one of another length than 32 bytes. */
  constructor(masterKey: Uint8Array) {
    if (masterKey.length !== KEY_BYTES) {
      throw new WrongMasterKey(`a master key has ${KEY_BYTES} bytes, this one has ${masterKey.length}`);
    }
    this.#key = derivedKey(masterKey, 'wrap');
  }

  /** A new key for a stream, and how it is kept. */
  newKey(stream: string): { readonly key: KeyObject; readonly wrapped: Uint8Array } {
    const bytes = randomBytes(KEY_BYTES);
    return { key: createSecretKey(bytes), wrapped: seal(this.#key, bytes, Buffer.from(stream, 'utf8')) };
  }

  /** Throws StoreUnavailable when the key was wrapped for another stream, under another master key, or is damaged. */
  unwrap(stream: string, wrapped: Uint8Array): KeyObject {
    try {
      return createSecretKey(unseal(this.#key, wrapped, Buffer.from(stream, 'utf8')));
    } catch (cause) {
      throw new StoreUnavailable(`the key of ${stream} is damaged: restore the keys from a backup`, { cause });
    }
  }

  /** A new service key as it is kept: hexadecimal. */
  newServiceKey(): string {
    return Buffer.from(seal(this.#key, randomBytes(KEY_BYTES), SERVICE_KEY_OWNER)).toString('hex');
  }

  /** The key that hashes are made under. Throws WrongMasterKey. */
  serviceKey(kept: string): Uint8Array {
    try {
      return unseal(this.#key, Buffer.from(kept, 'hex'), SERVICE_KEY_OWNER);
    } catch (cause) {
      throw new WrongMasterKey(
        'the master key is not the one this key store was made with: put the right master key file back',
        { cause },
      );
    }
  }
}

/** Hashing under a service key, with a key of its own for each label. */
export function hashUnder(serviceKey: Uint8Array): KeyStore['hash'] {
  const keys = new BoundedCache<string, KeyObject>(100);
  return (label, text) => {
    let key = keys.get(label);
    if (key === undefined) {
      key = derivedKey(serviceKey, `hash/${label}`);
      keys.set(label, key);
    }
    return createHmac('sha256', key).update(text, 'utf8').digest('hex');
  };
}
