import type { Coordinates } from '@rekam/kafka';
import { OffsetIndex } from './offset-index';

/** More than any broker answers ahead of its own acknowledgement. */
const AHEAD_MAX = 100_000;

/**
 * Finds the message that an outcome is of by its place. An outcome may be seen before the acknowledgement that says
 * where the message went: it waits here for it. Outcomes of what others send wait too, so those that wait have a limit.
 */
export class Matching<Seen> {
  readonly #byPartition = new Map<string, OffsetIndex>();
  readonly #ahead = new Map<string, Seen>();

  /** Notes where a message went; returns what was seen of it already, null when nothing was. */
  placed(message: number, { topic, partition, offset }: Coordinates): Seen | null {
    const name = `${topic}/${partition}`;
    let index = this.#byPartition.get(name);
    if (index === undefined) this.#byPartition.set(name, (index = new OffsetIndex()));
    index.add(Number(offset), message);
    if (this.#ahead.size === 0) return null;
    const key = `${name}/${offset}`;
    const seen = this.#ahead.get(key) ?? null;
    this.#ahead.delete(key);
    return seen;
  }

  /** The message of an outcome; null when it is none of ours, or none that is acknowledged yet. */
  messageAt(topic: string, partition: number, offset: string, seen: Seen): number | null {
    const name = `${topic}/${partition}`;
    const index = this.#byPartition.get(name);
    const message = index?.at(Number(offset)) ?? null;
    if (message !== null || Number(offset) < (index?.last ?? -1)) return message;
    if (this.#ahead.size === AHEAD_MAX) this.#ahead.delete(this.#ahead.keys().next().value!);
    this.#ahead.set(`${name}/${offset}`, seen);
    return null;
  }
}
