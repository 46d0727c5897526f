/** Nesting deeper than this is refused, long before it could exhaust the call stack. */
const DEPTH_MAX = 64;

/** Text that needs no escape: printable ASCII without quotation mark and backslash. */
const PLAIN_TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A value has no canonical JSON; the message names its key and what is wrong with it. */
export class NotCanonical extends TypeError {
  override readonly name = 'NotCanonical';
  constructor(key: string, fault: string) {
    super(`the value of ${JSON.stringify(key)} has no canonical JSON: ${fault}`);
  }
}

/**
 * RFC 8785 (JCS): keys sorted by UTF-16 code units, no white space, numbers and text as ECMAScript prints them.
 * Takes plain objects, arrays, text, finite numbers, booleans and null; anything else, a lone surrogate and
 * nesting beyond 64 levels throw NotCanonical.
 */
export const canonicalJson = (value: unknown): string => write(value, '', 0);

function write(value: unknown, key: string, depth: number): string {
  if (typeof value === 'string') return quote(value, key);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotCanonical(key, `${value} is not a finite number`);
    return String(value);
  }
  if (typeof value !== 'object') throw new NotCanonical(key, `${typeof value} is no JSON value`);
  if (depth === DEPTH_MAX) throw new NotCanonical(key, `it is nested deeper than ${DEPTH_MAX} levels`);
  return Array.isArray(value) ? writeArray(value, key, depth + 1) : writeObject(value, key, depth + 1);
}

function writeArray(values: readonly unknown[], key: string, depth: number): string {
  let text = '[';
  for (let n = 0; n < values.length; n++) text += (n === 0 ? '' : ',') + write(values[n], key, depth);
  return `${text}]`;
}

function writeObject(value: object, key: string, depth: number): string {
  // A plain object's prototype is the root of its realm, so that objects of another realm pass too.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new NotCanonical(key, `an instance of ${value.constructor.name} is no plain object`);
  }
  let text = '{';
  for (const each of sortedKeys(value)) {
    text +=
      (text === '{' ? '' : ',') +
      quote(each, each) +
      ':' +
      write((value as Record<string, unknown>)[each], each, depth);
  }
  return `${text}}`;
}

/** What was parsed from canonical JSON has its keys in order already, and looking is cheaper than sorting. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let n = 1; n < keys.length; n++) if (keys[n - 1]! > keys[n]!) return keys.sort();
  return keys;
}

function quote(text: string, key: string): string {
  if (PLAIN_TEXT.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw new NotCanonical(key, 'the text has a lone surrogate (half of a UTF-16 pair)');
  return JSON.stringify(text);
}
