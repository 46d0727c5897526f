import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { movedTo, placedIn } from '../testing/post-samples';
import {
  BUDI,
  BUDI_APPOINTED,
  correct,
  of,
  operator,
  record,
  SITI,
  SITI_APPOINTED,
  stated,
  TODAY,
  withdraw,
} from '../testing/samples';
import { placement } from './placement';

const DECREE = { number: '821/1', date: '2020-01-20', authority: 'Wali Kota Jambi' };
const places = (content: JsonObject): FindingCase[3] => {
  return (by) => record(of('placement', 'new'), stated(content, '2020-02-01', { decree: DECREE }), { by });
};
const HEAD = { positionKind: '1', eselon: '22' } as const;
const selectedOn = (date: PlainDate): JsonObject => ({ number: 'PANSEL/7', date });

describeFindings(placement.texts, [
  ['position-missing', 'impossible', [SITI_APPOINTED], places(placedIn(null))],
  ['unit-missing', 'impossible', [SITI_APPOINTED], places(placedIn(null, { mutation: 'MU', unit: null }))],
  ['unknown-eselon', 'impossible', [SITI_APPOINTED], places(placedIn('Camat', { eselon: '13' }))],
  ['unknown-jenjang', 'impossible', [SITI_APPOINTED], places(placedIn('Guru', { jenjang: 'AP' }))],
  [
    'selection-after-appointment',
    'unlawful',
    [SITI_APPOINTED],
    // After the decree, though before the TMT.
    places(placedIn('Kepala Dinas', { ...HEAD, selection: selectedOn('2020-01-21') })),
  ],
  [
    'selection-after-appointment',
    'unlawful',
    [SITI_APPOINTED],
    (by) =>
      record(
        of('placement', 'new'),
        stated(placedIn('Kepala Dinas', { ...HEAD, selection: selectedOn('2020-02-02') }), '2020-02-01'),
        { by },
      ),
  ],
  [
    'inauguration-before-decree',
    'unlawful',
    [SITI_APPOINTED],
    places(placedIn('Guru', { inauguratedAt: '2020-01-19' })),
  ],
  ['jpt-without-selection', 'warning', [SITI_APPOINTED], places(placedIn('Kepala Dinas', HEAD))],
  [
    'possible-duplicate',
    'warning',
    [
      SITI_APPOINTED,
      record(of('placement', 'other'), stated(placedIn('Guru', { jenjang: 'PT' }), '2020-02-01'), { by: operator }),
    ],
    places(placedIn('Guru')),
  ],
]);

describe('no flag is raised by', () => {
  it.each<[string, JsonObject, PlainDate]>([
    [
      'documents in their order',
      placedIn('Kepala Dinas', { ...HEAD, selection: selectedOn('2020-01-20') }),
      '2020-02-01',
    ],
    ['an inauguration on the day of the decree', placedIn('Guru', { inauguratedAt: '2020-01-20' }), '2020-02-01'],
    ['an acting head, who needs no selection', placedIn('Kepala Dinas', { ...HEAD, assignment: 'PLT' }), '2020-02-01'],
    ['a head whose unit changes', placedIn('Kepala Dinas', { ...HEAD, mutation: 'MU' }), '2020-02-01'],
    ['an administrator', placedIn('Kepala Bidang', { positionKind: '1', eselon: '31' }), '2020-02-01'],
  ])('%s', (_name, content, at) => {
    given(SITI_APPOINTED)
      .when(record(of('placement', 'new'), stated(content, at, { decree: DECREE }), { by: operator }))
      .thenFlagged();
  });

  it('a head of before open selection', () => {
    const { when } = given(BUDI_APPOINTED);
    const placed = (at: PlainDate): Command =>
      record(of('placement', at, BUDI), stated(placedIn('Kepala Dinas', HEAD), at), { by: operator });
    when(placed('2014-01-14')).thenFlagged();
    when(placed('2014-01-15')).thenFlagged('jpt-without-selection');
  });
});

type Place = readonly [fact: string, at: PlainDate, content: JsonObject, until?: PlainDate];
const placed = ([fact, at, content, effectiveUntil]: Place): Command =>
  record(of('placement', fact), stated(content, at, { effectiveUntil: effectiveUntil ?? null }), { by: operator });
const partsAfter = (...history: readonly Command[]) =>
  partsAt(given(SITI_APPOINTED, ...history).ledger.state(`career-${SITI}`), TODAY, SITI);

describe('a person', () => {
  it('holds the last definitive post, from its TMT', () => {
    const { placement: part } = partsAfter(
      placed([
        'second',
        '2022-04-01',
        placedIn('Kepala Seksi', { positionKind: '1', eselon: '41', unit: 'Bidang SMA' }),
      ]),
      placed(['first', '2020-02-01', placedIn('Pengelola Data')]),
    );
    expect(part).toMatchObject({
      definitive: { position: 'Kepala Seksi', eselon: '41', unit: 'Bidang SMA', since: '2022-04-01', fact: 'second' },
      acting: [],
    });
  });

  it('keeps the post and its TMT when the unit alone changes, and another post changes both', () => {
    const first = placed(['first', '2020-02-01', placedIn('Guru', { positionKind: '2', jenjang: 'PT' })]);
    const unitOnly = placedIn(null, { mutation: 'MU', unit: 'SMAN 2' });
    expect(partsAfter(first, placed(['unit', '2021-02-01', unitOnly])).placement.definitive).toEqual({
      positionKind: '2',
      assignment: 'D',
      position: 'Guru',
      positionCode: null,
      eselon: null,
      jenjang: 'PT',
      specialisation: null,
      since: '2020-02-01',
      until: null,
      fact: 'first',
      unit: 'SMAN 2',
      unitCode: null,
      parentUnit: null,
      unitSince: '2021-02-01',
      unitFact: 'unit',
    });
    const restated = placedIn('Guru', { mutation: 'MU', unit: 'SMAN 2' });
    expect(partsAfter(first, placed(['unit', '2021-02-01', restated])).placement.definitive).toMatchObject({
      since: '2020-02-01',
      fact: 'first',
      unit: 'SMAN 2',
      unitFact: 'unit',
    });
    const otherPost = placedIn('Pengawas Sekolah', { mutation: 'MU', unit: 'SMAN 2' });
    expect(partsAfter(first, placed(['unit', '2021-02-01', otherPost])).placement.definitive).toMatchObject({
      position: 'Pengawas Sekolah',
      since: '2021-02-01',
      fact: 'unit',
    });
    expect(partsAfter(placed(['unit', '2021-02-01', unitOnly])).placement.definitive).toMatchObject({
      position: null,
      unit: 'SMAN 2',
      since: '2021-02-01',
    });
  });

  it('sees to other posts beside it, until each ends', () => {
    const acting = (position: string, assignment: string, unit: string) => placedIn(position, { assignment, unit });
    const history = [
      placed(['own', '2020-02-01', placedIn('Kepala Seksi')]),
      placed(['plt', '2021-01-01', acting('Kepala Bidang', 'PLT', 'Bidang SMA'), '2021-06-30']),
      placed(['plh', '2021-06-30', acting('Sekretaris', 'PLH', 'Sekretariat')]),
    ];
    const during = partsAfter(...history).placement;
    expect(during.definitive).toMatchObject({ fact: 'own' });
    expect(during.acting.map(({ fact, until }) => [fact, until])).toEqual([
      ['plt', '2021-06-30'],
      ['plh', null],
    ]);
    const extended = placed(['plh-2', '2021-10-01', acting('Sekretaris', 'PLH', 'Sekretariat'), '2021-12-31']);
    expect(partsAfter(...history, extended).placement.acting.map(({ fact }) => fact)).toEqual(['plh-2']);
    const elsewhere = placed(['plh-3', '2021-10-01', acting('Sekretaris', 'PLH', 'Kecamatan Pasar')]);
    expect(partsAfter(...history, elsewhere).placement.acting.map(({ fact }) => fact)).toEqual(['plh', 'plh-3']);
    const made = placed(['made', '2021-10-01', acting('Sekretaris', 'D', 'Sekretariat')]);
    expect(partsAfter(...history, made).placement).toMatchObject({ definitive: { fact: 'made' }, acting: [] });
  });

  it('sees to ten posts at most, the newest', () => {
    const numbers = Array.from({ length: 11 }, (_, at) => String(at));
    const { acting } = partsAfter(
      ...numbers.map((each) => placed([each, '2021-01-01', placedIn(`Tugas ${each}`, { assignment: 'TT' })])),
    ).placement;
    expect(acting.map(({ fact }) => fact)).toEqual(numbers.slice(1));
  });

  it('leaves the posts behind at the agency that is left, and none on a move to another region', () => {
    const history = [
      placed(['own', '2020-02-01', placedIn('Kepala Seksi')]),
      placed(['plt', '2021-01-01', placedIn('Kepala Bidang', { assignment: 'PLT' })]),
      placed(['new', '2022-01-01', placedIn('Sekretaris', { unit: 'Kecamatan Bajubang' })]),
    ];
    const moved = (fact: string, at: PlainDate, content: JsonObject): Command =>
      record(of('transfer', fact), stated(content, at), { by: operator });
    const region = moved('pwk', '2022-01-02', movedTo('5571', { kind: 'region', unit: 'Kecamatan Pasar' }));
    expect(partsAfter(...history, region).placement).toMatchObject({ definitive: { fact: 'new' } });
    const onTheDay = moved('pi', '2022-01-01', movedTo('5501'));
    expect(partsAfter(...history, onTheDay).placement).toMatchObject({ definitive: { fact: 'new' }, acting: [] });
    const later = moved('pi', '2023-01-01', movedTo('5501'));
    expect(partsAfter(...history, later).placement).toEqual({ definitive: null, acting: [] });
  });
});

describe('the unit of the employment', () => {
  const unitAfter = (...history: readonly Command[]) => partsAfter(...history).appointment.unit;

  it('follows a definitive placement that states one', () => {
    const first = placed(['first', '2020-02-01', placedIn('Guru', { unit: 'SMAN 1' })]);
    expect(unitAfter()).toBe('Dinas Pendidikan');
    expect(unitAfter(first)).toBe('SMAN 1');
    expect(unitAfter(first, placed(['silent', '2021-02-01', placedIn('Guru', { unit: null })]))).toBe('SMAN 1');
    const acting = placedIn('Kepala Sekolah', { assignment: 'PLT', unit: 'SMAN 9' });
    expect(unitAfter(first, placed(['acting', '2021-02-01', acting]))).toBe('SMAN 1');
    expect(
      unitAfter(
        first,
        correct(of('placement', 'first'), stated(placedIn('Guru', { unit: 'SMAN 3' }), '2020-02-01'), { by: operator }),
      ),
    ).toBe('SMAN 3');
    expect(unitAfter(first, withdraw('annul', of('placement', 'first'), { by: operator }))).toBe('Dinas Pendidikan');
  });
});
