import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;

/**
 * AES-256-GCM with a random nonce: version (1 byte, 1) | nonce (12) | ciphertext | tag (16). `bound` is
 * authenticated and not stored: what was sealed for one owner does not open for another.
 */
export function seal(key: KeyObject, plain: Uint8Array | string, bound: Uint8Array): Uint8Array {
  const content = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
  // Not from Node's shared pool: a message to another thread would copy the whole pool.
  const sealed = Buffer.allocUnsafeSlow(HEADER_BYTES + content.length + TAG_BYTES);
  sealed[0] = VERSION;
  const nonce = sealed.subarray(1, HEADER_BYTES);
  nonce.set(nextNonce());
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  sealed.set(cipher.update(content), HEADER_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), HEADER_BYTES + content.length);
  return sealed;
}

/** Throws when the key or the owner is another, or a byte has changed. */
export function unseal(key: KeyObject, sealed: Uint8Array, bound: Uint8Array): Buffer {
  if (sealed[0] !== VERSION || sealed.length < HEADER_BYTES + TAG_BYTES) {
    throw new Error(`a sealed part of version ${sealed[0]} and ${sealed.length} bytes cannot be opened here`);
  }
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, HEADER_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES, end)), decipher.final()]);
}

const nonces = Buffer.alloc(512 * NONCE_BYTES);
let nonceStart = nonces.length;

/** Random bytes are drawn for many nonces at once: one by one they cost as much as the cipher. Valid until the next call. */
function nextNonce(): Uint8Array {
  if (nonceStart === nonces.length) {
    randomFillSync(nonces);
    nonceStart = 0;
  }
  nonceStart += NONCE_BYTES;
  return nonces.subarray(nonceStart - NONCE_BYTES, nonceStart);
}
