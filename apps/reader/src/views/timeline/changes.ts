import { isDeepStrictEqual } from 'node:util';
import type { Act, Json, JsonObject } from '@rekam/domain';
import type { TimelineEntry } from './entry';

/** What an edition changed. `field` is a JSON pointer; null stands for no value. */
export type FieldChange = { readonly field: string; readonly from: Json; readonly to: Json };

/** The parts of an edition that a source states. */
export type Stated = Pick<
  TimelineEntry,
  'effectiveAt' | 'effectiveUntil' | 'precision' | 'decree' | 'approvals' | 'documents' | 'content' | 'ext'
>;

const FIELDS = ['effectiveAt', 'effectiveUntil', 'precision', 'decree', 'approvals', 'documents'] as const;

const isNothing = (value: Json): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** The last characters of RFC 6901 that a key must not show. */
const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** What a statement says anew, or otherwise than the one before; an annulment and a reinstatement are one change. */
export function changesBetween(act: Act, before: Stated | null, after: Stated): readonly FieldChange[] {
  switch (act) {
    case 'annulled':
      return [{ field: '/annulled', from: false, to: true }];
    case 'reinstated':
      return [{ field: '/annulled', from: true, to: false }];
    case 'recorded':
    case 'corrected':
      return [
        ...FIELDS.flatMap((field) => changed(`/${field}`, before?.[field], after[field])),
        ...changesWithin('content', before, after),
        ...changesWithin('ext', before, after),
      ];
    default:
      throw new Error(`no changes for ${String(act satisfies never)}`);
  }
}

function changesWithin(part: 'content' | 'ext', before: Stated | null, after: Stated): readonly FieldChange[] {
  const from: JsonObject = before?.[part] ?? {};
  const to: JsonObject = after[part] ?? {};
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  // What a source sends beyond the contract may be a whole record of its own: only what differs inside is told.
  const compare = part === 'ext' ? changedInside : changed;
  return [...keys].flatMap((key) => compare(`/${part}/${pointer(key)}`, from[key], to[key]));
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function changedInside(field: string, from: Json | undefined, to: Json | undefined): readonly FieldChange[] {
  if (!isObject(from) || !isObject(to)) return changed(field, from, to);
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) => changedInside(`${field}/${pointer(key)}`, from[key], to[key]));
}

function changed(field: string, before: unknown, after: unknown): readonly FieldChange[] {
  const from = (before ?? null) as Json;
  const to = (after ?? null) as Json;
  const isSame = (isNothing(from) && isNothing(to)) || from === to || isDeepStrictEqual(from, to);
  return isSame ? [] : [{ field, from, to }];
}
