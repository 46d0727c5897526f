import { streamNameFilter, type EventStoreDBClient } from '@eventstore/db-client';
import { StoreUnavailable } from '../event-store';
import { backOffMs, pause } from './retry';
import { isFinal, positionOf, unavailable } from './server-log';
import type { LogEntry, Streams } from './stored-form';

/** Events that the client may have ready before they are asked for; then it lets the server wait. */
const READ_AHEAD_MAX = 256;
/** Of the server's windows of events that it looked at without finding one of ours, before it tells where it is. */
const CHECKPOINT_INTERVAL = 8;

/** Events of ours in the order of the log, and the position up to which there are no others. */
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
}

/**
 * Our events after a position, for ever. The client never resumes a subscription: after an error, and after an end that
 * the server calls a clean one, this begins another from the last position that was handed out, or where a later
 * checkpoint of the server said that there was nothing of ours. Ends when the signal aborts; rejects with
 * StoreUnavailable when it gives up, or when an event is not ours to read.
 */
export async function* subscribe(
  client: EventStoreDBClient,
  streams: Streams,
  { after, sizeMax, signal, failuresMax }: SubscriptionOptions,
): AsyncGenerator<Slice, void, undefined> {
  let position = after;
  for (let failures = 0; !signal.aborted; failures++) {
    let checkpoint = 0n;
    let failure: Error | null = null;
    let isOver = false;
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
      { fromPosition: positionOf(position), filter },
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
    signal.addEventListener('abort', aborted);
    try {
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const entries: LogEntry[] = [];
        for (let event = events.read(); event !== null; event = entries.length < sizeMax ? events.read() : null) {
          const entry = streams.entryOf(event);
          if (entry !== null && entry.position > position) entries.push(entry);
        }
        if (entries.length > 0) {
          failures = 0;
          position = entries.at(-1)!.position;
          yield { entries, position };
        } else if (failure === null && checkpoint > position) {
          // All that came before the checkpoint has been handed out: nothing is ready to be read.
          failures = 0;
          position = checkpoint;
          yield { entries, position };
        } else if (isOver) break;
        else await woken;
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      // What never began cannot be ended.
      events.unsubscribe().catch(() => undefined);
    }
    if (signal.aborted) return;
    if (failure !== null && (isFinal(failure) || failures >= failuresMax)) throw unavailable(failure);
    if (failures >= failuresMax) throw new StoreUnavailable('the server ends every subscription at once');
    await pause(backOffMs(failures), signal);
  }
}
