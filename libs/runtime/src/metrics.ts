import { createServer, type Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Config } from './config';
import { within } from './within';

const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const OFF = -1;
/** A store that does not answer must not keep the others' measurements from whoever watches. */
const READING_MS_MAX = 3_000;

/** Counts so many more, one when it is not said. */
export type Count = (of: string, by?: number) => void;
/** Takes note of how long something took. */
export type Observe = (of: string, seconds: number) => void;
type Readings = Iterable<readonly [of: string, value: number]>;

/** The process's measurements for Prometheus, on a port of their own. Labels never carry values of a request. */
@Injectable()
export class Metrics implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly registry = new Registry();
  private readonly durations = new Histogram({
    name: 'rekam_http_request_duration_seconds',
    help: 'Time from a request to its answer, by route and class of status; feeds excepted.',
    labelNames: ['route', 'status'] as const,
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [this.registry],
  });
  private server: Server | null = null;

  constructor(private readonly config: Pick<Config, 'host' | 'metricsPort'>) {}

  /** Counts an answered request. `route` is a route's id, never a path. */
  observeRequest(route: string, status: number, seconds: number): void {
    this.durations.observe({ route, status: `${Math.trunc(status / 100)}xx` }, seconds);
  }

  /**
   * Adds a measurement that is taken whenever the metrics are asked for: its present values by label value, or one
   * value under the label value `''` where `label` is null. One that rejects, or takes too long, is left out of the answer.
   */
  registerGauge(
    name: string,
    { help, label, read }: { help: string; label: string | null; read: () => Readings | Promise<Readings> },
  ): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: label === null ? [] : [label],
      registers: [this.registry],
      collect: async () => {
        const values = await within(Promise.resolve().then(read), READING_MS_MAX).catch(() => [] as const);
        // A value that nobody could take must not pass for one: neither the last one nor the library's first zero.
        if (label === null) gauge.remove();
        else gauge.reset();
        for (const [of, value] of values) gauge.set(label === null ? {} : { [label]: of }, value);
      },
    });
  }

  /**
   * Adds a count of what happens from now on, and returns how it is counted: by label value, or with `''` where `label`
   * is null. Label values must be few and known: codes and topics, never persons or what a sender made up.
   */
  registerCounter(name: string, { help, label }: { help: string; label: string | null }): Count {
    const counter = new Counter({ name, help, labelNames: label === null ? [] : [label], registers: [this.registry] });
    return label === null ? (_of, by = 1) => counter.inc(by) : (of, by = 1) => counter.inc({ [label]: of }, by);
  }

  /** Adds a histogram of what takes time from now on, and returns how it is told. `values` are the label's, all of them. */
  registerDurations(
    name: string,
    { help, label, values }: { help: string; label: string; values: readonly string[] },
  ): Observe {
    const buckets = DURATION_BUCKETS_SECONDS;
    const histogram = new Histogram({ name, help, labelNames: [label], buckets, registers: [this.registry] });
    const byValue = new Map(values.map((of) => [of, histogram.labels({ [label]: of })]));
    for (const of of values) histogram.zero({ [label]: of });
    return (of, seconds) => byValue.get(of)?.observe(seconds);
  }

  /** Where metrics are served; null when they are not. */
  get port(): number | null {
    const address = this.server?.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  }

  /** Rejects when the port is taken. */
  async onApplicationBootstrap(): Promise<void> {
    const { host, metricsPort } = this.config;
    if (metricsPort === OFF) return;
    collectDefaultMetrics({ register: this.registry });
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      this.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(
          new Error(
            `The metrics cannot be served on ${host}:${metricsPort} (${error.message}); set REKAM_METRICS_PORT to another port, or to -1.`,
          ),
        ),
      );
      server.listen(metricsPort, host, resolve);
    });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.registry.clear();
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
