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
import type { TimelineEntry } from './entry';
import { timeline } from './projection';
import { timelineEntryOf, type TimelineRow } from './row';

const PROMOTED = { kind: '211', golongan: '32', serviceYears: 4, serviceMonths: null };
const DECREE = { number: '823/1/BKD/2019', date: '2019-09-01', authority: 'Gubernur' };
const DOCUMENT = { sha256: 'a'.repeat(64), size: 10, type: 'application/pdf', uri: 's3://berkas/rahasia.pdf' };

function given(): Ledger {
  const ledger = new Ledger();
  ledger.must(record('appointment', 'ana', 'ana-0', statement('2015-03-01', appointed('Ana Sari', '5500'))));
  ledger.must(record('appointment', 'budi', 'budi-0', statement('2016-03-01', appointed('Budi Santoso', '5571'))));
  return ledger;
}

async function entriesOf(ledger: Ledger, person: string): Promise<readonly TimelineEntry[]> {
  const rows = (await new TableRows(timeline).fold(ledger.log)).all('timeline') as readonly TimelineRow[];
  return rows.filter((row) => row.person === person).map(timelineEntryOf);
}

describe('timeline', () => {
  it('shows a first edition as all new', async () => {
    const ledger = given();
    const origin = { recordId: 'skp-77', eventId: 'e-1', time: null };
    ledger.must(record('promotion', 'ana', 'kp', statement('2019-10-01', PROMOTED, { decree: DECREE })), { origin });
    expect((await entriesOf(ledger, 'ana'))[1]).toEqual({
      position: '3',
      ledgerTime: '2026-01-01T00:00:03.000000Z',
      recordedAt: '2026-01-01T00:00:03.000000Z',
      type: 'PromotionRecorded',
      subject: 'promotion',
      act: 'recorded',
      fact: 'kp',
      edition: 0,
      replaces: null,
      supersededBy: null,
      chain: [{ edition: 0, act: 'recorded', position: '3', ledgerTime: '2026-01-01T00:00:03.000000Z' }],
      effectiveAt: '2019-10-01',
      effectiveUntil: null,
      precision: 'day',
      decree: DECREE,
      approvals: null,
      documents: [],
      content: PROMOTED,
      ext: {},
      changes: [
        { field: '/effectiveAt', from: null, to: '2019-10-01' },
        { field: '/precision', from: null, to: 'day' },
        { field: '/decree', from: null, to: DECREE },
        { field: '/content/kind', from: null, to: '211' },
        { field: '/content/golongan', from: null, to: '32' },
        { field: '/content/serviceYears', from: null, to: 4 },
      ],
      flags: [],
      reason: null,
      confirmed: true,
      awaiting: [],
      source: '/agencies/5500/simpeg',
      recordId: 'skp-77',
      agency: null,
      role: 'operator',
      channel: 'import',
      actor: 'sample',
      approvedBy: null,
      personRole: 'subject',
      erased: false,
    });
  });

  it('shows what a correction changed, and links it with what it replaces both ways', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'ana', 'kp', statement('2019-10-01', PROMOTED, { decree: DECREE })));
    const decree = { ...DECREE, number: '823/2/BKD/2019' };
    const said = statement('2019-04-01', { ...PROMOTED, golongan: '33', serviceMonths: 6 }, { decree });
    ledger.must(correct('promotion', 'ana', 'kp', said, 'Salah ketik'));
    ledger.must({
      kind: 'annul',
      subject: 'promotion',
      stream: 'career-ana',
      person: 'ana',
      fact: 'kp',
      reason: 'Putusan PTUN',
      decree: null,
      replacesEdition: 1,
    });
    const [, first, second, third] = await entriesOf(ledger, 'ana');
    expect(first).toMatchObject({ edition: 0, supersededBy: { edition: 1, position: '4' }, replaces: null });
    expect(second).toMatchObject({
      act: 'corrected',
      reason: 'Salah ketik',
      replaces: { edition: 0, position: '3' },
      supersededBy: { edition: 2, position: '5' },
    });
    expect(second!.changes).toEqual([
      { field: '/effectiveAt', from: '2019-10-01', to: '2019-04-01' },
      { field: '/decree', from: DECREE, to: decree },
      { field: '/content/golongan', from: '32', to: '33' },
      { field: '/content/serviceMonths', from: null, to: 6 },
    ]);
    expect(third).toMatchObject({
      act: 'annulled',
      content: null,
      changes: [{ field: '/annulled', from: false, to: true }],
      replaces: { edition: 1, position: '4' },
    });
    const chain = ['recorded', 'corrected', 'annulled'].map((act, edition) => ({
      act,
      edition,
      position: String(3 + edition),
    }));
    for (const entry of [first, second, third]) expect(entry!.chain).toMatchObject(chain);
  });

  it('keeps the chains apart when a source moves its record, and so its fact, to another person', async () => {
    const ledger = given();
    const said = statement('2019-10-01', PROMOTED, { decree: DECREE });
    ledger.must(record('promotion', 'ana', 'kp', said));
    ledger.must(record('promotion', 'budi', 'kp', said));
    ledger.must(correct('promotion', 'ana', 'kp', statement('2019-04-01', PROMOTED), 'Salah tanggal'));
    const chain = [
      { edition: 0, position: '3' },
      { edition: 1, position: '5' },
    ];
    expect((await entriesOf(ledger, 'ana')).slice(1)).toMatchObject([{ chain }, { chain }]);
    expect((await entriesOf(ledger, 'budi')).slice(1)).toMatchObject([
      { chain: [{ edition: 0, position: '4' }], supersededBy: null },
    ]);
  });

  it('tells which values inside of ext differ', async () => {
    const ledger = given();
    const row = (skNomor: string) => ({ source: { row: { id: 'r', skNomor }, hash: skNomor } });
    ledger.must(record('promotion', 'ana', 'kp', statement('2019-10-01', PROMOTED, { ext: row('1') })));
    ledger.must(correct('promotion', 'ana', 'kp', statement('2019-10-01', PROMOTED, { ext: row('2') }), 'SK'));
    expect((await entriesOf(ledger, 'ana')).at(-1)!.changes).toEqual([
      { field: '/ext/source/row/skNomor', from: '1', to: '2' },
      { field: '/ext/source/hash', from: '1', to: '2' },
    ]);
  });

  it('shows mentoring to both sides, each in the own role, and who has yet to confirm', async () => {
    const ledger = given();
    ledger.must(recordPair('pair', 'ana', 'budi', '2020-01-01'));
    ledger.must(recordSession('pair', 's', '2020-02-01'));
    const waiting = await entriesOf(ledger, 'ana');
    expect(waiting[2]).toMatchObject({ personRole: 'mentor', confirmed: false, awaiting: ['budi', 'ana'] });
    ledger.must(
      {
        kind: 'confirm',
        subject: 'mentoring-session',
        stream: 'mentoring-pair',
        person: null,
        fact: 's',
        edition: null,
      },
      asPerson('budi'),
    );
    for (const [person, role] of [
      ['ana', 'mentor'],
      ['budi', 'mentee'],
    ] as const) {
      const [, , session, confirmation] = await entriesOf(ledger, person);
      expect(session).toMatchObject({
        subject: 'mentoring-session',
        personRole: role,
        confirmed: false,
        awaiting: ['ana'],
      });
      expect(confirmation).toMatchObject({
        act: 'confirmed',
        subject: 'mentoring-session',
        fact: 's',
        edition: 0,
        changes: [{ field: '/confirmedBy', from: null, to: 'budi' }],
        chain: session!.chain,
      });
    }
  });

  it('tells the appraiser that an appraisal was recorded, not what it says, and shows a merge to both', async () => {
    const ledger = given();
    const appraisal = {
      period: 'year',
      year: 2023,
      part: null,
      result: 1,
      behaviour: 2,
      statedPredicate: null,
      indicators: [],
      appraiser: { name: 'Kepala', number: null },
      appraiserPerson: 'budi',
      appraiserPost: null,
      appraiserUnit: null,
      appraiserGolongan: null,
    };
    const more = { documents: [DOCUMENT], ext: { note: 'rahasia' } };
    const first = record('appraisal', 'ana', 'skp', statement('2023-12-31', appraisal, more));
    ledger.must(first);
    ledger.must({
      ...first,
      kind: 'correct',
      statement: statement('2023-12-31', { ...appraisal, result: 2 }),
      reason: 'Rahasia: salah',
      replacesEdition: null,
    });
    ledger.must(merge('ana', 'budi'));
    const [, seen, corrected, last] = await entriesOf(ledger, 'budi');
    const silent = { content: null, ext: {}, changes: [], documents: [], decree: null, reason: null, recordId: null };
    const happened = { personRole: 'appraiser', subject: 'appraisal', fact: 'skp', effectiveAt: '2023-12-31' };
    expect(seen).toMatchObject({ ...happened, ...silent, type: 'AppraisalRecorded', act: 'recorded', edition: 0 });
    expect(seen).toMatchObject({ supersededBy: { edition: 1 }, role: 'operator' });
    expect(corrected).toMatchObject({
      ...happened,
      ...silent,
      type: 'AppraisalCorrected',
      act: 'corrected',
      edition: 1,
    });
    expect(JSON.stringify([seen, corrected])).not.toMatch(/rahasia|Kepala/);
    const [, own, ownCorrected] = await entriesOf(ledger, 'ana');
    expect(own).toMatchObject({ personRole: 'subject', content: appraisal, ext: { note: 'rahasia' } });
    expect(own!.documents).toEqual([DOCUMENT]);
    expect(ownCorrected).toMatchObject({
      reason: 'Rahasia: salah',
      changes: [
        { field: '/documents', from: [DOCUMENT], to: [] },
        { field: '/content/result', from: 1, to: 2 },
        { field: '/ext/note', from: 'rahasia', to: null },
      ],
    });
    expect(last).toMatchObject({
      act: 'merged',
      fact: null,
      changes: [{ field: '/mergedInto', from: null, to: 'budi' }],
    });
    expect((await entriesOf(ledger, 'ana')).at(-1)).toEqual(last);
  });

  it('keeps the fifty newest editions of a fact in sight, and every link to the next', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'ana', 'kp', statement('2019-10-01', PROMOTED)));
    for (let n = 1; n < 60; n++)
      ledger.must(correct('promotion', 'ana', 'kp', statement('2019-10-01', { ...PROMOTED, serviceYears: n })));
    const editions = (await entriesOf(ledger, 'ana')).slice(1);
    expect(editions.map(({ supersededBy }) => supersededBy?.edition)).toEqual([
      ...Array.from({ length: 59 }, (_, n) => n + 1),
      undefined,
    ]);
    expect(editions.at(-1)!.chain.map(({ edition }) => edition)).toEqual(Array.from({ length: 50 }, (_, n) => n + 10));
  });
});
