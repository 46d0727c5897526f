import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isFailed: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
interface Pair {
  readonly key: string;
  readonly value: Value;
}
interface Traces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly attributes: readonly Pair[];
        readonly status: { readonly code: number };
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
      }[];
    }[];
  }[];
}

const STATUS_ERROR = 2;
/** A sender does not try again. */
const REFUSED = 400;

const recordOf = (pairs: readonly Pair[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
const ms = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000n) / 1_000;

/** A collector of traces that speaks OTLP over HTTP in JSON, and keeps what comes. */
export class Collector {
  /** Everything that came, as it came. */
  readonly bodies: string[] = [];
  /** What it answers, 200 takes the spans; null does not answer before `release`. */
  status: number | null = 200;
  private readonly held: (() => void)[] = [];
  private server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (this.status === 200) this.bodies.push(body);
      const answer = (status: number) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      if (this.status === null) this.held.push(() => answer(REFUSED));
      else answer(this.status);
      for (const wake of this.waiting.splice(0)) wake();
    });
  });
  private readonly waiting: (() => void)[] = [];

  /** Listens; `port` 0 is any free one. */
  static async start(port = 0): Promise<Collector> {
    const collector = new Collector();
    collector.server.listen(port, '127.0.0.1');
    await once(collector.server, 'listening');
    return collector;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}/v1/traces`;
  }

  /** Refuses what it has not answered. */
  release(): void {
    for (const refuse of this.held.splice(0)) refuse();
  }

  /** Resolves when the next batch has come. */
  nextBatch(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  spans(): readonly CollectedSpan[] {
    return this.bodies.flatMap((body) =>
      (JSON.parse(body) as Traces).resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map((span) => ({
            service: String(recordOf(resource.attributes)['service.name']),
            name: span.name,
            traceId: span.traceId,
            spanId: span.spanId,
            parentSpanId: span.parentSpanId ?? null,
            attributes: recordOf(span.attributes),
            isFailed: span.status.code === STATUS_ERROR,
            startMs: ms(span.startTimeUnixNano),
            endMs: ms(span.endTimeUnixNano),
          })),
        ),
      ),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
