import { appointed, correct, Ledger, merge, record, recordPair, statement } from '../testing/ledger';
import { TableRows } from '../testing/table-rows';
import type { AgencyOverviewRow } from './overview';
import { directory } from './projection';
import type { DirectoryRow } from './row';

const MOVED = { kind: 'agency', from: '5500', agency: '5571', unit: 'Sekretariat', position: null, workplace: null };
const PLACED = {
  positionKind: '4',
  assignment: 'D',
  mutation: 'MJ',
  position: 'Pengelola Data',
  positionCode: null,
  eselon: null,
  jenjang: null,
  unit: 'Bidang Data',
  unitCode: null,
  parentUnit: null,
  specialisation: null,
  inauguratedAt: null,
  startedAt: null,
  selection: null,
};
const RETIRED = { kind: '1', status: '99', diedAt: null };
const PROMOTED = { kind: '211', serviceYears: null, serviceMonths: null };

function given(): Ledger {
  const ledger = new Ledger();
  ledger.openDay('2020-03-15');
  ledger.must(record('appointment', 'ana', 'ana-0', statement('2015-03-01', appointed('Ana Sari', '5500'))));
  ledger.must(
    record('appointment', 'budi', 'budi-0', statement('2016-03-01', appointed('Budi Santoso', '5500', 'CPNS', '21'))),
  );
  return ledger;
}

async function tablesOf(ledger: Ledger) {
  const rows = await new TableRows(directory).fold(ledger.log);
  const persons = rows.all('directory') as readonly DirectoryRow[];
  const agencies = rows.all('agency-overview') as readonly AgencyOverviewRow[];
  return {
    persons: Object.fromEntries(persons.map((row) => [row.person, row])),
    agencies: Object.fromEntries(agencies.map((row) => [row.agency, row])),
    terms: rows.all('term'),
    streams: rows.all('person-stream'),
    employed: rows.all('agency-person').map((row) => [row['agency'], row['person']].join(' ')),
  };
}

describe('directory', () => {
  it('shows who is who and where, with terms and figures', async () => {
    const { persons, agencies, terms } = await tablesOf(given());
    expect(persons['ana']).toMatchObject({
      name: 'Ana Sari',
      kind: 'CPNS',
      agency: '5500',
      agencyName: 'Pemerintah Provinsi Jambi',
      golongan: '31',
      rank: 'Penata Muda',
      numbers: ['199005172015031004'],
    });
    expect(agencies['5500']).toMatchObject({ total: 2, byKind: { CPNS: 2 }, byGolongan: { 21: 1, 31: 1 } });
    expect(terms).toEqual([
      { term: 'ana', person: 'ana', agency: '5500' },
      { term: 'budi', person: 'budi', agency: '5500' },
      { term: 'santoso', person: 'budi', agency: '5500' },
      { term: 'sari', person: 'ana', agency: '5500' },
    ]);
  });

  it('moves a person who changes agencies from one count to the other, on the day it takes effect', async () => {
    const ledger = given();
    ledger.must(
      record('appointment', 'ana', 'ana-1', statement('2020-04-01', appointed('Ana Sari, S.E.', '5571', 'PNS'))),
    );
    expect((await tablesOf(ledger)).agencies['5500']!.total).toBe(2);
    ledger.openDay('2020-04-01');
    const { persons, agencies, terms } = await tablesOf(ledger);
    expect(persons['ana']).toMatchObject({ agency: '5571', nextChangeOn: '9999-12-31' });
    expect(agencies['5500']).toMatchObject({ total: 1, byKind: { CPNS: 1 }, byGolongan: { 21: 1 } });
    expect(agencies['5571']).toMatchObject({ total: 1, byKind: { PNS: 1 }, byGolongan: { 31: 1 } });
    expect(terms.filter(({ person }) => person === 'ana').map(({ term, agency }) => [term, agency])).toEqual([
      ['ana', '5571'],
      ['e', '5571'],
      ['s', '5571'],
      ['sari', '5571'],
    ]);
  });

  it('follows transfers, placements and changes of name', async () => {
    const ledger = given();
    const renamed = { name: 'Ana Lestari', titlePrefix: null, titleSuffix: 'S.E.' };
    ledger.must(record('placement', 'ana', 'place', statement('2016-01-01', PLACED)));
    ledger.must(record('placement', 'budi', 'acting', statement('2017-01-01', { ...PLACED, assignment: 'PLT' })));
    expect((await tablesOf(ledger)).persons['ana']).toMatchObject({ agency: '5500', unit: 'Bidang Data' });
    ledger.must(record('transfer', 'ana', 'move', statement('2018-01-01', MOVED)));
    ledger.must(record('name-change', 'ana', 'name', statement('2019-01-01', renamed)));
    const { persons, agencies, terms } = await tablesOf(ledger);
    expect(persons['ana']).toMatchObject({
      name: 'Ana Lestari',
      agency: '5571',
      agencyName: 'Pemerintah Kota Jambi',
      unit: 'Sekretariat',
      ended: null,
    });
    // Whoever sees to another post keeps the own one.
    expect(persons['budi']).toMatchObject({ unit: null });
    expect([agencies['5500']!.total, agencies['5571']!.total]).toEqual([1, 1]);
    expect(terms.filter(({ person }) => person === 'ana')).toEqual([
      { term: 'ana', person: 'ana', agency: '5571' },
      { term: 'lestari', person: 'ana', agency: '5571' },
    ]);
  });

  it('no longer counts whoever left, from the first day out of service, and still finds them with the last agency', async () => {
    const ledger = given();
    ledger.must(record('exit', 'ana', 'exit', statement('2020-04-01', RETIRED)));
    const before = await tablesOf(ledger);
    expect(before.persons['ana']).toMatchObject({ ended: null, nextChangeOn: '2020-04-01' });
    expect(before.agencies['5500']!.total).toBe(2);
    ledger.openDay('2020-04-01');
    const { persons, agencies, terms } = await tablesOf(ledger);
    expect(persons['ana']).toMatchObject({ ended: '2020-04-01', agency: '5500', name: 'Ana Sari' });
    expect(agencies['5500']).toMatchObject({ total: 1, byKind: { CPNS: 1 }, byGolongan: { 21: 1 } });
    expect(terms).toContainEqual({ term: 'sari', person: 'ana', agency: '5500' });
  });

  it('counts whoever comes back, and whose exit is annulled', async () => {
    const ledger = given();
    ledger.must(record('exit', 'ana', 'exit', statement('2018-01-01', RETIRED)));
    ledger.must(record('exit', 'budi', 'exit-2', statement('2018-01-01', RETIRED)));
    expect((await tablesOf(ledger)).agencies['5500']).toMatchObject({ total: 0, byKind: {}, byGolongan: {} });
    ledger.must(
      record('appointment', 'ana', 'ana-1', statement('2019-03-01', appointed('Ana Sari', '5571', 'CPNS', '32'))),
    );
    const withdrawn = { subject: 'exit', stream: 'career-budi', person: 'budi', fact: 'exit-2' } as const;
    ledger.must({ kind: 'annul', ...withdrawn, reason: 'Batal', decree: null, replacesEdition: null });
    const { persons, agencies } = await tablesOf(ledger);
    expect([persons['ana']!.ended, persons['budi']!.ended]).toEqual([null, null]);
    expect(agencies['5500']).toMatchObject({ total: 1, byGolongan: { 21: 1 } });
    expect(agencies['5571']).toMatchObject({ total: 1, byGolongan: { 32: 1 } });
  });

  it('counts nobody whose contract has ended, until another one begins', async () => {
    const ledger = given();
    const contract = (fact: string, from: string, until: string) =>
      record(
        'appointment',
        'ana',
        fact,
        statement(from, appointed('Ana Sari', '5500', 'PPPK', 'IX'), { effectiveUntil: until }),
      );
    ledger.must(contract('ana-1', '2019-01-01', '2020-03-31'));
    expect((await tablesOf(ledger)).persons['ana']).toMatchObject({ ended: null, nextChangeOn: '2020-04-01' });
    ledger.openDay('2020-04-01');
    const after = await tablesOf(ledger);
    expect(after.persons['ana']).toMatchObject({ ended: '2020-04-01', agency: '5500', nextChangeOn: '9999-12-31' });
    expect(after.agencies['5500']).toMatchObject({ total: 1, byKind: { CPNS: 1 } });
    ledger.must(contract('ana-2', '2020-04-01', '2025-03-31'));
    const { persons, agencies } = await tablesOf(ledger);
    expect(persons['ana']).toMatchObject({ ended: null, nextChangeOn: '2025-04-01' });
    expect(agencies['5500']).toMatchObject({ total: 2, byKind: { CPNS: 1, PPPK: 1 } });
  });

  it('lists everybody whom an agency ever employed, also after a correction, and those merged with whom they are', async () => {
    const ledger = given();
    ledger.must(record('transfer', 'ana', 'move', statement('2018-01-01', MOVED)));
    ledger.must(
      record('transfer', 'budi', 'region', statement('2018-01-01', { ...MOVED, kind: 'region', agency: '5505' })),
    );
    ledger.must(correct('transfer', 'ana', 'move', statement('2018-01-01', { ...MOVED, agency: '5505' }), 'Salah'));
    expect((await tablesOf(ledger)).employed).toEqual(['5500 ana', '5500 budi', '5505 ana', '5571 ana']);
    ledger.must(merge('ana', 'budi'));
    expect((await tablesOf(ledger)).employed).toEqual(['5500 ana', '5500 budi', '5505 ana', '5505 budi', '5571 ana']);
    ledger.must(correct('transfer', 'ana', 'move', statement('2018-01-01', MOVED), 'Benar'));
    expect((await tablesOf(ledger)).employed).toContain('5571 budi');
  });

  it('folds a promotion that comes late into its place', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'budi', 'kp-2', statement('2019-10-01', { ...PROMOTED, golongan: '23' })));
    ledger.must(record('promotion', 'budi', 'kp-1', statement('2017-10-01', { ...PROMOTED, golongan: '22' })));
    const { persons, agencies } = await tablesOf(ledger);
    expect(persons['budi']).toMatchObject({ golongan: '23', rank: 'Pengatur' });
    expect(agencies['5500']!.byGolongan).toEqual({ 23: 1, 31: 1 });
  });

  it('counts persons found to be one as one, and lists the streams that name them', async () => {
    const ledger = given();
    ledger.must(recordPair('pair', 'ana', 'budi', '2020-01-01'));
    ledger.must(merge('ana', 'budi'));
    const { persons, agencies, terms, streams } = await tablesOf(ledger);
    expect(persons['ana']).toMatchObject({ mergedInto: 'budi', name: null, agency: null });
    expect(agencies['5500']).toMatchObject({ total: 1 });
    expect(terms.map(({ person }) => person)).toEqual(['budi', 'budi']);
    const expected = [
      { person: 'ana', stream: 'mentoring-pair' },
      { person: 'budi', stream: 'career-ana' },
      { person: 'budi', stream: 'mentoring-pair' },
    ];
    expect(streams).toEqual(expected);
    ledger.must(merge('ana', 'budi', 'unmerge'));
    const apart = await tablesOf(ledger);
    expect(apart.persons['ana']).toMatchObject({ mergedInto: null, name: 'Ana Sari', agency: '5500' });
    expect(apart.agencies['5500']).toMatchObject({ total: 2 });
    // An answer as of when they were one still needs the stream.
    expect(apart.streams).toEqual(expected);
  });
});
