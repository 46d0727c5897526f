import type { Instant, Metadata, Recorded } from '@rekam/domain';
import { ledgerHeaders, type LedgerHeaders } from './ledger-headers';

/** An event of the log as the world may see it: without its encrypted part. */
export interface EventMessage {
  readonly stream: string;
  /** Decimal, 0-based place in the stream. */
  readonly revision: string;
  /** Decimal place in the log. */
  readonly position: string;
  readonly ledgerTime: Instant;
  /** The stored literal, such as `PromotionRecorded`. */
  readonly type: string;
  readonly body: Recorded['body'];
  readonly meta: Metadata;
  /** The event has, or had before an erasure, a part that is not in this message. */
  readonly sealed: boolean;
}

const CAREER = 'career-';
const IDENTIFIER = 'identifier-';

/** The key of an event's message: the person of a career, else the stream; null for what is not published. */
export function eventKey({ stream }: Pick<Recorded, 'stream'>): string | null {
  // Who holds a number is a lookup, not history; its stream is named by a hash of the number.
  if (stream.startsWith(IDENTIFIER)) return null;
  return stream.startsWith(CAREER) ? stream.slice(CAREER.length) : stream;
}

export const eventMessage = (event: Recorded): EventMessage => ({
  stream: event.stream,
  revision: event.revision.toString(),
  position: event.position.toString(),
  ledgerTime: event.ledgerTime,
  type: event.type,
  body: event.body,
  meta: event.meta,
  sealed: event.sensitive !== null || event.erased,
});

export const eventType = (type: string, schema: number): string => `asn.ledger.${type}.v${schema}`;

export const eventHeaders = ({ id, type, meta, ledgerTime, position }: Recorded): LedgerHeaders =>
  ledgerHeaders(id, eventType(type, meta.schema), { ce_time: ledgerTime, ce_position: position.toString() });
