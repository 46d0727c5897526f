/** Typed arrays of a length that grows: a number of every message stays in memory, its bytes do not. */
const FIRST_SIZE = 1_024;

/** Which message lies at an offset of one partition, for messages that are added mostly in order. */
export class OffsetIndex {
  #offsets = new Float64Array(FIRST_SIZE);
  #messages = new Uint32Array(FIRST_SIZE);
  #size = 0;

  add(offset: number, message: number): void {
    if (this.#size === this.#offsets.length) this.#grow();
    let at = this.#size;
    while (at > 0 && this.#offsets[at - 1]! > offset) at--;
    this.#offsets.copyWithin(at + 1, at, this.#size);
    this.#messages.copyWithin(at + 1, at, this.#size);
    this.#offsets[at] = offset;
    this.#messages[at] = message;
    this.#size++;
  }

  /** The message at the offset; null when it is none of ours. */
  at(offset: number): number | null {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.#offsets[low] === offset ? this.#messages[low]! : null;
  }

  /** The highest offset added; -1 before the first. */
  get last(): number {
    return this.#size === 0 ? -1 : this.#offsets[this.#size - 1]!;
  }

  #grow(): void {
    const [offsets, messages] = [this.#offsets, this.#messages];
    this.#offsets = new Float64Array(offsets.length * 2);
    this.#messages = new Uint32Array(offsets.length * 2);
    this.#offsets.set(offsets);
    this.#messages.set(messages);
  }
}
