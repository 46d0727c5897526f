import { initialParts } from '@rekam/domain';
import {
  appointed,
  asPerson,
  correct,
  Ledger,
  merge,
  record,
  recordPair,
  recordSession,
  statement,
} from '../testing/ledger';
import { TableRows } from '../testing/table-rows';
import { currentState, type CurrentStateRow } from './projection';

const PROMOTED = { kind: '211', serviceYears: null, serviceMonths: null };

/** Ana and Budi, appointed before the day that is open. */
function given(): Ledger {
  const ledger = new Ledger();
  ledger.openDay('2020-03-15');
  ledger.must(record('appointment', 'ana', 'ana-0', statement('2015-03-01', appointed('Ana Sari', '5500'))));
  ledger.must(record('appointment', 'budi', 'budi-0', statement('2016-03-01', appointed('Budi Santoso', '5571'))));
  return ledger;
}

async function rowsOf(ledger: Ledger): Promise<Record<string, CurrentStateRow>> {
  const rows = (await new TableRows(currentState).fold(ledger.log)).all('current-state') as readonly CurrentStateRow[];
  return Object.fromEntries(rows.map((row) => [row.person, row]));
}

describe('current-state', () => {
  it('has a row a person, folded at the open day', async () => {
    const { ana, budi } = await rowsOf(given());
    expect(ana).toMatchObject({
      agency: '5500',
      validOn: '2020-03-15',
      mergedInto: null,
      nextChangeOn: '9999-12-31',
      position: '0000000000000002',
      eventCount: 1,
    });
    expect(ana!.parts.appointment).toMatchObject({ name: 'Ana Sari', since: '2015-03-01' });
    expect(budi!.agency).toBe('5571');
  });

  it('lets a promotion of the future wait for its day', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'ana', 'kp', statement('2020-04-01', { ...PROMOTED, golongan: '32' })));
    const before = await rowsOf(ledger);
    expect(before['ana']).toMatchObject({ nextChangeOn: '2020-04-01', parts: { promotion: { golongan: '31' } } });
    ledger.openDay('2020-03-31');
    expect((await rowsOf(ledger))['ana']!.parts.promotion.golongan).toBe('31');
    ledger.openDay('2020-04-02');
    const after = await rowsOf(ledger);
    expect(after['ana']).toMatchObject({
      validOn: '2020-04-02',
      nextChangeOn: '9999-12-31',
      parts: { promotion: { golongan: '32', tmt: '2020-04-01' } },
    });
    expect(after['budi']!.validOn).toBe('2020-03-15');
  });

  it('opens a day for more rows than one call takes', async () => {
    const ledger = new Ledger();
    ledger.openDay('2020-01-01');
    for (let n = 0; n < 450; n++)
      ledger.must(record('appointment', `p${n}`, `f${n}`, statement('2020-02-01', appointed('Ana Sari', '5500'))));
    ledger.openDay('2020-02-01');
    const rows = Object.values(await rowsOf(ledger));
    expect(rows.filter(({ agency }) => agency === '5500')).toHaveLength(450);
  });

  it('places a decree that comes late where it belongs', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'ana', 'kp-2', statement('2019-10-01', { ...PROMOTED, golongan: '33' })));
    ledger.must(record('promotion', 'ana', 'kp-1', statement('2017-10-01', { ...PROMOTED, golongan: '32' })));
    expect((await rowsOf(ledger))['ana']!.parts.promotion).toMatchObject({ golongan: '33', tmt: '2019-10-01' });
    ledger.must({
      kind: 'annul',
      subject: 'promotion',
      stream: 'career-ana',
      person: 'ana',
      fact: 'kp-2',
      reason: 'Batal',
      decree: null,
      replacesEdition: null,
    });
    expect((await rowsOf(ledger))['ana']!.parts.promotion).toMatchObject({ golongan: '32', tmt: '2017-10-01' });
  });

  it('counts a session for both once both have confirmed, and again after a correction', async () => {
    const ledger = given();
    const confirm = {
      kind: 'confirm',
      subject: 'mentoring-session',
      stream: 'mentoring-pair',
      person: null,
      fact: 's',
      edition: null,
    } as const;
    ledger.must(recordPair('pair', 'ana', 'budi', '2020-01-01'));
    ledger.must(recordSession('pair', 's', '2020-02-01'));
    ledger.must(confirm, asPerson('ana'));
    const session = async (person: string) => (await rowsOf(ledger))[person]!.parts['mentoring-session'];
    expect(await session('budi')).toEqual({ jpByYear: {}, confirmed: 0, unconfirmed: 1 });
    ledger.must(confirm, asPerson('budi'));
    expect(await session('budi')).toEqual({ jpByYear: { 2020: 2 }, confirmed: 1, unconfirmed: 0 });
    expect(await session('ana')).toEqual({ jpByYear: {}, confirmed: 1, unconfirmed: 0 });
    ledger.must({
      ...recordSession('pair', 's', '2020-02-02'),
      kind: 'correct',
      replacesEdition: 0,
      reason: 'Tanggal',
    });
    expect(await session('budi')).toEqual({ jpByYear: {}, confirmed: 0, unconfirmed: 1 });
    ledger.must(confirm, asPerson('ana'));
    ledger.must(confirm, asPerson('budi'));
    const withdrawn = { ...confirm, reason: 'Putusan', decree: null, replacesEdition: null } as const;
    ledger.must({ ...withdrawn, kind: 'annul' });
    expect(await session('budi')).toEqual({ jpByYear: {}, confirmed: 0, unconfirmed: 0 });
    ledger.must({ ...withdrawn, kind: 'reinstate' });
    expect(await session('budi')).toEqual({ jpByYear: { 2020: 2 }, confirmed: 1, unconfirmed: 0 });
    expect((await rowsOf(ledger))['ana']!.parts.mentoring).toEqual({ asMentor: 1, asMentee: 0 });
  });

  it('gives the facts of a merged person to the other, and back', async () => {
    const ledger = given();
    const training = {
      kind: '3',
      name: 'Diklat',
      provider: 'BPSDM',
      jp: 20,
      certificate: null,
      startedAt: null,
      competencies: [],
    };
    ledger.must(record('training', 'ana', 't', statement('2019-05-01', training)));
    ledger.must(merge('ana', 'budi'));
    const merged = await rowsOf(ledger);
    expect(merged['ana']).toMatchObject({ mergedInto: 'budi', agency: null, parts: initialParts() });
    expect(merged['budi']).toMatchObject({
      merged: ['ana'],
      parts: { training: { count: 1 }, appointment: { name: 'Budi Santoso' } },
    });
    ledger.must(correctedTraining(training));
    expect((await rowsOf(ledger))['budi']!.parts.training.jpByYear).toEqual({ 2019: 30 });
    ledger.must(merge('ana', 'budi', 'unmerge'));
    const apart = await rowsOf(ledger);
    expect(apart['ana']).toMatchObject({
      mergedInto: null,
      agency: '5500',
      parts: { training: { jpByYear: { 2019: 30 } } },
    });
    expect(apart['budi']).toMatchObject({ merged: [], parts: { training: { count: 0 } } });
  });
});

const correctedTraining = (training: Readonly<Record<string, string | number | null | readonly never[]>>) =>
  correct('training', 'ana', 't', statement('2019-05-01', { ...training, jp: 30 }), 'JP sesuai sertifikat');
