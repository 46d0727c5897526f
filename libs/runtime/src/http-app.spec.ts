import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Problem } from '@rekam/contracts';
import type { FastifyReply } from 'fastify';
import { Access, CorrelationId, CurrentCaller, Public } from './access';
import type { Caller } from './caller';
import { Health } from './health';
import { createHttpApp, UndeclaredRoutes } from './http-app';
import { LOCAL_ISSUER, LocalIssuer } from './local-issuer';
import { createLogger } from './logging';
import { problem } from './problem';
import { Shutdown } from './shutdown';
import { PERSON, temporaryFolders, testConfig } from './testing';

const SECRET = 'a detail that callers must not see';
const inFlight = { entered: () => {}, release: () => {} };

@Controller('things')
class ThingsController {
  constructor(private readonly shutdown: Shutdown) {}

  @Access('command')
  @HttpCode(200)
  @Post()
  take(@Body() body: unknown, @CurrentCaller() caller: Caller, @CorrelationId() correlationId: string): unknown {
    return { body, caller, correlationId };
  }

  @Access('status')
  @Get('status')
  status(): string {
    return 'fine';
  }

  @Public()
  @Get('open/:what')
  async open(@Param('what') what: string): Promise<string> {
    if (what === 'failing') throw new Error(SECRET);
    if (what === 'refused') throw problem(409, 'edition-not-last', 'No.', 'Not so.');
    if (what === 'full') throw Object.assign(new Error('disk'), { name: 'StoreUnavailable' });
    if (what === 'slow') {
      await new Promise<void>((resolve) => {
        inFlight.release = resolve;
        inFlight.entered();
      });
    }
    return what;
  }

  @Access('career-feed')
  @Get('feed')
  feed(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write(': hello\n\n');
    this.shutdown.signal.addEventListener('abort', () => reply.raw.end('event: end\n\n'));
  }
}
@Module({ controllers: [ThingsController] })
class ThingsModule {}

@Controller('careless')
class CarelessController {
  @Get()
  get(): string {
    return 'anybody may read this';
  }
}
@Module({ controllers: [CarelessController] })
class CarelessModule {}

const folders = temporaryFolders();
const opened: NestFastifyApplication[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
  folders.clear();
});

async function start(settings: Readonly<Record<string, string>> = {}, lines: string[] = []) {
  const config = testConfig(folders.make(), settings);
  const sink = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  const app = await createHttpApp(ThingsModule, config, { logger: createLogger({ logLevel: 'info' }, sink) });
  opened.push(app);
  const issuer = await LocalIssuer.open(config.dataFolder);
  const token = await issuer.sign({ sub: 'simpeg', role: 'agency', agency: '5500' });
  return { app, issuer, token, bearer: { authorization: `Bearer ${token}` } };
}
const JSON_TYPE = { 'content-type': 'application/json' };

/** Listens on a free port and gives the address. */
async function listen(app: NestFastifyApplication): Promise<URL> {
  await app.listen(0, '127.0.0.1');
  return new URL(await app.getUrl());
}

/** Sends raw bytes and gives what comes back until the service closes the connection. */
async function exchange(app: NestFastifyApplication, sent: string): Promise<string> {
  const { port } = await listen(app);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(sent);
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  await once(socket, 'close');
  return text;
}

describe('the door', () => {
  it('hands on the body, the caller and the correlation id', async () => {
    const { app, bearer } = await start();
    const correlationId = randomUUID();
    const answer = await app.inject({
      method: 'POST',
      url: '/things',
      headers: { ...bearer, 'x-correlation-id': correlationId.toUpperCase() },
      payload: { a: ['ü', null, 1.5] },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      body: { a: ['ü', null, 1.5] },
      caller: {
        id: `${LOCAL_ISSUER}\nsimpeg`,
        issuer: LOCAL_ISSUER,
        role: 'agency',
        agency: '5500',
        person: null,
        source: '/agencies/5500/officers',
      },
      correlationId,
    });
    expect(answer.headers).toMatchObject({
      'x-correlation-id': correlationId,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    });
  });

  it.each(['application/cloudevents+json', 'application/cloudevents-batch+json; charset=utf-8'])(
    'takes %s',
    async (type) => {
      const { app, bearer } = await start();
      const answer = await app.inject({
        method: 'POST',
        url: '/things',
        headers: { ...bearer, 'content-type': type },
        payload: '[{"id":"1"}]',
      });
      expect(answer.json()).toMatchObject({ body: [{ id: '1' }] });
    },
  );

  it('makes a correlation id where the caller gives none that is a UUID', async () => {
    const { app } = await start();
    const answer = await app.inject({ url: '/things/open/x', headers: { 'x-correlation-id': "x'\nforged" } });
    expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses to start with a handler that nobody declared', async () => {
    const config = testConfig(folders.make());
    const failure = await createHttpApp(CarelessModule, config).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UndeclaredRoutes);
    expect((failure as UndeclaredRoutes).routes).toEqual(['GET /careless']);
  });
});

describe('what is refused is a problem', () => {
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`;
  const cases: readonly [string, string | Buffer, Record<string, string>, number, string][] = [
    ['no JSON', '{"a":', JSON_TYPE, 400, 'body-not-json'],
    ['an empty body', '', JSON_TYPE, 400, 'body-empty'],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), JSON_TYPE, 400, 'body-not-utf8'],
    ['a truncated character', Buffer.from([0x22, 0xe2, 0x82, 0x22]), JSON_TYPE, 400, 'body-not-utf8'],
    ['half of a surrogate pair', String.raw`{"a":"\ud83d"}`, JSON_TYPE, 400, 'body-not-unicode'],
    ['half of a pair in a key', String.raw`{"\udc00":1}`, JSON_TYPE, 400, 'body-not-unicode'],
    ['a key __proto__', '{"__proto__":{"role":"operator"}}', JSON_TYPE, 400, 'body-not-json'],
    ['a hidden key __proto__', String.raw`{"\u005f_proto__":{"role":"operator"}}`, JSON_TYPE, 400, 'body-not-json'],
    ['a prototype by constructor', '{"constructor":{"prototype":{"x":1}}}', JSON_TYPE, 400, 'body-not-json'],
    ['65 levels', deep, JSON_TYPE, 400, 'body-too-deep'],
    ['half a million levels', '['.repeat(500_000) + ']'.repeat(500_000), JSON_TYPE, 400, 'body-too-deep'],
    ['a body above the limit', JSON.stringify('x'.repeat(1_048_577)), JSON_TYPE, 413, 'body-too-large'],
    ['10 MB', Buffer.alloc(10_000_000, 0x20), JSON_TYPE, 413, 'body-too-large'],
    ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['XML', '<a/>', { 'content-type': 'text/xml' }, 415, 'unsupported-media-type'],
  ];
  it.each(cases)('%s', async (_name, payload, headers, status, code) => {
    const { app, bearer } = await start();
    const answer = await app.inject({ method: 'POST', url: '/things', headers: { ...bearer, ...headers }, payload });
    expect([answer.statusCode, answer.json<Problem>().type]).toEqual([status, `/problems/${code}`]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json<Problem>()).toMatchObject({
      status,
      title: expect.stringMatching(/\.$/),
      detail: expect.stringMatching(/\.$/),
      instance: `urn:uuid:${String(answer.headers['x-correlation-id'])}`,
    });
  });

  it('takes what lies just inside those limits', async () => {
    const { app, bearer } = await start();
    const inside = [
      `${'['.repeat(64)}${']'.repeat(64)}`,
      JSON.stringify({ text: '['.repeat(500) }),
      JSON.stringify(Array.from({ length: 500 }, () => ({ a: [] }))),
      String.raw`{"a":"\ud83d\ude00"}`,
      '{"a":1,"a":2}',
      JSON.stringify('x'.repeat(1_048_574)),
    ];
    for (const payload of inside) {
      const answer = await app.inject({
        method: 'POST',
        url: '/things',
        headers: { ...bearer, ...JSON_TYPE },
        payload,
      });
      expect(answer.statusCode).toBe(200);
      expect(answer.json<{ body: unknown }>().body).toEqual(JSON.parse(payload));
    }
  });

  it('a path or a method that does not exist, without repeating the path', async () => {
    const { app } = await start();
    for (const request of [{ url: '/things/198001012005011001' }, { method: 'DELETE', url: '/things' } as const]) {
      const answer = await app.inject(request);
      expect([answer.statusCode, answer.json<Problem>().type]).toEqual([404, '/problems/not-found']);
      expect(answer.body).not.toContain('198001012005011001');
    }
  });

  it('a malformed address and an over-long parameter', async () => {
    const { app } = await start();
    const malformed = await app.inject({ url: '/things/open/%E0%A4' });
    const long = await app.inject({ url: `/things/open/${'x'.repeat(200)}` });
    expect([malformed.statusCode, malformed.headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect([long.statusCode, long.json<Problem>().type]).toEqual([414, '/problems/uri-too-long']);
  });

  it('a problem thrown by a handler', async () => {
    const { app } = await start();
    const answer = await app.inject({ url: '/things/open/refused' });
    expect(answer.json()).toMatchObject({
      type: '/problems/edition-not-last',
      status: 409,
      title: 'No.',
      detail: 'Not so.',
    });
  });

  it('a store that takes no writes: 503, to be tried again', async () => {
    const { app } = await start();
    const answer = await app.inject({ url: '/things/open/full' });
    expect(answer.json()).toMatchObject({ type: '/problems/store-unavailable', status: 503, retryable: true });
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('an unforeseen error: 500 without details, logged with the correlation id', async () => {
    const lines: string[] = [];
    const { app } = await start({}, lines);
    const answer = await app.inject({ url: '/things/open/failing' });
    expect([answer.statusCode, answer.json<Problem>().type]).toEqual([500, '/problems/internal']);
    expect(answer.body).not.toContain(SECRET);
    const line = lines
      .map((each) => JSON.parse(each) as Record<string, unknown>)
      .find(({ level }) => level === 'error');
    expect(line).toMatchObject({ correlationId: answer.headers['x-correlation-id'], err: { message: SECRET } });
  });

  it('what is no HTTP', async () => {
    const { app } = await start();
    const text = await exchange(app, 'NONSENSE\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
    expect(JSON.parse(text.slice(text.indexOf('{')))).toMatchObject({ type: '/problems/bad-request', status: 400 });
  });

  it('a request that does not arrive in time', async () => {
    const { app } = await start({ REKAM_REQUEST_TIMEOUT_MS: '100' });
    const text = await exchange(app, 'POST /things HTTP/1.1\r\nhost: here\r\ncontent-length: 9\r\n');
    expect(text).toMatch(/^HTTP\/1.1 408 Request Timeout\r\ncontent-type: application\/problem\+json/);
  });

  it('headers that are too large', async () => {
    const { app } = await start();
    const text = await exchange(app, `GET /health/live HTTP/1.1\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 431 /);
  });
});

describe('rates', () => {
  it('limits a caller by the configured rate, and tells when to go on', async () => {
    const { app, bearer, issuer } = await start({ REKAM_RATE_LIMIT_PER_MINUTE: '200' });
    const ask = async (headers: Record<string, string>) => app.inject({ url: '/things/status', headers });
    // The first request verifies the token and is counted for the address.
    const statuses = new Map<number, number>();
    for (let n = 0; n < 202; n += 1) {
      const { statusCode } = await ask(bearer);
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 403: 201, 429: 1 });
    const limited = await ask(bearer);
    expect(limited.json()).toMatchObject({ type: '/problems/rate-limited', status: 429, retryable: true });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    const auditor = { authorization: `Bearer ${await issuer.sign({ sub: 'auditor', role: 'auditor' })}` };
    expect((await ask(auditor)).statusCode).toBe(200);
    for (let n = 0; n < 5; n += 1) expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200);
  });

  it('limits an address without a known token to a hundredth, so that false tokens stay cheap', async () => {
    const { app } = await start({ REKAM_RATE_LIMIT_PER_MINUTE: '200' });
    const ask = async () =>
      (await app.inject({ url: '/things/status', headers: { authorization: 'Bearer a.b.c' } })).statusCode;
    expect([await ask(), await ask(), await ask()]).toEqual([401, 401, 429]);
  });
});

describe('health', () => {
  it('is ready when every part is, and says which is not', async () => {
    const { app } = await start();
    const fault = { now: 'catching up' as string | null };
    app.get(Health).registerReadiness('views', () => fault.now);
    app.get(Health).registerReadiness('store', () => {
      if (fault.now !== null) throw new Error('closed');
      return null;
    });
    expect((await app.inject({ url: '/health/live' })).json()).toEqual({ status: 'live' });
    const answer = await app.inject({ url: '/health/ready' });
    expect(answer.json()).toMatchObject({
      status: 503,
      type: '/problems/not-ready',
      detail: 'views: catching up; store: closed.',
    });
    fault.now = null;
    expect((await app.inject({ url: '/health/ready' })).json()).toEqual({ status: 'ready' });
    expect(() => app.get(Health).registerReadiness('views', () => null)).toThrow('registered already');
  });

  it('is ready for requests while what only messages need is away', async () => {
    const { app } = await start();
    const fault = { store: null as string | null };
    app.get(Health).registerReadiness('store', () => fault.store);
    app.get(Health).registerReadiness('kafka intake', () => 'no broker answers', 'messages');
    expect((await app.inject({ url: '/health/ready' })).json()).toMatchObject({
      status: 503,
      detail: 'kafka intake: no broker answers.',
    });
    expect((await app.inject({ url: '/health/ready/requests' })).json()).toEqual({ status: 'ready' });
    fault.store = 'closed';
    expect((await app.inject({ url: '/health/ready/requests' })).json()).toMatchObject({
      status: 503,
      detail: 'store: closed.',
    });
  });
});

describe('stopping', () => {
  it('finishes requests in flight, ends feeds, and refuses new ones', async () => {
    const { app, issuer } = await start();
    const url = await listen(app);
    const entered = new Promise<void>((resolve) => (inFlight.entered = resolve));
    const slow = fetch(new URL('/things/open/slow', url));
    await entered;
    const person = await issuer.sign({ sub: 'self', role: 'person', person: PERSON });
    const feed = await fetch(new URL('/things/feed', url), { headers: { authorization: `Bearer ${person}` } });
    const stopping = new Promise((resolve) => app.get(Shutdown).signal.addEventListener('abort', resolve));
    const closed = app.close();
    await stopping;
    const late = await app.inject({ url: '/health/ready' });
    expect([late.statusCode, late.json<Problem>().type, late.headers.connection]).toEqual([
      503,
      '/problems/stopping',
      'close',
    ]);
    expect(await feed.text()).toBe(': hello\n\nevent: end\n\n');
    inFlight.release();
    expect(await (await slow).text()).toBe('slow');
    await closed;
    await expect(fetch(new URL('/health/live', url))).rejects.toThrow('fetch failed');
  });

  it('does not wait for a connection on which nothing was ever asked', async () => {
    const timeoutMs = 60_000;
    const { app } = await start({ REKAM_SHUTDOWN_TIMEOUT_MS: String(timeoutMs) });
    const { port, href } = await listen(app);
    const silent = connect(Number(port), '127.0.0.1').resume();
    const gone = once(silent, 'close');
    // The server has taken the silent connection by the time it answers on one that was opened after it.
    await once(silent, 'connect');
    expect((await fetch(new URL('/health/live', href))).status).toBe(200);
    const begun = performance.now();
    await app.close();
    await gone;
    expect(performance.now() - begun).toBeLessThan(timeoutMs);
  }, 20_000);

  it('cuts off what has not finished in time', async () => {
    const { app } = await start({ REKAM_SHUTDOWN_TIMEOUT_MS: '0' });
    const url = await listen(app);
    const entered = new Promise<void>((resolve) => (inFlight.entered = resolve));
    const slow = fetch(new URL('/things/open/slow', url)).catch((error: unknown) => error);
    await entered;
    await app.close();
    expect(await slow).toMatchObject({ message: 'fetch failed' });
    inFlight.release();
  });
});
