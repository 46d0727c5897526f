import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from './caller';
import type { Config } from './config';
import { useJsonBodies } from './json-body';
import type { Metrics } from './metrics';
import { problem } from './problem';
import { workOnRequests } from './request-work';
import { isFeed, mayEnter, notAdmitted } from './scope';
import type { Shutdown } from './shutdown';
import type { TokenVerifier } from './token-verifier';
import type { Tracing } from './tracing';

const CONNECTIONS_MAX = 10_000;
const SLOW_SECONDS = 1;
const RATE_WINDOW_MS = 60_000;
const RATE_KEYS_MAX = 10_000;
/** Addresses without a known token get this share of a caller's rate: each of their tokens costs a verification. */
const ADDRESS_SHARE = 1 / 100;
/** Headers that belong to one answer, not to all. */
const OF_THE_MESSAGE = new Set(['content-length', 'date', 'connection']);

/** What every request needs. */
export interface Doorkeeping {
  readonly config: Config;
  readonly log: Logger;
  readonly verifier: TokenVerifier;
  readonly shutdown: Shutdown;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/**
 * What every request passes before its handler, as Fastify's own hooks rather than Nest's guards and interceptors:
 * they run before a body is read, and cost less. Returns the list of undeclared routes, which fills while Nest
 * registers its handlers.
 */
export async function keepDoor(fastify: FastifyInstance, door: Doorkeeping): Promise<readonly string[]> {
  fastify.server.maxConnections = CONNECTIONS_MAX;
  fastify.decorateRequest('caller', null);
  useJsonBodies(fastify);
  workOnRequests(fastify, door);
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
  const everywhere = Object.entries(headers).filter(([name]) => !OF_THE_MESSAGE.has(name));
  // Most answers are about a person; a handler whose answer may be kept says so itself.
  const security = { ...Object.fromEntries(everywhere), 'cache-control': 'no-store' };
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

/** Times by route, and a line in the log for slow requests. */
function measure(fastify: FastifyInstance, { log, shutdown, metrics }: Doorkeeping): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.config.access ?? 'none';
    const seconds = reply.elapsedTime / 1_000;
    if (!isFeed(route)) {
      metrics.observeRequest(route, reply.statusCode, seconds);
      if (seconds >= SLOW_SECONDS) log.warn({ route, status: reply.statusCode, seconds }, 'a slow request');
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
