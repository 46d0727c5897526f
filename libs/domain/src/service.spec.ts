import { employerAt, employerInForce, exitBefore, serviceOf, serviceStart } from './service';
import { careerStream } from './streams';
import { given } from './testing/given';
import {
  approved,
  correct,
  course,
  cpns,
  elsewhere,
  of,
  operator,
  pppk,
  record,
  SITI,
  SITI_APPOINTED,
  stated,
  withdraw,
} from './testing/samples';
import { left } from './testing/service-samples';
import type { Command } from './command';
import type { JsonObject, PlainDate } from './event';

const EXIT = of('exit', 'resigned');
/** The last day of service is 31 December 2023. */
const RESIGNED = record(EXIT, stated(left('3'), '2024-01-01'), { by: operator });
const learns = (at: PlainDate, by = operator): Command =>
  record(of('training', `on ${at}`), stated(course(), at), { by });
const appointed = (fact: string, content: JsonObject, at: PlainDate, until: PlainDate | null = null): Command =>
  record(of('appointment', fact), stated(content, at, { effectiveUntil: until }), { by: operator });
const moved = (at: PlainDate): Command =>
  record(
    of('transfer', 'moved'),
    stated({ kind: 'agency', from: '5571', agency: '5501', unit: null, position: null, workplace: null }, at),
    { by: operator },
  );
const PLANNED = { kind: 'agency', from: '5571', unit: null, position: null, workplace: null } as const;
const careerAfter = (...history: readonly Command[]) =>
  given(SITI_APPOINTED, ...history).ledger.state(careerStream(SITI));

describe('service', () => {
  it('is unlimited without an exit', () => {
    const service = serviceOf(careerAfter());
    expect(serviceStart(service)).toBe('2015-03-01');
    expect(exitBefore(service, '2015-02-28')).toBeNull();
    expect(exitBefore(service, '2099-12-31')).toBeNull();
  });

  it('ends the day before the exit takes effect', () => {
    const service = serviceOf(careerAfter(RESIGNED));
    expect(exitBefore(service, '2023-12-31')).toBeNull();
    expect(exitBefore(service, '2024-01-01')).toBe('2023-12-31');
    expect(exitBefore(service, '2026-06-01')).toBe('2023-12-31');
  });

  it('goes on when the exit is annulled, and leaves out the fact that is asked about', () => {
    const career = careerAfter(RESIGNED);
    expect(exitBefore(serviceOf(career, 'resigned'), '2024-01-01')).toBeNull();
    const annulled = careerAfter(RESIGNED, withdraw('annul', EXIT, { by: operator }));
    expect(exitBefore(serviceOf(annulled), '2024-01-01')).toBeNull();
  });

  it('begins again with a later appointment, and on the very day of the exit', () => {
    const again = careerAfter(RESIGNED, appointed('again', pppk({ agency: '5501' }), '2025-01-01'));
    expect(exitBefore(serviceOf(again), '2024-12-31')).toBe('2023-12-31');
    expect(exitBefore(serviceOf(again), '2025-01-01')).toBeNull();
    expect(employerAt(again, '2025-01-01')).toBe('5501');
    const sameDay = careerAfter(RESIGNED, appointed('again', pppk({ agency: '5501' }), '2024-01-01'));
    expect(exitBefore(serviceOf(sameDay), '2024-01-01')).toBeNull();
  });

  it('ends with a contract, and not with an earlier one', () => {
    const contract = careerAfter(appointed('contract', pppk(), '2020-01-01', '2024-12-31'));
    expect(exitBefore(serviceOf(contract), '2024-12-31')).toBeNull();
    expect(exitBefore(serviceOf(contract), '2025-01-01')).toBe('2024-12-31');
    const renewed = careerAfter(
      appointed('contract', pppk(), '2020-01-01', '2024-12-31'),
      appointed('renewed', pppk({ number: '199002172025212001' }), '2025-01-01', '2029-12-31'),
    );
    expect(exitBefore(serviceOf(renewed), '2025-01-01')).toBeNull();
  });

  it('goes on with a transfer, which neither begins it again nor outlasts a contract', () => {
    const career = careerAfter(moved('2022-01-01'), RESIGNED);
    expect(employerAt(career, '2023-12-31')).toBe('5501');
    expect(exitBefore(serviceOf(career), '2022-01-01')).toBeNull();
    const afterExit = careerAfter(RESIGNED, moved('2025-01-01'));
    expect(exitBefore(serviceOf(afterExit), '2025-02-01')).toBe('2023-12-31');
    const onContract = careerAfter(appointed('contract', pppk(), '2020-01-01', '2024-12-31'), moved('2022-01-01'));
    expect(exitBefore(serviceOf(onContract), '2025-01-01')).toBe('2024-12-31');
  });

  it('is in nobody\u2019s employ after the exit, though the last employer is still known', () => {
    const career = careerAfter(RESIGNED);
    expect(employerInForce(career, '2023-12-31', null)).toBe('5571');
    expect(employerInForce(career, '2024-01-01', null)).toBeNull();
    expect(employerAt(career, '2026-06-01')).toBe('5571');
  });
});

describe('acts and the exit', () => {
  it('flags what an import says of the time after it, and nothing before', () => {
    given(SITI_APPOINTED, RESIGNED).when(learns('2024-01-01')).thenFlagged('effective-after-exit');
    given(SITI_APPOINTED, RESIGNED).when(learns('2023-12-31')).thenFlagged();
  });

  it('refuses it live, with the last day of service in the text', () => {
    const { decision, thenRejected } = given(SITI_APPOINTED, RESIGNED).when(learns('2025-05-05', approved));
    thenRejected('effective-after-exit');
    expect(JSON.stringify(decision)).toContain('2023-12-31');
  });

  it('takes what falls after a later appointment', () => {
    const again = appointed('again', pppk(), '2025-01-01');
    given(SITI_APPOINTED, RESIGNED, again).when(learns('2025-05-05', approved)).thenFlagged();
    given(SITI_APPOINTED, RESIGNED, again).when(learns('2024-05-05', approved)).thenRejected('effective-after-exit');
  });

  it('lets the last employer correct and withdraw what it recorded before, and the exit itself', () => {
    const COURSE = of('training', 'on 2023-05-05');
    const history = [SITI_APPOINTED, learns('2023-05-05', approved), RESIGNED];
    const smaller = stated(course({ jp: 8 }), '2023-05-05');
    given(...history)
      .when(correct(COURSE, smaller, { by: approved }))
      .thenFlagged();
    given(...history)
      .when(withdraw('annul', COURSE, { by: approved }))
      .thenAccepted();
    given(...history)
      .when(correct(EXIT, stated(left('1'), '2024-02-01'), { by: approved }))
      .thenFlagged();
    given(...history)
      .when(correct(COURSE, smaller, { by: { ...elsewhere, approvedBy: 'head' } }))
      .thenRejected('not-authorised');
  });

  it('lets another agency take the person on after it, and not before', () => {
    const taken = (at: PlainDate) =>
      record(of('appointment', 'taken'), stated(cpns({ kind: 'PNS', agency: '5501' }), at), {
        by: { ...elsewhere, approvedBy: 'head' },
      });
    given(SITI_APPOINTED, RESIGNED).when(taken('2024-06-01')).thenAccepted();
    given(SITI_APPOINTED, RESIGNED).when(taken('2023-06-01')).thenRejected('not-authorised');
  });

  it('leaves the exit of whom another agency has taken over to that agency', () => {
    const MOVED = [SITI_APPOINTED, moved('2022-01-01')];
    const leaves = (at: PlainDate, by = approved) => record(EXIT, stated(left('3'), at), { by });
    given(...MOVED)
      .when(leaves('2021-06-01'))
      .thenRejected('not-authorised');
    given(...MOVED)
      .when(leaves('2024-06-01', { ...elsewhere, approvedBy: 'head' }))
      .thenAccepted();
    const BACK = appointed('back', pppk(), '2020-01-01');
    given(...MOVED, BACK)
      .when(leaves('2018-06-01'))
      .thenAccepted();
    const planned = record(of('transfer', 'planned'), stated({ ...PLANNED, agency: '5501' }, '2027-01-01'), {
      by: operator,
    });
    given(SITI_APPOINTED, planned).when(leaves('2026-06-01')).thenAccepted();
  });

  it('lets the recording agency mend its exit as long as the day stays', () => {
    const history = [
      SITI_APPOINTED,
      record(EXIT, stated(left('3'), '2021-06-01'), { by: approved }),
      moved('2022-01-01'),
    ];
    const mended = (at: PlainDate) => correct(EXIT, stated(left('1'), at), { by: approved });
    given(...history)
      .when(mended('2021-06-01'))
      .thenAccepted();
    given(...history)
      .when(mended('2021-07-01'))
      .thenRejected('not-authorised');
  });
});
