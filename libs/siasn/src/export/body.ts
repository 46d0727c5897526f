import type { Decree, DocumentRef, Json, JsonObject, PlainDate } from '@rekam/domain';
import type { Row } from '../act';
import { textOf, UNREADABLE } from '../values';

/** As much of a fact of the ledger as a body for the source is made of. */
export interface ExportedFact {
  readonly fact: string;
  readonly subject: string;
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly decree: Decree | null;
  readonly documents: readonly DocumentRef[];
  readonly content: JsonObject;
  /** Id of the row at the source that the fact came from; null for a fact of another source. */
  readonly rowId: string | null;
  /** That row, as far as it was kept; null for a fact of another source, or one that was changed here since. */
  readonly row: Row | null;
}

/** What a body says of the person beside the fact. */
export interface ExportedPerson {
  /** The source's id of the employee; null when nothing that came from the source names it. */
  readonly employeeId: string | null;
  /** The source's row of another fact of the person; null when it did not come from there. */
  readonly rowIdOf: (fact: string) => string | null;
}

/** The body of a save endpoint. Keys without a value are left out, as the oldest client does before it posts. */
export type Body = Readonly<Record<string, Json>>;

/** How the facts of one kind become bodies of one save endpoint. */
export interface SaveEndpoint {
  /** Below the base of the service. */
  readonly path: string;
  /** Kind of document that goes with it (id_ref_dokumen); null where none does. */
  readonly documentKind: string | null;
  /** Keys that nobody can save without. */
  readonly required: readonly string[];
  readonly body: (fact: ExportedFact, person: ExportedPerson) => Body;
}

/** `dd-mm-yyyy`; null for no day. */
export const dmy = (date: Json | undefined): string | null =>
  typeof date === 'string' ? date.split('-').reverse().join('-') : null;

/** The text of a value; null for none. */
export const text = (value: Json | undefined): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

/** A whole number, where the source wants one; null for anything else. */
export function whole(value: Json | undefined): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** What the row says in a field that the ledger has no word for; null without a row. */
export function kept(row: Row | null, field: string): string | null {
  const value = row === null ? null : textOf(row[field]);
  return value === UNREADABLE ? null : value;
}

/** The documents of the row as a list, the form in which they are written. */
export function pathOf(row: Row | null): readonly Json[] | null {
  const path = row?.['path'];
  if (typeof path !== 'object' || path === null) return null;
  const elements = Array.isArray(path) ? (path as readonly Json[]) : Object.values(path);
  return elements.length === 0 ? null : elements;
}

/** Only the keys that have a value. */
export const filled = (fields: Readonly<Record<string, Json | undefined>>): Body =>
  Object.fromEntries(
    Object.entries(fields).filter((each): each is [string, Json] => each[1] !== null && each[1] !== undefined),
  );

/** A part of the content that is an object itself; empty when it is none. */
export const inside = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
