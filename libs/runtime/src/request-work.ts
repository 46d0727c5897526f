import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isFeed } from './scope';
import type { Tracing } from './tracing';
import { inWork, type Work } from './work';

declare module 'fastify' {
  interface FastifyRequest {
    /** From the first hook on. */
    work: Work;
  }
}

/** Lets everything that is done for a request find what it is done for, and shows the request in its trace. */
export function workOnRequests(fastify: FastifyInstance, { tracing }: { readonly tracing: Tracing }): void {
  fastify.decorateRequest('work');
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.work = { correlationId: request.id, causationId: null, span: isTraced(request) ? begin(request) : null };
    inWork(request.work, done);
  });
  // The end of a body is an event of the connection, which knows nothing of what the request has begun.
  fastify.addHook('preValidation', ({ work }, _reply, done) => inWork(work, done));
  fastify.addHook('onResponse', ({ work }, { statusCode }, done) => {
    work.span?.set({ 'http.response.status_code': statusCode });
    work.span?.end(statusCode >= 500 ? new ServerError() : undefined);
    inWork(work, done);
  });
  fastify.addHook('onRequestAbort', ({ work }, done) => {
    work.span?.end(new RequestAborted());
    inWork(work, done);
  });

  function begin({ method, id, headers, routeOptions: { url, config } }: FastifyRequest): Work['span'] {
    return tracing.begin({
      // The pattern of the route: the address itself names persons.
      name: url === undefined ? method : `${method} ${url}`,
      kind: 'server',
      traceparent: headers['traceparent'],
      correlationId: id,
      attributes: {
        'http.request.method': method,
        ...(url !== undefined && { 'http.route': url }),
        'rekam.route': config.access ?? 'none',
        'rekam.correlation_id': id,
      },
    });
  }
}

class ServerError extends Error {
  override readonly name = 'ServerError';
}

/** The caller went away before the answer. */
class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/** Probes of the process's health, which alone are outside the rate limit, come every few seconds. */
const isTraced = ({ routeOptions: { config } }: FastifyRequest): boolean =>
  config.rateLimit !== false && !isFeed(config.access ?? '');
