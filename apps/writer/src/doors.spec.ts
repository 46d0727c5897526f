import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { byName, EXAMPLE_SEQUENCE, toBinaryHeaders, type JsonData, type Problem, type Receipt } from '@rekam/contracts';
import { StoreUnavailable, type EventStore } from '@rekam/event-store';
import {
  CLOCK,
  CONFIG,
  createHttpApp,
  EVENT_STORE,
  KEY_STORE,
  loadConfig,
  LocalIssuer,
  systemClock,
  type LocalClaims,
} from '@rekam/runtime';
import { WriterModule } from './index';
import { appointment, numberOf, promotion } from './testing/ledger';
import { SqliteFolder } from './testing/sqlite';

interface Answer<Body> {
  readonly status: number;
  readonly type: string | null;
  readonly body: Body;
}
interface Item {
  readonly status: number;
  readonly receipt?: Receipt;
  readonly problem?: Problem;
}

const folder = new SqliteFolder();
const AGENCY: LocalClaims = { sub: 'simpeg-5500', role: 'agency', agency: '5500', source: '/agencies/5500/simpeg' };

let app: NestFastifyApplication;
let url: string;
let issuer: LocalIssuer;
let events: EventStore;
let token: string;
let used = 900;
/** A sequence of a number that no other test uses. */
const unused = (): number => used++;

async function start(): Promise<void> {
  const stores = await folder.stores();
  const { keys } = stores;
  events = stores.events;
  const config = loadConfig({
    REKAM_DATA_FOLDER: folder.folder,
    REKAM_METRICS_PORT: '-1',
    REKAM_PORT: '0',
    REKAM_LOG_LEVEL: 'silent',
    REKAM_RATE_LIMIT_PER_MINUTE: '0',
  });
  const providers = [
    { provide: CONFIG, useValue: config },
    { provide: CLOCK, useValue: systemClock },
    { provide: EVENT_STORE, useValue: events },
    { provide: KEY_STORE, useValue: keys },
  ];
  @Global()
  @Module({ providers, exports: providers.map(({ provide }) => provide) })
  class Stores {}
  @Module({ imports: [Stores, WriterModule.register()] })
  class Process {}
  app = await createHttpApp(Process, config);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  issuer = await LocalIssuer.open(folder.folder);
  token = await issuer.sign(AGENCY);
}

beforeAll(start);
afterAll(async () => {
  await app.close();
  await folder.remove();
});

async function post<Body>(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<Body>> {
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
  });
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0] ?? null,
    body: (await response.json()) as Body,
  };
}
const command = <Body = Receipt>(name: string, data: unknown, key: string, headers = {}): Promise<Answer<Body>> =>
  post<Body>(`/v1/commands/${name}`, data, { 'idempotency-key': key, ...headers });
const as = async (claims: LocalClaims) => ({ authorization: `Bearer ${await issuer.sign(claims)}` });

const cloudEvent = (id: string, name: string, data: JsonData, source = AGENCY.source!) => ({
  specversion: '1.0',
  id,
  source,
  type: byName(name)!.cloudEvent,
  data,
});
const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const batch = (items: readonly unknown[], headers: Readonly<Record<string, string>> = {}) =>
  post<{ readonly results: readonly Item[] }>('/v1/events', items, {
    'content-type': 'application/cloudevents-batch+json',
    ...headers,
  });

describe('the door of commands', () => {
  it('answers 201 with a receipt, 200 when repeated, and the same after a restart', async () => {
    const data = appointment(unused());
    const first = await command('record-appointment', data, 'restart');
    expect(first).toMatchObject({ status: 201, body: { edition: 0, duplicate: false } });
    const repeated = { status: 200, body: { ...first.body, duplicate: true } };
    expect(await command('record-appointment', data, 'restart')).toMatchObject(repeated);
    await app.close();
    await start();
    expect(await command('record-appointment', data, 'restart')).toMatchObject(repeated);
  });

  it('answers problems that say what to mend', async () => {
    const data = appointment(unused());
    const refused = async (name: string, body: unknown, key = 'refused', headers = {}) =>
      command<Problem>(name, body, key, headers);
    expect(await refused('record-nothing', data)).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { type: '/problems/unknown-command', detail: expect.stringContaining('record-appraisal') },
    });
    expect(await refused('record-appointment', { ...data, recordedAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: {
        type: '/problems/data-invalid',
        errors: [{ code: 'unknown-field', field: '/recordedAt', accepted: expect.stringContaining('effectiveAt') }],
      },
    });
    const { effectiveAt: _, ...undated } = data;
    expect(await refused('record-appointment', { ...undated, content: { kind: 7 } })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ code: 'missing', field: '/effectiveAt' })]) },
    });
    const content = { ...(data['content'] as object), number: '200002302025031901' };
    expect(await refused('record-appointment', { ...data, content })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'number-impossible-birth-date', field: '/content/number' }], retryable: false },
    });
    expect(
      await refused('record-promotion', promotion({ person: 'a0000000-0000-4000-8000-000000000000' })),
    ).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-person', retryable: true },
    });
    expect(await refused('record-appointment', '{"a":')).toMatchObject({ status: 400 });
  });

  it('asks for an Idempotency-Key of 1 to 200 characters', async () => {
    const data = appointment(unused());
    expect(await post('/v1/commands/record-appointment', data)).toMatchObject({
      status: 400,
      body: { type: '/problems/idempotency-key-missing', detail: expect.stringContaining('1 to 200') },
    });
    expect(await command('record-appointment', data, 'x'.repeat(201))).toMatchObject({
      status: 400,
      body: { type: '/problems/idempotency-key-invalid' },
    });
    expect((await command('record-appointment', data, 'x'.repeat(200))).status).toBe(201);
  });

  it('answers conflicts with 409 and lack of authority with 403', async () => {
    const sequence = unused();
    const { body } = await command('record-appointment', appointment(sequence), `conflict ${sequence}`);
    expect(await command('record-appointment', appointment(unused()), `conflict ${sequence}`)).toMatchObject({
      status: 409,
      body: { type: '/problems/command-id-reused' },
    });
    expect(await command('record-appointment', appointment(sequence, { recordId: 'x' }), 'other')).toMatchObject({
      status: 409,
      body: { type: '/problems/identifier-taken' },
    });
    const kerinci = await as({ sub: 'k', role: 'agency', agency: '5505', source: '/agencies/5505/simpeg' });
    expect(await command('record-promotion', promotion({ person: body.person }), 'authority', kerinci)).toMatchObject({
      status: 403,
      body: { type: '/problems/not-authorised' },
    });
  });

  it('lets in only whom the access table names, with a valid token', async () => {
    const data = appointment(unused());
    const auditor = await as({ sub: 'a', role: 'auditor' });
    expect((await command('record-appointment', data, 'auditor', auditor)).status).toBe(403);
    expect((await command('record-appointment', data, 'none', { authorization: 'Bearer x.y.z' })).status).toBe(401);
    const person = 'b0000000-0000-4000-8000-000000000000';
    const self = await as({ sub: 'p', role: 'person', person });
    expect(await command('record-appointment', data, 'self', self)).toMatchObject({
      status: 403,
      body: { type: '/problems/not-authorised' },
    });
  });
});

describe('the door of CloudEvents', () => {
  it('takes one event, structured or binary, with the statuses of a command', async () => {
    const event = cloudEvent('single', 'record-appointment', appointment(unused()));
    const first = await post<Receipt>('/v1/events', event, STRUCTURED);
    expect(first).toMatchObject({ status: 201, body: { duplicate: false } });
    const { data, ...attributes } = event;
    const headers = toBinaryHeaders({ ...attributes, specversion: '1.0', extensions: {} }, 'ce-');
    expect(await post('/v1/events', data, headers)).toEqual({
      status: 200,
      type: 'application/json',
      body: { ...first.body, duplicate: true },
    });
  });

  it('refuses an envelope that is none, a foreign source, an unknown type and other formats', async () => {
    const event = cloudEvent('bad', 'record-appointment', appointment(unused()));
    const refused = (body: unknown, headers = STRUCTURED) => post<Problem>('/v1/events', body, headers);
    expect(await refused({ ...event, id: undefined })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'missing', field: '/id' }] },
    });
    for (const source of ['/agencies/5505/simpeg', '/agencies/5500/simpeg2', '/agencies/5500']) {
      expect(await refused({ ...event, source })).toMatchObject({
        status: 403,
        body: { type: '/problems/source-not-yours', detail: expect.stringContaining('/agencies/5500/simpeg') },
      });
    }
    expect(await refused({ ...event, type: 'asn.career.nothing.recorded.v1' })).toMatchObject({
      status: 422,
      body: { type: '/problems/unknown-event-type' },
    });
    expect((await refused('x', { 'content-type': 'application/cloudevents+xml' })).status).toBe(415);
    expect(await refused(appointment(1), { 'content-type': 'application/json' })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ code: 'missing', field: '/specversion' })]) },
    });
  });

  it('keeps the events of two agencies with one id apart', async () => {
    const ofJambi = cloudEvent('shared-id', 'record-appointment', appointment(unused()));
    const source = '/agencies/5505/simpeg';
    const sequence = unused();
    const content = { ...(appointment(sequence)['content'] as object), agency: '5505' };
    const ofKerinci = cloudEvent('shared-id', 'record-appointment', appointment(sequence, { content }), source);
    const kerinci = await as({ sub: 'k', role: 'agency', agency: '5505', source });
    const a = await post<Receipt>('/v1/events', ofJambi, STRUCTURED);
    const b = await post<Receipt>('/v1/events', ofKerinci, { ...STRUCTURED, ...kerinci });
    expect([a.status, b.status]).toEqual([201, 201]);
    expect(a.body.person).not.toBe(b.body.person);
  });

  it('gives a batch a result per item, in order, and one refused item stops no other', async () => {
    const [a, b] = [unused(), unused()];
    const identifier = { kind: 'nip', number: numberOf(a) };
    const { status, body } = await batch([
      cloudEvent('b0', 'record-appointment', appointment(a)),
      cloudEvent('b1', 'record-promotion', promotion({ identifier })),
      cloudEvent('b2', 'record-appointment', { ...appointment(b), recordedAt: '2020-01-01' }),
      cloudEvent('b3', 'record-appointment', appointment(b), '/agencies/5505/simpeg'),
      'no event',
      cloudEvent('b0', 'record-appointment', appointment(a)),
      cloudEvent('b1', 'annul-promotion', { identifier, recordId: 'none', reason: 'salah' }),
    ]);
    expect(status).toBe(200);
    expect(body.results.map((item) => [item.status, item.receipt?.duplicate ?? item.problem?.type])).toEqual([
      [201, false],
      [201, false],
      [400, '/problems/data-invalid'],
      [403, '/problems/source-not-yours'],
      [400, '/problems/data-invalid'],
      [200, true],
      [409, '/problems/command-id-reused'],
    ]);
  });

  it('keeps the order of items about one person, whether they say the person or a number', async () => {
    const [first, second] = [unused(), unused()];
    const { body: opened } = await command('record-appointment', appointment(first), `order ${first}`);
    const { person } = opened;
    const byNumber = { identifier: { kind: 'nip', number: numberOf(first) } };
    // Each needs the one before.
    const items: readonly [string, JsonData][] = [
      ['record-promotion', promotion({ ...byNumber, recordId: 'kp' })],
      ['annul-promotion', { person, recordId: 'kp', reason: 'salah' }],
      ['reinstate-promotion', { ...byNumber, recordId: 'kp', reason: 'benar' }],
      ['annul-promotion', { person, recordId: 'kp', reason: 'salah juga' }],
      ['correct-appointment', { ...appointment(second), ...byNumber, recordId: `cpns-${first}` }],
      ['reinstate-promotion', { identifier: { kind: 'nip', number: numberOf(second) }, recordId: 'kp', reason: 'ya' }],
    ];
    const { body } = await batch(items.map(([name, data], index) => cloudEvent(`order ${index}`, name, data)));
    expect(body.results.map(({ status, problem }) => [status, problem?.detail])).toEqual(
      items.map(() => [201, undefined]),
    );
  });

  it('refuses a batch that is too long or no list', async () => {
    const many = Array.from({ length: 501 }, () => ({}));
    expect(await batch(many)).toMatchObject({ status: 400, body: { errors: [{ code: 'too-many' }] } });
    expect(await batch({} as never)).toMatchObject({ status: 400 });
  });

  it('records what an operator sends as an import of the agency that the source names', async () => {
    const operator = await as({ sub: 'o', role: 'operator' });
    const person = 'c0000000-0000-4000-8000-000000000001';
    const source = '/agencies/5500/arsip';
    const off = promotion({ person, effectiveAt: '2026-10-02' });
    const { body } = await batch(
      [
        cloudEvent('i0', 'record-appointment', appointment(unused(), { person }), source),
        cloudEvent('i1', 'record-promotion', off, source),
      ],
      operator,
    );
    expect(body.results).toMatchObject([
      { status: 201, receipt: { flags: [] } },
      { status: 201, receipt: { flags: [{ code: 'tmt-not-a-promotion-date', field: '/effectiveAt' }] } },
    ]);
    const [, event] = await events.read(`career-${person}`);
    expect(event?.meta).toMatchObject({ channel: 'import', role: 'operator', agency: '5500', source });
    expect(await command('record-promotion', off, 'live')).toMatchObject({
      status: 422,
      body: { type: '/problems/tmt-not-a-promotion-date' },
    });
  });
});

describe('resolve', () => {
  const resolve = (body: unknown, headers = {}) => post('/v1/persons/resolve', body, headers);

  it('finds the person by number, printed in any way', async () => {
    const sequence = unused();
    const { body } = await command('record-appointment', appointment(sequence), `resolve ${sequence}`);
    const number = numberOf(sequence).replace(/^(.{8})(.{6})(.)/, '$1 $2 $3 ');
    expect(await resolve({ identifier: { kind: 'nip', number } })).toEqual({
      status: 200,
      type: 'application/json',
      body: { person: body.person, mergedInto: null },
    });
  });

  it('says what it cannot find or read', async () => {
    const identifier = { kind: 'nip', number: numberOf(999) };
    expect(await resolve({ identifier })).toMatchObject({ status: 404, body: { type: '/problems/unknown-person' } });
    const impossible = { kind: 'nip', number: '200002302025031901' };
    expect(await resolve({ identifier: impossible })).toMatchObject({
      status: 422,
      body: { type: '/problems/number-impossible-birth-date' },
    });
    for (const body of [
      {},
      [],
      { identifier: 'x' },
      { identifier: { kind: 'ktp', number: '1' } },
      { identifier, x: 1 },
    ]) {
      expect(await resolve(body)).toMatchObject({ status: 400, body: { type: '/problems/data-invalid' } });
    }
    const self = await as({ sub: 'p', role: 'person', person: 'b0000000-0000-4000-8000-000000000000' });
    expect((await resolve({ identifier }, self)).status).toBe(403);
  });
});

it('appends what a batch brings of one person at once', async () => {
  const sequence = unused();
  const { body: opened } = await command('record-appointment', appointment(sequence), `whole ${sequence}`);
  const { person } = opened;
  const training = (index: number) =>
    cloudEvent(`whole ${sequence} ${index}`, 'record-training', {
      person,
      recordId: `whole-${index}`,
      effectiveAt: '2026-05-01',
      content: { kind: '3', name: `Pelatihan ${index}`, provider: 'Balai Contoh', jp: 20 },
    });
  const append = jest.spyOn(events, 'append');
  try {
    const { body } = await batch(Array.from({ length: 300 }, (_, index) => training(index)));
    expect(new Set(body.results.map(({ status }) => status))).toEqual(new Set([201]));
    expect(append.mock.calls.map(([stream, appended]) => [stream, appended.length])).toEqual([
      [`career-${person}`, 300],
    ]);
  } finally {
    append.mockRestore();
  }
});

describe('imports', () => {
  const known = (body: unknown, headers = {}) => post('/v1/imports/known', body, headers);
  const source = '/agencies/5500/simpeg';

  it('tells a source what the ledger has of its records, and nothing of others', async () => {
    const sequence = unused();
    const identifier = { kind: 'nip', number: numberOf(sequence) };
    const { body } = await command('record-appointment', appointment(sequence), `known ${sequence}`);
    const { person } = body;
    const training = {
      person,
      effectiveAt: '2026-05-01',
      content: { kind: '3', name: 'Pelatihan', provider: 'Balai Contoh', jp: 20 },
    };
    const ext = { digest: 'abc', row: { nama: 'rahasia' } };
    const event = {
      ...cloudEvent(`known t ${sequence}`, 'record-training', { ...training, recordId: 't', ext }),
      time: '2026-06-01T00:00:00Z',
    };
    const { body: first } = await batch([event]);
    const other = await as({ sub: 'lms', role: 'provider', source: '/providers/balai' });
    expect((await command('record-training', { ...training, recordId: 'x' }, 'known x', other)).status).toBe(201);
    const fact = first.results[0]!.receipt!.fact;
    expect((await command('report-missing-fact', { person, fact }, `missing ${sequence}`)).status).toBe(201);
    const answer = await known({ source, identifiers: [identifier, { kind: 'nip', number: numberOf(998) }] });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        persons: [
          {
            person,
            mergedInto: null,
            facts: [
              { subject: 'appointment', recordId: `cpns-${sequence}`, missing: false, digest: null, time: null },
              {
                person,
                fact,
                recordId: 't',
                edition: 0,
                annulled: false,
                missing: true,
                digest: 'abc',
                time: event.time,
              },
            ],
          },
          { person: null, mergedInto: null, facts: [] },
        ],
      },
    });
    expect(JSON.stringify(answer)).not.toMatch(/rahasia|Pelatihan/);
    expect((await command('report-found-fact', { person, fact }, `found ${sequence}`)).status).toBe(201);
    expect((await command('report-found-fact', { person, fact }, `found again ${sequence}`)).status).toBe(200);
  });

  it('refuses another source, and what it cannot read', async () => {
    const identifiers = [{ kind: 'nip', number: numberOf(997) }];
    expect((await known({ source: '/agencies/5501/simpeg', identifiers })).status).toBe(403);
    for (const body of [
      {},
      { source },
      { source, identifiers: [] },
      { source, identifiers: [{ kind: 'nip' }] },
      { source, identifiers: Array.from({ length: 101 }, () => identifiers[0]) },
      { source, identifiers, x: 1 },
    ]) {
      expect(await known(body)).toMatchObject({ status: 400, body: { type: '/problems/data-invalid' } });
    }
    expect(await known({ source, identifiers: [{ kind: 'nip', number: '1' }] })).toMatchObject({ status: 422 });
  });
});

it('answers 503 when the store takes no writes, for a command and for each item of a batch', async () => {
  const append = jest.spyOn(events, 'append').mockRejectedValue(new StoreUnavailable('the disk is full'));
  try {
    expect(await command('record-appointment', appointment(unused()), 'full')).toMatchObject({
      status: 503,
      body: { type: '/problems/store-unavailable', retryable: true },
    });
    const { status, body } = await batch([cloudEvent('full', 'record-appointment', appointment(unused()))]);
    expect([status, body.results[0]?.status]).toEqual([200, 503]);
  } finally {
    append.mockRestore();
  }
});

it('accepts the example of every command through the door', async () => {
  for (const [index, { contract, data, caller }] of EXAMPLE_SEQUENCE.entries()) {
    const { role, agency, person, source } = caller;
    const claims = { sub: `example-${role}`, role, source, ...(agency && { agency }), ...(person && { person }) };
    const { status, body } = await command<Problem>(contract.name, data, `example ${index}`, await as(claims));
    expect([contract.name, status, body.detail]).toEqual([contract.name, 201, undefined]);
  }
});
