import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from './caller';
import type { Config } from './config';
import { Health, HealthController } from './health';
import { useJsonBodies } from './json-body';
import { createLogger, NestLogger } from './logging';
import { Metrics } from './metrics';
import { problem } from './problem';
import { answer, PROBLEM_TYPE, ProblemFilter, problemOfStatus } from './problem.filter';
import { mayEnter, notAdmitted } from './scope';
import { Shutdown } from './shutdown';
import { TokenVerifier, type TokenVerifierOptions } from './token-verifier';

const HEADER_BYTES_MAX = 16_384;
const CONNECTIONS_CHECK_MS = 5_000;
const CONNECTIONS_MAX = 10_000;
/** Longer than the usual idle time of load balancers, which must be the ones to close. */
const KEEP_ALIVE_MS = 65_000;
const SLOW_SECONDS = 1;
const RATE_WINDOW_MS = 60_000;
const RATE_KEYS_MAX = 10_000;
/** Addresses without a known token get this share of a caller's rate: each of their tokens costs a verification. */
const ADDRESS_SHARE = 1 / 100;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const FEED = '-feed';
/** Headers that belong to one answer, not to all. */
const OF_THE_MESSAGE = new Set(['content-length', 'date', 'connection']);

export interface HttpAppOptions extends TokenVerifierOptions {
  /** The process's log; one to standard error when absent. */
  readonly logger?: Logger;
}

/** What every request needs. */
interface Doorkeeping {
  readonly config: Config;
  readonly log: Logger;
  readonly verifier: TokenVerifier;
  readonly shutdown: Shutdown;
  readonly metrics: Metrics;
}

/**
 * The process's HTTP side around its module: limits, security headers, callers' identity, access, problems, health,
 * metrics, and a stop that lets requests finish. The module may inject Health, Metrics, Shutdown and TokenVerifier. The application
 * comes back initialised and not yet listening. Rejects when a handler declares no access.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: Config,
  { logger = createLogger(config), ...verifierOptions }: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const shutdown = new Shutdown();
  const metrics = new Metrics(config);
  const verifier = await TokenVerifier.open(config, verifierOptions);
  const adapter = new DrainingAdapter(config, shutdown);
  const app = await NestFactory.create<NestFastifyApplication>(
    processModule(module, { shutdown, metrics, verifier }),
    adapter,
    {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    },
  );
  app.useGlobalFilters(new ProblemFilter(logger));
  const undeclared = await keepDoor(adapter.getInstance(), { config, log: logger, verifier, shutdown, metrics });
  await app.init();
  if (undeclared.length > 0) {
    await app.close();
    throw new UndeclaredRoutes(undeclared);
  }
  return app;
}

/** Handlers without @Access or @Public: nobody decided who may call them. */
export class UndeclaredRoutes extends Error {
  override readonly name = 'UndeclaredRoutes';
  constructor(readonly routes: readonly string[]) {
    super(`These handlers declare neither @Access nor @Public: ${routes.join(', ')}`);
  }
}

@Module({})
class ProcessModule {}

/** Global, so that any part can register a readiness check or a measurement, hear of the stop, and ask of a token. */
function processModule(
  module: Type | DynamicModule,
  { shutdown, metrics, verifier }: Pick<Doorkeeping, 'shutdown' | 'metrics' | 'verifier'>,
): DynamicModule {
  return {
    module: ProcessModule,
    global: true,
    imports: [module],
    controllers: [HealthController],
    providers: [
      Health,
      { provide: Shutdown, useValue: shutdown },
      { provide: Metrics, useValue: metrics },
      { provide: TokenVerifier, useValue: verifier },
    ],
    exports: [Health, Shutdown, Metrics, TokenVerifier],
  };
}

/** Fastify, which on closing first lets everybody know, and cuts off what has not finished in time. */
class DrainingAdapter extends FastifyAdapter {
  constructor(
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {
    super({
      logger: false,
      bodyLimit: config.bodyLimitBytes,
      requestTimeout: config.requestTimeoutMs,
      // Feeds may be silent for long, so an idle connection is not a broken one.
      connectionTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      http: {
        maxHeaderSize: HEADER_BYTES_MAX,
        // Node looks for late requests only so often, and by default every 30 s.
        connectionsCheckingInterval: Math.min(config.requestTimeoutMs, CONNECTIONS_CHECK_MS),
      },
      trustProxy: false,
      exposeHeadRoutes: false,
      return503OnClosing: false,
      skipMiddie: true,
      genReqId: correlationIdOf,
      clientErrorHandler: refuseConnection,
      // The router refuses malformed addresses before any hook or handler is chosen.
      frameworkErrors: ({ statusCode = 400 }: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
        answer(reply, request.id, problemOfStatus(statusCode)),
    });
  }

  override beforeClose(): void {
    super.beforeClose();
    this.shutdown.begin();
  }

  override async close(): Promise<void> {
    const server = this.getInstance().server;
    const deadline = setTimeout(() => server.closeAllConnections(), this.config.shutdownTimeoutMs);
    try {
      await super.close();
    } finally {
      clearTimeout(deadline);
    }
  }
}

/** Fastify's own hooks rather than Nest's guards and interceptors: they run before a body is read, and cost less. */
async function keepDoor(fastify: FastifyInstance, door: Doorkeeping): Promise<readonly string[]> {
  fastify.server.maxConnections = CONNECTIONS_MAX;
  fastify.decorateRequest('caller', null);
  useJsonBodies(fastify);
  refuseWhileStopping(fastify, door);
  await useSecurityHeaders(fastify);
  await limitRates(fastify, door);
  checkAccess(fastify, door);
  measure(fastify, door);
  return undeclaredRoutes(fastify);
}

function refuseWhileStopping(fastify: FastifyInstance, { shutdown }: Doorkeeping): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-correlation-id', request.id);
    if (!shutdown.isStopping) {
      done();
      return;
    }
    reply.header('connection', 'close');
    done(
      problem(503, 'stopping', 'The service is stopping.', 'Send the request again, to this or another instance.', {
        retryable: true,
      }),
    );
  });
}

/** Helmet works its headers out anew for every request and they never differ, so it is asked once. */
async function useSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const probe: FastifyInstance = new FastifyAdapter({ skipMiddie: true }).getInstance();
  await probe.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // The others are for pages and for TLS, which ends before this process.
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  const { headers } = await probe.get('/', async (_request, reply) => reply.send()).inject('/');
  await probe.close();
  const security = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_MESSAGE.has(name)));
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(security);
    done();
  });
}

/** Per caller where the token is known already, else per address, and before anything that costs. */
async function limitRates(fastify: FastifyInstance, { config, verifier }: Doorkeeping): Promise<void> {
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.caller = verifier.known(request.headers.authorization);
    done();
  });
  if (config.rateLimitPerMinute === 0) return;
  const perAddress = Math.ceil(config.rateLimitPerMinute * ADDRESS_SHARE);
  await fastify.register(rateLimit, {
    timeWindow: RATE_WINDOW_MS,
    cache: RATE_KEYS_MAX,
    // Told when it matters, on 429: three headers on every answer cost more than they tell.
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    keyGenerator: ({ caller, ip }: FastifyRequest) => (caller === null ? `address ${ip}` : `caller ${caller.id}`),
    max: ({ caller }: FastifyRequest) => (caller === null ? perAddress : config.rateLimitPerMinute),
    // Health checks come from one address, and must not fail because others do.
    allowList: ({ url }: FastifyRequest) => url.startsWith('/health/'),
    errorResponseBuilder: (_request, { ttl }) =>
      problem(429, 'rate-limited', 'Too many requests.', `Go on in ${Math.ceil(ttl / 1_000)} seconds.`, {
        retryable: true,
      }),
  });
}

/** Who calls and whether the route is open to that role, before the body is read. What nobody declared is closed. */
function checkAccess(fastify: FastifyInstance, { verifier }: Doorkeeping): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { access } = request.routeOptions.config;
    if (request.is404 || access === 'public') {
      done(null, payload);
      return;
    }
    if (access === undefined) {
      done(problem(403, 'undeclared-route', 'Nobody may do so.', 'This handler does not declare who may call it.'));
      return;
    }
    const enter = (caller: Caller): void => {
      if (mayEnter(caller, access)) done(null, payload);
      else done(notAdmitted(caller, access));
    };
    if (request.caller !== null) {
      enter(request.caller);
      return;
    }
    void verifier.verify(request.headers.authorization).then((caller) => {
      request.caller = caller;
      return enter(caller);
    }, done);
  });
}

/** Times by route, and a line in the log for slow requests; feeds last for hours and are neither. */
function measure(fastify: FastifyInstance, { log, shutdown, metrics }: Doorkeeping): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.config.access ?? 'none';
    const seconds = reply.elapsedTime / 1_000;
    if (!route.endsWith(FEED)) {
      metrics.observeRequest(route, reply.statusCode, seconds);
      if (seconds >= SLOW_SECONDS)
        log.warn({ route, status: reply.statusCode, seconds, correlationId: request.id }, 'a slow request');
    }
    // A connection that has become idle after the server began to close would be waited for until it times out.
    if (shutdown.isStopping) setImmediate(() => fastify.server.closeIdleConnections());
    done();
  });
}

/** The list fills while Nest registers its routes. */
function undeclaredRoutes(fastify: FastifyInstance): readonly string[] {
  const undeclared: string[] = [];
  fastify.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    if (config?.access === undefined) undeclared.push(`${[method].flat().join('|')} ${url}`);
  });
  return undeclared;
}

function correlationIdOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : randomUUID();
}

/** What Node's parser of HTTP refuses never becomes a request; the answer is written by hand. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(problemOfStatus(status).problem);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Ends the process in good order on SIGTERM or Ctrl-C; a second signal ends it at once. */
export function stopOnSignals(stop: () => Promise<void>, log: Pick<Logger, 'error'>): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) process.exit(130);
    isStopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the service did not stop in good order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
