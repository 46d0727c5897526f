import type { Compared, LogComparison } from './compare-logs';
import { compareLogs } from './compare-logs';
import { MigrationRefused, ROWS_MAX, type StoredLog } from './stored-log';

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Called after each page; the position is the source's. */
  onPage?(done: Compared): void;
}

/**
 * How much of the source the target has: nothing, or its beginning, which an earlier run has left. Rejects with
 * MigrationRefused when the target has anything else. Writes nothing.
 */
export async function begunCopy(
  source: StoredLog,
  target: StoredLog,
  { signal, onPage }: CopyOptions,
): Promise<LogComparison> {
  const begun = await compareLogs(source, target, { signal, ...(onPage !== undefined && { onCompared: onPage }) });
  if (begun.longer === target) {
    throw new MigrationRefused(
      `${target.place} has an event ${begun.events + 1}, and ${source.place} ends before it: ` +
        'a migration goes on where the log that is copied goes on; check which of the two is the source',
    );
  }
  return begun;
}

/**
 * Copies what the target lacks, page after page; each is durable before the next is read, so it can be stopped between
 * any two and begun again. Resolves with the number of events copied. Rejects as `StoredLog` does.
 */
export async function copyRest(
  source: StoredLog,
  target: StoredLog,
  begun: LogComparison,
  { signal, onPage }: CopyOptions,
): Promise<number> {
  let copied = 0;
  for (let [after] = begun.positions; ;) {
    signal.throwIfAborted();
    const rows = await source.stored(after, ROWS_MAX);
    if (rows.length === 0) return copied;
    await target.copyIn(rows);
    after = rows.at(-1)!.position;
    copied += rows.length;
    onPage?.({ events: begun.events + copied, position: after });
  }
}

/**
 * Both logs read from beginning to end, event by event. Rejects with MigrationRefused when they are not the same, also
 * when the source has grown since it was copied.
 */
export async function verifyCopy(
  source: StoredLog,
  target: StoredLog,
  { signal, onPage }: CopyOptions,
): Promise<LogComparison> {
  const whole = await compareLogs(source, target, { signal, ...(onPage !== undefined && { onCompared: onPage }) });
  if (whole.longer === null) return whole;
  throw new MigrationRefused(
    whole.longer === source
      ? `${source.place} has more than the ${whole.events} events of ${target.place}: ` +
          'stop whatever writes to it, and copy again, which goes on from there'
      : `${target.place} has more than the ${whole.events} events of ${source.place}: something else writes to it`,
  );
}
