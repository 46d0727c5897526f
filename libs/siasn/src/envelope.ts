import type { Json, JsonObject } from '@rekam/domain';
import type { Row } from './act';

/** What a response body says. */
export type Envelope =
  /** `isWhole` is false when the body counts more or fewer rows than it brings, or brings what is no row. */
  | {
      readonly kind: 'rows';
      readonly rows: readonly Row[];
      readonly strays: readonly Json[];
      readonly isWhole: boolean;
    }
  /** An employee without rows of this type. */
  | { readonly kind: 'empty' }
  /** Nothing can be concluded from it; the reason is a stable literal. */
  | { readonly kind: 'failed'; readonly reason: FailureReason };

/** `refused`: code 0, the sentence stands in the body. */
type FailureReason = 'no-file' | 'too-large' | 'http-status' | 'not-json' | 'not-an-envelope' | 'refused' | 'no-data';

const OK = 200;
const NOT_FOUND = 404;
const NO_ROWS = 'Data tidak ditemukan';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const failed = (reason: FailureReason): Envelope => ({ kind: 'failed', reason });

/**
 * Reads a response of the national system's read endpoints. `code` comes as number or as text; a history without rows
 * is a 404 with one exact sentence, and any other status says nothing, least of all that there are no rows.
 */
export function readEnvelope(status: number, body: string): Envelope {
  if (status !== OK && status !== NOT_FOUND) return failed('http-status');
  const parsed = parse(body);
  if (parsed === undefined) return failed(status === OK ? 'not-json' : 'http-status');
  if (!isObject(parsed)) return failed(status === OK ? 'not-an-envelope' : 'http-status');
  const { code, data, count } = parsed;
  if (status === NOT_FOUND) return isCode(code, 0) && data === NO_ROWS ? { kind: 'empty' } : failed('http-status');
  if (!isCode(code, 1)) return failed(isCode(code, 0) ? 'refused' : 'not-an-envelope');
  if (isObject(data)) return { kind: 'rows', rows: [data], strays: [], isWhole: true };
  if (!Array.isArray(data)) return failed('no-data');
  const elements = data as readonly Json[];
  if (elements.length === 0 && !isCounted(count, 0)) return failed('no-data');
  if (elements.length === 0) return { kind: 'empty' };
  const rows = elements.filter(isObject);
  const strays = elements.filter((each) => !isObject(each));
  return { kind: 'rows', rows, strays, isWhole: strays.length === 0 && isCounted(count, elements.length) };
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

const isCode = (code: Json | undefined, expected: number): boolean => code === expected || code === String(expected);

/** Whether `count` agrees, where it is given at all. */
const isCounted = (count: Json | undefined, rows: number): boolean =>
  count === undefined || count === null || count === '' || Number(count) === rows;
