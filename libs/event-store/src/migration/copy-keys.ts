import { Wrapping } from '../key-wrapping';
import type { KeyRow, KeyTable } from './key-table';
import { MigrationRefused } from './stored-log';

/** Keys read or written at a time, about 100 bytes each. */
const KEYS_MAX = 1_000;

export interface KeyCount {
  readonly keys: number;
  /** Of these, keys of erased streams, of which only that is left. */
  readonly destroyed: number;
}

/**
 * Whether the target's keys are the source's, as far as it has any. A key that was destroyed in the source since an
 * earlier run fits: it will be in the target. Rejects with WrongMasterKey, or MigrationRefused for anything else. Writes
 * nothing.
 */
export async function assertKeysFit(
  source: KeyTable,
  target: KeyTable,
  { masterKey, signal }: { readonly masterKey: Uint8Array; readonly signal: AbortSignal },
): Promise<void> {
  const [mine, theirs] = [await source.serviceKey(), await target.serviceKey()];
  if (mine === null) {
    throw new MigrationRefused(`${source.place} has no service key: it is no whole key store, so restore a backup`);
  }
  new Wrapping(masterKey).serviceKey(mine);
  if (theirs !== null && theirs !== mine) {
    throw new MigrationRefused(
      `${target.place} has a service key of its own, so it belongs to another ledger, or a service was started on it: ` +
        'migrate into one that is empty',
    );
  }
  for await (const [own, copy] of sideBySide(source, target, signal)) {
    if (copy === null) continue;
    if (own === null || theirs === null) {
      throw new MigrationRefused(
        `${target.place} has a key of ${copy.stream}, which is not from ${source.place}: migrate into one that is empty`,
      );
    }
    if (own.wrapped === null || isSame(own, copy)) continue;
    throw new MigrationRefused(
      copy.wrapped === null
        ? `the key of ${copy.stream} is destroyed in ${target.place}, and an erasure is not undone: destroy it in ${source.place}, too`
        : `the key of ${copy.stream} in ${target.place} is another one than in ${source.place}`,
    );
  }
}

/** Copies all keys, and that they are destroyed where they are. Each page is durable before the next. */
export async function copyKeys(source: KeyTable, target: KeyTable, { signal }: { readonly signal: AbortSignal }) {
  await target.putServiceKey((await source.serviceKey())!);
  for (let after = ''; ;) {
    signal.throwIfAborted();
    const rows = await source.rows(after, KEYS_MAX);
    if (rows.length === 0) return;
    await target.put(rows);
    after = rows.at(-1)!.stream;
  }
}

/** Both stores read from end to end. Rejects with MigrationRefused when they do not hold the same. */
export async function verifyKeys(
  source: KeyTable,
  target: KeyTable,
  { signal }: { readonly signal: AbortSignal },
): Promise<KeyCount> {
  if ((await source.serviceKey()) !== (await target.serviceKey())) {
    throw new MigrationRefused(`the service keys of ${source.place} and ${target.place} are not the same`);
  }
  let keys = 0;
  let destroyed = 0;
  for await (const [own, copy] of sideBySide(source, target, signal)) {
    if (own === null || copy === null || !isSame(own, copy)) {
      const { stream } = (own ?? copy)!;
      throw new MigrationRefused(`the keys of ${stream} in ${source.place} and ${target.place} are not the same`);
    }
    keys++;
    if (own.wrapped === null) destroyed++;
  }
  return { keys, destroyed };
}

const isSame = (a: KeyRow, b: KeyRow): boolean =>
  a.wrapped === null || b.wrapped === null ? a.wrapped === b.wrapped : Buffer.compare(a.wrapped, b.wrapped) === 0;

/** The rows of two stores by stream; null where one of them has none. */
async function* sideBySide(
  a: KeyTable,
  b: KeyTable,
  signal: AbortSignal,
): AsyncGenerator<readonly [KeyRow | null, KeyRow | null], void, undefined> {
  const [left, right] = [rowsOf(a, signal), rowsOf(b, signal)];
  let [own, other] = [(await left.next()).value ?? null, (await right.next()).value ?? null];
  while (own !== null || other !== null) {
    const isOwn = own !== null && (other === null || own.stream <= other.stream);
    const isOther = other !== null && (own === null || other.stream <= own.stream);
    yield [isOwn ? own : null, isOther ? other : null];
    if (isOwn) own = (await left.next()).value ?? null;
    if (isOther) other = (await right.next()).value ?? null;
  }
}

async function* rowsOf(table: KeyTable, signal: AbortSignal): AsyncGenerator<KeyRow, void, undefined> {
  for (let after = ''; ;) {
    signal.throwIfAborted();
    const rows = await table.rows(after, KEYS_MAX);
    yield* rows;
    if (rows.length < KEYS_MAX) return;
    after = rows.at(-1)!.stream;
  }
}
