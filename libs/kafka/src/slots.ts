import { Fifo } from './fifo';

/** What waits for a place and then takes it until its promise, which MUST NOT reject, ends. */
export interface Runnable {
  run(): Promise<void>;
}

/** Lets at most so many run at a time, in the order of their coming. */
export class Slots {
  readonly #max: number;
  /** Bounded by those who add. */
  readonly #waiting = new Fifo<Runnable>();
  #active = 0;
  #isClosed = false;
  #onIdle: (() => void) | null = null;

  constructor(max: number) {
    this.#max = max;
  }

  add(runnable: Runnable): void {
    if (this.#isClosed) return;
    this.#waiting.push(runnable);
    this.#fill();
  }

  /** Starts at once, beside one that has let it: whoever does so bounds how many. */
  join(runnable: Runnable): void {
    if (this.#isClosed) return;
    this.#active++;
    void this.#run(runnable);
  }

  /** Starts nothing any more, and resolves when nothing runs. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    return new Promise((resolve) => {
      if (this.#active === 0) resolve();
      else this.#onIdle = resolve;
    });
  }

  #fill(): void {
    while (this.#active < this.#max) {
      const runnable = this.#waiting.shift();
      if (runnable === undefined) return;
      this.#active++;
      void this.#run(runnable);
    }
  }

  async #run(runnable: Runnable): Promise<void> {
    await runnable.run();
    this.#active--;
    this.#fill();
    if (this.#active === 0) this.#onIdle?.();
  }
}
