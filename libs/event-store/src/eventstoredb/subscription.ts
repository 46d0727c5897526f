import { streamNameFilter, type EventStoreDBClient } from '@eventstore/db-client';
import { StoreUnavailable } from '../event-store';
import { backOffMs, pause } from './retry';
import { isFinal, positionOf, unavailable } from './server-log';
import type { LogEntry, Streams } from './stored-form';

/** Events that the client may have ready before they are asked for; then it lets the server wait. */
const READ_AHEAD_MAX = 256;
/** Of the server's windows of events that it looked at without finding one of ours, before it tells where it is. */
const CHECKPOINT_INTERVAL = 8;
/** A subscription that has lasted so long had not failed at once, though there may have been nothing to tell. */
const SETTLED_MS = 5_000;

/**
 * Events of ours in the order of the log, and the position up to which there are no others; at that position itself
 * there may be one. Empty when there is nothing but the news of that, or of a new connection.
 */
export interface Slice {
  readonly entries: readonly LogEntry[];
  readonly position: bigint;
}

export interface SubscriptionOptions {
  readonly after: bigint;
  readonly sizeMax: number;
  readonly signal: AbortSignal;
  /** Connections in a row that may fail before it gives up. */
  readonly failuresMax: number;
  /** Called whenever a subscription has ended that should have gone on. */
  readonly onLost?: (() => void) | undefined;
}

/**
 * Our events after a position, for ever. The client never resumes a subscription: after an error, and after an end that
 * the server calls a clean one, this begins another where it is safe to. Ends when the signal aborts; rejects with
 * StoreUnavailable when it gives up, or when an event is not ours to read.
 *
 * A subscription begins after the first event that is at its position or beyond. At the position of an event of ours that
 * is this one. At a checkpoint, which tells how far the server has looked, it may be one that nobody has seen yet: older
 * servers tell the place of the next event. So another subscription begins at the checkpoint before the last one.
 */
export async function* subscribe(
  client: EventStoreDBClient,
  streams: Streams,
  { after, sizeMax, signal, failuresMax, onLost }: SubscriptionOptions,
): AsyncGenerator<Slice, void, undefined> {
  /** Of the last event that was handed out. */
  let position = after;
  /** Of that event, or a checkpoint beyond it; and the one before, if it is a checkpoint. */
  let mark = after;
  let resumeAt = after;
  for (let failures = 0; !signal.aborted; failures++) {
    let checkpoint = 0n;
    let failure: Error | null = null;
    /** An event that is not ours to read: what comes before it is handed out. */
    let refusal: Error | null = null;
    let isOver = false;
    let confirmedAtMs: number | null = null;
    let isToldOf = false;
    let wake = (): void => undefined;
    const filter = streamNameFilter({
      prefixes: streams.prefixes,
      checkpointInterval: CHECKPOINT_INTERVAL,
      checkpointReached: async (_, { commit }) => {
        checkpoint = commit;
        wake();
      },
    });
    const events = client.subscribeToAll(
      { fromPosition: positionOf(resumeAt), filter },
      { highWaterMark: READ_AHEAD_MAX },
    );
    const over = (error: Error | null): void => {
      failure ??= error;
      isOver = true;
      wake();
    };
    const aborted = (): void => over(null);
    events.on('error', over);
    events.on('end', aborted);
    events.on('close', aborted);
    events.on('readable', () => wake());
    events.on('confirmation', () => {
      confirmedAtMs = performance.now();
      wake();
    });
    signal.addEventListener('abort', aborted);
    try {
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const entries: LogEntry[] = [];
        while (entries.length < sizeMax && refusal === null) {
          const event = events.read();
          if (event === null) break;
          try {
            const entry = streams.entryOf(event);
            if (entry !== null && entry.position > position) entries.push(entry);
          } catch (error) {
            refusal = error as Error;
          }
        }
        if (entries.length > 0) {
          failures = 0;
          position = resumeAt = mark = entries.at(-1)!.position;
          yield { entries, position };
        } else if (refusal !== null) {
          throw refusal;
        } else if (failure === null && checkpoint > mark) {
          // All that came before the checkpoint has been handed out: nothing is ready to be read.
          failures = 0;
          resumeAt = mark;
          mark = checkpoint;
          yield { entries, position: mark };
        } else if (confirmedAtMs !== null && !isToldOf && !isOver) {
          isToldOf = true;
          yield { entries, position: mark };
        } else if (isOver) break;
        else await woken;
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      // What never began cannot be ended.
      events.unsubscribe().catch(() => undefined);
    }
    if (signal.aborted) return;
    onLost?.();
    if (confirmedAtMs !== null && performance.now() - confirmedAtMs > SETTLED_MS) failures = 0;
    if (failure !== null && (isFinal(failure) || failures >= failuresMax)) throw unavailable(failure);
    if (failures >= failuresMax) throw new StoreUnavailable('the server ends every subscription at once');
    await pause(backOffMs(failures), signal);
  }
}
