import { Readable } from 'node:stream';
import { problemFor, type Shutdown } from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { watched } from './watched';

const NDJSON = 'application/x-ndjson';
/** A client that takes nothing for so long is gone. */
const STALLED_MS_MAX = 60_000;

/** A long piece of work in parts, each of which says how far it is and what came of it. */
export type LongWork = (report: (progress: object) => void, signal: AbortSignal) => AsyncIterable<object>;

const line = (data: object): string => `${JSON.stringify(data)}\n`;

/**
 * Answers with a line a report and a part's end; a last line `failed` holds the problem that ended the work. Only
 * the newest report waits for a slow reader. The work is told to stop when the client goes, or takes nothing for a
 * minute, or the process stops.
 */
export function answerWithProgress(reply: FastifyReply, shutdown: Shutdown, work: LongWork): void {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const lines = linesOf(work, AbortSignal.any([gone.signal, shutdown.signal]));
  const stream = Readable.from(watched(lines, STALLED_MS_MAX, (error) => stream.destroy(error)));
  void reply.headers({ 'content-type': NDJSON, 'cache-control': 'no-store' }).send(stream);
}

async function* linesOf(work: LongWork, signal: AbortSignal): AsyncGenerator<string> {
  let latest: object | null = null;
  let wake = (): void => undefined;
  const report = (progress: object): void => {
    latest = progress;
    wake();
  };
  const parts = work(report, signal)[Symbol.asyncIterator]();
  const next = (): Promise<IteratorResult<object>> => {
    const part = parts.next();
    // Who has gone does not hear of a failure, which still must not count as unhandled.
    part.catch(() => undefined);
    return part;
  };
  try {
    let part = next();
    for (;;) {
      const reported = new Promise<null>((resolve) => {
        wake = () => resolve(null);
        if (latest !== null) wake();
      });
      const ended = await Promise.race([part, reported]);
      const progress: object | null = latest;
      latest = null;
      if (progress !== null) yield line(progress);
      if (ended === null) continue;
      if (ended.done === true) return;
      yield line(ended.value);
      part = next();
    }
  } catch (error) {
    yield line({ failed: problemIn(error) });
  } finally {
    await parts.return?.();
  }
}

/** What went wrong, without the insides of what nobody foresaw. */
function problemIn(error: unknown): object {
  const foreseen = problemFor(error);
  if (foreseen !== null) return foreseen.problem;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return {
    type: '/problems/operation-failed',
    title: 'The operation failed.',
    status: 500,
    detail: `${name}: ${message}`,
  };
}
