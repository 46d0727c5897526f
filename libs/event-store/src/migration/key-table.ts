/** A stream's key as a key store has it. */
export interface KeyRow {
  readonly stream: string;
  /** Wrapped under the master key; null once it is destroyed. */
  readonly wrapped: Uint8Array | null;
}

/** A key store as rows, to be copied into another: no key is unwrapped, and none is made. */
export interface KeyTable {
  /** Where it is, for messages; never a password. */
  readonly place: string;
  /** Keys of streams after one, in the order of the names' bytes: `limit` of them, fewer only at the end. */
  rows(after: string, limit: number): Promise<readonly KeyRow[]>;
  /** The key that hashes are made under, as it is kept: wrapped, in hexadecimal. Null in a store that is new. */
  serviceKey(): Promise<string | null>;
  /** Keeps the service key where there is none yet, durable when it resolves. */
  putServiceKey(kept: string): Promise<void>;
  /** Adds rows, durable when it resolves. A key that is there stays, unless it is destroyed by the row. */
  put(rows: readonly KeyRow[]): Promise<void>;
  close(): Promise<void>;
}
