import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Instant } from '@rekam/domain';
import { StoreUnavailable } from '../event-store';
import { later, type LedgerTimes } from './ledger-times';
import type { LiveWindow } from './live-window';
import { backOffMs, pause } from './retry';
import { subscribe } from './subscription';
import { recordedAtOf, type LogEntry, type Streams } from './stored-form';

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

/** The end of the log when the tail begins. */
export interface TailStart {
  /** Of the last event of anybody. */
  readonly position: bigint;
  /** Of the last event of ours; 0n for none. */
  readonly lastPosition: bigint;
  readonly ledgerTime: Instant;
}

export interface TailOptions {
  readonly client: EventStoreDBClient;
  readonly streams: Streams;
  readonly times: LedgerTimes;
  readonly window: LiveWindow;
  /** Subscriptions in a row that may fail before that is a fault. */
  readonly failuresMax: number;
  /** The latest events remembered by id. */
  readonly recentMax: number;
  readonly onLost?: (() => void) | undefined;
}

/**
 * The end of the log as this process sees it: followed from the moment the store was opened, for as long as it is, once
 * for all that follow in this process.
 */
export class Tail {
  readonly #recent = new Map<string, Place>();
  /** By the id of the event that is waited for. */
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #followers = new Set<() => void>();
  #position: bigint;
  #lastPosition: bigint;
  /** The position of an event, ours or not, before which nothing is left to see. */
  #restartAt: bigint;
  #ledgerTime: Instant;
  #fault: StoreUnavailable | null = null;
  #isOver = false;
  #heardAtMs = 0;
  /** Aborts when a subscription must make room for another. */
  #renewal = new AbortController();

  constructor(
    start: TailStart,
    private readonly options: TailOptions,
  ) {
    this.#position = this.#restartAt = start.position;
    this.#lastPosition = start.lastPosition;
    this.#ledgerTime = start.ledgerTime;
  }

  /** A position up to which this process has seen the log, but maybe for an event right there, and the ledger time before it. */
  get known(): { readonly position: bigint; readonly ledgerTime: Instant } {
    return { position: this.#position, ledgerTime: this.#ledgerTime };
  }

  /** Position of the last event of ours that this process has seen. */
  get lastPosition(): bigint {
    return this.#lastPosition;
  }

  /** Throws StoreUnavailable while the log cannot be followed: who appended then would not know where he is. */
  assertFollows(): void {
    if (this.#fault !== null) throw this.#fault;
  }

  /** Where an event of this id stands, if it is among the latest of the log; undefined says nothing. */
  placeOf(id: string): Place | undefined {
    return this.#recent.get(id);
  }

  /**
   * Waits for the event of a position. Null when that was seen before, or the tail has ended, or it does not come in time.
   * If nothing at all has come in that time, another subscription takes the place of the one that has gone silent.
   */
  async placeAt(id: string, position: bigint, timeoutMs: number): Promise<Place | null> {
    const seen = this.#recent.get(id);
    if (seen !== undefined || position <= this.#position || this.#isOver) return seen ?? null;
    const since = performance.now();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#giveUp(id, waiting);
        if (this.#heardAtMs < since) this.#renewal.abort();
      }, timeoutMs);
      const waiting: Waiting = { resolve, timer };
      const others = this.#waiting.get(id);
      if (others === undefined) this.#waiting.set(id, [waiting]);
      else others.push(waiting);
    });
  }

  /** Resolves when there is an event of ours after a position, or the signal aborts. Rejects with the fault of the tail. */
  async past(position: bigint, signal: AbortSignal): Promise<void> {
    this.assertFollows();
    if (this.#lastPosition > position || this.#isOver || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#followers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#followers.add(wake);
      signal.addEventListener('abort', wake);
    });
    this.assertFollows();
  }

  /** Follows until the signal aborts. An event that is not ours to read stops it there, and appends with it. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#follow(signal);
        failures = 0;
      } catch (error) {
        this.#fault = new StoreUnavailable(`the end of the log cannot be followed: ${(error as Error).message}`, {
          cause: error,
        });
        this.#wakeFollowers();
        await pause(backOffMs(failures), signal);
      }
    }
    this.#isOver = true;
    this.#wakeFollowers();
    for (const [id, all] of this.#waiting) for (const waiting of all) this.#giveUp(id, waiting);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { client, streams, failuresMax, onLost } = this.options;
    this.#renewal = new AbortController();
    const until = AbortSignal.any([signal, this.#renewal.signal]);
    const options = { after: this.#restartAt, sizeMax: SLICE_SIZE_MAX, signal: until, failuresMax, onLost };
    for await (const { entries, position } of subscribe(client, streams, options)) {
      this.#fault = null;
      this.#heardAtMs = performance.now();
      // What is answered now may ask for the position, so that comes first.
      if (position > this.#position) this.#position = position;
      if (entries.length > 0) this.#take(entries, position);
    }
  }

  #take(entries: readonly LogEntry[], position: bigint): void {
    const { times, window } = this.options;
    this.#restartAt = this.#lastPosition = position;
    window.add(
      entries,
      entries.map((entry) => this.#place(entry)),
    );
    times.note(position, this.#ledgerTime);
    this.#wakeFollowers();
  }

  #place(entry: LogEntry): Instant {
    const { id, stream, revision, position, stamp } = entry;
    this.#ledgerTime = later(this.#ledgerTime, recordedAtOf(entry));
    const place: Place = { stream, revision, position, ledgerTime: this.#ledgerTime, append: stamp.append };
    this.#recent.set(id, place);
    if (this.#recent.size > this.options.recentMax) this.#recent.delete(this.#recent.keys().next().value!);
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) {
      this.#waiting.delete(id);
      for (const { resolve, timer } of waiting) {
        clearTimeout(timer);
        resolve(place);
      }
    }
    return this.#ledgerTime;
  }

  #wakeFollowers(): void {
    for (const wake of this.#followers) wake();
  }

  #giveUp(id: string, waiting: Waiting): void {
    clearTimeout(waiting.timer);
    const others = (this.#waiting.get(id) ?? []).filter((each) => each !== waiting);
    if (others.length === 0) this.#waiting.delete(id);
    else this.#waiting.set(id, others);
    waiting.resolve(null);
  }
}
