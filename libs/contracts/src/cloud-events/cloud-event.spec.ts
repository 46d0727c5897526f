import * as fc from 'fast-check';
import {
  BATCH_SIZE_MAX,
  contentModeOf,
  fromBatch,
  fromBinary,
  fromStructured,
  toBinaryHeaders,
  toStructured,
  type CloudEvent,
  type Decoded,
} from './cloud-event';

/** The examples of the specification's JSON format, section 3.2, and of its batches, section 4.3. */
const EXAMPLE = {
  specversion: '1.0',
  type: 'com.example.someevent',
  source: '/mycontext',
  subject: null,
  id: 'C234-1234-1234',
  time: '2018-04-05T17:31:00Z',
  comexampleextension1: 'value',
  comexampleothervalue: 5,
  datacontenttype: 'application/json',
  data: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
};
const HEADERS = {
  'ce-specversion': '1.0',
  'ce-type': 'com.example.someevent',
  'ce-source': '/mycontext',
  'ce-id': 'C234-1234-1234',
  'ce-time': '2018-04-05T17:31:00Z',
  'ce-comexampleextension1': 'value',
  'ce-comexampleothervalue': '5',
  'content-type': 'application/json',
};
const { datacontenttype: _type, data: _data, subject: _subject, ...BARE } = EXAMPLE;

const eventOf = (decoded: Decoded): CloudEvent => {
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  return decoded.event;
};
const faults = (decoded: { ok: true } | { ok: false; errors: readonly { code: string; field: string }[] }) =>
  decoded.ok ? [] : decoded.errors.map(({ code, field }) => `${code} ${field}`);

describe('the JSON format', () => {
  it("reads the specification's example; null is an attribute that is not there", () => {
    expect(eventOf(fromStructured(EXAMPLE))).toEqual({
      specversion: '1.0',
      type: 'com.example.someevent',
      source: '/mycontext',
      id: 'C234-1234-1234',
      time: '2018-04-05T17:31:00Z',
      datacontenttype: 'application/json',
      extensions: { comexampleextension1: 'value', comexampleothervalue: 5 },
      data: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
    });
  });

  it('reads numbers, texts and null as data, and an event without data or content type', () => {
    expect(eventOf(fromStructured({ ...EXAMPLE, data: 1.5 })).data).toBe(1.5);
    expect(eventOf(fromStructured({ ...BARE, data: "I'm just a string" })).data).toBe("I'm just a string");
    expect(eventOf(fromStructured({ ...BARE, data: null })).data).toBeNull();
    expect(eventOf(fromStructured(BARE))).not.toHaveProperty('data');
  });

  it('refuses data that is not JSON, saying what is accepted', () => {
    expect(faults(fromStructured({ ...BARE, datacontenttype: 'application/xml', data: '<much wow="xml"/>' }))).toEqual([
      'wrong-form /datacontenttype',
    ]);
    const binary = { ...BARE, data_base64: 'eyAieHl6IjogMTIzIH0=' };
    expect(fromStructured(binary)).toEqual({
      ok: false,
      errors: [
        {
          code: 'binary-data',
          field: '/data_base64',
          rule: 'CloudEvents 1.0.2',
          message: { id: 'Harus berupa JSON di kolom data.', en: 'Must be JSON in the field data.' },
          accepted: 'JSON in the field data',
        },
      ],
    });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/vnd.asn+json',
    'text/json',
    'Application/JSON',
  ])('takes data of the type %s', (datacontenttype) =>
    expect(eventOf(fromStructured({ ...EXAMPLE, datacontenttype })).datacontenttype).toBe(datacontenttype),
  );

  it.each(['2018-04-05T17:31:00Z', '2018-04-05t17:31:00.123456789+07:00', '2018-04-05T17:31:60Z'])(
    'keeps the time %s as it came',
    (time) => {
      const event = eventOf(fromStructured({ ...EXAMPLE, time }));
      expect(event.time).toBe(time);
      expect(toStructured(event)['time']).toBe(time);
    },
  );

  it.each([
    [{ specversion: undefined }, 'missing /specversion'],
    [{ specversion: '0.3' }, 'wrong-form /specversion'],
    [{ specversion: 1 }, 'wrong-form /specversion'],
    [{ id: undefined }, 'missing /id'],
    [{ id: null }, 'missing /id'],
    [{ id: '' }, 'wrong-form /id'],
    [{ id: 7 }, 'wrong-form /id'],
    [{ id: 'x'.repeat(257) }, 'wrong-form /id'],
    [{ source: '' }, 'wrong-form /source'],
    [{ source: '/a b' }, 'wrong-form /source'],
    [{ source: undefined }, 'missing /source'],
    [{ type: undefined }, 'missing /type'],
    [{ type: 'x'.repeat(129) }, 'wrong-form /type'],
    [{ time: 'yesterday' }, 'wrong-form /time'],
    [{ time: 1522949460 }, 'wrong-form /time'],
    [{ subject: '' }, 'wrong-form /subject'],
    [{ camelCase: 'x' }, 'unknown-field /camelCase'],
    [{ ext: { nested: 1 } }, 'wrong-type /ext'],
    [{ ext: 1.5 }, 'wrong-type /ext'],
    [{ ext: 2 ** 31 }, 'wrong-type /ext'],
    [{ ext: '\uD800' }, 'lone-surrogate /ext'],
    [{ data: { a: '\uDFFF' } }, 'lone-surrogate /data/a'],
    [{ data: JSON.parse('{"__proto__": 1}') as object }, 'forbidden-key /data/__proto__'],
    [Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`x${n}`, n])), 'too-many '],
  ])('refuses %j', (change, expected) => {
    expect(faults(fromStructured({ ...EXAMPLE, ...change }))).toEqual([expected]);
  });

  it.each([null, undefined, 'x', 1, []])('refuses %j as an event', (value) => {
    expect(faults(fromStructured(value))).toEqual(['wrong-type ']);
  });
});

describe('the batch format', () => {
  it('gives a verdict an event, in order', () => {
    const first = { ...BARE, source: '/mycontext/4', data_base64: '...' };
    const batch = fromBatch([first, { ...EXAMPLE, source: '/mycontext/9' }]);
    if (!batch.ok) throw new Error('refused');
    expect(batch.events.map(({ ok }) => ok)).toEqual([false, true]);
    expect(eventOf(batch.events[1]!).source).toBe('/mycontext/9');
    expect(fromBatch([])).toEqual({ ok: true, events: [] });
  });

  it('refuses what is no list, and too long a list', () => {
    expect(faults(fromBatch(EXAMPLE))).toEqual(['wrong-type ']);
    expect(faults(fromBatch(Array.from({ length: BATCH_SIZE_MAX + 1 }, () => EXAMPLE)))).toEqual(['too-many ']);
  });
});

describe('the binary mode', () => {
  it('reads the headers of HTTP and of Kafka, in text and in bytes', () => {
    const expected = {
      ...eventOf(fromStructured(EXAMPLE)),
      extensions: { comexampleextension1: 'value', comexampleothervalue: '5' },
    };
    expect(eventOf(fromBinary(HEADERS, 'ce-', EXAMPLE.data))).toEqual(expected);
    const kafka = Object.fromEntries(
      Object.entries(HEADERS).map(([name, value]) => [name.replace('ce-', 'ce_'), value]),
    );
    expect(eventOf(fromBinary(kafka, 'ce_', EXAMPLE.data))).toEqual(expected);
    const bytes = Object.fromEntries(Object.entries(kafka).map(([name, value]) => [name, Buffer.from(value)]));
    expect(eventOf(fromBinary(bytes, 'ce_', EXAMPLE.data))).toEqual(expected);
  });

  it('ignores headers of others and the case of names', () => {
    const upper = Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name.toUpperCase(), value]));
    expect(eventOf(fromBinary({ ...upper, host: 'x', 'x-ce-id': 'y' }, 'ce-')).id).toBe('C234-1234-1234');
  });

  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro \u20AC \u{1F600}'],
    ['%41%c3%a9', 'A\u00E9'],
    ['100%', '100%'],
    ['"quoted \\"text\\""', 'quoted "text"'],
    ['"a%20b"', 'a b'],
    ['%2541', '%41'],
  ])('decodes the header value %s once', (value, expected) => {
    expect(eventOf(fromBinary({ ...HEADERS, 'ce-subject': value }, 'ce-')).subject).toBe(expected);
  });

  it("leaves Kafka's values as they are", () => {
    const headers = { ce_specversion: '1.0', ce_id: 'a%20b', ce_source: '/s', ce_type: 't' };
    expect(eventOf(fromBinary(headers, 'ce_')).id).toBe('a%20b');
  });

  it.each([
    ['overlong UTF-8', { 'ce-subject': '%C0%A0' }, 'wrong-form /subject'],
    ['half a character', { 'ce-subject': '%E2%82' }, 'wrong-form /subject'],
    ['a header given twice', { 'ce-subject': ['a', 'b'] }, 'wrong-form /subject'],
    ['invalid bytes', { 'ce-subject': Buffer.from([0xff]) }, 'wrong-form /subject'],
    ['two content types', { 'ce-datacontenttype': 'application/json' }, 'wrong-form /datacontenttype'],
    ['a missing id', { 'ce-id': undefined }, 'missing /id'],
    ['a control character', { 'ce-subject': 'a%00b' }, 'wrong-form /subject'],
  ])('refuses %s', (_case, change, expected) => {
    expect(faults(fromBinary({ ...HEADERS, ...change }, 'ce-'))).toEqual([expected]);
  });
});

describe('writing', () => {
  const printable = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => /^(?=\s*\S)\P{Cc}+$/u.test(text));
  const event = fc.record({
    specversion: fc.constant('1.0' as const),
    id: printable,
    source: fc.constantFrom('/agencies/5500/simpeg', '/providers/balai-diklat-contoh'),
    type: fc.constant('asn.career.training.recorded.v1'),
    subject: printable,
    datacontenttype: fc.constant('application/json'),
    extensions: fc.dictionary(fc.stringMatching(/^[a-z][0-9a-z]{3,8}x$/), printable, { maxKeys: 5 }),
    data: fc.constant({ a: 1 }),
  });

  it('and reading again gives the same event, in every mode', () => {
    fc.assert(
      fc.property(event, (sent) => {
        expect(eventOf(fromStructured(JSON.parse(JSON.stringify(toStructured(sent)))))).toEqual(sent);
        for (const prefix of ['ce-', 'ce_'] as const) {
          const headers = toBinaryHeaders(sent, prefix);
          if (prefix === 'ce-') for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7E]+$/);
          expect(eventOf(fromBinary(headers, prefix, sent.data))).toEqual(sent);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives the specification's headers", () => {
    expect(toBinaryHeaders(eventOf(fromStructured(EXAMPLE)), 'ce-')).toEqual(HEADERS);
    const euro = { ...eventOf(fromStructured(EXAMPLE)), subject: 'Euro \u20AC \u{1F600}' };
    expect(toBinaryHeaders(euro, 'ce-')['ce-subject']).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80');
  });
});

describe('the mode of a message', () => {
  it.each([
    ['application/cloudevents+json; charset=UTF-8', 'structured'],
    ['Application/CloudEvents+JSON', 'structured'],
    ['application/cloudevents-batch+json', 'batch'],
    ['application/cloudevents+avro', 'unsupported'],
    ['application/json', 'binary'],
    [undefined, 'binary'],
  ])('%s is %s', (type, mode) => expect(contentModeOf(type)).toBe(mode));
});
