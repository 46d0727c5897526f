import { cellName, cellOf, isBlank, valueIn, type Cell } from './cells';
import type { Column, ColumnType } from './layout';

const column = (type: ColumnType, values: Column['values'] = []): Column => ({
  heading: 'x',
  path: ['x'],
  type,
  values,
  description: null,
  required: 'never',
});

const valueOf = (cell: Exclude<Cell, null>, of: Column) => {
  const read = valueIn(cell, of);
  return 'fault' in read ? read.fault.en : read.value;
};

describe('cells', () => {
  it.each([
    ['2022-04-01', '2022-04-01'],
    [' 01-04-2022 ', '2022-04-01'],
    ['1-4-2022', '2022-04-01'],
    [new Date('2022-04-01T00:00:00Z'), '2022-04-01'],
    // A spreadsheet's own number of that day, in a cell without a date format.
    [44_652, '2022-04-01'],
    [61, '1900-03-01'],
    [109_574, '2199-12-31'],
  ])('reads %p as the day %s', (cell, day) => expect(valueOf(cell, column('day'))).toBe(day));

  it.each(['01/04/2022', '4/1/22', 'April 2022', 20_220_401, 60, 44_652.5, true])('takes %p for no day', (cell) =>
    expect(valueOf(cell, column('day'))).toBe('This is no date: write YYYY-MM-DD or dd-mm-yyyy.'),
  );

  it('leaves days that no calendar has to the contract', () =>
    expect(valueOf('31-02-2022', column('day'))).toBe('2022-02-31'));

  it.each([
    ['05', '05'],
    [' III/a ', 'III/a'],
    ['=SUM(A1)', '=SUM(A1)'],
    [101, '101'],
    [199_408_172_018_032, '199408172018032'],
  ])('reads %p as the text %s', (cell, text) => expect(valueOf(cell, column('text'))).toBe(text));

  it('refuses as text what the spreadsheet changed', () => {
    expect(valueOf(199_408_172_018_032_900, column('text'))).toContain('only 15 digits');
    expect(valueOf(new Date(0), column('text'))).toContain('made a date of it');
    expect(valueOf(true, column('text'))).toContain('no text');
  });

  it.each([
    ['4', 4],
    ['12,5', 12.5],
    ['12.5', 12.5],
    ['-3', -3],
    [7.25, 7.25],
  ])('reads %p as the number %d', (cell, value) => {
    expect(valueOf(cell, column('amount'))).toBe(value);
    expect(valueOf(cell, column('whole'))).toBe(value);
  });

  it.each(['4.500.000', '1,234.5', 'empat', '1e5', new Date(0), false])('takes %p for no number', (cell) =>
    expect(valueOf(cell, column('amount'))).toContain('This is no number'),
  );

  it.each([
    ['ya', true],
    ['TIDAK', false],
    ['Yes', true],
    ['0', false],
    [1, true],
    [false, false],
  ])('reads %p as %p', (cell, value) => expect(valueOf(cell, column('yes-no'))).toBe(value));

  it('refuses another word for yes or no', () =>
    expect(valueOf('mungkin', column('yes-no'))).toBe('Write ya (yes) or tidak (no).'));

  it('reads a choice as the value of its list, and leaves another to the contract', () => {
    const choice = column('choice', [1, 2, 3]);
    expect([valueOf('2', choice), valueOf(3, choice), valueOf('4', choice)]).toEqual([2, 3, '4']);
    expect(valueOf('CPNS ', column('choice', ['CPNS', 'PNS']))).toBe('CPNS');
  });

  it('reads JSON', () => {
    expect(valueOf('{"a":[1]}', column('json'))).toEqual({ a: [1] });
    expect(valueOf('{', column('json'))).toBe('This is no JSON.');
  });

  it('writes what it reads back', () => {
    const written = [
      ['text', '007'],
      ['day', '2022-04-01'],
      ['whole', 4],
      ['amount', 0.001],
      ['yes-no', true],
      ['yes-no', false],
      ['json', { a: null }],
    ] as const;
    for (const [type, value] of written) {
      const cell = cellOf(value, column(type));
      expect(valueOf(cell!, column(type))).toEqual(value);
    }
    expect([cellOf(null, column('text')), cellOf(undefined, column('json'))]).toEqual([null, null]);
  });

  it('takes blanks for nothing said', () =>
    expect(['', '  ', null, undefined, 0, false].map((cell) => isBlank(cell))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]));

  it.each([
    [1, 'A7'],
    [26, 'Z7'],
    [27, 'AA7'],
    [703, 'AAA7'],
  ])('names the cell of column %d', (place, name) => expect(cellName(7, place)).toBe(name));
});
