import type { JsonSchema } from '@rekam/contracts';
import { refusals } from './refusals';

const object = (properties: object, required: readonly string[] = [], more: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  required,
  ...more,
});
const CLOSED = { additionalProperties: false };

describe('what one schema accepts and another refuses', () => {
  it.each<[string, JsonSchema, JsonSchema, readonly string[]]>([
    ['the same', object({ a: { type: 'string' } }, ['a']), object({ a: { type: 'string' } }, ['a']), []],
    ['a new required key', object({ a: {} }), object({ a: {} }, ['a']), ['/a may be absent']],
    ['a key that is unknown', object({ a: {} }, [], CLOSED), object({}, [], CLOSED), ['/a may be there']],
    ['a key more where keys are open', object({ a: {} }), object({}), []],
    ['a key that is no longer said', object({}), object({ a: {} }), ['/a may be anything']],
    ['an object that was closed', object({}), object({}, [], CLOSED), [' may have keys of any name']],
    ['an object that is closed now', object({}, [], CLOSED), object({}), []],
    ['a value more', { enum: ['a', 'b'] }, { enum: ['a'] }, [' may be "b"']],
    ['a value fewer', { enum: ['a'] }, { enum: ['a', 'b'] }, []],
    ['any value', { type: 'string' }, { enum: ['a'] }, [' may be something else than "a"']],
    ['another const', { const: 1 }, { const: 2 }, [' may be 1']],
    ['null', { type: ['string', 'null'] }, { type: 'string' }, [' may be null']],
    ['null by anyOf', { anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: ['null', 'string'] }, []],
    ['null among values', { type: ['string', 'null'], enum: ['a', null] }, { enum: ['a', null] }, []],
    ['a whole number for any', { type: 'integer' }, { type: 'number' }, []],
    ['any number for a whole one', { type: 'number' }, { type: 'integer' }, [' may be number']],
    ['anything', {}, { type: 'string' }, [' may be anything']],
    [
      'a higher maximum',
      { type: 'integer', maximum: 9 },
      { type: 'integer', maximum: 8 },
      [' has the maximum 9, not 8'],
    ],
    ['a lower maximum', { type: 'integer', maximum: 7 }, { type: 'integer', maximum: 8 }, []],
    [
      'a lower minimum',
      { type: 'integer', minimum: 0 },
      { type: 'integer', minimum: 1 },
      [' has the minimum 0, not 1'],
    ],
    ['no maximum', { type: 'array' }, { type: 'array', maxItems: 3 }, [' has no maxItems, not 3']],
    ['another pattern', { type: 'string', pattern: '^b' }, { type: 'string', pattern: '^a' }, [' need not match ^a']],
    ['no pattern', { type: 'string' }, { type: 'string', pattern: '^a' }, [' need not match ^a']],
    ['a value by the pattern', { const: 'ab' }, { type: 'string', pattern: '^a' }, []],
    ['a value of a form', { const: 'a' }, { type: 'string', format: 'date' }, [' need not be a "date"']],
    [
      'a value above the maximum',
      { type: 'integer', enum: [8, 9] },
      { type: 'integer', maximum: 8 },
      [' has the maximum 9, not 8'],
    ],
    [
      'values up to the maximum',
      { type: ['integer', 'null'], enum: [7, 8, null] },
      { type: ['integer', 'null'], maximum: 8 },
      [],
    ],
    [
      'a value that is too long',
      { enum: ['ab', 'c'] },
      { type: 'string', maxLength: 1 },
      [' has the maxLength 2, not 1'],
    ],
    ['a value against it', { const: 'ba' }, { type: 'string', pattern: '^a' }, [' may be "ba"']],
    [
      'a longer line',
      { type: 'string', pattern: '^\\P{Cc}{1,200}$' },
      { type: 'string', pattern: '^\\P{Cc}{1,100}$' },
      [' may have 200 characters, not only 100'],
    ],
    ['a shorter line', { type: 'string', pattern: '^.{1,9}$' }, { type: 'string', pattern: '^.{1,10}$' }, []],
    ['another format', { type: 'string' }, { type: 'string', format: 'date' }, [' need not be a "date"']],
    [
      'items',
      { type: 'array', items: object({ a: { enum: [1, 2] } }) },
      { type: 'array', items: object({ a: { enum: [1] } }) },
      ['/-/a may be 2'],
    ],
    [
      'a map',
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'integer' } },
      ['/* may be string'],
    ],
    [
      'a map that may have a key of another type',
      { type: 'object', additionalProperties: { type: 'string' } },
      object({ a: { type: 'integer' } }),
      ['/a may be string'],
    ],
    [
      'a condition more',
      object({}),
      { ...object({}), not: { required: ['a'] } },
      [' need not satisfy not {"required":["a"]}'],
    ],
    ['a condition fewer', { ...object({}), allOf: [{ required: ['a'] }] }, object({}), []],
  ])('sees %s', (_name, narrow, wide, expected) => {
    expect(refusals({ schema: narrow, root: {} }, { schema: wide, root: {} })).toEqual(expected);
  });

  it('follows references, on each side in its own document', () => {
    const schema = { $ref: '#/components/schemas/Thing' };
    const root = (kinds: readonly string[]) => ({
      components: { schemas: { Thing: { type: 'string', enum: kinds } } },
    });
    expect(refusals({ schema, root: root(['a', 'b']) }, { schema, root: root(['a']) })).toEqual([' may be "b"']);
    expect(refusals({ schema, root: root(['a']) }, { schema, root: root(['a', 'b']) })).toEqual([]);
  });

  it('takes the nearest of several alternatives', () => {
    const either: JsonSchema = { anyOf: [object({ a: { const: 1 } }, ['a']), object({ b: { const: 2 } }, ['b'])] };
    const sides = [object({ b: { const: 3 } }, ['b']), either].map((schema) => ({ schema, root: {} }));
    expect(refusals(sides[0]!, sides[1]!)).toEqual(['/b may be 3']);
  });

  it('refuses what it could not judge', () => {
    expect(() => refusals({ schema: {}, root: {} }, { schema: { propertyNames: {} }, root: {} })).toThrow(
      'does not know propertyNames',
    );
  });
});
