import { createHash } from 'node:crypto';
import { uuidText } from '../uuid';
import { MigrationRefused, ROWS_MAX, type LogRow, type StoredLog } from './stored-log';

export interface LogComparison {
  /** Events from the first on that both logs have, alike in everything but the position. */
  readonly events: number;
  /** Streams of those events. */
  readonly streams: number;
  /** Position of the last of them in either log, 0n for none. */
  readonly positions: readonly [bigint, bigint];
  /** SHA-256 over them as either log gave them; see `LogSum`. */
  readonly sha256: readonly [string, string];
  /** The log that goes on where the other one ends. */
  readonly longer: StoredLog | null;
}

export interface Compared {
  readonly events: number;
  /** In the first log. */
  readonly position: bigint;
}

/**
 * Reads two logs side by side from their beginnings to the end of the shorter one. Rejects with MigrationRefused, which
 * names the first event that differs and how, by its number from 1 on.
 */
export async function compareLogs(
  first: StoredLog,
  second: StoredLog,
  { signal, onCompared }: { readonly signal: AbortSignal; onCompared?(compared: Compared): void },
): Promise<LogComparison> {
  const sums = [new LogSum(), new LogSum()] as const;
  let positions: readonly [bigint, bigint] = [0n, 0n];
  let events = 0;
  let streams = 0;
  for (;;) {
    signal.throwIfAborted();
    const [a, b] = await Promise.all([first.stored(positions[0], ROWS_MAX), second.stored(positions[1], ROWS_MAX)]);
    const both = Math.min(a.length, b.length);
    for (let n = 0; n < both; n++) {
      const difference = differenceOf(a[n]!, b[n]!);
      if (difference !== null) {
        throw new MigrationRefused(
          `event ${events + 1} of the two logs is not the same: its ${difference.field} is ` +
            `${difference.values[0]} in ${first.place} and ${difference.values[1]} in ${second.place}`,
        );
      }
      events++;
      if (a[n]!.revision === 0n) streams++;
      sums[0].add(events, a[n]!);
      sums[1].add(events, b[n]!);
    }
    if (both > 0) {
      positions = [a[both - 1]!.position, b[both - 1]!.position];
      onCompared?.({ events, position: positions[0] });
    }
    if (both === ROWS_MAX) continue;
    const longer = a.length === b.length ? null : a.length > b.length ? first : second;
    return { events, streams, positions, sha256: [sums[0].hex(), sums[1].hex()], longer };
  }
}

/**
 * SHA-256 over a log: of each event in order a line of JSON (UTF-8, no spaces, ending in a line feed),
 * `[number from 1, id, stream, revision, ledger time, open part, sealed part in base64 or null]`, the revision as a text.
 */
class LogSum {
  readonly #hash = createHash('sha256');

  add(number: number, { id, stream, revision, ledgerTime, open, sealed }: LogRow): void {
    const text = sealed === null ? null : Buffer.from(sealed).toString('base64');
    const line = [number, uuidText(id), stream, revision.toString(), ledgerTime, open, text];
    this.#hash.update(`${JSON.stringify(line)}\n`, 'utf8');
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}

interface Difference {
  readonly field: string;
  readonly values: readonly [string, string];
}

/** What two rows have not in common; of what may tell of persons only its length is shown. */
function differenceOf(a: LogRow, b: LogRow): Difference | null {
  if (Buffer.compare(a.id, b.id) !== 0) return { field: 'id', values: [uuidText(a.id), uuidText(b.id)] };
  if (a.stream !== b.stream) return { field: 'stream', values: [a.stream, b.stream] };
  if (a.revision !== b.revision) return { field: 'revision', values: [String(a.revision), String(b.revision)] };
  if (a.ledgerTime !== b.ledgerTime) return { field: 'ledger time', values: [a.ledgerTime, b.ledgerTime] };
  if (a.open !== b.open) return { field: 'open part', values: [lengthOf(a.open), lengthOf(b.open)] };
  const isSealedAlike =
    a.sealed === null || b.sealed === null ? a.sealed === b.sealed : Buffer.compare(a.sealed, b.sealed) === 0;
  return isSealedAlike ? null : { field: 'sealed part', values: [lengthOf(a.sealed), lengthOf(b.sealed)] };
}

const lengthOf = (part: string | Uint8Array | null): string =>
  part === null ? 'absent' : `one of ${Buffer.byteLength(part)} bytes`;
