import * as fc from 'fast-check';
import { compareText } from './table';
import {
  RowRefused,
  StaleProjector,
  ViewsUnavailable,
  type IndexValue,
  type Row,
  type RowChange,
  type ScanOptions,
  type TableDeclaration,
  type ViewStore,
} from './view-store';

const WIDE: TableDeclaration = {
  name: 'wide',
  columns: { id: 'text', agency: 'text', rank: 'integer', data: 'json' },
  key: ['id'],
  indexes: { byAgency: ['agency', 'rank'], byRank: ['rank'] },
  feed: true,
};
const NARROW: TableDeclaration = {
  name: 'narrow-pair',
  columns: { term: 'text', person: 'text' },
  key: ['term', 'person'],
  indexes: {},
  feed: true,
};
const QUIET: TableDeclaration = { name: 'quiet', columns: { id: 'text' }, key: ['id'], indexes: {}, feed: false };

export const CONTRACT_TABLES: readonly TableDeclaration[] = [WIDE, NARROW, QUIET];

const wide = (id: string, agency: string | null, rank: number | null, data: unknown = null): Row => ({
  id,
  agency,
  rank,
  data,
});
const putWide = (row: Row, position = 1n): RowChange => ({ table: 'wide', key: [row['id'] as string], row, position });
const putPair = (term: string, person: string, position = 1n): RowChange => ({
  table: 'narrow-pair',
  key: [term, person],
  row: { term, person },
  position,
});

/** Texts whose order differs between UTF-16 units and code points, or that mean something to SQL. */
const ODD = [
  '',
  '%',
  '_',
  '%a',
  'a',
  'a%',
  'a_',
  'aa',
  'A',
  "a'b",
  'a"b',
  'a\u0000b',
  'é',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '😀',
  '😀a',
  '\u{10ffff}',
];

/** What every ViewStore does. `reopen` closes the store and opens its tables again, where they outlive it. */
export function viewStoreContract(
  name: string,
  create: () => Promise<ViewStore>,
  reopen: ((views: ViewStore) => Promise<ViewStore>) | null,
): void {
  describe(`${name} keeps the contract of a ViewStore`, () => {
    let views: ViewStore;
    const commit = async (...changes: RowChange[]) => {
      const progress = await views.progress();
      await views.commit(changes, progress, progress.position + 1n);
    };
    const allPages = async (table: string, index: string, options: ScanOptions) => {
      const rows: Row[] = [];
      let after: readonly IndexValue[] | null = null;
      do {
        const page = await views.scan(table, index, { ...options, ...(after === null ? {} : { after }) });
        expect(page.rows.length).toBeLessThanOrEqual(options.limit);
        if (page.next !== null) expect(page.rows).toHaveLength(options.limit);
        rows.push(...page.rows);
        after = page.next;
      } while (after !== null);
      return rows;
    };

    beforeEach(async () => {
      views = await create();
    });
    afterEach(async () => {
      await views.close();
    });

    it('loads rows in the order of the keys, null where there is none', async () => {
      const data = { list: [1, { deep: null }], text: 'é😀', yes: true };
      await commit(putWide(wide('b', '4011', 3, data)), putWide(wide('a', null, null, 'text')));
      expect(await views.load('wide', [['a'], ['x'], ['b'], ['a']])).toEqual([
        wide('a', null, null, 'text'),
        null,
        wide('b', '4011', 3, data),
        wide('a', null, null, 'text'),
      ]);
      expect(await views.load('wide', [])).toEqual([]);
    });

    it('replaces and deletes rows, the last change of a key winning', async () => {
      await commit(putWide(wide('a', '1', 1)), putWide(wide('b', '1', 1)), putPair('t', 'a'));
      await commit(
        putWide(wide('a', '2', 2)),
        putWide(wide('b', '2', 2)),
        { table: 'wide', key: ['b'], row: null, position: 2n },
        { table: 'narrow-pair', key: ['t', 'a'], row: null, position: 2n },
        { table: 'wide', key: ['never'], row: null, position: 2n },
        putPair('t', 'b', 2n),
      );
      expect(await views.load('wide', [['a'], ['b']])).toEqual([wide('a', '2', 2), null]);
      expect((await views.scan('narrow-pair', 'key', { limit: 9 })).rows).toEqual([{ term: 't', person: 'b' }]);
      expect((await views.scan('wide', 'byAgency', { equals: ['1'], limit: 9 })).rows).toEqual([]);
    });

    it('begins before the first event and moves rows and progress together', async () => {
      const begin = await views.lease();
      expect(begin.position).toBe(0n);
      await views.commit([putWide(wide('a', null, 1))], begin, 12n);
      expect(await views.progress()).toEqual({ position: 12n, epoch: begin.epoch });
      await views.commit([putWide(wide('b', null, 1))], { ...begin, position: 12n }, 12n);
      expect((await views.progress()).position).toBe(12n);
      expect(await views.load('wide', [['b']])).toEqual([wide('b', null, 1)]);
    });

    it('keeps positions that a double could not', async () => {
      const position = 9_007_199_254_740_993n;
      const progress = await views.lease();
      await views.commit([putPair('t', 'p', position)], progress, position);
      expect((await views.progress()).position).toBe(position);
      expect(await views.changes('narrow-pair', position - 1n, 5)).toEqual([
        { table: 'narrow-pair', key: ['t', 'p'], position },
      ]);
    });

    it('writes all of a commit or nothing', async () => {
      const progress = await views.lease();
      const spoilt = [putWide(wide('a', null, 1)), putPair('t', 'p'), putWide({ id: 'b' })];
      await expect(views.commit(spoilt, progress, 5n)).rejects.toThrow(RowRefused);
      expect(await views.progress()).toEqual(progress);
      expect(await views.load('wide', [['a']])).toEqual([null]);
      expect(await views.changes('narrow-pair', 0n, 5)).toEqual([]);
      await views.commit([putWide(wide('a', null, 1))], progress, 5n);
      expect(await views.load('wide', [['a']])).toEqual([wide('a', null, 1)]);
    });

    it('refuses a projector whose lease another has taken', async () => {
      const first = await views.lease();
      const second = await views.lease();
      expect(second.epoch).toBe(first.epoch + 1);
      await expect(views.commit([putWide(wide('a', null, 1))], first, 1n)).rejects.toThrow(StaleProjector);
      expect(await views.load('wide', [['a']])).toEqual([null]);
      await views.commit([], second, 1n);
    });

    it('refuses a commit that starts from another progress, or goes back', async () => {
      const begin = await views.lease();
      await views.commit([], begin, 3n);
      await expect(views.commit([putWide(wide('a', null, 1))], begin, 3n)).rejects.toThrow(StaleProjector);
      const { epoch } = begin;
      await expect(views.commit([], { epoch, position: 9n }, 10n)).rejects.toThrow(StaleProjector);
      await expect(views.commit([], { epoch, position: 3n }, 2n)).rejects.toThrow(RowRefused);
      expect(await views.load('wide', [['a']])).toEqual([null]);
      expect((await views.progress()).position).toBe(3n);
    });

    it.each<[string, RowChange, RegExp]>([
      [
        'a missing column',
        { table: 'wide', key: ['a'], row: { id: 'a', agency: null, rank: 1 }, position: 1n },
        /data is missing/,
      ],
      ['an unknown column', putWide({ ...wide('a', null, 1), extra: 1 }), /extra is not declared/],
      ['a number for text', putWide({ ...wide('a', null, 1), agency: 4011 }), /agency must be text/],
      ['a fraction for an integer', putWide(wide('a', null, 1.5)), /rank must be integer/],
      ['half a character', putWide(wide('a', '\ud83d', 1)), /agency must be text/],
      ['no key', { table: 'wide', key: [], row: null, position: 1n }, /a key has 1 values/],
      ['a null in the key', putPair('t', null as unknown as string), /person must be text/],
      ['a row under another key', { ...putWide(wide('a', null, 1)), key: ['b'] }, /must equal the key/],
      ['an unknown table', { ...putWide(wide('a', null, 1)), table: 'other' }, /no table other/],
    ])('refuses %s, and says what is wrong', async (_, change, message) => {
      await expect(commit(change)).rejects.toThrow(RowRefused);
      await expect(commit(change)).rejects.toThrow(message);
      expect((await views.progress()).position).toBe(0n);
    });

    it.each<[string, string, string, ScanOptions]>([
      ['an unknown index', 'wide', 'byName', { limit: 1 }],
      ['no limit', 'wide', 'key', { limit: 0 }],
      ['a prefix of an integer', 'wide', 'byRank', { prefix: '1', limit: 1 }],
      ['a prefix beyond the columns', 'quiet', 'key', { equals: ['a'], prefix: 'b', limit: 1 }],
      ['too many values', 'quiet', 'key', { equals: ['a', 'b'], limit: 1 }],
      ['a value of another type', 'wide', 'byRank', { equals: ['3'], limit: 1 }],
      ['a bound of another type', 'wide', 'byRank', { atMost: '3', limit: 1 }],
      ['a cursor that is too short', 'wide', 'byRank', { after: [3], limit: 1 }],
      ['a cursor of another type', 'wide', 'byRank', { after: ['3', 'a'], limit: 1 }],
      ['a cursor from elsewhere', 'wide', 'byRank', { equals: [2], after: [3, 'a'], limit: 1 }],
    ])('refuses a scan with %s', async (_, table, index, options) => {
      await expect(views.scan(table, index, options)).rejects.toThrow(RowRefused);
    });

    it('scans by equal values, prefix and bound, in both directions', async () => {
      const rows = [
        wide('a', '4011', 3),
        wide('b', '4011', null),
        wide('c', '40', 1),
        wide('d', null, 2),
        wide('e', '4011', 1),
        wide('f', '50', 9),
      ];
      await commit(...rows.map((row) => putWide(row)));
      const ids = async (index: string, options: ScanOptions) =>
        (await views.scan('wide', index, options)).rows.map(({ id }) => id).join('');
      expect(await ids('key', { limit: 9 })).toBe('abcdef');
      expect(await ids('key', { limit: 9, descending: true })).toBe('fedcba');
      expect(await ids('byAgency', { limit: 9 })).toBe('dcbeaf');
      expect(await ids('byAgency', { limit: 9, descending: true })).toBe('faebcd');
      expect(await ids('byAgency', { limit: 9, equals: ['4011'] })).toBe('bea');
      expect(await ids('byAgency', { limit: 9, equals: [null] })).toBe('d');
      expect(await ids('byAgency', { limit: 9, equals: ['4011', null] })).toBe('b');
      expect(await ids('byAgency', { limit: 9, equals: ['4011'], atMost: 1 })).toBe('e');
      expect(await ids('byAgency', { limit: 9, prefix: '40' })).toBe('cbea');
      expect(await ids('byRank', { limit: 9, atMost: 2 })).toBe('ced');
      expect(await ids('byAgency', { limit: 9, atMost: '4011', descending: true })).toBe('aebc');
    });

    it('finds by prefix whatever the characters, which are no patterns', async () => {
      await commit(...ODD.map((text) => putPair(text, 'p')));
      for (const prefix of ODD) {
        const expected = ODD.filter((text) => text.startsWith(prefix)).sort(compareText);
        const found = await allPages('narrow-pair', 'key', { prefix, limit: 2 });
        expect(found.map(({ term }) => term)).toEqual(expected);
      }
    });

    it('pages through any rows without a gap or a repetition', async () => {
      const text = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'binary', maxLength: 3 }));
      const row = fc.record({
        id: text,
        agency: fc.option(fc.constantFrom('', '%', 'é', '\uffff', '😀'), { nil: null }),
        rank: fc.option(fc.integer({ min: -2, max: 2 }), { nil: null }),
        data: fc.constant(null),
      });
      let expected: readonly Row[] = [];
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 25 }),
          fc.integer({ min: 1, max: 7 }),
          fc.boolean(),
          fc.constantFrom('key', 'byAgency', 'byRank'),
          async (rows, limit, descending, index) => {
            const gone = expected.map(({ id }) => ({ table: 'wide', key: [id as string], row: null, position: 1n }));
            await commit(...gone, ...rows.map((each) => putWide(each)));
            expected = rows;
            const paged = await allPages('wide', index, { limit, descending });
            const { rows: whole } = await views.scan('wide', index, { limit: 100, descending });
            expect(paged).toEqual(whole);
            expect(paged.map(({ id }) => id as string).sort(compareText)).toEqual(
              rows.map(({ id }) => id).sort(compareText),
            );
          },
        ),
        { numRuns: 60 },
      );
    });

    it('keeps the latest change of a key, deletions included, and none of a table without a feed', async () => {
      const progress = await views.lease();
      await views.commit(
        [putWide(wide('a', null, 1), 1n), putWide(wide('b', null, 1), 2n), putPair('t', 'p', 3n)],
        progress,
        3n,
      );
      await views.commit(
        [putWide(wide('a', null, 2), 4n), { table: 'wide', key: ['b'], row: null, position: 5n }],
        { ...progress, position: 3n },
        5n,
      );
      expect(await views.changes('wide', 0n, 9)).toEqual([
        { table: 'wide', key: ['a'], position: 4n },
        { table: 'wide', key: ['b'], position: 5n },
      ]);
      expect(await views.changes('wide', 4n, 9)).toEqual([{ table: 'wide', key: ['b'], position: 5n }]);
      expect(await views.changes('wide', 5n, 9)).toEqual([]);
      expect(await views.changes('narrow-pair', 0n, 9)).toEqual([
        { table: 'narrow-pair', key: ['t', 'p'], position: 3n },
      ]);
      await expect(views.changes('quiet', 0n, 9)).rejects.toThrow(RowRefused);
      await expect(views.changes('wide', 0n, 0)).rejects.toThrow(RowRefused);
    });

    it('bounds changes, never cuts a position, and shows none beyond the progress', async () => {
      const progress = await views.lease();
      const rows = ['a', 'b', 'c', 'd', 'e', 'f'];
      const positions = [1n, 2n, 2n, 2n, 3n, 9n];
      await views.commit(
        rows.map((id, i) => putWide(wide(id, null, 1), positions[i])),
        progress,
        4n,
      );
      const keys = async (after: bigint, limit: number) =>
        (await views.changes('wide', after, limit)).map(({ key }) => key[0]).join('');
      expect(await keys(0n, 1)).toBe('a');
      expect(await keys(0n, 2)).toBe('abcd');
      expect(await keys(1n, 1)).toBe('bcd');
      expect(await keys(2n, 5)).toBe('e');
      expect(await keys(0n, 100)).toBe('abcde');
      await views.commit([], { ...progress, position: 4n }, 9n);
      expect(await keys(3n, 100)).toBe('f');
    });

    it('does not see what a caller does to a row afterwards', async () => {
      const data = { list: [1] };
      await commit(putWide(wide('a', null, 1, data)));
      data.list.push(2);
      expect(await views.load('wide', [['a']])).toEqual([wide('a', null, 1, { list: [1] })]);
    });

    it('says so when it is closed', async () => {
      await views.close();
      await views.close();
      await expect(views.progress()).rejects.toThrow(ViewsUnavailable);
      await expect(views.load('wide', [['a']])).rejects.toThrow(ViewsUnavailable);
    });

    if (reopen !== null) {
      it('keeps rows, changes, progress and epoch when it is opened again', async () => {
        const progress = await views.lease();
        await views.commit([putWide(wide('a', '4011', 1, { x: [] }), 7n)], progress, 7n);
        views = await reopen(views);
        expect(await views.progress()).toEqual({ ...progress, position: 7n });
        expect(await views.load('wide', [['a']])).toEqual([wide('a', '4011', 1, { x: [] })]);
        expect(await views.changes('wide', 0n, 9)).toEqual([{ table: 'wide', key: ['a'], position: 7n }]);
        expect((await views.lease()).epoch).toBe(progress.epoch + 1);
      });
    }
  });
}
