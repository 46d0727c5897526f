import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RouteDescription } from '@rekam/contracts';
import { READER_ROUTES } from '@rekam/reader';
import { WRITER_ROUTES } from '@rekam/writer';

const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** Where the requests of each kind may go, in turn. */
export interface Upstreams {
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * One address for all writers and readers, as an ingress gives it: what a writer's route table names goes to a writer,
 * everything else to a reader. Who cannot be reached is passed over. Where a process dies with a request, the answer is
 * 503, which says to send the same again: under its idempotency key a command is then recorded once.
 */
export async function openFront(upstreams: Upstreams): Promise<Front> {
  const toWriter = WRITER_ROUTES.map(matcherOf);
  const toReader = READER_ROUTES.map(matcherOf);
  const agent = new Agent({ keepAlive: true });
  const turns = { writers: 0, readers: 0 };

  async function forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = incoming.method ?? 'GET';
    const path = (incoming.url ?? '/').split('?')[0]!;
    const names = (matches: (method: string, path: string) => boolean): boolean => matches(method, path);
    const kind = toWriter.some(names) && !toReader.some(names) ? 'writers' : 'readers';
    const body = await bodyOf(incoming);
    if (body === null) return refuse(outgoing, 413, 'body-too-large', 'The body is larger than the front takes.');
    const all = upstreams[kind];
    const first = turns[kind]++;
    for (let n = 0; n < all.length; n++) {
      const answer = await ask(agent, all[(first + n) % all.length]!, incoming, body, outgoing);
      if (answer === 'answered') return;
      // What the process may have begun is not sent on to another without the caller's word.
      if (answer === 'broken' && method !== 'GET') break;
    }
    outgoing.setHeader('retry-after', '1');
    refuse(outgoing, 503, 'unavailable', 'The process that had the request is gone: send the same again.');
  }

  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function matcherOf({ method, path }: RouteDescription): (method: string, path: string) => boolean {
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  return (asked, at) => asked.toLowerCase() === method && pattern.test(at);
}

/** Null when it is too large. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends the request on; the answer streams through, however long it lasts. */
function ask(
  agent: Agent,
  url: string,
  { method, url: path, headers }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<'answered' | 'refused' | 'broken'> {
  return new Promise((resolve) => {
    const { 'transfer-encoding': _chunked, ...kept } = headers;
    const lengthened = body.length > 0 ? { ...kept, 'content-length': String(body.length) } : kept;
    const asking = request(new URL(path ?? '/', url), { agent, method, headers: lengthened }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
      resolve('answered');
    });
    asking.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? 'refused' : 'broken'));
    outgoing.once('close', () => asking.destroy());
    asking.end(body);
  });
}

function refuse(outgoing: ServerResponse, status: number, type: string, detail: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/problem+json' });
  const title = 'The front cannot pass the request on.';
  outgoing.end(JSON.stringify({ type: `/problems/${type}`, title, status, detail, retryable: status === 503 }));
}
