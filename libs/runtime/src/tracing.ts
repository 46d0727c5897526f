import type { Recorded, Uuid } from '@rekam/domain';
import type { Logger } from 'pino';
import type { Config } from './config';

/** Of a span. Never a name or number of a person, nor what somebody wrote: kinds, counts, places and opaque ids. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Work that is over. */
export interface FinishedSpan {
  /** Few and known. */
  readonly name: string;
  /** `consumer` and `producer` are for what went over Kafka, or over the log. */
  readonly kind?: 'internal' | 'producer' | 'consumer';
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  /** 16 hexadecimal digits, where it must be found by others; else a new one. */
  readonly spanId?: string;
  readonly error?: unknown;
}

/** A place in a trace that work which is over can be hung on. */
export interface TracePlace {
  record(span: FinishedSpan): void;
}

/** The place of an append, of this process or another. */
export interface TracedAppend extends TracePlace {
  /** W3C `traceparent`, for what is sent of it. */
  readonly traceparent: string;
}

/** Work under way. */
export interface Span extends TracePlace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** W3C `traceparent`, for what is sent on its behalf. */
  readonly traceparent: string;
  begin(name: string, attributes: Attributes): Span;
  set(attributes: Attributes): void;
  /** Of an error only its name is kept: what it says may name a person. */
  end(error?: unknown): void;
}

export interface Arrival {
  readonly name: string;
  readonly kind: 'server' | 'consumer';
  /** As it came, whatever it is. */
  readonly traceparent: unknown;
  readonly correlationId: Uuid;
  readonly attributes: Attributes;
}

type InTrace = Pick<Recorded, 'id'> & { readonly meta: Pick<Recorded['meta'], 'correlationId'> };

/** Where the spans of a process go. */
export interface Tracing {
  /** Work that came from outside: it goes on with the sender's trace, or begins the one of its correlation id. */
  begin(arrival: Arrival): Span | null;
  /** The append of an event, whoever made it, for what follows from the event; null where it is not recorded. */
  appendOf(event: InTrace): TracedAppend | null;
  /** The trace of a correlation id, for the append of what no request and no message asked for. */
  traceOf(correlationId: Uuid): TracePlace | null;
  /** Sends what is left, for at most so long. */
  stop(timeoutMs: number): Promise<void>;
}

/** What injects Tracing from the process. */
export const TRACING = Symbol('tracing');

export const NO_TRACING: Tracing = {
  begin: () => null,
  appendOf: () => null,
  traceOf: () => null,
  stop: async () => undefined,
};

/** Spans as the configuration has them. What makes and sends them is loaded only where it is wanted. */
export function openTracing(
  { traceUrl, traceRatio }: Pick<Config, 'traceUrl' | 'traceRatio'>,
  service: { readonly name: string; readonly version: string },
  log: Pick<Logger, 'info' | 'warn'>,
): Tracing {
  if (traceUrl === null) return NO_TRACING;
  const { OtlpTracing } = require('./otlp-tracing') as typeof import('./otlp-tracing');
  return new OtlpTracing({ url: traceUrl, ratio: Number(traceRatio), service, log });
}
