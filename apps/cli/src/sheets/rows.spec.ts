import { SheetLayout } from './layout';
import { cellsOf, headingsIn, itemCounts, rowData, valueAt } from './rows';

const layout = SheetLayout.of('competency')!;
const headingsOf = (...texts: (string | null)[]) => headingsIn(texts, 3, layout);

describe('the heading row', () => {
  it('knows columns of the subject, columns about the row, and places without a heading', () => {
    const { headings, faults } = headingsOf('recordId', 'why', null, ' effectiveAt ');
    expect(faults).toEqual([]);
    expect(headings.columns.map((column) => column?.heading ?? null)).toEqual(['recordId', null, null, 'effectiveAt']);
  });

  it('names the cell of a column that is unknown or there twice', () =>
    expect(headingsOf('recordId', 'tmt', 'recordId').faults).toMatchObject([
      { at: 'B3', heading: 'tmt', code: 'unknown-column' },
      { at: 'C3', heading: 'recordId', code: 'column-twice' },
    ]));
});

describe('a row', () => {
  const { headings } = headingsOf(
    'effectiveAt',
    'decree.number',
    'content.scores.1.code',
    'content.scores.1.level',
    'content.scores.3.code',
    'content.scores.3.level',
    'why',
    null,
  );

  it('becomes the data of a command; blank cells and items say nothing', () => {
    const { data, faults } = rowData(['1-2-2024', '', ' ', null, 'integritas', '3', 'because'], 7, headings);
    expect(faults).toEqual([]);
    expect(data).toEqual({
      effectiveAt: '2024-02-01',
      content: { scores: [{ code: 'integritas', level: 3 }] },
    });
  });

  it('leads back from a place in the data to the heading', () => {
    const { headingOf } = rowData(['1-2-2024', '', '', '', 'integritas', '3'], 7, headings);
    expect(headingOf('/content/scores/0/level')).toBe('content.scores.3.level');
    expect(headingOf('/content/scores/0/kind')).toBe('content.scores.3.kind');
    expect(headingOf('/decree/date')).toBe('decree.date');
    expect(headingOf('/content/method')).toBe('content.method');
  });

  it('names the cell that cannot be read, and one under no heading', () => {
    const { faults, data } = rowData(['soon', '1', '', '', '', '', '', 'x', 'y'], 7, headings);
    expect(faults).toMatchObject([
      { at: 'A7', heading: 'effectiveAt', code: 'unreadable-cell' },
      { at: 'H7', heading: '', code: 'no-heading' },
      { at: 'I7', heading: '', code: 'no-heading' },
    ]);
    expect(data).toEqual({ decree: { number: '1' }, content: {} });
  });

  it('holds every example of a contract and gives it back', () => {
    for (const subject of SheetLayout.subjects()) {
      const its = SheetLayout.of(subject)!;
      const { example } = its.record;
      const counts = new Map<string, number>();
      itemCounts(example, counts);
      const columns = its.columns(
        (list) => counts.get(list) ?? 0,
        (name) => name in example,
      );
      const heading = headingsIn(
        columns.map((column) => column.heading),
        1,
        its,
      );
      const { data, faults } = rowData(cellsOf(example, columns), 2, heading.headings);
      expect([subject, faults, data]).toEqual([subject, [], example]);
    }
  });

  it('has no value where the data has none', () => {
    const at = (path: (string | number)[]) => valueAt({ content: { scores: [{ level: 2 }], name: null } }, { path });
    expect([
      at(['content', 'scores', 0, 'level']),
      at(['content', 'scores', 1, 'level']),
      at(['content', 'name', 'x']),
      at(['decree', 'number']),
    ]).toEqual([2, undefined, undefined, undefined]);
  });
});
