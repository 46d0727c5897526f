import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { renamed } from '../testing/personal-samples';
import { cpns, of, operator, record, SITI_APPOINTED, stated, withdraw } from '../testing/samples';
import { nameChange } from './name-change';

const isRenamed = (fact: string, name: string, at: PlainDate, changed: JsonObject = {}, by = operator): Command =>
  record(of('name-change', fact), stated(renamed(name, changed), at), { by });
const WITH_TITLE = isRenamed('title', 'Siti Rahma', '2016-02-01', { titleSuffix: 'S.E.' });
const MARRIED = isRenamed('married', 'Siti Rahma Hartono', '2020-05-05', { titleSuffix: 'S.E.' });

const CASES: readonly FindingCase[] = [
  ['name-unchanged', 'warning', [SITI_APPOINTED], (by) => isRenamed('new', 'Siti Rahma', '2016-02-01', {}, by)],
  [
    'name-unchanged',
    'warning',
    [SITI_APPOINTED, WITH_TITLE],
    (by) => isRenamed('new', 'Siti Rahma', '2018-02-01', { titleSuffix: 'S.E.' }, by),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, WITH_TITLE],
    (by) => isRenamed('new', 'Siti Rahma', '2016-02-01', { titleSuffix: 'S.E.' }, by),
  ],
  [
    'effective-before-service',
    'unlawful',
    [SITI_APPOINTED],
    (by) => isRenamed('new', 'Siti Hartono', '2015-02-28', {}, by),
  ],
];

describeFindings(nameChange.texts, CASES);

describe('a change of name', () => {
  it('is whole in the sensitive part, and nothing of it is in the open one', () => {
    const { ledger } = given(SITI_APPOINTED, WITH_TITLE);
    const { body, sensitive } = ledger.log.at(-1)!;
    expect(body).toMatchObject({ content: {} });
    expect(sensitive!.content).toEqual({ name: 'Siti Rahma', titlePrefix: null, titleSuffix: 'S.E.' });
    expect(JSON.stringify(body)).not.toMatch(/Siti|S\.E\./);
  });

  it('gives and takes titles without a finding', () => {
    given(SITI_APPOINTED, WITH_TITLE)
      .when(isRenamed('new', 'Siti Rahma', '2018-02-01', { titlePrefix: 'Dr.', titleSuffix: 'S.E.' }))
      .thenFlagged();
  });
});

describe('the name of a person', () => {
  it('is the one last stated by an appointment or a change, whichever took effect later', () => {
    const history = [MARRIED, WITH_TITLE];
    expect(partsAfter(history, '2016-01-31').appointment.name).toBe('Siti Rahma');
    expect(partsAfter(history, '2020-05-04').appointment.name).toBe('Siti Rahma');
    expect(partsAfter(history).appointment).toMatchObject({
      name: 'Siti Rahma Hartono',
      birthDate: '1990-02-17',
      fact: 'siti-cpns',
    });
    const rehired = record(
      of('appointment', 'again'),
      stated(cpns({ kind: 'PNS', name: 'Siti R. Hartono' }), '2021-01-01'),
      { by: operator },
    );
    expect(partsAfter([...history, rehired]).appointment.name).toBe('Siti R. Hartono');
  });

  it('is the one before again once the change is annulled', () => {
    const annulled = withdraw('annul', of('name-change', 'married'), { by: operator });
    expect(partsAfter([MARRIED, annulled]).appointment.name).toBe('Siti Rahma');
  });

  it('has its titles, its day and its fact in a part of its own', () => {
    expect(partsAfter([])['name-change']).toEqual({
      name: null,
      titlePrefix: null,
      titleSuffix: null,
      since: null,
      fact: null,
    });
    expect(partsAfter([WITH_TITLE, MARRIED])['name-change']).toEqual({
      name: 'Siti Rahma Hartono',
      titlePrefix: null,
      titleSuffix: 'S.E.',
      since: '2020-05-05',
      fact: 'married',
    });
  });

  it('is null once its key is destroyed, rather than the name of before', () => {
    const edition = { effectiveAt: '2020-05-05', effectiveUntil: null, content: {} };
    const entry = { subject: 'name-change', fact: 'married', edition, place: 2n, confirmed: true };
    expect(nameChange.fold(nameChange.initial(), entry, 'siti')).toMatchObject({ name: null, since: '2020-05-05' });
  });
});
