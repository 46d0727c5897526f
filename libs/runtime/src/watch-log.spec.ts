import { MemoryEventStore, memoryKeyStore, StoreUnavailable, uuidV5, type NewEvent } from '@rekam/event-store';
import { Collector } from '@rekam/test/otlp/collector';
import { Metrics } from './metrics';
import { OtlpTracing } from './otlp-tracing';
import { NO_TRACING } from './tracing';
import { watchLog } from './watch-log';
import { currentWorks, inWork, inWorks } from './work';

const NAMESPACE = '6f1d7b7e-5f0c-5a53-9c3b-2f6d0a4b8e11';
const id = (name: string): string => uuidV5(NAMESPACE, name);

const event = (command: string, correlation: string): NewEvent => ({
  id: id(`${command} 0`),
  type: 'NoteTaken',
  body: { content: {} },
  sensitive: null,
  meta: {
    commandId: id(command),
    contentHash: '',
    actor: '',
    role: 'system',
    agency: null,
    source: '/ledger',
    channel: 'system',
    correlationId: id(correlation),
    causationId: null,
    recordedAt: '2026-03-01T00:00:00.000000Z',
    schema: 1,
    persons: [],
    intake: null,
    approvedBy: null,
  },
});

async function metricsOf(metrics: Metrics): Promise<string> {
  await metrics.onApplicationBootstrap();
  return (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
}

it('times appends by what came of them', async () => {
  const metrics = new Metrics({ host: '127.0.0.1', metricsPort: 0 });
  const inner = new MemoryEventStore({ keys: memoryKeyStore() });
  const log = watchLog(inner, { metrics, tracing: NO_TRACING });
  await log.append('career-x', [event('a', 'r')], 'no_stream');
  expect(await log.append('career-x', [event('a', 'r')], 'no_stream')).toMatchObject({ duplicate: true });
  await expect(log.append('career-x', [event('b', 'r')], 'no_stream')).rejects.toThrow('expected no_stream');
  await expect(log.append('career-y', [event('a', 'r')], 'no_stream')).rejects.toThrow('at another place');
  await log.close();
  await expect(log.append('career-x', [event('c', 'r')], 0n)).rejects.toThrow(StoreUnavailable);
  const text = await metricsOf(metrics);
  const counts = Object.fromEntries(
    [...text.matchAll(/^rekam_append_duration_seconds_count\{result="([\w-]+)"\} (\d+)$/gm)].map(([, of, n]) => [
      of,
      n,
    ]),
  );
  expect(counts).toEqual({
    appended: '1',
    duplicate: '1',
    conflict: '1',
    'id-taken': '1',
    'key-destroyed': '0',
    unavailable: '1',
    failed: '0',
  });
  await metrics.onApplicationShutdown();
});

it('is the log in everything else', async () => {
  const inner = new MemoryEventStore({ keys: memoryKeyStore() });
  const metrics = new Metrics({ host: '127.0.0.1', metricsPort: -1 });
  const log = watchLog(Object.assign(inner, { backup: () => 'taken' }), { metrics, tracing: NO_TRACING });
  await log.append('career-x', [event('a', 'r')], 'no_stream');
  expect([await log.head(), (await log.read('career-x')).length, log.backup()]).toEqual([1n, 1, 'taken']);
  expect('backup' in log).toBe(true);
  const signal = AbortSignal.timeout(5_000);
  for await (const page of log.follow(0n, { signal })) {
    expect(page).toHaveLength(1);
    break;
  }
});

it('shows each event of an append in the trace of its own command, and is nobody’s work itself', async () => {
  const collector = await Collector.start();
  const service = { name: 'writer', version: '1.0.0' };
  const silent = { info: () => undefined, warn: () => undefined } as never;
  const tracing = new OtlpTracing({ url: collector.url, ratio: 1, service, log: silent });
  let within = -1;
  class Looking extends MemoryEventStore {
    override append(...args: Parameters<MemoryEventStore['append']>) {
      within = currentWorks().length;
      return super.append(...args);
    }
  }
  const metrics = new Metrics({ host: '127.0.0.1', metricsPort: -1 });
  const log = watchLog(new Looking({ keys: memoryKeyStore() }), { metrics, tracing });
  const works = ['a', 'b'].map((command) => {
    const correlationId = id(`request ${command}`);
    const span = tracing.begin({ name: 'in', kind: 'server', traceparent: null, correlationId, attributes: {} });
    return { correlationId, causationId: id(command), span };
  });
  await inWorks(works, () => log.append('career-x', [event('a', 'request a'), event('b', 'request b')], 'no_stream'));
  expect(within).toBe(0);
  await inWork(works[0]!, () => log.append('identifier-z', [event('a2', 'request a')], 'no_stream'));
  await inWork(works[0]!, () => log.append('career-x', [event('a3', 'request a')], 'no_stream')).catch(() => undefined);
  await log.append('ledger', [event('day', 'day')], 'no_stream');
  await tracing.stop(1_000);
  await collector.stop();
  const spans = collector.spans().map(({ traceId, parentSpanId, spanId, attributes, isFailed }) => ({
    traceId,
    parentSpanId,
    spanId,
    isFailed,
    ...attributes,
  }));
  const appended = (
    correlation: string,
    parent: string | null,
    event: string,
    kind: string,
    events: number,
    at: number,
  ) => ({
    traceId: id(correlation).replaceAll('-', ''),
    parentSpanId: parent,
    spanId: id(event).replaceAll('-', '').slice(16),
    isFailed: false,
    'rekam.stream.kind': kind,
    'rekam.events': events,
    'rekam.result': 'appended',
    'rekam.position': String(at),
  });
  expect(spans.filter((span) => !span.isFailed)).toEqual([
    appended('request a', works[0]!.span.id, 'a 0', 'career', 2, 1),
    appended('request b', works[1]!.span.id, 'b 0', 'career', 2, 2),
    appended('request a', works[0]!.span.id, 'a2 0', 'identifier', 1, 3),
    appended('day', null, 'day 0', 'ledger', 1, 4),
  ]);
  expect(spans.filter((span) => span.isFailed)).toMatchObject([
    { parentSpanId: works[0]!.span.id, 'rekam.result': 'conflict', 'error.type': 'WrongExpectedRevision' },
  ]);
});
