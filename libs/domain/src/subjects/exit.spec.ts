import { partsAt, stateKnownAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { exitBefore, serviceOf } from '../service';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import {
  approved,
  of,
  operator,
  pppk,
  record,
  SITI,
  SITI_APPOINTED,
  stated,
  TODAY,
  withdraw,
} from '../testing/samples';
import { left } from '../testing/service-samples';
import { exit } from './exit';

const leaves = (fact: string, content: JsonObject, at: PlainDate, by = operator): Command =>
  record(of('exit', fact), stated(content, at), { by });
const RESIGNED = leaves('resigned', left('3', { status: '88' }), '2024-01-01');

const CASES: readonly FindingCase[] = [
  ['unknown-exit-kind', 'impossible', [SITI_APPOINTED], (by) => leaves('new', left('17'), '2024-01-01', by)],
  [
    'unknown-legal-status',
    'impossible',
    [SITI_APPOINTED],
    (by) => leaves('new', left('3', { status: '10' }), '2024-01-01', by),
  ],
  [
    'act-in-future',
    'impossible',
    [SITI_APPOINTED],
    (by) => leaves('new', left('2', { diedAt: '2026-06-02' }), '2026-07-01', by),
  ],
  [
    'death-with-other-kind',
    'unlawful',
    [SITI_APPOINTED],
    (by) => leaves('new', left('1', { diedAt: '2023-12-05' }), '2024-01-01', by),
  ],
  [
    'death-after-exit',
    'unlawful',
    [SITI_APPOINTED],
    (by) => leaves('new', left('2', { diedAt: '2024-01-02' }), '2024-01-01', by),
  ],
  ['effective-before-service', 'unlawful', [SITI_APPOINTED], (by) => leaves('new', left('3'), '2015-02-28', by)],
];

describeFindings(exit.texts, CASES);

describe('an exit', () => {
  it('keeps why it was, and the day of a death, out of the open part', () => {
    const died = leaves('died', left('2', { diedAt: '2023-12-05' }), '2024-01-01');
    const { ledger } = given(SITI_APPOINTED).when(died);
    const { body, sensitive } = ledger.log[1]!;
    expect(JSON.stringify(body)).not.toContain('2023-12-05');
    expect(body).toMatchObject({ content: {} });
    expect(sensitive!.content).toEqual({ kind: '2', status: null, diedAt: '2023-12-05' });
    expect(body).toMatchObject({ flags: [] });
  });

  it('still ends the service when what it was for is erased', () => {
    const { ledger } = given(SITI_APPOINTED, RESIGNED);
    const erased = ledger.log.map((event) => ({ ...event, sensitive: null, erased: true }));
    const state = stateKnownAt(erased, { position: 9n });
    expect(partsAt(state, TODAY, SITI).exit).toEqual({
      kind: null,
      status: null,
      since: '2024-01-01',
      fact: 'resigned',
    });
    expect(exitBefore(serviceOf(state), TODAY)).toBe('2023-12-31');
  });

  it('may be announced, and counts from its day', () => {
    const announced = leaves('retires', left('1', { status: '99' }), '2027-01-01');
    given(SITI_APPOINTED).when(announced).thenFlagged();
    expect(partsAfter([announced]).exit.since).toBeNull();
  });

  it('shows in the state until it is annulled or an appointment begins service again', () => {
    const none = { kind: null, status: null, since: null, fact: null };
    const resigned = { kind: '3', status: '88', since: '2024-01-01', fact: 'resigned' };
    const again = record(of('appointment', 'again'), stated(pppk(), '2025-01-01'), { by: operator });
    expect(partsAfter([]).exit).toEqual(none);
    expect(partsAfter([RESIGNED]).exit).toEqual(resigned);
    const annulled = withdraw('annul', of('exit', 'resigned'), { by: operator });
    expect(partsAfter([RESIGNED, annulled]).exit).toEqual(none);
    expect(partsAfter([RESIGNED, again]).exit).toEqual(none);
  });

  it('follows the last day of a contract', () => {
    const contract = record(
      of('appointment', 'contract'),
      stated(pppk(), '2020-01-01', { effectiveUntil: '2024-12-31' }),
      { by: operator },
    );
    given(SITI_APPOINTED, contract)
      .when(leaves('ended', left('3'), '2025-01-01', approved))
      .thenFlagged();
    given(SITI_APPOINTED, contract)
      .when(leaves('ended', left('3'), '2025-01-02', approved))
      .thenRejected('effective-after-exit');
  });

  it('seems the same act when it is of the same kind or the same day', () => {
    const later = leaves('feed', left('3'), '2024-02-01');
    given(SITI_APPOINTED, RESIGNED).when(later).thenFlagged('effective-after-exit', 'possible-duplicate');
    const sameDay = leaves('feed', left('1'), '2024-01-01');
    given(SITI_APPOINTED, RESIGNED).when(sameDay).thenFlagged('possible-duplicate');
  });
});
