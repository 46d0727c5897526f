import {
  assertKeysFit,
  begunCopy,
  copyKeys,
  copyRest,
  MigrationRefused,
  verifyCopy,
  verifyKeys,
  type CopyOptions,
} from '@rekam/event-store';
import { copyTrail, verifyTrail } from '@rekam/reader';
import type { End } from './end';

export interface MigrationReport {
  /** Events of either log, all of them compared. */
  readonly events: number;
  /** Of these, those that this run has copied; the others were there from an earlier one. */
  readonly copied: number;
  readonly streams: number;
  readonly keys: number;
  /** Of the keys, those of erased streams, of which only that is left. */
  readonly keysDestroyed: number;
  /** Entries of the access trail. */
  readonly entries: number;
  /** Over all events in their order, as the one and the other log gives them back. */
  readonly sha256: { readonly source: string; readonly target: string };
  readonly seconds: number;
}

export interface MigrationOptions {
  /** 32 bytes; what the keys of both sides are wrapped under. */
  readonly masterKey: Uint8Array;
  /** Copies nothing. */
  readonly verifyOnly: boolean;
  readonly signal: AbortSignal;
  /** Called as a step goes on; events of about so many. */
  onProgress(step: 'compared' | 'copied' | 'verified', events: number, total: number): void;
}

/**
 * Copies a ledger from one end to the other, from where an earlier run has left it, and reads both sides to the end.
 * Rejects with MigrationRefused, having written nothing, when the target is neither empty nor the beginning of the source;
 * and when the two sides are not the same in the end.
 */
export async function migrate(source: End, target: End, options: MigrationOptions): Promise<MigrationReport> {
  const { masterKey, verifyOnly, signal, onProgress } = options;
  const startedAt = performance.now();
  const head = await source.log.head();
  const copying = (step: Parameters<typeof onProgress>[0]): CopyOptions => ({
    signal,
    // Positions of a server are of bytes: how many events there are is known only when all have been read.
    onPage: ({ events, position }) =>
      onProgress(step, events, Math.round((events * Number(head)) / Math.max(1, Number(position)))),
  });
  // 1. Everything that can be refused.
  await assertKeysFit(source.keys, target.keys, { masterKey, signal });
  let copied = 0;
  if (!verifyOnly) {
    const begun = await begunCopy(source.log, target.log, copying('compared'));
    // 2. A key before what it opens, and the log before who has read it.
    await copyKeys(source.keys, target.keys, { signal });
    copied = await copyRest(source.log, target.log, begun, copying('copied'));
    if (source.trail !== null && target.trail !== null) await copyTrail(source.trail, target.trail, { signal });
  }
  // 3. Both sides again, from beginning to end.
  const { keys, destroyed } = await verifyKeys(source.keys, target.keys, { signal });
  const { events, streams, sha256 } = await verifyCopy(source.log, target.log, copying('verified'));
  const entries = await verifiedEntries(source, target, signal);
  const seconds = Math.round(performance.now() - startedAt) / 1_000;
  const [ofSource, ofTarget] = sha256;
  return {
    events,
    copied,
    streams,
    keys,
    keysDestroyed: destroyed,
    entries,
    sha256: { source: ofSource, target: ofTarget },
    seconds,
  };
}

async function verifiedEntries(source: End, target: End, signal: AbortSignal): Promise<number> {
  if (source.trail === null) return 0;
  const { entries, lacking } =
    target.trail === null
      ? { entries: 0, lacking: 'of any time' }
      : await verifyTrail(source.trail, target.trail, { signal });
  if (lacking === null) return entries;
  throw new MigrationRefused(`the access trail of the target lacks readings that the source has (window ${lacking})`);
}
