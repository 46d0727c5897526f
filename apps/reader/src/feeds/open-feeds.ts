import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { problem, ProblemException, Shutdown, TokenVerifier, type Caller } from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { watched } from '../watched';
import type { FeedLimits } from './feed';

export const FEEDS_PER_CALLER_MAX = 16;
const FEEDS_MAX = 2_000;
/** Silence that proxies take for a dead connection is longer than this. */
const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for so long is gone. */
const STALLED_MS_MAX = 60_000;

/** The feeds that are open in this process: bounded, and ended when their client goes or the process stops. */
@Injectable()
export class OpenFeeds {
  private readonly byCaller = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly shutdown: Shutdown,
    private readonly verifier: TokenVerifier,
  ) {}

  /** Answers with a stream of server-sent events. Throws `too-many-feeds` and `feeds-exhausted`. */
  open(
    reply: FastifyReply,
    { id }: Caller,
    authorization: string | undefined,
    messagesOf: (limits: FeedLimits) => AsyncGenerator<string>,
  ): void {
    this.admit(id);
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.shutdown.signal]);
    const isTokenValid = () => this.isValid(authorization);
    const messages = messagesOf({ signal, isTokenValid, heartbeatMs: HEARTBEAT_MS });
    const stream = Readable.from(watched(messages, STALLED_MS_MAX, (error) => stream.destroy(error)));
    reply.raw.once('close', () => {
      gone.abort();
      this.leave(id);
    });
    // A client that takes nothing would keep the process from stopping.
    this.shutdown.signal.addEventListener('abort', () => setImmediate(() => stream.destroy()), { signal: gone.signal });
    void reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      .send(stream);
  }

  private async isValid(authorization: string | undefined): Promise<boolean> {
    try {
      await this.verifier.verify(authorization);
      return true;
    } catch (error) {
      if (error instanceof ProblemException && error.problem.status === 401) return false;
      throw error;
    }
  }

  private admit(caller: string): void {
    const open = this.byCaller.get(caller) ?? 0;
    if (open >= FEEDS_PER_CALLER_MAX) {
      throw problem(
        429,
        'too-many-feeds',
        'This caller has too many feeds open.',
        `Accepted: ${FEEDS_PER_CALLER_MAX} at a time; close one first.`,
        {
          retryable: true,
        },
      );
    }
    if (this.total >= FEEDS_MAX) {
      throw problem(503, 'feeds-exhausted', 'Too many feeds are open.', 'Try again later, or another process.', {
        retryable: true,
      });
    }
    this.byCaller.set(caller, open + 1);
    this.total += 1;
  }

  private leave(caller: string): void {
    const open = (this.byCaller.get(caller) ?? 1) - 1;
    if (open === 0) this.byCaller.delete(caller);
    else this.byCaller.set(caller, open);
    this.total -= 1;
  }
}
