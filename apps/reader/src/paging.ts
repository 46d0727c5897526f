import type { Json } from '@rekam/domain';
import { problem, readCursor, signCursor, type CursorKeys } from '@rekam/runtime';

/** One page of a list; `next` is the cursor to go on with, null at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/**
 * A signed place in one list. The list's name goes into the cursor, with all that the question depends on, so that
 * a cursor of one list or question is refused by another.
 */
export function cursorAt(keys: CursorKeys, list: string, place: Json): string {
  return signCursor(keys, { list, place });
}

/** The place that a cursor holds; null without one. Throws the problem `cursor-invalid`. */
export function placeOf(keys: CursorKeys, list: string, cursor: string | null | undefined): Json | null {
  if (cursor === null || cursor === undefined) return null;
  const value = readCursor(keys, cursor) as { readonly list: string; readonly place: Json };
  if (value.list === list) return value.place;
  throw problem(
    400,
    'cursor-invalid',
    'This cursor belongs to another list.',
    'A cursor goes on with the question that gave it: same path, same filters, same order.',
  );
}
