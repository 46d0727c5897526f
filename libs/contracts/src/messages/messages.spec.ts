import { subjectNamed, type Recorded } from '@rekam/domain';
import { Ajv2020 } from 'ajv/dist/2020';
import { fromBinary } from '../cloud-events/cloud-event';
import { DEAD_LETTER_HEADERS_SCHEMA, deadLetterHeaders, deadLetterOf, withoutDeadLetterHeaders } from './dead-letter';
import { eventHeaders, eventKey, eventMessage } from './event-message';
import { eventKinds } from './event-schemas';
import { outcomeHeaders } from './outcome';
import { eventExample, outcomeExample, PROBLEM_EXAMPLE } from './sent-examples';
import { tolerant } from './tolerant';
import { agencyViewsTopic, outcomesTopic, unattributedOutcomesTopic } from './topics';
import { viewHeaders, viewKey } from './view-message';

const ID = '1f3d2c4b-5a69-5788-96a7-b8c9d0e1f203';

describe('the names of topics', () => {
  it.each([
    ['/agencies/5500/simpeg', 'career.outcomes.agencies.5500.simpeg.v1'],
    ['/agencies/5500/e-kinerja/api', 'career.outcomes.agencies.5500.e-kinerja.api.v1'],
    ['/providers/balai~diklat contoh', 'career.outcomes.providers.balai_diklat_contoh.v1'],
  ])('are made of the source %s', (source, topic) => {
    expect(outcomesTopic('career', source)).toBe(topic);
    expect(topic).toMatch(/^[\w.-]{1,249}$/);
  });

  it('differ for the whole ledger, an agency and nobody', () => {
    expect(agencyViewsTopic('karier', '5500')).toBe('karier.views.5500.v1');
    expect(unattributedOutcomesTopic('karier')).toBe('karier.outcomes.unattributed.v1');
  });
});

describe('the headers of what is sent', () => {
  const [kind] = eventKinds();
  const event = eventExample(kind!);

  it.each([
    ['an outcome', outcomeHeaders(ID, outcomeExample('rejected', 'career.intake.v1'))],
    ['an event', eventHeaders(event)],
    ['a row', viewHeaders({ view: 'agency-overview', key: '5500', position: '12' }, false)],
  ])('are a CloudEvent in binary mode: %s', (_what, headers) => {
    expect(fromBinary(headers, 'ce_', {})).toMatchObject({ ok: true, event: { source: '/ledger' } });
  });

  it('tell the version of the content and the place in the log', () => {
    expect(eventHeaders({ ...event, position: 12_345_678_901_234_567_890n })).toMatchObject({
      ce_type: 'asn.ledger.AppointmentRecorded.v1',
      ce_position: '12345678901234567890',
    });
    const name = { view: 'current-state', key: 'p', position: '7' } as const;
    expect(viewHeaders(name, false)).toMatchObject({ ce_id: 'current-state/p/7', ce_position: '7' });
    expect(viewHeaders(name, true)).toMatchObject({ ce_id: 'current-state/p/7/gone', ce_position: '7' });
    expect(viewKey('current-state', 'p')).toBe('current-state/p');
  });
});

describe('the message of an event', () => {
  const event = (stream: string, more: Partial<Recorded> = {}): Recorded => ({
    ...eventExample(eventKinds()[0]!),
    erased: false,
    stream,
    ...more,
  });
  const sealed = { content: { name: 'Ayu Contoh' }, reason: null, ext: {}, uris: [], origin: null };

  it('is under the person of a career, else under the stream; who holds a number is not told', () => {
    const streams = ['career-5b1f8c52', 'mentoring-0c9a4d1e', 'ledger', 'identifier-3f2a'];
    expect(streams.map((stream) => eventKey(event(stream)))).toEqual([
      '5b1f8c52',
      'mentoring-0c9a4d1e',
      'ledger',
      null,
    ]);
  });

  it('says that there is a sealed part, now or before an erasure, and nothing of it', () => {
    expect(eventMessage(event('career-a'))).toMatchObject({ sealed: false });
    expect(eventMessage(event('career-a', { erased: true }))).toMatchObject({ sealed: true });
    const message = eventMessage(event('career-a', { sensitive: sealed }));
    expect(message.sealed).toBe(true);
    expect(JSON.stringify(message)).not.toContain('Ayu');
    expect(Object.keys(message)).not.toContain('sensitive');
  });

  it('has no key that its subject seals, nor does its schema', () => {
    let sealedKeys = 0;
    for (const kind of eventKinds()) {
      if (kind.subject === null) continue;
      type Content = { readonly anyOf: readonly [{ readonly properties: object }] };
      const { properties } = kind.schema('#/$defs/') as { properties: { body: { properties: { content: Content } } } };
      const { content } = eventMessage(eventExample(kind)).body;
      const told = [...Object.keys(properties.body.properties.content.anyOf[0].properties), ...Object.keys(content!)];
      const { sensitive } = subjectNamed(kind.subject.subject);
      expect([kind.name, told.filter((key) => sensitive.includes(key))]).toEqual([kind.name, []]);
      sealedKeys += sensitive.length;
    }
    expect(sealedKeys).toBeGreaterThan(10);
  });
});

describe('a dead letter', () => {
  const letter = {
    topic: 'career.intake.v1',
    partition: 2,
    offset: '9007199254740993',
    problem: PROBLEM_EXAMPLE,
    outcomeId: ID,
    valueBytesLost: null,
  };
  const sent = { ce_id: Buffer.from('a'), trace: ['one', 'two'] as const, 'rekam-problem': 'forged' };

  it('keeps the headers that came, but for those that only the ledger may say', () => {
    const headers = deadLetterHeaders(sent, letter);
    expect(headers).toMatchObject({ ce_id: sent.ce_id, trace: sent.trace, 'rekam-partition': '2' });
    expect(deadLetterOf(headers)).toEqual(letter);
    expect(withoutDeadLetterHeaders(headers)).toEqual({ ce_id: sent.ce_id, trace: sent.trace });
  });

  it('is read from bytes, as brokers give headers', () => {
    const bytes = Object.fromEntries(
      Object.entries(deadLetterHeaders({}, { ...letter, valueBytesLost: 5_000_000 })).map(([name, text]) => [
        name,
        Buffer.from(text as string),
      ]),
    );
    expect(deadLetterOf(bytes)).toEqual({ ...letter, valueBytesLost: 5_000_000 });
  });

  it.each<[string, Record<string, string>]>([
    ['a header is missing', { 'rekam-topic': '' }],
    ['the problem is not JSON', { 'rekam-problem': '{' }],
    ['the problem is nothing', { 'rekam-problem': 'null' }],
    ['the problem is none', { 'rekam-problem': '{"type":1}' }],
    ['the partition is no number', { 'rekam-partition': '-1' }],
    ['the offset is no number', { 'rekam-offset': '1e3' }],
    ['the lost bytes are no number', { 'rekam-value-bytes-lost': 'many' }],
  ])('is none of the ledger where %s', (_what, wrong) => {
    const headers = { ...deadLetterHeaders({}, letter), ...wrong };
    if (wrong['rekam-topic'] === '') delete (headers as Record<string, unknown>)['rekam-topic'];
    expect(deadLetterOf(headers)).toBeNull();
  });

  it('has the headers that its schema says', () => {
    const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(DEAD_LETTER_HEADERS_SCHEMA);
    expect(accepts(deadLetterHeaders({}, letter))).toBe(true);
    expect(accepts({})).toBe(false);
  });
});

describe('a schema for readers', () => {
  it('tells types, keys and known values, and drops what only a sender must keep to', () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { type: ['string', 'null'], enum: ['a', 'b', null], pattern: '^[ab]$' },
        sex: { enum: ['L', 'P', null] },
        name: { anyOf: [{ $ref: '#/$defs/Name' }, { type: 'null' }] },
        marks: { type: 'array', maxItems: 3, items: { type: 'integer', minimum: 1, maximum: 5 } },
        counts: { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } },
      },
      required: ['kind'],
      additionalProperties: false,
    };
    expect(tolerant(schema, () => ({ type: 'string', maxLength: 9, description: 'Name.' }))).toEqual({
      type: 'object',
      properties: {
        kind: { type: ['string', 'null'], 'x-extensible-enum': ['a', 'b'] },
        sex: { type: ['string', 'null'], 'x-extensible-enum': ['L', 'P'] },
        name: { anyOf: [{ type: 'string', description: 'Name.' }, { type: 'null' }] },
        marks: { type: 'array', items: { type: 'integer' } },
        counts: { type: 'object', additionalProperties: { type: 'integer' } },
      },
      required: ['kind'],
    });
  });
});
