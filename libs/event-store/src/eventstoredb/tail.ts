import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Instant } from '@rekam/domain';
import { later, type LedgerTimes } from './ledger-times';
import { backOffMs, pause } from './retry';
import { subscribe } from './subscription';
import { recordedAtOf, type LogEntry, type Streams } from './stored-form';

/** The latest events remembered by id, about 300 bytes each. */
const RECENT_MAX = 50_000;
const SLICE_SIZE_MAX = 500;

/** Where an event stands. */
export interface Place {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly ledgerTime: Instant;
  /** The append that wrote it. */
  readonly append: string;
}

interface Waiting {
  readonly resolve: (place: Place | null) => void;
  readonly timer: NodeJS.Timeout;
}

/** The end of the log as this process sees it: followed from the moment the store was opened, for as long as it is. */
export class Tail {
  readonly #recent = new Map<string, Place>();
  /** By the id of the event that is waited for. */
  readonly #waiting = new Map<string, Waiting[]>();
  #position: bigint;
  #lastPosition: bigint;
  #ledgerTime: Instant;
  #isOver = false;

  constructor(
    start: { readonly position: bigint; readonly lastPosition: bigint; readonly ledgerTime: Instant },
    private readonly times: LedgerTimes,
  ) {
    this.#position = start.position;
    this.#lastPosition = start.lastPosition;
    this.#ledgerTime = start.ledgerTime;
  }

  /** A position up to which this process has seen the log, and the ledger time there. */
  get known(): { readonly position: bigint; readonly ledgerTime: Instant } {
    return { position: this.#position, ledgerTime: this.#ledgerTime };
  }

  /** Position of the last event of ours that this process has seen. */
  get lastPosition(): bigint {
    return this.#lastPosition;
  }

  /** Where an event of this id stands, if it is among the latest of the log; undefined says nothing. */
  placeOf(id: string): Place | undefined {
    return this.#recent.get(id);
  }

  /** Waits for the event of a position. Null when that was seen before, or not in time, or the tail has ended. */
  async placeAt(id: string, position: bigint, timeoutMs: number): Promise<Place | null> {
    const seen = this.#recent.get(id);
    if (seen !== undefined || position <= this.#position || this.#isOver) return seen ?? null;
    return new Promise((resolve) => {
      const waiting: Waiting = { resolve, timer: setTimeout(() => this.#giveUp(id, waiting), timeoutMs) };
      const others = this.#waiting.get(id);
      if (others === undefined) this.#waiting.set(id, [waiting]);
      else others.push(waiting);
    });
  }

  /** Follows until the signal aborts. An event that is not ours to read stops it there, and appends with it. */
  async run(client: EventStoreDBClient, streams: Streams, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const options = { after: this.#position, sizeMax: SLICE_SIZE_MAX, signal, failuresMax: Infinity };
        for await (const { entries, position } of subscribe(client, streams, options)) {
          // What is answered now may ask for the position, so that comes first.
          this.#position = position;
          for (const entry of entries) this.#take(entry);
          if (entries.length > 0) this.times.note(position, this.#ledgerTime);
          failures = 0;
        }
      } catch {
        // Whoever appends or reads is told what is the matter; this one only has to be there when it is over.
        await pause(backOffMs(failures), signal);
      }
    }
    this.#isOver = true;
    for (const [id, all] of this.#waiting) for (const waiting of all) this.#giveUp(id, waiting);
  }

  #take(entry: LogEntry): void {
    const { id, stream, revision, position, stamp } = entry;
    this.#lastPosition = position;
    this.#ledgerTime = later(this.#ledgerTime, recordedAtOf(entry));
    const place: Place = { stream, revision, position, ledgerTime: this.#ledgerTime, append: stamp.append };
    this.#recent.set(id, place);
    if (this.#recent.size > RECENT_MAX) this.#recent.delete(this.#recent.keys().next().value!);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    for (const { resolve, timer } of waiting) {
      clearTimeout(timer);
      resolve(place);
    }
  }

  #giveUp(id: string, waiting: Waiting): void {
    clearTimeout(waiting.timer);
    const others = (this.#waiting.get(id) ?? []).filter((each) => each !== waiting);
    if (others.length === 0) this.#waiting.delete(id);
    else this.#waiting.set(id, others);
    waiting.resolve(null);
  }
}
