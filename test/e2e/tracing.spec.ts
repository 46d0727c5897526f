import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deadLettersTopic,
  EXAMPLE_SEQUENCE,
  eventsTopic,
  intakeTopic,
  outcomesTopic,
  TOPIC_RULES,
  unattributedOutcomesTopic,
  viewsTopic,
  type Receipt,
  type TopicKind,
} from '@rekam/contracts';
import { Cluster, type IncomingMessage } from '@rekam/kafka';
import { LocalIssuer } from '@rekam/runtime';
import { Service as Process } from '../faults/service';
import { describeKafka, kafkaForTests } from '../kafka/for-tests';
import { Collector, type CollectedSpan } from '../otlp/collector';
import { appointment, AUDITOR, Service, simpeg } from './service';

const JAMBI = simpeg('5500');
/** Shorter texts are codes, and found in anything. */
const TELLING_CHARS_MIN = 6;

const MADE =
  /"(?:traceId|spanId|parentSpanId|startTimeUnixNano|endTimeUnixNano)":"\w+"|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/** Everything that was written or counted in what was sent. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return [String(value)];
}

const one = (spans: readonly CollectedSpan[], name: string): CollectedSpan => {
  const [found, ...others] = spans.filter((span) => span.name === name);
  expect([name, found !== undefined, others.length]).toEqual([name, true, 0]);
  return found!;
};

let collector: Collector;
beforeEach(async () => (collector = await Collector.start()));
afterEach(() => collector.stop());
const traced = () => ({ REKAM_TRACE_URL: collector.url });

it('shows a whole career in traces that tell nothing of the person', async () => {
  const service = await Service.start(undefined, traced);
  const answers = await service.examples(EXAMPLE_SEQUENCE);
  const [{ body: opened }] = answers as unknown as readonly [{ readonly body: Receipt }];
  const person = opened.person!;
  await service.send('POST', '/v1/persons/resolve', { as: JAMBI, body: { kind: 'nip', number: '199408172018032901' } });
  await service.get(`/v1/careers/${person}?at-least=${answers.at(-1)!.body.position}`, AUDITOR);
  await service.get(`/v1/careers/${person}/timeline?at-least=${answers.at(-1)!.body.position}`, AUDITOR);
  await service.get(`/nowhere/${person}?name=Rina+Wulandari`, AUDITOR);
  await service.stop();

  // 1. Every command, its append and what followed, and the questions.
  const spans = collector.spans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  expect(named('POST /v1/commands/:name')).toHaveLength(EXAMPLE_SEQUENCE.length);
  expect(named('RecordAppointment').length).toBeGreaterThan(0);
  expect(named('append').length).toBeGreaterThan(EXAMPLE_SEQUENCE.length);
  for (const view of ['current-state', 'timeline', 'directory']) {
    expect(named(`project ${view}`).length).toBeGreaterThan(EXAMPLE_SEQUENCE.length);
  }
  expect(named('GET /v1/careers/:person')).toHaveLength(1);
  // 2. Nothing of what was sent, and not whom it was about.
  const all = collector.bodies.join('\n');
  const sent = EXAMPLE_SEQUENCE.flatMap(({ data }) => leavesOf(data)).filter(
    (text) => text.length >= TELLING_CHARS_MIN,
  );
  expect(sent.length).toBeGreaterThan(100);
  // Ids and times are made of digits, too, and would hold any of six of them sooner or later.
  const told = all.replaceAll(MADE, '');
  expect(sent.filter((text) => told.includes(text))).toEqual([]);
  const persons = answers.flatMap(({ body }) => body.person ?? []);
  expect(persons.filter((each) => all.includes(each))).toEqual([]);
  expect(all).not.toContain('Wulandari');
}, 60_000);

it('keeps what is written in one append apart, each in the trace of its own request', async () => {
  const service = await Service.start(undefined, traced);
  const { person } = await service.recorded('record-appointment', appointment('903'), JAMBI);
  const training = (n: string) => ({
    person,
    recordId: `kursus-${n}`,
    effectiveAt: '2024-05-10',
    approvedBy: 'kepala-bkd',
    content: { kind: '3', name: 'Pelatihan Contoh', provider: 'Balai Contoh', jp: 10 },
  });
  const newTrace = () => randomBytes(16).toString('hex');
  const headersOf = (traceId: string) => ({
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    'idempotency-key': randomUUID(),
  });
  const send = (traceId: string) =>
    service.send('POST', '/v1/commands/record-training', {
      as: JAMBI,
      body: training(traceId),
      headers: headersOf(traceId),
    });
  // They come together, so that those behind the first one wait for their stream and go into one append.
  const traces = Array.from({ length: 24 }, newTrace);
  const answers = await Promise.all(traces.map(send));
  expect(answers.map(({ status }) => status)).toEqual(traces.map(() => 201));
  const batchTrace = newTrace();
  const events = Array.from({ length: 8 }, (_, n) => ({
    specversion: '1.0',
    id: `pelatihan-${n}`,
    source: '/agencies/5500/simpeg',
    type: 'asn.career.training.recorded.v1',
    data: training(`batch-${n}`),
  }));
  const batch = await service.send<{ results: readonly { status: number; receipt: Receipt }[] }>('POST', '/v1/events', {
    as: JAMBI,
    body: events,
    headers: { ...headersOf(batchTrace), 'content-type': 'application/cloudevents-batch+json' },
  });
  expect(batch.body.results.map(({ status }) => status)).toEqual(events.map(() => 201));
  const last = batch.body.results.at(-1)!.receipt.position;
  expect((await service.get(`/v1/careers/${person}/timeline?at-least=${last}`, AUDITOR)).status).toBe(200);
  await service.stop();

  const spans = collector.spans();
  const together = new Set<unknown>();
  for (const [traceId, requestName, commands] of [
    ...traces.map((traceId) => [traceId, 'POST /v1/commands/:name', 1] as const),
    [batchTrace, 'POST /v1/events', events.length] as const,
  ]) {
    const ofTrace = spans.filter((span) => span.traceId === traceId);
    const childrenOf = (parent: CollectedSpan, name: string) =>
      ofTrace.filter((span) => span.parentSpanId === parent.spanId && span.name === name);
    const request = one(ofTrace, requestName);
    expect(childrenOf(request, 'RecordTraining')).toHaveLength(commands);
    for (const command of childrenOf(request, 'RecordTraining')) {
      const [append, ...others] = childrenOf(command, 'append');
      expect([append?.attributes['rekam.result'], others]).toEqual(['appended', []]);
      together.add(append!.attributes['rekam.events']);
      expect(childrenOf(append!, 'project timeline')).toHaveLength(1);
    }
    expect(ofTrace.filter(({ name }) => name === 'append')).toHaveLength(commands);
  }
  expect(Math.max(...[...together].map(Number))).toBeGreaterThan(1);
}, 60_000);

it('leads from the caller’s trace to the writer’s append and on to the views of another process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-tracing-'));
  const env = { REKAM_LOG_LEVEL: 'error', REKAM_TRACE_URL: collector.url };
  const [writer, reader] = await Promise.all(
    (['writer', 'reader'] as const).map((app) => Process.start(folder, { app, env })),
  );
  const authorization = async (claims: typeof AUDITOR) =>
    `Bearer ${await (await LocalIssuer.open(folder)).sign({ ...claims })}`;
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const answer = await fetch(`${writer!.url}/v1/commands/record-appointment`, {
    method: 'POST',
    headers: {
      authorization: await authorization(JAMBI),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      traceparent: `00-${traceId}-${spanId}-01`,
    },
    body: JSON.stringify(appointment('902')),
  });
  expect(answer.status).toBe(201);
  // Without one of the caller's, the trace is the correlation id of what happened.
  expect(answer.headers.get('x-correlation-id')!.replaceAll('-', '')).toBe(traceId);
  const { person, position } = (await answer.json()) as Receipt;
  const shown = await fetch(`${reader!.url}/v1/careers/${person}?at-least=${position}`, {
    headers: { authorization: await authorization(AUDITOR) },
  });
  expect(shown.status).toBe(200);
  for (const process of [writer!, reader!]) {
    process.stop();
    expect(await process.ended).toMatchObject({ code: 0, stderr: '' });
  }
  rmSync(folder, { recursive: true, force: true });

  const ofTrace = collector.spans().filter((span) => span.traceId === traceId);
  const request = one(ofTrace, 'POST /v1/commands/:name');
  expect(request).toMatchObject({ service: 'writer', parentSpanId: spanId, isFailed: false });
  expect(request.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/commands/:name',
    'http.response.status_code': 201,
    'rekam.route': 'command',
    'rekam.correlation_id': answer.headers.get('x-correlation-id'),
  });
  const command = one(ofTrace, 'RecordAppointment');
  expect(command).toMatchObject({ parentSpanId: request.spanId, attributes: { 'rekam.outcome': 'accepted' } });
  const appends = ofTrace.filter(({ name }) => name === 'append');
  expect(new Set(appends.map(({ attributes }) => attributes['rekam.stream.kind']))).toEqual(
    new Set(['career', 'identifier']),
  );
  for (const { parentSpanId } of appends) expect(parentSpanId).toBe(command.spanId);
  const append = appends.find(({ attributes }) => attributes['rekam.stream.kind'] === 'career')!;
  expect(append.attributes).toMatchObject({ 'rekam.result': 'appended', 'rekam.position': position });
  const projected = ofTrace.filter(({ parentSpanId }) => parentSpanId === append.spanId);
  expect(projected.map(({ service, name }) => `${service} ${name}`).toSorted()).toEqual([
    'reader project current-state',
    'reader project directory',
    'reader project timeline',
  ]);
  for (const { endMs } of projected) expect(endMs).toBeGreaterThanOrEqual(append.startMs);
}, 60_000);

describeKafka('over Kafka', () => {
  const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

  it('goes on from the message to its outcome and to the event that is published', async () => {
    const { brokers, prefix } = await kafkaForTests();
    const cluster = new Cluster({ brokers, clientId: prefix, tls: null, sasl: null }, LOG);
    const source = '/agencies/5500/simpeg';
    const outcomes = outcomesTopic(prefix, source);
    const topics: readonly (readonly [TopicKind, string])[] = [
      ['intake', intakeTopic(prefix)],
      ['outcomes', outcomes],
      ['outcomes', unattributedOutcomesTopic(prefix)],
      ['events', eventsTopic(prefix)],
      ['views', viewsTopic(prefix)],
      ['dead-letters', deadLettersTopic(prefix)],
    ];
    const admin = await cluster.admin();
    await admin.createTopics(
      topics.map(([kind, topic]) => {
        const { cleanupPolicy, messageBytesMax } = TOPIC_RULES[kind];
        const configs = { 'cleanup.policy': cleanupPolicy, 'max.message.bytes': String(messageBytesMax) };
        return { topic, partitions: 1, replication: 1, configs };
      }),
    );
    await admin.close();
    const service = await Service.start(
      async (folder) =>
        writeFileSync(
          join(folder, 'topics.json'),
          JSON.stringify({ intake: [{ topic: intakeTopic(prefix), sources: [{ source }] }] }),
        ),
      (folder) => ({
        ...traced(),
        REKAM_KAFKA_BROKERS: brokers.join(','),
        REKAM_KAFKA_TOPIC_PREFIX: prefix,
        REKAM_KAFKA_GROUP: `${prefix}-writer`,
        REKAM_KAFKA_TOPICS_FILE: join(folder, 'topics.json'),
      }),
    );
    const traceId = randomBytes(16).toString('hex');
    const producer = await cluster.producer();
    await producer.send([
      {
        topic: intakeTopic(prefix),
        key: 'satu',
        value: JSON.stringify(appointment('904')),
        headers: {
          ce_specversion: '1.0',
          ce_id: 'cpns-904',
          ce_source: source,
          ce_type: 'asn.career.appointment.recorded.v1',
          'content-type': 'application/json',
          traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        },
      },
    ]);
    await producer.stop();
    const firstOn = async (topic: string, isMeant: (message: IncomingMessage) => boolean): Promise<IncomingMessage> => {
      const found = new AbortController();
      for await (const message of cluster.read({ from: [topic], until: 'abort', signal: found.signal })) {
        if (isMeant(message)) return message;
      }
      throw new Error(`${topic} has no such message`);
    };
    const outcome = await firstOn(outcomes, () => true);
    const { receipt } = JSON.parse(String(outcome.value)) as { receipt: Receipt };
    const published = await firstOn(
      eventsTopic(prefix),
      ({ headers }) => String(headers['ce_position']) === receipt.position,
    );
    await service.stop();

    const ofTrace = collector.spans().filter((span) => span.traceId === traceId);
    const message = one(ofTrace, `process ${intakeTopic(prefix)}`);
    expect(message).toMatchObject({
      parentSpanId: '00f067aa0ba902b7',
      attributes: {
        'messaging.destination.name': intakeTopic(prefix),
        'messaging.destination.partition.id': '0',
        'messaging.kafka.offset': '0',
        'rekam.attempt': 1,
        'rekam.outcome': 'accepted',
      },
    });
    expect(String(outcome.headers['traceparent'])).toBe(`00-${traceId}-${message.spanId}-01`);
    const command = one(ofTrace, 'RecordAppointment');
    expect(command.parentSpanId).toBe(message.spanId);
    const append = ofTrace.find(
      ({ name, attributes }) => name === 'append' && attributes['rekam.position'] === receipt.position,
    )!;
    expect(append.parentSpanId).toBe(command.spanId);
    expect(String(published.headers['traceparent'])).toBe(`00-${traceId}-${append.spanId}-01`);
    const { meta } = JSON.parse(String(published.value)) as { meta: { correlationId: string } };
    expect(meta.correlationId.replaceAll('-', '')).toBe(traceId);
    expect(
      one(
        ofTrace.filter(({ parentSpanId }) => parentSpanId === append.spanId),
        'project timeline',
      ),
    ).toBeDefined();
    expect(collector.bodies.join('')).not.toContain('Rina');
  }, 60_000);
});
