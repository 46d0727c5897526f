import { hash } from 'node:crypto';
import type { Uuid } from '@rekam/domain';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Throws TypeError on anything else, upper case too: an id has one form. */
export function assertUuid(uuid: Uuid): void {
  if (!FORM.test(uuid)) throw new TypeError(`${JSON.stringify(uuid)} is no UUID in lower case`);
}

function digitsOf(uuid: Uuid): string {
  assertUuid(uuid);
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}

/** The 16 bytes of a UUID. Throws TypeError; see `assertUuid`. */
export const uuidBytes = (uuid: Uuid): Buffer => Buffer.from(digitsOf(uuid), 'hex');

export function uuidText(bytes: Uint8Array): Uuid {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** RFC 9562 version 5: the same namespace and name always give the same id. Three a command: kept to one buffer. */
export function uuidV5(namespace: Uuid, name: string): Uuid {
  const bytes = Buffer.allocUnsafe(16 + Buffer.byteLength(name, 'utf8'));
  bytes.write(digitsOf(namespace), 0, 'hex');
  bytes.write(name, 16, 'utf8');
  const hex = hash('sha1', bytes, 'hex');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
