import canonicalize from 'canonicalize';
import { assert, dictionary, double, jsonValue, property, string } from 'fast-check';
import { canonicalJson, NotCanonical } from './canonical-json';

describe('canonical JSON', () => {
  it('is what the reference implementation prints', () => {
    assert(
      property(jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
    assert(
      property(double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(canonicalJson([value])).toBe(canonicalize([value]));
      }),
    );
  });

  it('is the same whatever the order of the keys, and reads back', () => {
    const keys = dictionary(string({ unit: 'binary' }), jsonValue(), { maxKeys: 8 });
    assert(
      property(keys, (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  // RFC 8785, sections 3.2.2 and 3.2.3.
  it('passes the examples of the RFC', () => {
    const numbers = [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0];
    const text = "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\u0022/";
    expect(canonicalJson({ numbers, string: text, literals: [null, true, false] })).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    const keys = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '10': 5,
      '2': 6,
      '\ud83d\ude00': 7,
      '\u0080': 8,
      '\u00f6': 9,
    };
    expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"10":5,"2":6,"\u0080":8,"ö":9,"€":1,"😀":7,"\ufb33":3}');
  });

  it.each<[string, unknown, string]>([
    ['undefined', { a: undefined }, 'undefined'],
    ['a hole', [, 1], 'undefined'], // oxlint-disable-line no-sparse-arrays
    ['not a number', { a: Number.NaN }, 'finite'],
    ['infinity', { a: -Infinity }, 'finite'],
    ['a bigint', { a: 1n }, 'bigint'],
    ['a function', { a: () => 1 }, 'function'],
    ['a Map', { a: new Map() }, 'Map'],
    ['a Date', { a: new Date(0) }, 'Date'],
    ['bytes', { a: Buffer.from('a') }, 'Buffer'],
    ['an instance', { a: new (class Person {})() }, 'Person'],
    ['half a surrogate pair', { a: 'x\ud800' }, 'lone surrogate'],
    ['half a pair the wrong way round', { a: '\udc00\ud800' }, 'lone surrogate'],
  ])('refuses %s and names the key', (_what, value, fault) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonical);
    expect(() => canonicalJson(value)).toThrow(fault);
    if (!Array.isArray(value)) expect(() => canonicalJson(value)).toThrow('"a"');
  });

  it('refuses half a pair in a key, and endless nesting', () => {
    expect(() => canonicalJson({ '\udfff': 1 })).toThrow(NotCanonical);
    let deep: unknown = 1;
    for (let n = 0; n < 100_000; n++) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow(/64 levels/);
  });
});
