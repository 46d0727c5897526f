import type { KeyObject } from 'node:crypto';

/** A stream's key was destroyed: nothing sensitive can be recorded in it any more. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
  constructor(readonly stream: string) {
    super(`the key of ${stream} was destroyed on request: the stream takes no sensitive content any more`);
  }
}

/** The master key given is not the one that the keys are wrapped under. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

/** What reading needs: the keys of the streams that were loaded. */
export interface StreamKeys {
  /**
   * 32-byte key of a stream; null when there never was one here, which is no erasure: these may be the wrong keys. A
   * KeyObject is prepared once and never printed.
   */
  get(stream: string): KeyObject | 'destroyed' | null;
}

/**
 * The keys of the sensitive parts: one a stream, so that destroying it erases the part wherever it was copied. Every
 * adapter passes the same contract suite. What is asked for rejects with StoreUnavailable where the keys are on a server
 * that is away; asking again later is fine.
 */
export interface KeyStore {
  /** The keys of these streams as they stand, many in one go. */
  load(streams: Iterable<string>): Promise<StreamKeys>;
  /**
   * The key to encrypt with, made when the stream has none, and durable when it resolves: whoever else makes one at the
   * same time is given the same. Calls of one turn of the event loop go in one transaction. Rejects with KeyDestroyed.
   */
  keyFor(stream: string): Promise<KeyObject>;
  /** Hex HMAC-SHA256 of text under a key of the label (HKDF), derived from the service key that lasts as long as the keys. */
  hash(label: string, text: string): string;
  /**
   * Destroys the key for good. When it resolves that is durable, and other processes have been told to drop it; copies
   * in backups perish with the backups.
   */
  destroy(stream: string): Promise<void>;
  /** Closing again does nothing. */
  close(): Promise<void>;
}

/** A key to encrypt with at once. */
export interface WritingKey {
  readonly key: KeyObject;
  /** The wrapped key to be made durable in the store's file before an event under it; null when it is durable. */
  readonly unsaved: Uint8Array | null;
}

/** Keys of this machine, in a file or in memory: read at once, and made durable by the writer of the log beside them. */
export interface LocalKeyStore extends KeyStore, StreamKeys {
  /** Where the event store's writer puts new keys, in one transaction a group; null: they live in memory. */
  readonly file: string | null;
  /** The key to encrypt with, made when the stream has none. Throws KeyDestroyed. */
  forWriting(stream: string): WritingKey;
  /** The event store's writer reports that a new key is durable. */
  saved(stream: string): void;
  /** The event store's writer reports that another process has made a key of the stream first, or destroyed it. */
  taken(stream: string, unsaved: Uint8Array): void;
  /** Copies all keys into a new file, consistent while writing goes on. */
  backup(file: string): Promise<void>;
}
