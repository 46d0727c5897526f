import { isParty, type Recorded, type Uuid } from '@rekam/domain';
import fc from 'fast-check';
import { currentState } from '../current-state/projection';
import { readingOf } from '../event';
import { histories, ledgerOf } from '../testing/histories';
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
  type Sender,
} from '../testing/ledger';
import { TableRows } from '../testing/table-rows';
import { NOTICES, OUTBOX, type NoticeRow } from './notice';

const PROMOTED = { kind: '211', serviceYears: null, serviceMonths: null };
const LIVE: Sender = { channel: 'http', role: 'agency', agency: '5500' };

/** Ana of the province and Budi of the city, appointed before the day that is open. */
function given(): Ledger {
  const ledger = new Ledger();
  ledger.openDay('2029-12-15');
  ledger.must(record('appointment', 'ana', 'ana-0', statement('2015-03-01', appointed('Ana Sari', '5500'))));
  ledger.must(record('appointment', 'budi', 'budi-0', statement('2016-03-01', appointed('Budi Santoso', '5571'))));
  return ledger;
}

const noticesOf = async (log: readonly Recorded[]): Promise<readonly NoticeRow[]> =>
  (await new TableRows(currentState).fold(log)).all(NOTICES.name) as readonly NoticeRow[];

/** Agency, position, person and kind of each notice after the three events that are given. */
const toldOf = async ({ log }: Ledger): Promise<readonly string[]> =>
  (await noticesOf(log))
    .filter(({ position }) => Number(position) > 3)
    .map(({ agency, position, person, kind }) => `${agency} ${Number(position)} ${person} ${kind}`);

describe('notices', () => {
  it('tell the agency of a person of each entry, new or changed, and not what it says', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'ana', 'kp', statement('2029-10-01', { ...PROMOTED, golongan: '32' })), LIVE);
    ledger.must(
      {
        kind: 'annul',
        subject: 'promotion',
        stream: 'career-ana',
        person: 'ana',
        fact: 'kp',
        reason: 'recorded twice',
        decree: null,
        replacesEdition: null,
      },
      LIVE,
    );
    expect(await noticesOf(ledger.log)).toEqual([
      {
        agency: '5500',
        position: '0000000000000002',
        person: 'ana',
        ledgerTime: '2026-01-01T00:00:02.000000Z',
        kind: 'new',
        channel: 'import',
      },
      {
        agency: '5500',
        position: '0000000000000004',
        person: 'ana',
        ledgerTime: '2026-01-01T00:00:04.000000Z',
        kind: 'new',
        channel: 'http',
      },
      {
        agency: '5500',
        position: '0000000000000005',
        person: 'ana',
        ledgerTime: '2026-01-01T00:00:05.000000Z',
        kind: 'changed',
        channel: 'http',
      },
      {
        agency: '5571',
        position: '0000000000000003',
        person: 'budi',
        ledgerTime: '2026-01-01T00:00:03.000000Z',
        kind: 'new',
        channel: 'import',
      },
    ]);
  });

  it('are of both who are mentored and mentor, and of a confirmation', async () => {
    const ledger = given();
    ledger.must(recordPair('pair', 'ana', 'budi', '2029-01-01'));
    ledger.must(recordSession('pair', 'session', '2029-02-01'));
    const session = { kind: 'confirm', subject: 'mentoring-session', stream: 'mentoring-pair', person: null } as const;
    ledger.must({ ...session, fact: 'session', edition: null }, asPerson('ana'));
    expect(await toldOf(ledger)).toEqual([
      '5500 4 ana new',
      '5500 5 ana new',
      '5500 6 ana changed',
      '5571 4 budi new',
      '5571 5 budi new',
      '5571 6 budi changed',
    ]);
  });

  it('go to the agency that employs the person when the entry is recorded', async () => {
    const ledger = given();
    ledger.must(record('appointment', 'ana', 'ana-1', statement('2030-01-01', appointed('Ana Sari', '5571', 'PNS'))));
    ledger.must(record('promotion', 'ana', 'kp', statement('2029-10-01', { ...PROMOTED, golongan: '32' })));
    ledger.openDay('2030-01-01');
    ledger.must(correct('promotion', 'ana', 'kp', statement('2029-10-01', { ...PROMOTED, golongan: '33' })));
    expect(await toldOf(ledger)).toEqual(['5500 4 ana new', '5500 5 ana new', '5571 7 ana changed']);
  });

  it('go to the agency that will employ the person, where none does yet', async () => {
    const ledger = new Ledger();
    ledger.openDay('2029-12-15');
    ledger.must(record('appointment', 'citra', 'citra-0', statement('2030-01-01', appointed('Citra', '5505'))));
    expect((await noticesOf(ledger.log)).map(({ agency, person }) => [agency, person])).toEqual([['5505', 'citra']]);
  });

  it('are of the person who stands for one that was merged, and of both when they are two again', async () => {
    const ledger = given();
    ledger.must(merge('ana', 'budi'));
    ledger.must(correct('appointment', 'ana', 'ana-0', statement('2015-04-01', appointed('Ana Sari', '5500'))));
    ledger.must(merge('ana', 'budi', 'unmerge'));
    expect(await toldOf(ledger)).toEqual([
      '5500 6 ana changed',
      '5571 4 budi changed',
      '5571 5 budi changed',
      '5571 6 budi changed',
    ]);
  });

  it('are of everybody whose own record an event stands in, once, and of nobody who is only named in it', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const { log } = ledgerOf(steps);
        const mergedInto = new Map<Uuid, Uuid>();
        const standsFor = (person: Uuid): Uuid => {
          const into = mergedInto.get(person);
          return into === undefined ? person : standsFor(into);
        };
        const expected = new Set<string>();
        for (const event of log) {
          const reading = readingOf(event);
          if (reading.kind === 'merge') {
            if (reading.merged) mergedInto.set(reading.person, reading.into);
            else mergedInto.delete(reading.person);
          }
          const isFirst = reading.kind === 'edition' && reading.body.edition === 0;
          for (const each of event.meta.persons.filter(isParty))
            expected.add(`${event.position} ${standsFor(each.id)} ${isFirst ? 'new' : 'changed'}`);
        }
        const rows = await noticesOf(log);
        const told = rows.map(({ position, person, kind }) => `${BigInt(position)} ${person} ${kind}`);
        expect(told.toSorted()).toEqual([...expected].toSorted());
      }),
      { numRuns: 100 },
    );
  });

  it('leave the last position of each outbox where its followers look', async () => {
    const ledger = given();
    ledger.must(record('promotion', 'ana', 'kp', statement('2029-10-01', { ...PROMOTED, golongan: '32' })));
    expect((await new TableRows(currentState).fold(ledger.log)).all(OUTBOX.name)).toEqual([
      { agency: '5500', position: '0000000000000004' },
      { agency: '5571', position: '0000000000000003' },
    ]);
  });
});
