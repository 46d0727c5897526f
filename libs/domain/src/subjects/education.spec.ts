import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { degree } from '../testing/personal-samples';
import { approved, cpns, of, operator, pppk, record, SITI_APPOINTED, stated, withdraw } from '../testing/samples';
import { education } from './education';

const graduates = (fact: string, changed: JsonObject, at: PlainDate, by = operator): Command =>
  record(of('education', fact), stated(degree(changed), at), { by });

const CASES: readonly FindingCase[] = [
  [
    'first-education-twice',
    'warning',
    [SITI_APPOINTED, graduates('school', { level: '15', first: true }, '2008-06-30')],
    (by) => graduates('new', { first: true }, '2014-08-31', by),
  ],
  [
    'first-education-after-hiring',
    'warning',
    [SITI_APPOINTED],
    (by) => graduates('new', { first: true }, '2015-03-02', by),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, graduates('other', {}, '2014-08-31')],
    (by) => graduates('new', { programme: 's-1 akuntansi', institution: null }, '2014-12-31', by),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, graduates('other', { programmeCode: 'A1' }, '2014-08-31')],
    (by) => graduates('new', { programmeCode: 'A1', programme: 'Akuntansi' }, '2014-08-31', by),
  ],
  ['act-in-future', 'impossible', [SITI_APPOINTED], (by) => graduates('new', {}, '2026-06-02', by)],
  ['effective-before-birth', 'impossible', [SITI_APPOINTED], (by) => graduates('new', {}, '1990-02-16', by)],
];

describeFindings(education.texts, CASES);

describe('an education', () => {
  it('may be completed before service, on the day of the hiring, and after it', () => {
    for (const at of ['2008-06-30', '2015-03-01', '2020-09-30']) {
      given(SITI_APPOINTED)
        .when(graduates('new', {}, at))
        .thenFlagged();
    }
    given(SITI_APPOINTED)
      .when(graduates('new', { first: true }, '2015-03-01'))
      .thenFlagged();
  });

  it('of a hiring after a contract is no later than the hiring, whatever the contract was', () => {
    const contract = record(of('appointment', 'contract'), stated(pppk(), '2013-03-01'), { by: operator });
    const becamePns = record(of('appointment', 'pns'), stated(cpns({ kind: 'PNS' }), '2016-03-01'), { by: operator });
    given(SITI_APPOINTED, contract)
      .when(graduates('new', { first: true }, '2014-08-31'))
      .thenFlagged();
    given(SITI_APPOINTED, becamePns)
      .when(graduates('new', { first: true }, '2015-08-31'))
      .thenFlagged('first-education-after-hiring');
  });

  it('of another programme, level or year is another one', () => {
    const history = [SITI_APPOINTED, graduates('other', { programmeCode: 'A1' }, '2014-08-31')];
    for (const [changed, at] of [
      [{ programmeCode: 'A2' }, '2014-08-31'],
      [{ programme: 'S-1 Hukum' }, '2014-08-31'],
      [{ level: '45' }, '2014-08-31'],
      [{ programmeCode: 'A1' }, '2013-08-31'],
    ] as const) {
      given(...history)
        .when(graduates('new', changed, at))
        .thenFlagged();
    }
  });

  it('corrected by its own source does not stand against itself', () => {
    given(SITI_APPOINTED, graduates('one', { first: true }, '2014-08-31'))
      .when(
        record(of('education', 'one'), stated(degree({ first: true, certificate: '17' }), '2014-08-31'), {
          by: approved,
        }),
      )
      .thenFlagged();
  });
});

describe('the part', () => {
  const school = graduates('school', { level: '15', programme: 'SMA IPS', titleSuffix: null }, '2008-06-30');
  const bachelor = graduates('bachelor', {}, '2014-08-31');
  const master = graduates('master', { level: '45', titleSuffix: 'M.Ak.' }, '2020-09-30');
  const second = graduates('second', { programme: 'S-1 Hukum', titleSuffix: 'S.H.' }, '2023-09-30');

  it('has all of them in the order of graduation, and the highest', () => {
    const { all, highest } = partsAfter([second, master, bachelor, school]).education;
    expect(all.map(({ fact }) => fact)).toEqual(['school', 'bachelor', 'master', 'second']);
    expect(highest).toEqual({
      level: '45',
      programme: 'S-1 Akuntansi',
      institution: 'Universitas Contoh',
      titlePrefix: null,
      titleSuffix: 'M.Ak.',
      at: '2020-09-30',
      fact: 'master',
    });
  });

  it('takes the later one of two of the highest level, and none that is annulled or yet to come', () => {
    expect(partsAfter([bachelor, second]).education.highest?.fact).toBe('second');
    const annulled = withdraw('annul', of('education', 'second'), { by: operator });
    expect(partsAfter([bachelor, second, annulled]).education.highest?.fact).toBe('bachelor');
    expect(partsAfter([bachelor, second], '2023-09-29').education.highest?.fact).toBe('bachelor');
  });

  it('keeps the last twenty', () => {
    const many = Array.from({ length: 22 }, (_, at) =>
      graduates(`${at}`, { programme: `${at}` }, `${1995 + at}-06-30`),
    );
    const { all } = partsAfter(many).education;
    expect(all.map(({ fact }) => fact)).toEqual(Array.from({ length: 20 }, (_, at) => `${at + 2}`));
  });
});
