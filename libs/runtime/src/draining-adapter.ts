import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from './config';
import { answer, PROBLEM_TYPE, problemOfStatus } from './problem.filter';
import type { Shutdown } from './shutdown';
import { correlationIdOf } from './trace-context';

const HEADER_BYTES_MAX = 16_384;
const CONNECTIONS_CHECK_MS = 5_000;
/** Longer than the usual idle time of load balancers, which must be the ones to close. */
const KEEP_ALIVE_MS = 65_000;

/** Fastify, which on closing first lets everybody know, and cuts off what has not finished in time. */
export class DrainingAdapter extends FastifyAdapter {
  /** Connections on which no request has come yet: Node does not count them as idle, and would wait for them. */
  private readonly silent = new Set<Socket>();
  private isEnding = false;

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
      genReqId: ({ headers }: IncomingMessage) =>
        correlationIdOf(headers['x-correlation-id'], headers['traceparent'], randomUUID),
      clientErrorHandler: refuseConnection,
      // The router refuses malformed addresses before any hook or handler is chosen.
      frameworkErrors: ({ statusCode = 400 }: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
        answer(reply, request.id, problemOfStatus(statusCode)),
    });
    this.getInstance()
      .server.on('connection', (socket: Socket) => {
        if (this.isEnding) socket.destroy();
        else this.silent.add(socket.once('close', () => this.silent.delete(socket)));
      })
      .on('request', ({ socket }: IncomingMessage) => this.silent.delete(socket));
  }

  override beforeClose(): void {
    super.beforeClose();
    this.shutdown.begin();
  }

  override async close(): Promise<void> {
    const server = this.getInstance().server;
    this.isEnding = true;
    for (const socket of this.silent) socket.destroy();
    const deadline = setTimeout(() => server.closeAllConnections(), this.config.shutdownTimeoutMs);
    try {
      await super.close();
    } finally {
      clearTimeout(deadline);
    }
  }
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
