/** Commands that may wait for one stream, and for all streams together. */
const WAITING_MAX_PER_STREAM = 256;
const WAITING_MAX = 10_000;

/**
 * One command at a time on each stream of this process, in order of arrival, so that our own commands never meet
 * as conflicts in the store. Bounded: who would wait behind too many others is turned away.
 */
export class StreamQueue {
  private readonly waiting = new Map<string, (() => void)[]>();
  private waitingCount = 0;

  constructor(
    private readonly maxPerStream = WAITING_MAX_PER_STREAM,
    private readonly max = WAITING_MAX,
  ) {}

  /** `now` when the turn has come at once, a promise of the turn, or `full`. Whoever got a turn must `leave`. */
  enter(stream: string): 'now' | 'full' | Promise<void> {
    const queue = this.waiting.get(stream);
    if (queue === undefined) {
      this.waiting.set(stream, []);
      return 'now';
    }
    if (queue.length >= this.maxPerStream || this.waitingCount >= this.max) return 'full';
    this.waitingCount++;
    return new Promise((turn) => queue.push(turn));
  }

  leave(stream: string): void {
    const next = this.waiting.get(stream)?.shift();
    if (next === undefined) {
      this.waiting.delete(stream);
      return;
    }
    this.waitingCount--;
    next();
  }
}
