import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Recorded } from '@rekam/domain';
import { StoreUnavailable } from '../event-store';
import type { EventDecoder } from './event-decoder';
import type { LedgerTimes } from './ledger-times';
import type { LiveWindow } from './live-window';
import type { Streams } from './stored-form';
import { subscribe } from './subscription';
import type { Tail } from './tail';

export interface FollowingParts {
  readonly client: EventStoreDBClient;
  readonly streams: Streams;
  readonly times: LedgerTimes;
  readonly decoder: EventDecoder;
  readonly window: LiveWindow;
  readonly tail: Tail;
  /** Subscriptions in a row that may fail. */
  readonly failuresMax: number;
  /** Without a word to a follower that is behind. */
  readonly silenceMaxMs: number;
  readonly onLost: (() => void) | undefined;
}

type Pages = AsyncGenerator<readonly Recorded[], void, undefined>;

/** Follows the log for whoever asks: over the one subscription of the process, or one of its own while it is behind. */
export class Following {
  constructor(private readonly parts: FollowingParts) {}

  /** Pages of events after a position until the signal aborts. A follower that is slow holds up nobody but itself. */
  async *pages(after: bigint, sizeMax: number, signal: AbortSignal): Pages {
    const { window } = this.parts;
    let position = after;
    while (!signal.aborted) {
      const pages = window.covers(position)
        ? this.#live(position, sizeMax, signal)
        : this.#history(position, sizeMax, signal);
      for await (const page of pages) {
        position = page.at(-1)!.position;
        if (signal.aborted) return;
        yield page;
      }
    }
  }

  /** What this process has seen of late, for as long as the follower keeps up with that. */
  async *#live(after: bigint, sizeMax: number, signal: AbortSignal): Pages {
    const { window, tail } = this.parts;
    let position = after;
    while (window.covers(position) && !signal.aborted) {
      const page = await window.after(position, sizeMax);
      if (page.length === 0) {
        await tail.past(position, signal);
        continue;
      }
      position = page.at(-1)!.position;
      yield page;
    }
  }

  /** By a subscription of the follower's own, until it has come to what this process has seen of late. */
  async *#history(after: bigint, sizeMax: number, signal: AbortSignal): Pages {
    const { client, streams, times, decoder, window, failuresMax, silenceMaxMs, onLost } = this.parts;
    const silence = new AbortController();
    const until = AbortSignal.any([signal, silence.signal]);
    const listen = () => setTimeout(() => silence.abort(), silenceMaxMs);
    let position = after;
    let timer = listen();
    try {
      for await (const { entries } of subscribe(client, streams, {
        after,
        sizeMax,
        signal: until,
        failuresMax,
        onLost,
      })) {
        clearTimeout(timer);
        if (entries.length > 0) {
          const ledgerTimes = await times.ofRun(position, entries);
          position = entries.at(-1)!.position;
          yield await decoder.decode(entries, ledgerTimes);
        }
        if (window.covers(position)) return;
        timer = listen();
      }
    } finally {
      clearTimeout(timer);
    }
    if (signal.aborted) return;
    // There is more to tell, or the window would cover it.
    throw new StoreUnavailable(`the server has told nothing of what comes after ${position} for ${silenceMaxMs} ms`);
  }
}
