import type { Instant, Recorded } from '@rekam/domain';
import type { Codec, StoredEvent } from '../codec';
import type { EventParts } from '../event-store';
import type { KeyStore, StreamKeys } from '../keys';
import { uuidBytes } from '../uuid';
import { sealedOf, type LogEntry } from './stored-form';

const NO_KEYS: StreamKeys = { get: () => null };
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Makes events of what the server has, page by page: the keys of a page are loaded in one go. */
export class EventDecoder {
  constructor(
    private readonly codec: Codec,
    private readonly keys: KeyStore,
  ) {}

  async decode(entries: readonly LogEntry[], times: readonly Instant[]): Promise<readonly Recorded[]> {
    const keys = await this.#keysOf(entries);
    return entries.map((entry, n) => this.codec.decode(stored(entry, times[n]!), keys));
  }

  async parts(entries: readonly LogEntry[], times: readonly Instant[]): Promise<readonly EventParts[]> {
    const keys = await this.#keysOf(entries);
    return entries.map((entry, n) => this.codec.parts(stored(entry, times[n]!), keys));
  }

  /** Whether events may still be shown as they were decoded, which they may not once their stream is erased. */
  async areReadable(events: readonly Recorded[]): Promise<boolean> {
    const streams = new Set<string>();
    for (const { stream, sensitive } of events) if (sensitive !== null) streams.add(stream);
    if (streams.size === 0) return true;
    const keys = await this.keys.load(streams);
    return [...streams].every((stream) => keys.get(stream) !== 'destroyed');
  }

  async #keysOf(entries: readonly LogEntry[]): Promise<StreamKeys> {
    const streams = new Set<string>();
    for (const { stream, stamp } of entries) if (stamp.sealed !== undefined) streams.add(stream);
    return streams.size === 0 ? NO_KEYS : this.keys.load(streams);
  }
}

const stored = (entry: LogEntry, ledgerTime: Instant): StoredEvent => ({
  position: entry.position,
  revision: entry.revision,
  id: uuidBytes(entry.id),
  ledgerTime,
  open: utf8.decode(entry.open),
  sealed: sealedOf(entry),
});
