import type { AccessEntry, AccessKey, AccessTable } from './access-trail';

/** Entries read or written at a time, about 300 bytes each. */
const ENTRIES_MAX = 1_000;

interface Copying {
  readonly signal: AbortSignal;
}

const keyOf = ({ person, from, actor, purpose }: AccessEntry): AccessKey => [person, from, actor, purpose];

/**
 * Copies all entries of a trail into another, which keeps what else it has: who read is never forgotten. Each page is
 * durable before the next; doing it again changes nothing. Rejects with AccessTrailUnavailable.
 */
export async function copyTrail(source: AccessTable, target: AccessTable, { signal }: Copying): Promise<void> {
  for await (const page of pagesOf(source, signal)) await target.raise(page);
}

/**
 * Reads both trails. Resolves with the number of entries when each of the source's stands in the target, with as many
 * readings at least; with the window of the first that does not when one is lacking.
 */
export async function verifyTrail(
  source: AccessTable,
  target: AccessTable,
  { signal }: Copying,
): Promise<{ readonly entries: number; readonly lacking: string | null }> {
  const copies = entriesOf(target, signal);
  let copy = (await copies.next()).value ?? null;
  let entries = 0;
  for await (const page of pagesOf(source, signal)) {
    for (const entry of page) {
      while (copy !== null && compare(keyOf(copy), keyOf(entry)) < 0) copy = (await copies.next()).value ?? null;
      const isThere = copy !== null && compare(keyOf(copy), keyOf(entry)) === 0 && copy.count >= entry.count;
      if (!isThere) return { entries, lacking: entry.from };
      entries++;
    }
  }
  return { entries, lacking: null };
}

async function* entriesOf(table: AccessTable, signal: AbortSignal): AsyncGenerator<AccessEntry, void, undefined> {
  for await (const page of pagesOf(table, signal)) yield* page;
}

async function* pagesOf(
  table: AccessTable,
  signal: AbortSignal,
): AsyncGenerator<readonly AccessEntry[], void, undefined> {
  let after: AccessKey | null = null;
  for (;;) {
    signal.throwIfAborted();
    const page: readonly AccessEntry[] = await table.page(after, ENTRIES_MAX);
    if (page.length === 0) return;
    yield page;
    after = keyOf(page.at(-1)!);
  }
}

/** All of it is ASCII, so the order of code units is that of bytes. */
function compare(a: AccessKey, b: AccessKey): number {
  for (const [n, part] of a.entries()) {
    if (part !== b[n]) return part < b[n]! ? -1 : 1;
  }
  return 0;
}
