import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller';
import type { RouteId } from './scope';

/** What a handler declares about who may enter. */
type RouteAccess = RouteId | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** Null on public routes, and until the token is verified. */
    caller: Caller | null;
  }
}

const declare = (access: RouteAccess): MethodDecorator => RouteConfig({ access });

/** Public, and outside the rate limit: for health checks, which must not fail because others ask too much. */
export const Unlimited = (): MethodDecorator => RouteConfig({ access: 'public', rateLimit: false });

/** Anybody may call the handler, without a token. */
export const Public = (): MethodDecorator => declare('public');

/** Callers whose role the scope table admits to the route may call the handler; jurisdiction is the handler's to ask. */
export const Access = (route: RouteId): MethodDecorator => declare(route);

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The verified caller. On a public handler there is none, which is a mistake of that handler. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = requestOf(context);
  if (caller === null) throw new Error('a public handler has no caller');
  return caller;
});

/** The request's correlation id: the caller's X-Correlation-Id where it is a UUID, else its trace's, else a new one. */
export const CorrelationId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => requestOf(context).id,
);
