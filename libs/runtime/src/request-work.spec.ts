import { setImmediate } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Logger, Module, Param, Post } from '@nestjs/common';
import { Collector } from '@rekam/test/otlp/collector';
import { Public } from './access';
import { createHttpApp } from './http-app';
import { createLogger } from './logging';
import { OtlpTracing } from './otlp-tracing';
import { PERSON, temporaryFolders, testConfig } from './testing';
import { currentWork } from './work';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLERS_SPAN = '00f067aa0ba902b7';

@Controller('things')
class ThingsController {
  private readonly logger = new Logger('things');

  @Public()
  @HttpCode(200)
  @Post(':person')
  async take(@Param('person') _person: string, @Body() { name }: { name: string }): Promise<unknown> {
    await setImmediate();
    this.logger.log(name);
    return { correlationId: currentWork()?.correlationId };
  }

  @Public()
  @Get('failing')
  fail(): never {
    throw new Error('Siti');
  }
}
@Module({ controllers: [ThingsController] })
class ThingsModule {}

const folders = temporaryFolders();
afterAll(() => folders.clear());

async function start(tracing?: OtlpTracing) {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => (lines.push(JSON.parse(String(chunk)) as Record<string, unknown>), done()),
  });
  const logger = createLogger({ logLevel: 'info' }, sink);
  const app = await createHttpApp(ThingsModule, testConfig(folders.make()), { logger, ...(tracing && { tracing }) });
  await app.listen(0, '127.0.0.1');
  const post = async (name: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${await app.getUrl()}/things/${PERSON}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name }),
    });
    return { ...((await answer.json()) as object), header: answer.headers.get('x-correlation-id') };
  };
  return { app, lines, post };
}

it('finds the request behind every line and call, whoever else is asking, and begins with its body’s end', async () => {
  const { app, lines, post } = await start();
  const answers = await Promise.all(['one', 'two', 'three'].map((name) => post(name)));
  const traced = await post('traced', { traceparent: `00-${TRACE}-${CALLERS_SPAN}-01` });
  const named = await post('named', {
    traceparent: `00-${TRACE}-${CALLERS_SPAN}-01`,
    'x-correlation-id': 'c0ffee00-0000-4000-8000-000000000000',
  });
  const all = [...answers, traced, named];
  expect(new Set(all.map(({ header }) => header)).size).toBe(5);
  expect(traced.header).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
  expect(named.header).toBe('c0ffee00-0000-4000-8000-000000000000');
  for (const answer of all) expect(answer).toEqual({ correlationId: answer.header, header: answer.header });
  const byName = new Map(lines.map(({ msg, ...line }) => [msg, line]));
  for (const [at, name] of ['one', 'two', 'three', 'traced', 'named'].entries()) {
    const time = expect.any(String) as unknown;
    expect(byName.get(name)).toEqual({ level: 'info', time, context: 'things', correlationId: all[at]!.header });
  }
  await app.close();
});

it('shows requests in their traces by the pattern of their route, but for probes', async () => {
  const collector = await Collector.start();
  const { app, lines, post } = await start(
    new OtlpTracing({
      url: collector.url,
      ratio: 1,
      service: { name: 'writer', version: '1.0.0' },
      log: { info: () => undefined, warn: () => undefined } as never,
      delayMs: 1,
    }),
  );
  let come = collector.nextBatch();
  const { header } = await post('traced', { traceparent: `00-${TRACE}-${CALLERS_SPAN}-01` });
  await come;
  expect(lines).toMatchObject([{ msg: 'traced', correlationId: header, traceId: TRACE }]);
  expect(collector.spans()).toMatchObject([
    {
      name: 'POST /things/:person',
      traceId: TRACE,
      spanId: lines[0]!['spanId'],
      parentSpanId: CALLERS_SPAN,
      isFailed: false,
      attributes: { 'http.response.status_code': 200, 'rekam.route': 'public', 'rekam.correlation_id': header },
    },
  ]);
  const url = await app.getUrl();
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  come = collector.nextBatch();
  expect((await fetch(`${url}/things/failing`)).status).toBe(500);
  await come;
  come = collector.nextBatch();
  expect((await fetch(`${url}/nowhere/${PERSON}?name=Siti`)).status).toBe(404);
  await come;
  const [, failing, nowhere, ...others] = collector.spans();
  expect(failing).toMatchObject({ name: 'GET /things/failing', isFailed: true, parentSpanId: null });
  expect(failing!.attributes).toMatchObject({ 'error.type': 'ServerError', 'http.response.status_code': 500 });
  expect(nowhere).toMatchObject({ name: 'GET', isFailed: false, attributes: { 'rekam.route': 'none' } });
  expect(others).toEqual([]);
  // The line of the failure leads to its trace.
  expect(lines.at(-1)).toMatchObject({
    msg: 'an unforeseen error',
    traceId: failing!.traceId,
    spanId: failing!.spanId,
  });
  expect(collector.bodies.join('')).not.toMatch(new RegExp(`Siti|${PERSON}`));
  await app.close();
  await collector.stop();
});
