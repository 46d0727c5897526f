const COMPACT_AT = 1_024;

/** First in, first out, in constant time: an array's `shift` moves all the others. What was taken is let go. */
export class Fifo<T> implements Iterable<T> {
  /** From `#first` on. */
  readonly #items: (T | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The first, or undefined of an empty queue. */
  peek(): T | undefined {
    return this.#items[this.#first];
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first++;
    if (this.#first === this.#items.length) {
      this.clear();
    } else if (this.#first >= COMPACT_AT && this.#first * 2 > this.#items.length) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  clear(): void {
    this.#items.length = 0;
    this.#first = 0;
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let at = this.#first; at < this.#items.length; at++) yield this.#items[at] as T;
  }
}
