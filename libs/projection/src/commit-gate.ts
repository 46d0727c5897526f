/** Lets others wait until a projection has come past a position. */
export class CommitGate {
  readonly #waiting = new Set<{ readonly position: bigint; readonly wake: () => void }>();
  #position: bigint;

  constructor(position: bigint) {
    this.#position = position;
  }

  get position(): bigint {
    return this.#position;
  }

  advance(position: bigint): void {
    this.#position = position;
    for (const waiting of this.#waiting) if (position >= waiting.position) waiting.wake();
  }

  /** Resolves when everything up to the position is committed, or when the signal aborts; says which. */
  async until(position: bigint, signal: AbortSignal): Promise<boolean> {
    if (this.#position >= position || signal.aborted) return this.#position >= position;
    await new Promise<void>((resolve) => {
      const waiting = {
        position,
        wake: () => {
          this.#waiting.delete(waiting);
          signal.removeEventListener('abort', waiting.wake);
          resolve();
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', waiting.wake);
    });
    return this.#position >= position;
  }
}
