import type { KeyObject } from 'node:crypto';
import type { CareerEvent, Instant, Recorded, Sensitive, Uuid } from '@rekam/domain';
import { canonicalJson } from './canonical-json';
import { StoreUnavailable, type EventParts, type NewEvent } from './event-store';
import type { StreamKeys } from './keys';
import { seal, unseal } from './seal';
import { assertUuid, uuidBytes, uuidText } from './uuid';

/** Brings an event of any stored version to today's. */
export type Upcast = <E extends CareerEvent>(event: E) => E;

/** An event as a store keeps it. */
export interface StoredEvent {
  readonly position: bigint;
  readonly revision: bigint;
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly ledgerTime: Instant;
  /** Canonical JSON of `{body, meta, stream, type}`, byte for byte as first written. */
  readonly open: string;
  /** Canonical JSON of the sensitive part, sealed under the stream's key and bound to the id; see `seal`. */
  readonly sealed: Uint8Array | null;
}

/** The canonical bytes of what is to be stored, the coordinates aside. */
export interface EncodedEvent {
  readonly id: Uuid;
  readonly recordedAt: Instant;
  readonly open: string;
  /** Canonical JSON of the sensitive part, not sealed yet; null when there is none. */
  readonly secret: string | null;
}

/** The sensitive part as it is stored. The key may be missing only where there is none. */
export const sealedUnder = (key: KeyObject | null, { id, secret }: EncodedEvent): Uint8Array | null =>
  secret === null ? null : seal(key!, secret, uuidBytes(id));

type OpenPart = Pick<Recorded, 'body' | 'meta' | 'stream' | 'type'>;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** Between events and their stored form. Everything read passes through `upcast`, so one version is in memory. */
export class Codec {
  constructor(private readonly upcast: Upcast = (event) => event) {}

  /** Throws NotCanonical, or TypeError for a malformed id or `recordedAt`. */
  encode(stream: string, { id, type, body, meta, sensitive }: NewEvent): EncodedEvent {
    assertUuid(id);
    if (!INSTANT.test(meta.recordedAt)) {
      throw new TypeError(`recordedAt ${JSON.stringify(meta.recordedAt)} is no UTC instant with microseconds`);
    }
    const open = canonicalJson({ body, meta, stream, type } satisfies OpenPart);
    const secret = sensitive === null ? null : canonicalJson(sensitive);
    return { id, recordedAt: meta.recordedAt, open, secret };
  }

  decode({ position, revision, id, ledgerTime, open, sealed }: StoredEvent, keys: StreamKeys): Recorded {
    const { body, meta, stream, type } = JSON.parse(open) as OpenPart;
    const secret = unsealed(keys, stream, id, sealed);
    return this.upcast<Recorded>({
      id: uuidText(id),
      stream,
      revision,
      position,
      ledgerTime,
      type,
      body,
      sensitive: secret === null ? null : (JSON.parse(secret) as Sensitive),
      meta,
      erased: sealed !== null && secret === null,
    });
  }

  /** The event that `decode` would give, from what was just encoded. */
  recorded(event: NewEvent, place: Pick<Recorded, 'stream' | 'revision' | 'position' | 'ledgerTime'>): Recorded {
    const { id, type, body, sensitive, meta } = event;
    const { stream, revision, position, ledgerTime } = place;
    return this.upcast<Recorded>({
      id,
      stream,
      revision,
      position,
      ledgerTime,
      type,
      body,
      sensitive,
      meta,
      erased: false,
    });
  }

  parts({ position, id, ledgerTime, open, sealed }: StoredEvent, keys: StreamKeys): EventParts {
    const { stream } = JSON.parse(open) as OpenPart;
    const sensitive = unsealed(keys, stream, id, sealed);
    return {
      id: uuidText(id),
      stream,
      position,
      ledgerTime,
      open,
      sensitive,
      erased: sealed !== null && sensitive === null,
    };
  }
}

/**
 * Null when there is nothing, or its key was destroyed. A key that is missing is no erasure: read as one, the
 * parts would be gone from every view and nobody would look for the key.
 */
function unsealed(keys: StreamKeys, stream: string, id: Uint8Array, sealed: Uint8Array | null): string | null {
  if (sealed === null) return null;
  const key = keys.get(stream);
  if (key === 'destroyed') return null;
  if (key === null) throw missingKey(stream);
  try {
    return unseal(key, sealed, id).toString('utf8');
  } catch (cause) {
    throw new StoreUnavailable(`the sensitive part of event ${uuidText(id)} is damaged: restore a backup`, { cause });
  }
}

/** Sealed events need a key that was made with them; the keys of another log, or of an older copy, lack it. */
export const missingKey = (stream: string): StoreUnavailable =>
  new StoreUnavailable(
    `the key of this stream is missing: restore keys.db, or the database of the keys, of the same backup (stream ${stream})`,
  );
