import { CATALOGUE } from '@rekam/contracts';
import { SheetLayout } from './layout';

const layout = (subject: string): SheetLayout => SheetLayout.of(subject)!;

describe('SheetLayout', () => {
  it('is there for every subject about one person, and for no other', () => {
    const expected = CATALOGUE.filter(({ kind, subject }) => kind === 'record' && subject?.addressedBy === 'person');
    expect(SheetLayout.subjects()).toEqual(expected.map(({ subject }) => subject!.subject));
    for (const subject of SheetLayout.subjects()) expect(SheetLayout.of(subject)).not.toBeNull();
    for (const other of ['mentoring', 'mentoring-session', 'person', '']) expect(SheetLayout.of(other)).toBeNull();
  });

  it('has the address first and then the contract, place by place', () =>
    expect(
      layout('promotion')
        .columns(() => 3)
        .map(({ heading, type, required }) => [heading, type, required]),
    ).toEqual([
      ['person', 'text', 'never'],
      ['identifier.kind', 'choice', 'identifier'],
      ['identifier.number', 'text', 'identifier'],
      ['recordId', 'text', 'never'],
      ['effectiveAt', 'day', 'always'],
      ['effectiveUntil', 'day', 'never'],
      ['precision', 'choice', 'never'],
      ['decree.number', 'text', 'decree'],
      ['decree.date', 'day', 'decree'],
      ['decree.authority', 'text', 'never'],
      ['approvals.pertek.number', 'text', 'approvals.pertek'],
      ['approvals.pertek.date', 'day', 'approvals.pertek'],
      ['content.kind', 'text', 'always'],
      ['content.golongan', 'text', 'always'],
      ['content.serviceYears', 'whole', 'never'],
      ['content.serviceMonths', 'whole', 'never'],
      ['approvedBy', 'text', 'never'],
    ]));

  it('numbers the items of a list, as many as are wanted and the contract takes', () => {
    const scores = (items: number) =>
      layout('competency')
        .columns(() => items)
        .filter(({ heading }) => /^content\.scores\.\d+\.code$/.test(heading));
    expect(scores(2).map(({ heading, path }) => [heading, path])).toEqual([
      ['content.scores.1.code', ['content', 'scores', 0, 'code']],
      ['content.scores.2.code', ['content', 'scores', 1, 'code']],
    ]);
    expect(scores(1000)).toHaveLength(50);
  });

  it('finds a column by its heading', () => {
    const { column } = { column: (heading: string) => layout('competency').column(heading) };
    expect(column('content.scores.12.level')).toMatchObject({ type: 'whole', required: 'content.scores.12' });
    expect(column('content.scores.50.name')).toMatchObject({ type: 'text', required: 'never' });
    expect(column('documents.1.sha256')).toMatchObject({ required: 'documents.1' });
    expect(column('ext')).toMatchObject({ type: 'json' });
    expect(column('fact')).toMatchObject({ type: 'text' });
    const none = [
      'content',
      'decree',
      'content.scores',
      'content.scores.1',
      'content.scores.0.code',
      'content.scores.51.code',
      'content.scores.1.codes',
      'content.scores.x.code',
      'effectiveAt.date',
      'constructor',
      '__proto__',
      '',
    ];
    expect(none.map(column)).toEqual(none.map(() => null));
  });

  it('asks a clerk for nothing that programs make, unless it is wanted', () => {
    const headings = (wanted: string[]) =>
      layout('training')
        .columns(
          () => 1,
          (name) => wanted.includes(name),
        )
        .map(({ heading }) => heading);
    expect(headings([]).filter((heading) => /^(documents|ext|fact|reason|replacesEdition)/.test(heading))).toEqual([]);
    expect(headings(['documents'])).toEqual(expect.arrayContaining(['documents.1.sha256', 'documents.1.uri']));
    expect(headings(['ext', 'fact'])).toEqual(expect.arrayContaining(['ext', 'fact']));
  });
});
