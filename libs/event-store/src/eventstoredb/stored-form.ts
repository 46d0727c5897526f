import type { AllStreamResolvedEvent, EventData, ResolvedEvent } from '@eventstore/db-client';
import type { Instant } from '@rekam/domain';
import type { EncodedEvent, StoredEvent } from '../codec';
import { StoreUnavailable } from '../event-store';

/** The first parts of our streams' names: what the server filters `$all` by. */
const STREAM_KINDS = ['career-', 'mentoring-', 'identifier-', 'unit-', 'ledger'] as const;

/**
 * This is the storage format; a change here is a migration.
 *
 * - The server's id and type are the event's own; its stream is the event's, after a prefix that is empty but in tests.
 * - Data: the open part, the canonical bytes that commitments are made to. They are JSON and declared as bytes: what is
 *   declared as JSON the client parses and prints again, in another order of keys, at twice the cost of an append. The
 *   server's own projections find them as `bodyRaw`.
 * - Metadata: a `Stamp` as JSON.
 */
export interface Stamp {
  /** The append that wrote the event: tells one's own from an earlier one of the same ids. */
  readonly append: string;
  /** Place in its append, from 0. An append's events stand in the log one right after the other. */
  readonly place: number;
  /** The event's own, of its metadata, so that the tail of the log need not be parsed. */
  readonly recordedAt: Instant;
  /** On the first of an append: a position before it, and the ledger time there. See `LedgerTimes`. */
  readonly known?: { readonly position: string; readonly ledgerTime: Instant };
  /** On the first of an append: ledger time of the event before it in its stream, when the writer knew it. */
  readonly previous?: Instant;
  /** The sealed part in base64. */
  readonly sealed?: string;
}

/** An event of ours as the server has it. */
export interface LogEntry {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  /** UTF-8. */
  readonly open: Uint8Array;
  readonly stamp: Stamp;
}

export const recordedAtOf = ({ stamp }: LogEntry): Instant => stamp.recordedAt;

/** Names of streams between us and the server. */
export class Streams {
  /** What the server is asked for. */
  readonly prefixes: string[];

  constructor(private readonly prefix: string) {
    this.prefixes = STREAM_KINDS.map((kind) => prefix + kind);
  }

  /** Throws TypeError for a stream that no follower would see. */
  onServer(stream: string): string {
    if (!STREAM_KINDS.some((kind) => stream.startsWith(kind))) {
      throw new TypeError(`the stream ${stream} is of no kind that is followed: ${STREAM_KINDS.join(', ')}`);
    }
    return this.prefix + stream;
  }

  isOurs(serverStream: string): boolean {
    return this.prefixes.some((prefix) => serverStream.startsWith(prefix));
  }

  /** The event as ours; null when it is not. Throws StoreUnavailable for one that we cannot have written. */
  entryOf({ event }: AllStreamResolvedEvent | ResolvedEvent): LogEntry | null {
    if (event === undefined || !this.isOurs(event.streamId)) return null;
    const { streamId, revision, id, data, metadata, position } = event;
    const stamp = metadata as Partial<Stamp> | undefined;
    if (!(data instanceof Uint8Array) || stamp?.append === undefined || stamp.recordedAt === undefined) {
      throw new StoreUnavailable(
        `event ${revision} of stream ${streamId} was not written by this service: take it out, or give the service a server of its own`,
      );
    }
    if (position === undefined) {
      throw new StoreUnavailable('the server tells no positions in streams: it must be of version 22.6 or later');
    }
    const stream = streamId.slice(this.prefix.length);
    return { position: position.commit, stream, revision, id, open: data, stamp: stamp as Stamp };
  }
}

export const sealedOf = ({ stamp }: LogEntry): Uint8Array | null =>
  stamp.sealed === undefined ? null : Buffer.from(stamp.sealed, 'base64');

/** The client takes bytes as they are only if they are no Buffer, which are made three times as fast. */
function utf8Of(text: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text, 'utf8');
  return new Uint8Array(buffer, byteOffset, length);
}

/** What the client is given to write. */
export function eventDataOf(
  type: string,
  { id, open, sealed }: Pick<EncodedEvent, 'id' | 'open'> & Pick<StoredEvent, 'sealed'>,
  stamp: Stamp,
): EventData {
  const metadata: Stamp = sealed === null ? stamp : { ...stamp, sealed: Buffer.from(sealed).toString('base64') };
  return {
    id,
    type,
    contentType: 'application/octet-stream',
    data: utf8Of(open),
    metadata: utf8Of(JSON.stringify(metadata)),
  };
}
