/** What a server keeps of an event. Positions are those of a log of bytes: increasing, with gaps. */
export interface LogRecord {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly data: Uint8Array;
  readonly customMetadata: Uint8Array;
  /** 100 ns since 1970. */
  readonly createdTicks: bigint;
}

export type ProposedRecord = Pick<LogRecord, 'id' | 'metadata' | 'data' | 'customMetadata'>;
export type Expected = bigint | 'no_stream' | 'stream_exists' | 'any';

export type AppendAnswer =
  | { readonly kind: 'success'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrong-expected-version'; readonly actual: bigint | null }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-large' };

const TICKS_PER_MS = 10_000n;
const RECORD_BYTES = 128n;
/** What the server takes in one append unless it is configured otherwise. */
export const APPEND_BYTES_MAX = 1024 * 1024;

interface Stream {
  readonly records: LogRecord[];
  /** Revisions below are deleted. */
  truncatedBefore: bigint;
  isTombstoned: boolean;
}

/** A server's log in memory, with the rules of its index: expected versions, idempotency, deletion. */
export class Log {
  readonly records: LogRecord[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #waiting = new Set<() => void>();
  #end = 0n;

  constructor() {
    // No server's log begins with an application's events.
    this.append('$users', 'any', [
      {
        id: '00000000-0000-4000-8000-000000000001',
        metadata: new Map([
          ['type', '$User'],
          ['content-type', 'application/json'],
        ]),
        data: Buffer.from('"admin"'),
        customMetadata: new Uint8Array(),
      },
    ]);
  }

  append(name: string, expected: Expected, events: readonly ProposedRecord[]): AppendAnswer {
    const stream = this.#streams.get(name) ?? { records: [], truncatedBefore: 0n, isTombstoned: false };
    if (stream.isTombstoned) return { kind: 'stream-deleted' };
    const bytes = events.reduce((sum, { data, customMetadata }) => sum + data.length + customMetadata.length, 0);
    if (bytes > APPEND_BYTES_MAX) return { kind: 'too-large' };
    const last = stream.records.at(-1);
    const actual = last?.revision ?? null;
    const visible = actual === null || actual < stream.truncatedBefore ? null : actual;
    // 1. The same ids where they would have gone: the first answer again.
    const first = this.#placeOf(stream, expected, events[0]!.id);
    if (first !== null && events.every(({ id }, n) => stream.records[Number(first) + n]?.id === id)) {
      const again = stream.records[Number(first) + events.length - 1]!;
      return { kind: 'success', revision: again.revision, position: again.position };
    }
    // 2. The expectation.
    const isMet =
      expected === 'any' ||
      (expected === 'stream_exists' && visible !== null) ||
      (expected === 'no_stream' && visible === null) ||
      expected === actual;
    if (!isMet) return { kind: 'wrong-expected-version', actual: visible };
    // 3. One after the other, with nothing between them.
    this.#streams.set(name, stream);
    for (const event of events) {
      const record: LogRecord = {
        ...event,
        position: this.#end,
        stream: name,
        revision: BigInt(stream.records.length),
        createdTicks: BigInt(Date.now()) * TICKS_PER_MS,
      };
      this.#end += RECORD_BYTES + BigInt(event.data.length + event.customMetadata.length);
      stream.records.push(record);
      this.records.push(record);
    }
    for (const wake of this.#waiting) wake();
    const written = stream.records.at(-1)!;
    return { kind: 'success', revision: written.revision, position: written.position };
  }

  /** Where the next event will be. */
  get end(): bigint {
    return this.#end;
  }

  /** The events of a stream that are not deleted; null for no stream. */
  read(name: string): readonly LogRecord[] | 'deleted' | null {
    const stream = this.#streams.get(name);
    if (stream === undefined) return null;
    if (stream.isTombstoned) return 'deleted';
    const records = stream.records.slice(Number(stream.truncatedBefore));
    return records.length === 0 ? null : records;
  }

  /** Deletes softly, or for good. */
  delete(name: string, forGood: boolean): bigint {
    const stream = this.#streams.get(name) ?? { records: [], truncatedBefore: 0n, isTombstoned: false };
    this.#streams.set(name, stream);
    stream.truncatedBefore = BigInt(stream.records.length);
    stream.isTombstoned ||= forGood;
    return this.#end;
  }

  /** Index of the first record at a position or after it. */
  indexAt(position: bigint): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Resolves when there are more records than so many, or when the signal aborts. */
  async longerThan(length: number, signal: AbortSignal): Promise<void> {
    if (this.records.length > length || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** Where a repetition would stand: by the expected version, or else wherever the first id is in the stream. */
  #placeOf({ records }: Stream, expected: Expected, id: string): bigint | null {
    if (typeof expected === 'bigint') return expected + 1n;
    if (expected === 'no_stream') return 0n;
    const found = records.findLastIndex((record) => record.id === id);
    return found === -1 ? null : BigInt(found);
  }
}
