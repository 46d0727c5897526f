import { timingSafeEqual } from 'node:crypto';
import type { Json } from '@rekam/domain';
import { problem, type ProblemException } from './problem';

/** What signs cursors: the service's key store. */
export interface CursorKeys {
  /** Hexadecimal HMAC of the text under a service key of that label. */
  hash(label: string, text: string): string;
}

const LABEL = 'cursor';
const CURSOR_CHARS_MAX = 2_048;
const FORM = /^([\w-]+)\.([\w-]{43})$/;

const signatureOf = (keys: CursorKeys, body: string): Buffer => Buffer.from(keys.hash(LABEL, body), 'hex');

const invalid = (): ProblemException =>
  problem(
    400,
    'cursor-invalid',
    'This cursor is not one of ours.',
    'Take the cursor as the last page gave it, whole, for the same list; or leave it out to begin at the start.',
  );

/**
 * A place in a list as text that its reader cannot change. The value names the list too, since the signature holds
 * for every list. It is signed and not encrypted: nothing personal may be in it.
 */
export function signCursor(keys: CursorKeys, value: Json): string {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${body}.${signatureOf(keys, body).toString('base64url')}`;
}

/** The value of a cursor. Throws the problem `cursor-invalid` for anything that was not signed here. */
export function readCursor(keys: CursorKeys, text: string): Json {
  const [, body, signature] = (text.length <= CURSOR_CHARS_MAX ? FORM.exec(text) : null) ?? [];
  if (body === undefined || signature === undefined) throw invalid();
  if (!timingSafeEqual(Buffer.from(signature, 'base64url'), signatureOf(keys, body))) throw invalid();
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Json;
}
