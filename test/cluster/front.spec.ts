import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openFront, type Front } from './front';

const COMMAND = { method: 'POST', body: '{"jp":4}', headers: { 'content-type': 'application/json' } };

describe('the front of writers and readers', () => {
  const servers: Server[] = [];
  let front: Front;

  /** Says who it is, and what it was asked. */
  async function open(name: string): Promise<string> {
    const server = createServer((request, response) => {
      const { method, url } = request;
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        if (url === '/v1/commands/die') request.socket.destroy();
        else response.writeHead(201, { 'x-name': name }).end(`${name} ${method} ${url} ${body}`.trim());
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function ask(path: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch(front.url + path, init);
    return `${response.status} ${await response.text()}`;
  }

  beforeEach(async () => {
    const writers = [await open('writer-1'), await open('writer-2')];
    front = await openFront({ writers, readers: [await open('reader-1')] });
  });
  afterEach(async () => {
    await front.close();
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  it('sends commands to the writers in turn, with their bodies, and questions to a reader', async () => {
    const path = '/v1/commands/record-training';
    expect(await ask(path, COMMAND)).toBe(`201 writer-1 POST ${path} {"jp":4}`);
    expect(await ask(path, COMMAND)).toBe(`201 writer-2 POST ${path} {"jp":4}`);
    expect(await ask('/v1/careers/one?at-least=7')).toBe('201 reader-1 GET /v1/careers/one?at-least=7');
    expect(await ask('/v1/persons/search', COMMAND)).toBe('201 reader-1 POST /v1/persons/search {"jp":4}');
    expect(await ask('/v1/persons/resolve', COMMAND)).toBe('201 writer-1 POST /v1/persons/resolve {"jp":4}');
  });

  it('passes over a process that is not there', async () => {
    const [first] = servers;
    first!.close();
    first!.closeAllConnections();
    await once(first!, 'close');
    for (let n = 0; n < 3; n++) expect(await ask('/v1/commands/record-training', COMMAND)).toMatch(/^201 writer-2/);
  });

  it('says to send again what a process has died with', async () => {
    const response = await fetch(`${front.url}/v1/commands/die`, COMMAND);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ type: '/problems/unavailable', retryable: true });
  });
});
