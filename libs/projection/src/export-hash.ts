import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { canonicalJson } from '@rekam/event-store';
import { compareText, KEY_ORDER } from './table';
import type { IndexValue, TableDeclaration, ViewStore } from './view-store';

/** Rows read and hashed before others get their turn. */
const PAGE_SIZE = 500;

/**
 * SHA-256, in hexadecimal, over the canonical export: per table, in the order of their names, its name and its
 * rows by key, a line of canonical JSON (RFC 8785) each. Two views of the same log have equal hashes, whatever
 * the adapter. Nothing may be committed meanwhile. Rejects with the signal's reason when it aborts.
 */
export async function exportHash(
  views: ViewStore,
  tables: readonly TableDeclaration[],
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  for (const { name } of tables.toSorted((a, b) => compareText(a.name, b.name))) {
    hash.update(`${canonicalJson({ table: name })}\n`);
    let after: readonly IndexValue[] | null = null;
    do {
      const page = await views.scan(name, KEY_ORDER, { limit: PAGE_SIZE, ...(after === null ? {} : { after }) });
      for (const row of page.rows) hash.update(`${canonicalJson(row)}\n`);
      after = page.next;
      await setImmediate();
      signal?.throwIfAborted();
    } while (after !== null);
  }
  return hash.digest('hex');
}
