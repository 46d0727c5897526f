import { appointed, Ledger, merge, record, recordPair, statement } from '../testing/ledger';
import { TableRows } from '../testing/table-rows';
import type { AgencyOverviewRow } from './overview';
import { directory, type DirectoryRow } from './projection';

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
