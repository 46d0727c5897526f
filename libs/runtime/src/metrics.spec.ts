import { Controller, Get, Module, Param } from '@nestjs/common';
import { Access, Public } from './access';
import { createHttpApp } from './http-app';
import { LocalIssuer } from './local-issuer';
import { Metrics } from './metrics';
import { PERSON, temporaryFolders, testConfig } from './testing';

@Controller()
class CareersController {
  @Access('career-read')
  @Get('careers/:person')
  career(@Param('person') person: string): { person: string } {
    return { person };
  }
  @Public()
  @Get('feed')
  open(): string {
    return '';
  }
}
@Module({ controllers: [CareersController] })
class CareersModule {}

const folders = temporaryFolders();
afterEach(() => folders.clear());

async function start(metricsPort: string) {
  const config = testConfig(folders.make(), { REKAM_METRICS_PORT: metricsPort });
  const app = await createHttpApp(CareersModule, config);
  const token = await (await LocalIssuer.open(config.dataFolder)).sign({ sub: 'auditor', role: 'auditor' });
  return { app, metrics: app.get(Metrics), headers: { authorization: `Bearer ${token}` } };
}

it('serves times by route and class of status on a port of its own, without values of requests', async () => {
  const { app, metrics, headers } = await start('0');
  await app.inject({ url: `/careers/${PERSON}`, headers });
  await app.inject({ url: `/careers/${PERSON}` });
  await app.inject({ url: '/nowhere' });
  const answer = await fetch(`http://127.0.0.1:${metrics.port}/metrics`);
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('rekam_http_request_duration_seconds_count{route="career-read",status="2xx"} 1');
  expect(text).toContain('rekam_http_request_duration_seconds_count{route="career-read",status="4xx"} 1');
  expect(text).toContain('rekam_http_request_duration_seconds_count{route="none",status="4xx"} 1');
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toContain(PERSON);
  expect((await fetch(`http://127.0.0.1:${metrics.port}/careers/${PERSON}`)).status).toBe(404);
  expect((await app.inject({ url: '/metrics' })).statusCode).toBe(404);
  const { port } = metrics;
  await app.close();
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed');
});

it('takes a measurement when asked, and leaves it out when it cannot be taken', async () => {
  const { app, metrics } = await start('0');
  let lag: number | null = 7;
  metrics.registerGauge('sample_lag', {
    help: 'A sample.',
    label: 'view',
    read: async () => {
      if (lag === null) throw new Error('the store is closed');
      return [['timeline', lag]];
    },
  });
  metrics.registerGauge('sample_position', { help: 'A sample.', label: null, read: () => [['', 42]] });
  const read = async () => (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
  expect(await read()).toContain('sample_lag{view="timeline"} 7\n');
  lag = 9;
  expect(await read()).toContain('sample_lag{view="timeline"} 9\n');
  lag = null;
  const text = await read();
  expect(text).not.toContain('sample_lag{');
  expect(text).toContain('sample_position 42\n');
  await app.close();
});

it('counts what happens, by label value or plain', async () => {
  const { app, metrics } = await start('0');
  const outcomes = metrics.registerCounter('sample_outcomes_total', { help: 'A sample.', label: 'outcome' });
  const letters = metrics.registerCounter('sample_letters_total', { help: 'A sample.', label: null });
  outcomes('accepted');
  outcomes('accepted', 2);
  outcomes('rejected', 0);
  letters('');
  const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
  expect(text).toContain('sample_outcomes_total{outcome="accepted"} 3\n');
  expect(text).toContain('sample_outcomes_total{outcome="rejected"} 0\n');
  expect(text).toContain('sample_letters_total 1\n');
  await app.close();
});

it('is off at port -1', async () => {
  const { app, metrics } = await start('-1');
  expect(metrics.port).toBeNull();
  await app.close();
});

it('says what to do when the port is taken', async () => {
  const first = await start('0');
  await expect(start(String(first.metrics.port))).rejects.toThrow(
    /EADDRINUSE.*set REKAM_METRICS_PORT to another port, or to -1/,
  );
  await first.app.close();
});
