import * as fc from 'fast-check';
import { IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { byName, CATALOGUE } from './catalogue';
import type { CommandContract, JsonData } from './contract';
import { Nested } from './decorators';
import { classesIn, isDerivable } from './derived-schema';
import { EXAMPLE_SEQUENCE } from './examples';
import { fastValidator, slowFaults, validateCommand } from './validate';

const contractOf = (name: string): CommandContract => byName(name)!;
const appraisal = contractOf('record-appraisal');

/** The example with one value put at a path; undefined takes the key out. */
function changed(contract: CommandContract, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(contract.example) as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

const faults = (contract: CommandContract, data: unknown): readonly string[] => {
  const verdict = validateCommand(contract, data);
  return verdict.ok ? [] : verdict.errors.map(({ code, field }) => `${code} ${field}`);
};

describe('the merge of persons', () => {
  it.each(['merge-person', 'unmerge-person'])('%s may have a reason and a decree', (name) => {
    const { person, into } = contractOf(name).example;
    const decree = { number: '3', date: '2026-05-05' };
    expect(faults(contractOf(name), { person, into })).toEqual([]);
    expect(validateCommand(contractOf(name), { person, into, reason: 'one person', decree })).toMatchObject({
      ok: true,
      data: { reason: 'one person', decree },
    });
    expect(faults(contractOf(name), { person, into, reason: '', decree: { number: '3' } })).toEqual([
      'missing /decree/date',
      'wrong-form /reason',
    ]);
  });
});

describe('the examples', () => {
  it.each(EXAMPLE_SEQUENCE.map(({ contract, data }) => [contract.name, contract, data] as const))(
    '%s is accepted, by the fast path',
    (_name, contract, data) => {
      expect(validateCommand(contract, data)).toMatchObject({ ok: true });
      expect(fastValidator(contract.dto)!(data)).toBe(true);
    },
  );
});

describe('what is refused', () => {
  it.each([
    ['missing', ['effectiveAt'], undefined, 'missing /effectiveAt'],
    ['null where required', ['effectiveAt'], null, 'missing /effectiveAt'],
    ['missing, nested', ['content', 'appraiser'], undefined, 'missing /content/appraiser'],
    ['missing, two deep', ['content', 'appraiser', 'name'], undefined, 'missing /content/appraiser/name'],
    ['missing in a list', ['content', 'indicators', 1, 'source'], undefined, 'missing /content/indicators/1/source'],
    ['extra', ['recordedAt'], '2026-01-01', 'unknown-field /recordedAt'],
    ['extra, nested', ['content', 'predicate'], 2, 'unknown-field /content/predicate'],
    [
      'derived by the ledger',
      ['content', 'achievementBasisPoints'],
      9000,
      'unknown-field /content/achievementBasisPoints',
    ],
    ['extra, two deep', ['content', 'appraiser', 'a/b~c'], 1, 'unknown-field /content/appraiser/a~1b~0c'],
    ['extra in a list', ['content', 'indicators', 0, 'unit'], '%', 'unknown-field /content/indicators/0/unit'],
    ['wrong type', ['recordId'], 7, 'wrong-type /recordId'],
    ['wrong type, nested', ['content', 'year'], '2024', 'wrong-type /content/year'],
    ['object for text', ['content', 'appraiser', 'name'], {}, 'wrong-type /content/appraiser/name'],
    ['list for an object', ['content', 'appraiser'], [], 'wrong-type /content/appraiser'],
    ['list for the content', ['content'], [], 'wrong-type /content'],
    ['text for an object', ['content'], 'x', 'wrong-type /content'],
    ['object for a list', ['content', 'indicators'], {}, 'wrong-type /content/indicators'],
    ['list in a list', ['content', 'indicators'], [[]], 'wrong-type /content/indicators'],
    ['texts among objects', ['content', 'indicators'], ['x'], 'wrong-type /content/indicators/0'],
    ['not a whole number', ['content', 'year'], 2024.5, 'wrong-type /content/year'],
    ['too small', ['content', 'year'], 0, 'out-of-range /content/year'],
    ['too large', ['content', 'indicators', 0, 'weight'], 100.01, 'out-of-range /content/indicators/0/weight'],
    ['not in the list', ['content', 'result'], 4, 'not-in-list /content/result'],
    ['too long', ['content', 'appraiserPost'], 'x'.repeat(201), 'too-long /content/appraiserPost'],
    [
      'longer than variation selectors hide',
      ['content', 'appraiserPost'],
      'x\uFE0F'.repeat(200),
      'wrong-form /content/appraiserPost',
    ],
    ['a name for an approver', ['approvedBy'], 'Budi Hartono', 'wrong-form /approvedBy'],
    ['a number for an approver', ['approvedBy'], '197902112005011902', 'wrong-form /approvedBy'],
    ['blank', ['content', 'appraiser', 'name'], ' \u00A0', 'wrong-form /content/appraiser/name'],
    ['control character', ['content', 'appraiser', 'name'], 'Budi\u0000', 'wrong-form /content/appraiser/name'],
    [
      'too many',
      ['content', 'indicators'],
      Array.from({ length: 51 }, () => ({ name: 'a', weight: 1, value: 1, target: 1, source: 's' })),
      'too-many /content/indicators',
    ],
    [
      'upper-case UUID',
      ['content', 'appraiserPerson'],
      'A3F0C6D8-2B94-5E17-8C5A-90B1D2E3F044',
      'wrong-form /content/appraiserPerson',
    ],
    ['a day that is none', ['effectiveAt'], '2025-02-29', 'wrong-form /effectiveAt'],
    ['an instant for a day', ['effectiveAt'], '2025-01-15T00:00:00Z', 'wrong-form /effectiveAt'],
    ['unknown precision', ['precision'], 'week', 'not-in-list /precision'],
    ['ext that is a list', ['ext'], [1], 'wrong-type /ext'],
  ])('%s', (_case, path, value, expected) => {
    expect(faults(appraisal, changed(appraisal, path, value))).toEqual([expected]);
  });

  it.each([
    ['true', 'wrong-type /content/passed'],
    [1, 'wrong-type /content/passed'],
    [null, 'missing /content/passed'],
  ])('%j for yes or no', (value, expected) => {
    const exam = contractOf('record-exam');
    expect(faults(exam, changed(exam, ['content', 'passed'], value))).toEqual([expected]);
  });

  it.each([null, undefined, 'text', 7, true, [], [{}]])('%j as the data', (data) => {
    expect(faults(appraisal, data)).toEqual(['wrong-type ']);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('the key %s, in ext too', (key) => {
    const hostile = JSON.parse(`{"${key}": {"x": 1}}`) as object;
    const data = { ...appraisal.example, ext: { a: [hostile] } };
    expect(faults(appraisal, data)).toEqual([`forbidden-key /ext/a/0/${key}`]);
    expect(faults(appraisal, { ...appraisal.example, content: hostile })).toEqual([`forbidden-key /content/${key}`]);
  });

  it('half characters anywhere, numbers that lose digits, depth and size without end', () => {
    const withExt = (ext: unknown): unknown => ({ ...appraisal.example, ext });
    expect(faults(appraisal, withExt({ a: '\uD800' }))).toEqual(['lone-surrogate /ext/a']);
    expect(faults(appraisal, withExt({ '\uDC00': 1 }))).toEqual(['lone-surrogate /ext/\uFFFD']);
    expect(faults(appraisal, changed(appraisal, ['content', 'appraiser', 'name'], 'Budi \uDBFF'))).toEqual([
      'lone-surrogate /content/appraiser/name',
    ]);
    expect(faults(appraisal, withExt({ a: '\u{1F600}' }))).toEqual([]);
    expect(faults(appraisal, withExt(JSON.parse('{"a":1e400}')))).toEqual(['number-not-exact /ext/a']);
    expect(faults(appraisal, withExt(JSON.parse('{"a":12345678901234567890}')))).toEqual(['number-not-exact /ext/a']);
    expect(faults(appraisal, withExt({ a: Array(5000).fill(0) }))).toEqual(['too-many ']);
    const deep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) as object;
    expect(faults(appraisal, withExt(deep))).toEqual([`too-deep /ext${'/a'.repeat(15)}`]);
  });

  it('at most fifty things at once', () => {
    const data: Record<string, unknown> = { ...appraisal.example };
    for (let n = 0; n < 200; n += 1) data[`extra${n}`] = n;
    expect(faults(appraisal, data)).toHaveLength(50);
  });

  it('several things, each told once in two languages with what is accepted, and no value repeated', () => {
    const verdict = validateCommand(appraisal, {
      ...appraisal.example,
      effectiveAt: '2025-13-01',
      content: { ...(appraisal.example['content'] as JsonData), year: 1, behaviour: 'rahasia' },
    });
    expect(verdict).toEqual({
      ok: false,
      errors: [
        expect.objectContaining({ field: '/effectiveAt', code: 'wrong-form' }),
        expect.objectContaining({ field: '/content/year', accepted: 'a whole number from 1950 to 2199' }),
        {
          code: 'not-in-list',
          field: '/content/behaviour',
          rule: 'contract: isIn',
          message: { id: 'Harus berupa salah satu dari 1, 2, 3.', en: 'Must be one of 1, 2, 3.' },
          accepted: 'one of 1, 2, 3',
        },
      ],
    });
    expect(JSON.stringify(verdict)).not.toContain('rahasia');
  });
});

describe('fields that stand for one another', () => {
  const { person: _person, ...unaddressed } = { ...appraisal.example, identifier: undefined, person: undefined };
  const nip = { kind: 'nip', number: '19940817 201803 2 901' };
  const uuid = '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011';

  it('asks for exactly one address', () => {
    expect(faults(appraisal, JSON.parse(JSON.stringify(unaddressed)))).toEqual(['missing /person']);
    expect(faults(appraisal, { ...appraisal.example, identifier: nip, person: uuid })).toEqual([
      'more-than-one /identifier',
    ]);
    expect(faults(appraisal, { ...appraisal.example, identifier: nip, person: null })).toEqual([]);
  });

  it('lets an appointment go without one, which opens a career', () => {
    const { person: _, ...data } = contractOf('record-appointment').example;
    expect(faults(contractOf('record-appointment'), data)).toEqual([]);
    expect(faults(contractOf('correct-appointment'), { ...data, recordId: 'a' })).toEqual(['missing /person']);
  });

  it('asks for the record or the fact, in all that is about one', () => {
    for (const contract of CATALOGUE) {
      if (contract.subject === null || contract.kind === 'record') continue;
      const { recordId: _, fact: _fact, ...data } = contract.example;
      expect(faults(contract, data)).toEqual(['missing /recordId']);
      expect(faults(contract, { ...data, fact: uuid })).toEqual([]);
      expect(faults(contract, { ...data, fact: uuid, recordId: 'r' })).toEqual(['more-than-one /fact']);
    }
  });

  it('asks for the reason of an annulment only', () => {
    const without = (name: string): JsonData => {
      const { reason: _, ...data } = contractOf(name).example;
      return data;
    };
    expect(faults(contractOf('annul-training'), without('annul-training'))).toEqual(['missing /reason']);
    expect(faults(contractOf('reinstate-training'), without('reinstate-training'))).toEqual([]);
    expect(faults(contractOf('record-training'), { ...contractOf('record-training').example, reason: 'x' })).toEqual([
      'unknown-field /reason',
    ]);
  });
});

describe('the two validators', () => {
  const leaves: readonly unknown[] = [
    null,
    '',
    ' ',
    'x',
    '0',
    '5500',
    '19940817',
    '2024-02-29',
    '2023-02-29',
    '1900-02-29',
    '2000-02-29',
    '2024-1-1',
    '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011',
    'urn:uuid:5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011',
    'nip',
    'day',
    'CPNS',
    '\uFE0F',
    'a\uFE0F'.repeat(150),
    'e\u0301'.repeat(150),
    '\u{1F600}'.repeat(101),
    'x'.repeat(100),
    'x'.repeat(101),
    'x'.repeat(2001),
    'a\nb',
    'a\u2028b',
    '\u0085',
    '\u200B',
    '\u00A0',
    'a/b',
    'application/pdf',
    'https://a.example/b',
    0,
    1,
    -1,
    1.5,
    2,
    3,
    100,
    100.5,
    2024,
    1e12,
    1e13,
    -0,
    true,
    false,
    [],
    {},
    [[]],
    [{}],
    [null],
    ['x'],
    [1],
    { a: 1 },
    { kind: 'nip', number: '1' },
    { number: 'x', date: '2024-01-01' },
    Array.from({ length: 60 }, () => ({})),
    Array.from({ length: 60 }, () => ({ code: 'a', level: 1 })),
  ];
  type Step = readonly [number, 'replace' | 'delete' | 'add' | 'wrap', number];

  /** Every object and list of a value, itself included. */
  function nodesOf(value: unknown): (Record<string, unknown> | unknown[])[] {
    if (typeof value !== 'object' || value === null) return [];
    const inner = Object.values(value).flatMap(nodesOf);
    return [value as Record<string, unknown>, ...inner];
  }

  function mutated(example: JsonData, steps: readonly Step[]): JsonData {
    const copy = structuredClone(example) as Record<string, unknown>;
    for (const [at, act, pick] of steps) {
      const nodes = nodesOf(copy);
      const node = nodes[at % nodes.length] as Record<string, unknown>;
      const keys = Object.keys(node);
      const key = keys[pick % Math.max(1, keys.length)] ?? 'a';
      const leaf = structuredClone(leaves[pick % leaves.length]);
      if (act === 'replace') node[key] = leaf;
      else if (act === 'wrap') node[key] = [node[key]];
      else if (act === 'add')
        node[['ext', 'person', 'fact', 'zzz', 'documents', 'decree', 'approvals', '0'][pick % 8]!] = leaf;
      else if (Array.isArray(node)) node.splice(pick % Math.max(1, node.length), 1);
      else delete node[key];
    }
    return copy as JsonData;
  }

  const step = fc.tuple(fc.nat(40), fc.constantFrom('replace', 'delete', 'add', 'wrap'), fc.nat(5000));

  it('agree on every mutation of every example', () => {
    const verdicts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...EXAMPLE_SEQUENCE),
        fc.array(step, { minLength: 1, maxLength: 3 }),
        ({ contract, data }, steps) => {
          const value = mutated(data, steps);
          const fast = fastValidator(contract.dto)!(value);
          verdicts[fast ? 'accepted' : 'refused'] += 1;
          expect(slowFaults(contract.dto, value).length === 0).toBe(fast);
        },
      ),
      { numRuns: 2500 },
    );
    // A property that only ever saw one verdict would prove nothing.
    expect(verdicts.accepted).toBeGreaterThan(100);
    expect(verdicts.refused).toBeGreaterThan(100);
  });

  it('agree on every value in every place of the contents, and of one whole command', () => {
    const places = EXAMPLE_SEQUENCE.filter(({ contract: { kind } }) => kind === 'record').map(({ contract, data }) => {
      const example = contract.name === 'record-promotion' ? { ...data, ext: {}, documents: [] } : data;
      return { contract, example, from: contract.name === 'record-promotion' ? [] : ['content'] };
    });
    for (const { contract, example, from } of places) {
      const within = (data: unknown): unknown => from.reduce((at, key) => (at as Record<string, unknown>)[key], data);
      for (const [at, node] of nodesOf(within(example)).entries()) {
        for (const key of Object.keys(node)) {
          for (const leaf of leaves) {
            const value = structuredClone(example) as JsonData;
            (nodesOf(within(value))[at] as Record<string, unknown>)[key] = leaf;
            const fast = fastValidator(contract.dto)!(value);
            if (fast !== (slowFaults(contract.dto, value).length === 0)) {
              throw new Error(`${contract.name}, ${key} = ${JSON.stringify(leaf)}: the fast validator says ${fast}`);
            }
          }
        }
      }
    }
  });

  it('derive a schema only of classes whose every rule has one', () => {
    for (const { dto } of CATALOGUE) expect(isDerivable(dto)).toBe(true);
    class Conditional {
      @ValidateIf((each: Conditional) => each.text !== 'x')
      @IsString()
      text!: string;
    }
    class Unlisted {
      @Length(1, 2)
      text!: string;
    }
    class Flagged {
      @Matches(/a/i)
      text!: string;
    }
    class Grouped {
      @IsString({ groups: ['later'] })
      text!: string;
    }
    class Deep {
      @IsOptional()
      @Nested(() => Unlisted)
      inner?: Unlisted;
    }
    for (const dto of [Conditional, Unlisted, Flagged, Grouped, Deep]) expect(isDerivable(dto)).toBe(false);
    expect([...classesIn(Deep)]).toEqual([Deep, Unlisted]);
    const contract: CommandContract = { ...appraisal, dto: Unlisted, alternatives: [], subject: null };
    expect(fastValidator(Unlisted)).toBeNull();
    expect(faults(contract, { text: 'abc' })).toEqual(['isLength /text']);
    expect(faults(contract, { text: 'ab' })).toEqual([]);
  });
});
