import { setTimeout } from 'node:timers/promises';
import { BrokerUnavailable, type Coordinates, type Producer } from '@rekam/kafka';
import type { SimulatedMessage } from './messages';

/** A message and its number in the run. */
interface Numbered extends SimulatedMessage {
  readonly number: number;
}

export interface SenderOptions {
  readonly producer: Producer;
  /** Messages a second; 0 = as fast as it goes. */
  readonly ratePerSecond: number;
  /** How long brokers that are away are waited for. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told before a message goes, with the moment it was due (`performance.now()`). */
  readonly onSending: (message: Numbered, dueAtMs: number) => void;
  readonly onPlaced: (message: Numbered, place: Coordinates) => void;
  /** Sending failed once: the message may be in its topic twice, or behind a later one. */
  readonly onUncertain: (message: Numbered) => void;
}

const SLICE_MAX = 200;
const SLICES_IN_FLIGHT_MAX = 16;
const TICK_MS = 5;
const PAUSE_MS = 500;

/** Sends messages at a rate, several slices on their way at once. Ends early, without an error, when the signal says so. */
export async function sendAll(messages: Iterable<SimulatedMessage>, options: SenderOptions): Promise<void> {
  const { ratePerSecond, signal, onSending } = options;
  const inFlight = new Map<readonly Numbered[], Promise<void>>();
  const failing = new Set<readonly Numbered[]>();
  const startedAt = performance.now();
  let number = 0;
  const failures: unknown[] = [];
  const isOver = (): boolean => signal.aborted || failures.length > 0;

  const dispatch = (slice: readonly Numbered[]): void => {
    const sending = sendSlice(slice, { ...options, inFlight, failing })
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => inFlight.delete(slice));
    inFlight.set(slice, sending);
  };
  const dueNow = (): number =>
    ratePerSecond === 0 ? Infinity : ((performance.now() - startedAt) * ratePerSecond) / 1_000;
  const dueAt = (nth: number): number =>
    ratePerSecond === 0 ? performance.now() : startedAt + (nth * 1_000) / ratePerSecond;

  let slice: Numbered[] = [];
  const flush = async (): Promise<void> => {
    if (slice.length > 0) dispatch(slice);
    slice = [];
    while (inFlight.size >= SLICES_IN_FLIGHT_MAX || failing.size > 0) await Promise.race(inFlight.values());
  };
  for (const message of messages) {
    while (number > dueNow() && !isOver()) {
      await flush();
      await setTimeout(TICK_MS);
    }
    if (isOver()) break;
    const numbered = { ...message, number };
    onSending(numbered, dueAt(number));
    slice.push(numbered);
    number++;
    if (slice.length === SLICE_MAX) await flush();
  }
  await flush();
  await Promise.all(inFlight.values());
  if (failures.length > 0 && !signal.aborted) throw failures[0];
}

interface SliceOptions extends SenderOptions {
  readonly inFlight: ReadonlyMap<readonly Numbered[], unknown>;
  /** Slices that are being sent again; nothing new goes before they are there. */
  readonly failing: Set<readonly Numbered[]>;
}

async function sendSlice(slice: readonly Numbered[], options: SliceOptions): Promise<void> {
  const { producer, timeoutMs, signal, onPlaced, onUncertain, inFlight, failing } = options;
  const startedAt = performance.now();
  try {
    for (;;) {
      try {
        const places = await producer.send(slice.map(({ message }) => message));
        for (const [at, message] of slice.entries()) onPlaced(message, places[at]!);
        return;
      } catch (error) {
        const isPatient = performance.now() - startedAt < timeoutMs && !signal.aborted;
        if (!(error instanceof BrokerUnavailable) || !isPatient) throw error;
        failing.add(slice);
        for (const others of inFlight.keys()) for (const message of others) onUncertain(message);
        await setTimeout(PAUSE_MS);
      }
    }
  } finally {
    failing.delete(slice);
  }
}
