import type { Uuid } from '@rekam/domain';

/** A place in a trace, as W3C Trace Context names it: 32 and 16 hexadecimal digits in lower case. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly isRecorded: boolean;
}

/** W3C Trace Context level 2; later versions may add parts, and version ff is none. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/;
const TRACEPARENT_CHARS = 55;
const TRACEPARENT_CHARS_MAX = 512;
const RECORDED = 1;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** What a `traceparent` says; null when there is none that can be read, and then a new trace begins. */
export function readTraceparent(text: unknown): TraceContext | null {
  if (typeof text !== 'string' || text.length > TRACEPARENT_CHARS_MAX) return null;
  const [, version, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? [];
  if (traceId === undefined || (version === '00' && text.length !== TRACEPARENT_CHARS)) return null;
  return { traceId, spanId: spanId!, isRecorded: (Number.parseInt(flags!, 16) & RECORDED) === RECORDED };
}

export const writeTraceparent = ({ traceId, spanId, isRecorded }: TraceContext): string =>
  `00-${traceId}-${spanId}-${isRecorded ? '01' : '00'}`;

/**
 * What a request or a message goes by from here on: the correlation id that its sender gave, where that is a UUID, else
 * its trace, else a new one. The trace and the correlation id are the same 128 bits wherever they can be, so that who has
 * an event, which keeps its correlation id, has its trace as well.
 */
export function correlationIdOf(given: unknown, traceparent: unknown, otherwise: () => Uuid): Uuid {
  if (typeof given === 'string' && UUID.test(given)) return given.toLowerCase();
  const parent = readTraceparent(traceparent);
  return parent === null ? otherwise() : uuidOf(parent.traceId);
}

const uuidOf = (hex: string): Uuid => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The trace that is begun for a correlation id. */
export const traceIdOf = (correlationId: Uuid): string => correlationId.replaceAll('-', '').toLowerCase();

/**
 * The span of an event's append. It follows from the event's id, so that whoever follows the log goes on in its trace,
 * in another process and much later, without anything more in the event.
 */
export const appendSpanIdOf = (eventId: Uuid): string => traceIdOf(eventId).slice(-16);
