import type { Json } from '@rekam/domain';
import {
  dayOf,
  documentsOf,
  flagOf,
  numberOf,
  paddedCodeOf,
  plainCodeOf,
  textOf,
  UNREADABLE,
  wholeOf,
  yearOf,
} from './values';

describe('values of the national system', () => {
  it.each<[Json | undefined, string | null | symbol]>([
    [undefined, null],
    [null, null],
    ['', null],
    ['   ', null],
    ['-', null],
    ['null', null],
    ['00-00-0000', null],
    ['  Pilihan  (Jabatan\nStruktural) ', 'Pilihan (Jabatan Struktural)'],
    ['Dinas\u0000Kesehatan', 'Dinas Kesehatan'],
    [823, '823'],
    [true, UNREADABLE],
    [{}, UNREADABLE],
  ])('reads %j as text %p', (value, text) => expect(textOf(value)).toBe(text));

  it.each<[Json | undefined, string | null | symbol]>([
    ['01-04-2020', '2020-04-01'],
    ['1-4-2020', '2020-04-01'],
    [' 01-04-2020 ', '2020-04-01'],
    ['2020-04-01', '2020-04-01'],
    ['2020-04-01T00:00:00', '2020-04-01'],
    ['2020-04-01 08:15', '2020-04-01'],
    ['2020-04-01 08:15:30.123', '2020-04-01'],
    // Midnight of Western Indonesian Time is 17:00 of the day before in UTC.
    ['2020-03-31T17:00:00Z', '2020-04-01'],
    ['2020-03-31T17:00:00.000+0000', '2020-04-01'],
    ['2020-04-01T00:00:00+07:00', '2020-04-01'],
    ['2020-04-01T00:00:00+07', '2020-04-01'],
    ['', null],
    ['-', null],
    [null, null],
    [undefined, null],
    ['00-00-0000', null],
    ['31-02-2020', UNREADABLE],
    ['2020-13-01', UNREADABLE],
    ['2020-04-01T25:00:00', UNREADABLE],
    ['04/01/2020', UNREADABLE],
    ['1 April 2020', UNREADABLE],
    ['01-01-0001', UNREADABLE],
    ['31-12-9999', UNREADABLE],
    [20200401, UNREADABLE],
    [[], UNREADABLE],
  ])('reads %j as the day %p', (value, day) => expect(dayOf(value)).toBe(day));

  it.each<[Json | undefined, number | null | symbol]>([
    ['12.5', 12.5],
    [12.5, 12.5],
    ['-3', -3],
    ['', null],
    ['-', null],
    [null, null],
    ['abc', UNREADABLE],
    ['12,5', UNREADABLE],
    ['1e3', UNREADABLE],
    [Number.POSITIVE_INFINITY, UNREADABLE],
    [true, UNREADABLE],
  ])('reads %j as the number %p', (value, number) => expect(numberOf(value)).toBe(number));

  it.each<[Json, number | null | symbol]>([
    ['8', 8],
    ['8.00', 8],
    [8, 8],
    ['', null],
    ['8.5', UNREADABLE],
    ['99999999999999999999', UNREADABLE],
  ])('reads %j as the whole number %p', (value, number) => expect(wholeOf(value)).toBe(number));

  it.each<[Json, number | null | symbol]>([
    ['2011', 2011],
    [2011, 2011],
    ['31-08-2011', 2011],
    ['', null],
    ['11', UNREADABLE],
    ['tahun', UNREADABLE],
  ])('reads %j as the year %p', (value, year) => expect(yearOf(value)).toBe(year));

  it.each<[Json | undefined, boolean | null | symbol]>([
    [true, true],
    [1, true],
    ['1', true],
    ['TRUE', true],
    ['Ya', true],
    [false, false],
    [0, false],
    ['0', false],
    ['false', false],
    ['', null],
    [undefined, null],
    ['2', UNREADABLE],
    ['constructor', UNREADABLE],
  ])('reads %j as the flag %p', (value, flag) => expect(flagOf(value)).toBe(flag));

  it('restores leading zeros where a table has two digits, and drops them where it has none', () => {
    expect([paddedCodeOf('5'), paddedCodeOf(5), paddedCodeOf('05'), paddedCodeOf('40'), paddedCodeOf('')]).toEqual([
      '05',
      '05',
      '05',
      '40',
      null,
    ]);
    expect([plainCodeOf('05'), plainCodeOf(5), plainCodeOf('5.0'), plainCodeOf('0'), plainCodeOf('PLT')]).toEqual([
      '5',
      '5',
      '5',
      '0',
      'PLT',
    ]);
  });

  it('reads documents from a map, a list, and nothing in any form', () => {
    const document = { dok_id: '872', dok_nama: 'Dok SK Jabatan', dok_uri: 'sample/sk.pdf', object: 'sample/sk.pdf' };
    const read = [{ id: '872', name: 'Dok SK Jabatan', uri: 'sample/sk.pdf' }];
    expect(documentsOf({ '872': document })).toEqual(read);
    expect(documentsOf([document])).toEqual(read);
    expect(documentsOf({ '872': { object: 'sample/sk.pdf' } })).toEqual([
      { id: '872', name: null, uri: 'sample/sk.pdf' },
    ]);
    expect([documentsOf(null), documentsOf(''), documentsOf([]), documentsOf({}), documentsOf(undefined)]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    expect([documentsOf('sk.pdf'), documentsOf([1]), documentsOf(7)]).toEqual([UNREADABLE, UNREADABLE, UNREADABLE]);
  });
});
