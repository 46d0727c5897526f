import { hash } from 'node:crypto';
import type { Uuid } from '@rekam/domain';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The 16 bytes of a UUID. Throws on any other text, and on upper case: an id has one form. */
export function uuidBytes(uuid: Uuid): Buffer {
  if (!FORM.test(uuid)) throw new TypeError(`${JSON.stringify(uuid)} is no UUID in lower case`);
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

export function uuidText(bytes: Uint8Array): Uuid {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** RFC 9562 version 5: the same namespace and name always give the same id. */
export function uuidV5(namespace: Uuid, name: string): Uuid {
  const bytes = hash('sha1', Buffer.concat([uuidBytes(namespace), Buffer.from(name, 'utf8')]), 'buffer').subarray(
    0,
    16,
  );
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidText(bytes);
}
