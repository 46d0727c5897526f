import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problem, ProblemException } from './problem';

export const PROBLEM_TYPE = 'application/problem+json';

type Text = readonly [code: string, title: string, detail: string];

/** What Fastify refuses on its own, by its stable codes. */
const BY_FASTIFY_CODE: Readonly<Record<string, Text>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: [
    'body-not-json',
    'The body is not JSON.',
    'Send one JSON value, without keys such as __proto__.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'body-empty',
    'The body is empty.',
    'Send a JSON value, or leave the Content-Type out.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'body-length',
    'The body is not as long as its Content-Length.',
    'Send as many bytes as the header says.',
  ],
};

/** What else is refused, by status. */
const BY_STATUS: Readonly<Record<number, Text>> = {
  400: ['bad-request', 'The request is malformed.', 'Compare it with the description at /openapi.json.'],
  404: ['not-found', 'There is nothing here.', 'Check path and method against the description at /openapi.json.'],
  408: ['request-timeout', 'The request did not arrive in time.', 'Send it again, whole.'],
  413: ['body-too-large', 'The body is too large.', 'Send less at a time; the limit is REKAM_BODY_LIMIT_BYTES.'],
  414: ['uri-too-long', 'The address is too long.', 'Check path and method against the description at /openapi.json.'],
  415: [
    'unsupported-media-type',
    'This kind of body is not taken.',
    'Send application/json, application/cloudevents+json or application/cloudevents-batch+json.',
  ],
  431: ['headers-too-large', 'The headers are too large.', 'Send fewer or shorter headers.'],
  503: ['unavailable', 'The service cannot answer now.', 'Try again.'],
};

/**
 * Errors of the other libraries that mean "not now", by the literal names they carry: this library may not import
 * theirs, and no handler needs to know that a disk can be full.
 */
const BY_NAME: Readonly<Record<string, Text>> = {
  StoreUnavailable: [
    'store-unavailable',
    'The ledger cannot be used now.',
    'Send the same again later: a command that was recorded all the same is known by its key, and not recorded twice.',
  ],
  ViewsUnavailable: [
    'views-unavailable',
    'The views cannot be read now.',
    'Ask again later; the ledger itself goes on.',
  ],
  AccessTrailUnavailable: [
    'access-trail-unavailable',
    'The access trail cannot be used now.',
    'Every reading is recorded before it is answered; ask again later.',
  ],
  PositionNotReached: [
    'position-not-reached',
    'The answer does not reflect that position yet.',
    'Ask again, or ask without at-least.',
  ],
};

/** The problem with a status alone. */
export function problemOfStatus(status: number, code?: string): ProblemException {
  const text = (code === undefined ? undefined : BY_FASTIFY_CODE[code]) ?? BY_STATUS[status] ?? BY_STATUS[400]!;
  return problem(status, ...text, status === 503 ? { retryable: true } : {});
}

/** Any error as a problem; null for what nobody foresaw. */
export function problemFor(error: unknown): ProblemException | null {
  if (error instanceof ProblemException) return error;
  if (!(error instanceof Error)) return null;
  const named = BY_NAME[error.name];
  if (named !== undefined) return problem(503, ...named, { retryable: true });
  const origin = error instanceof HttpException && error.cause instanceof Error ? error.cause : error;
  const status =
    error instanceof HttpException ? error.getStatus() : 'statusCode' in error ? Number(error.statusCode) : 500;
  const isKnown = status in BY_STATUS || (status >= 400 && status < 500);
  return isKnown ? problemOfStatus(status, 'code' in origin ? String(origin.code) : undefined) : null;
}

/** Sends a problem, with the request's id as its instance; the type of an answer that failed half-way is replaced. */
export function answer(reply: FastifyReply, requestId: string, { problem, headers }: ProblemException): void {
  void reply
    .status(problem.status)
    .headers({ ...headers, 'content-type': PROBLEM_TYPE })
    .send(Buffer.from(JSON.stringify({ ...problem, instance: `urn:uuid:${requestId}` })));
}

/** Answers every error as RFC 9457 problem details. What nobody foresaw is logged whole and answered without details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const foreseen = problemFor(error);
    const where = { correlationId: request.id, route: request.routeOptions?.config.access ?? 'none' };
    if (foreseen === null) this.log.error({ ...where, err: error }, 'an unforeseen error');
    else if (foreseen.problem.status >= 500) this.log.warn({ ...where, err: error }, foreseen.problem.title);
    const refusal =
      foreseen ??
      problem(500, 'internal', 'The service failed.', 'It was logged under the correlation id of this answer.');
    if (reply.sent || reply.raw.headersSent) {
      // An answer has begun, so cutting it off is the only way left to say that it is not whole.
      reply.raw.destroy();
      return;
    }
    answer(reply, request.id, refusal);
  }
}
