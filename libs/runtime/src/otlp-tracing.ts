import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TracerProvider,
  TraceIdRatioBasedSampler,
  type IdGenerator,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { appendSpanIdOf, readTraceparent, traceIdOf, writeTraceparent } from './trace-context';
import type { Arrival, Attributes, FinishedSpan, Span, TracedAppend, TracePlace, Tracing } from './tracing';
import { within } from './within';
import { outsideWork } from './work';

/** Spans that wait to be sent, about 1 kB each; what comes beyond them is lost. */
const QUEUE_SPANS_MAX = 8_192;
const BATCH_SPANS_MAX = 512;
const BATCH_DELAY_MS = 1_000;
/** An attempt to send a batch, its repetitions included; then it is lost. */
const EXPORT_TIMEOUT_MS = 5_000;
const EXPORTS_MAX = 2;
const ATTRIBUTE_CHARS_MAX = 200;

interface OtlpOptions {
  /** Of a collector, for OTLP over HTTP. */
  readonly url: string;
  /** 0 to 1: share of the traces that are recorded besides those that their beginners record. */
  readonly ratio: number;
  readonly service: { readonly name: string; readonly version: string };
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly delayMs?: number;
}

/** Ids that were asked for, once each; else new ones. */
class GivenIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  traceId: string | null = null;
  spanId: string | null = null;

  generateTraceId(): string {
    const given = this.traceId;
    this.traceId = null;
    return given ?? this.random.generateTraceId();
  }
  generateSpanId(): string {
    const given = this.spanId;
    this.spanId = null;
    return given ?? this.random.generateSpanId();
  }
}

/** Spans made with OpenTelemetry's SDK and sent by OTLP over HTTP. A collector that is away costs spans, and nothing else. */
export class OtlpTracing implements Tracing {
  private readonly ids = new GivenIds();
  private readonly ratio: TraceIdRatioBasedSampler;
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor({ url, ratio, service, log, delayMs = BATCH_DELAY_MS }: OtlpOptions) {
    this.ratio = new TraceIdRatioBasedSampler(ratio);
    const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS, concurrencyLimit: EXPORTS_MAX });
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': service.name,
        'service.namespace': 'rekam-jejak',
        'service.version': service.version,
        'service.instance.id': randomUUID(),
        'host.name': hostname(),
      }),
      // One rule for all processes, by the trace's id alone: whoever follows the log decides as its writer did.
      sampler: new ParentBasedSampler({ root: this.ratio, remoteParentNotSampled: this.ratio }),
      spanLimits: { attributeValueLengthLimit: ATTRIBUTE_CHARS_MAX },
      idGenerator: this.ids,
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: saidOnce(exporter, url, log),
          maxQueueSize: QUEUE_SPANS_MAX,
          maxExportBatchSize: BATCH_SPANS_MAX,
          scheduledDelayMillis: delayMs,
          exportTimeoutMillis: 2 * EXPORT_TIMEOUT_MS,
        }),
      ],
    });
    this.tracer = this.provider.getTracer('rekam');
  }

  begin({ name, kind, traceparent, correlationId, attributes }: Arrival): Span {
    const parent = readTraceparent(traceparent);
    const options = { kind: kind === 'server' ? SpanKind.SERVER : SpanKind.CONSUMER, attributes };
    if (parent === null) this.ids.traceId = traceIdOf(correlationId);
    return new OtlpSpan(this, this.start(name, options, parent === null ? ROOT_CONTEXT : contextOf(remote(parent))));
  }

  appendOf({ id, meta: { correlationId } }: Parameters<Tracing['appendOf']>[0]): TracedAppend | null {
    const traceId = traceIdOf(correlationId);
    if (!this.isRecorded(traceId)) return null;
    const append = { traceId, spanId: appendSpanIdOf(id), isRecorded: true };
    const context = contextOf(remote(append));
    return { traceparent: writeTraceparent(append), record: (span) => this.record(span, context) };
  }

  traceOf(correlationId: string): TracePlace | null {
    const traceId = traceIdOf(correlationId);
    if (!this.isRecorded(traceId)) return null;
    return {
      record: (span) => {
        this.ids.traceId = traceId;
        this.record(span, ROOT_CONTEXT);
      },
    };
  }

  async stop(timeoutMs: number): Promise<void> {
    await within(this.provider.shutdown(), timeoutMs).catch(() => undefined);
  }

  start(name: string, options: Parameters<Tracer['startSpan']>[1], context: Context): OtelSpan {
    try {
      return this.tracer.startSpan(name, options, context);
    } finally {
      this.ids.traceId = null;
      this.ids.spanId = null;
    }
  }

  record({ name, kind = 'internal', startMs, endMs, attributes, spanId, error }: FinishedSpan, context: Context): void {
    if (spanId !== undefined) this.ids.spanId = spanId;
    const span = this.start(name, { kind: KINDS[kind], startTime: startMs, attributes }, context);
    if (error !== undefined) fail(span, error);
    span.end(Math.max(startMs, endMs));
  }

  private isRecorded(traceId: string): boolean {
    return this.ratio.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  }
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const satisfies Record<NonNullable<FinishedSpan['kind']>, SpanKind>;

const contextOf = (span: SpanContext): Context => trace.setSpanContext(ROOT_CONTEXT, span);

const remote = ({ traceId, spanId, isRecorded }: NonNullable<ReturnType<typeof readTraceparent>>): SpanContext => ({
  traceId,
  spanId,
  traceFlags: isRecorded ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});

function fail(span: OtelSpan, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

class OtlpSpan implements Span {
  private readonly context: Context;

  constructor(
    private readonly tracing: OtlpTracing,
    private readonly span: OtelSpan,
  ) {
    this.context = trace.setSpan(ROOT_CONTEXT, span);
  }

  get traceId(): string {
    return this.span.spanContext().traceId;
  }
  get id(): string {
    return this.span.spanContext().spanId;
  }
  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    return writeTraceparent({ traceId, spanId, isRecorded: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  }
  begin(name: string, attributes: Attributes): Span {
    return new OtlpSpan(this.tracing, this.tracing.start(name, { attributes }, this.context));
  }
  record(span: FinishedSpan): void {
    if (this.span.isRecording()) this.tracing.record(span, this.context);
  }
  set(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }
  end(error?: unknown): void {
    if (error !== undefined) fail(this.span, error);
    this.span.end();
  }
}

/** An exporter whose failures are told when they begin and when they are over, not once a batch. */
function saidOnce(exporter: SpanExporter, url: string, log: Pick<Logger, 'info' | 'warn'>): SpanExporter {
  let lost = 0;
  const { host } = new URL(url);
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        outsideWork(() => {
          if (result.error !== undefined) {
            if (lost === 0) log.warn({ collector: host, err: result.error }, 'spans cannot be sent and are lost');
            lost += spans.length;
          } else if (lost > 0) {
            log.info({ collector: host, lost }, 'spans can be sent again');
            lost = 0;
          }
        });
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
