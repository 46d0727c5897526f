import { Collector } from '@rekam/test/otlp/collector';
import { OtlpTracing } from './otlp-tracing';
import type { Arrival } from './tracing';

const CORRELATION = '0b7e2c66-9f0e-4c2b-8a35-5b7f7d1f3a10';
const EVENT = { id: '6a1d7b7e-5f0c-5a53-9c3b-2f6d0a4b8e11', meta: { correlationId: CORRELATION } };
const TRACE = '0b7e2c669f0e4c2b8a355b7f7d1f3a10';
const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLERS_SPAN = '00f067aa0ba902b7';
const FROM_MS = Date.parse('2026-11-21T03:00:00Z');
const service = { name: 'writer', version: '1.0.0' };

const arrival = (traceparent?: unknown): Arrival => ({
  name: 'POST /v1/commands/:name',
  kind: 'server',
  traceparent,
  correlationId: CORRELATION,
  attributes: { 'rekam.route': 'command' },
});
const finished = { name: 'append', startMs: FROM_MS, endMs: FROM_MS + 2.5, attributes: { 'rekam.events': 1 } };

function lines() {
  const said: string[] = [];
  const say = (level: string) => (fields: object, text: string) => {
    const { lost } = fields as { readonly lost?: number };
    said.push(`${level}: ${text}${lost === undefined ? '' : ` (${lost})`}`);
  };
  return { said, log: { info: say('info'), warn: say('warn') } as never };
}

let collector: Collector;
beforeEach(async () => (collector = await Collector.start()));
afterEach(() => collector.stop());

const opened = (ratio: number, log = lines().log) =>
  new OtlpTracing({ url: collector.url, ratio, service, log, delayMs: 1 });

it('begins the trace of the correlation id, and whoever follows the log finds the append in it', async () => {
  const [writer, reader] = [opened(1), opened(1)];
  const request = writer.begin(arrival());
  const command = request.begin('RecordTraining', {});
  command.record({ ...finished, spanId: reader.appendOf(EVENT)!.traceparent.split('-')[2]! });
  command.set({ 'rekam.outcome': 'accepted' });
  command.end();
  request.end(new TypeError('Siti'));
  reader.appendOf(EVENT)!.record({ ...finished, name: 'project timeline', kind: 'consumer' });
  writer.traceOf(CORRELATION)!.record({ ...finished, name: 'of nobody' });
  await writer.stop(1_000);
  await reader.stop(1_000);
  const spans = collector.spans();
  const named = (name: string) => spans.find((span) => span.name === name)!;
  expect(spans.map(({ traceId }) => traceId)).toEqual(Array.from({ length: 5 }, () => TRACE));
  expect(named('POST /v1/commands/:name')).toMatchObject({ parentSpanId: null, spanId: request.id, isFailed: true });
  expect(named('POST /v1/commands/:name').attributes).toEqual({ 'rekam.route': 'command', 'error.type': 'TypeError' });
  expect(named('RecordTraining')).toMatchObject({ parentSpanId: request.id, isFailed: false });
  expect(named('append')).toMatchObject({
    parentSpanId: named('RecordTraining').spanId,
    startMs: FROM_MS,
    endMs: FROM_MS + 2.5,
  });
  expect(named('project timeline').parentSpanId).toBe(named('append').spanId);
  expect(named('of nobody').parentSpanId).toBeNull();
  expect(collector.bodies.join('')).not.toContain('Siti');
});

it('goes on with the trace of the caller, and hands it on', async () => {
  const tracing = opened(0);
  const request = tracing.begin(arrival(`00-${CALLER}-${CALLERS_SPAN}-01`));
  expect(request.traceparent).toBe(`00-${CALLER}-${request.id}-01`);
  request.end();
  await tracing.stop(1_000);
  expect(collector.spans()).toMatchObject([{ traceId: CALLER, parentSpanId: CALLERS_SPAN }]);
});

it('records its share of the traces, the same in every process, and those that the caller records', async () => {
  const [writer, reader] = [opened(0.5), opened(0.5)];
  const decisions = Array.from({ length: 400 }, (_, n) => {
    const correlationId = `0b7e2c66-9f0e-4c2b-8a35-${(n * 0x9e3779b1).toString(16).padStart(12, '0')}`;
    const begun = writer.begin({ ...arrival(), correlationId }).traceparent.endsWith('01');
    expect(reader.appendOf({ ...EVENT, meta: { correlationId } }) !== null).toBe(begun);
    return begun;
  });
  const share = decisions.filter(Boolean).length / decisions.length;
  expect(share).toBeGreaterThan(0.35);
  expect(share).toBeLessThan(0.65);
  const none = opened(0);
  const unrecorded = none.begin(arrival(`00-${CALLER}-${CALLERS_SPAN}-00`));
  // What is not recorded is handed on all the same, so that nobody else begins the trace anew.
  expect(unrecorded.traceparent).toBe(`00-${CALLER}-${unrecorded.id}-00`);
  unrecorded.begin('RecordTraining', {}).record(finished);
  unrecorded.end();
  expect([none.appendOf(EVENT), none.traceOf(CORRELATION)]).toEqual([null, null]);
  await Promise.all([writer, reader, none].map((each) => each.stop(1_000)));
  expect(collector.spans()).toEqual([]);
});

it('says once that the collector does not take spans, and once that it does again', async () => {
  const { said, log } = lines();
  const tracing = opened(1, log);
  const send = async () => {
    const come = collector.nextBatch();
    tracing.begin(arrival()).end();
    await come;
  };
  collector.status = 400;
  await send();
  await send();
  collector.status = 200;
  await send();
  await tracing.stop(1_000);
  expect(said).toEqual(['warn: spans cannot be sent and are lost', 'info: spans can be sent again (2)']);
  expect(collector.spans()).toHaveLength(1);
});

it('waits no longer than it may for a collector that is silent when it stops', async () => {
  collector.status = null;
  const tracing = opened(1);
  const come = collector.nextBatch();
  tracing.begin(arrival()).end();
  await come;
  const from = performance.now();
  await tracing.stop(100);
  expect(performance.now() - from).toBeLessThan(2_000);
  collector.release();
});
