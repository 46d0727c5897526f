import type { IncomingMessage } from '@rekam/kafka';
import { ProblemException } from '@rekam/runtime';
import { openMessage } from './opened-message';

const VALUE_BYTES_MAX = 1_024;
const NAMED = { id: '5500-1', source: '/agencies/5500/simpeg', type: 'asn.career.promotion.recorded.v1' };
const ATTRIBUTES = { specversion: '1.0', ...NAMED };
const HEADERS = {
  'content-type': Buffer.from('application/json'),
  ...Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, value]) => [`ce_${name}`, Buffer.from(value)])),
};
const STRUCTURED = { 'content-type': Buffer.from('application/cloudevents+json; charset=utf-8') };
const DATA = { person: 'x' };

const messageOf = (given: Partial<IncomingMessage>): IncomingMessage => ({
  topic: 'career.intake.v1',
  partition: 0,
  offset: 7n,
  key: Buffer.from('key'),
  value: Buffer.from(JSON.stringify(DATA)),
  headers: HEADERS,
  timestampMs: 0,
  ...given,
});
const opened = (given: Partial<IncomingMessage>) => openMessage(messageOf(given), VALUE_BYTES_MAX);
const codeOf = (given: Partial<IncomingMessage>): string => {
  try {
    return `no problem: ${JSON.stringify(opened(given).decode())}`;
  } catch (error) {
    return error instanceof ProblemException ? error.problem.type : String(error);
  }
};

it('reads an event in either content mode to the same', () => {
  const binary = opened({});
  const structured = opened({ headers: STRUCTURED, value: Buffer.from(JSON.stringify({ ...ATTRIBUTES, data: DATA })) });
  for (const { name, decode } of [binary, structured]) {
    expect(name).toEqual(NAMED);
    expect(decode()).toMatchObject({ ok: true, event: { ...ATTRIBUTES, data: DATA } });
  }
});

it('takes a byte order mark for nothing, and binary mode without a content type for JSON', () => {
  const { 'content-type': _type, ...headers } = HEADERS;
  const value = Buffer.from(`\uFEFF${JSON.stringify(DATA)}`);
  expect(opened({ headers, value }).decode()).toMatchObject({ ok: true, event: { data: DATA } });
});

it.each<[string, Partial<IncomingMessage>]>([
  ['body-not-json', { value: Buffer.from('{"person":') }],
  ['body-not-json', { value: Buffer.from([0, 1, 2, 3]) }],
  ['body-not-utf8', { value: Buffer.from([0x22, 0xc3, 0x28, 0x22]) }],
  ['body-not-unicode', { value: Buffer.from(String.raw`{"name":"\ud800"}`) }],
  ['body-too-deep', { value: Buffer.from('['.repeat(100) + ']'.repeat(100)) }],
  ['body-too-large', { value: Buffer.alloc(VALUE_BYTES_MAX + 1, ' ') }],
  ['message-key-too-long', { key: Buffer.alloc(257, 'k') }],
])('says %s and still knows whose event it is', (code, given) => {
  expect(codeOf(given)).toBe(`/problems/${code}`);
  expect(opened(given).name).toEqual(NAMED);
});

it.each<[string, Partial<IncomingMessage>]>([
  ['body-not-json', { headers: STRUCTURED, value: Buffer.from('no JSON') }],
  ['body-empty', { headers: STRUCTURED, value: null }],
  ['batch-not-taken', { headers: { 'content-type': 'application/cloudevents-batch+json' }, value: Buffer.from('[]') }],
  ['unsupported-media-type', { headers: { 'content-type': 'application/cloudevents+avro' } }],
])('says %s of what cannot be told whose it is', (code, given) => {
  expect(codeOf(given)).toBe(`/problems/${code}`);
  expect(opened(given).name).toBeNull();
});

it('keeps of a name what can be told, and leaves out what is too long or no text', () => {
  const value = Buffer.from(JSON.stringify({ id: 7, source: NAMED.source, type: 't'.repeat(257) }));
  const structured = opened({ headers: STRUCTURED, value });
  expect(structured.name).toEqual({ id: null, source: NAMED.source, type: null });
  expect(structured.decode()).toMatchObject({ ok: false });
  const headers = { ...HEADERS, ce_id: [Buffer.from('1'), Buffer.from('2')], ce_type: Buffer.from([0xff]) };
  const binary = opened({ headers });
  expect(binary.name).toEqual({ id: null, source: NAMED.source, type: null });
  expect(binary.decode()).toMatchObject({ ok: false, errors: [{ field: '/id' }] });
});

it('refuses names that every object has, and a message without anything', () => {
  const value = Buffer.from(`{"__proto__":{"role":"operator"}}`);
  expect(opened({ value }).decode()).toMatchObject({ ok: false, errors: [{ code: 'forbidden-key' }] });
  const empty = opened({ headers: {}, value: null, key: null });
  expect(empty.name).toBeNull();
  expect(empty.decode()).toMatchObject({ ok: false });
});

it('holds nothing of the value before it is asked for it: what waits is let go of and copied', () => {
  const message = messageOf({ value: Buffer.from('no JSON') });
  const { decode } = openMessage(message, VALUE_BYTES_MAX);
  Object.assign(message, { value: Buffer.from(JSON.stringify(DATA)) });
  expect(decode()).toMatchObject({ ok: true, event: { data: DATA } });
});
