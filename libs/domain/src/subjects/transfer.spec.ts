import { partsAt } from '../as-of';
import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { employerAt } from '../service';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { movedTo, placedIn } from '../testing/post-samples';
import {
  approved,
  bkn,
  BUDI,
  BUDI_APPOINTED,
  correct,
  course,
  cpns,
  elsewhere,
  of,
  operator,
  record,
  SITI,
  SITI_APPOINTED,
  stated,
  TODAY,
  withdraw,
  type Caller,
} from '../testing/samples';
import { transfer } from './transfer';

const moves = (content: JsonObject): FindingCase[3] => {
  return (by) => record(of('transfer', 'new'), stated(content, '2020-02-01'), { by });
};
const move = (fact: string, at: PlainDate, content: JsonObject): Command =>
  record(of('transfer', fact), stated(content, at), { by: operator });

describeFindings(transfer.texts, [
  ['transfer-to-employer', 'unlawful', [SITI_APPOINTED], moves(movedTo('5571'))],
  ['region-changes-agency', 'unlawful', [SITI_APPOINTED], moves(movedTo('5501', { kind: 'region' }))],
  ['transfer-from-stranger', 'unlawful', [SITI_APPOINTED], moves(movedTo('5501', { from: '5502' }))],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, move('other', '2020-02-01', movedTo('5571', { kind: 'region', unit: 'UPTD' }))],
    moves(movedTo('5571', { kind: 'region' })),
  ],
]);

const careerAfter = (...history: readonly Command[]) =>
  given(SITI_APPOINTED, ...history).ledger.state(`career-${SITI}`);
const partsAfter = (...history: readonly Command[]) => partsAt(careerAfter(...history), TODAY, SITI);

describe('a transfer', () => {
  it('to another agency makes that the employer, whose unit is unknown until stated', () => {
    const away = move('away', '2020-02-01', movedTo('5501', { from: '5571' }));
    expect(partsAfter(away)).toMatchObject({
      appointment: { agency: '5501', unit: null, since: '2015-03-01', kind: 'CPNS' },
      transfer: { last: { kind: 'agency', from: '5571', agency: '5501', since: '2020-02-01', fact: 'away' } },
    });
    expect(employerAt(careerAfter(away), '2020-01-31')).toBe('5571');
    expect(employerAt(careerAfter(away), '2020-02-01')).toBe('5501');
    const back = move('back', '2022-02-01', movedTo('5571', { from: '5501', unit: 'Inspektorat' }));
    expect(partsAfter(back, away)).toMatchObject({
      appointment: { agency: '5571', unit: 'Inspektorat' },
      transfer: { last: { fact: 'back' } },
    });
    expect(partsAfter(away, withdraw('annul', of('transfer', 'away'), { by: operator }))).toMatchObject({
      appointment: { agency: '5571', unit: 'Dinas Pendidikan' },
      transfer: { last: null },
    });
  });

  it('leaves the unit that a placement of its day states, whichever was recorded first', () => {
    const away = move('away', '2020-02-01', movedTo('5501'));
    const takesPost = record(
      of('placement', 'post'),
      stated(placedIn('Auditor', { unit: 'Inspektorat' }), '2020-02-01'),
      {
        by: operator,
      },
    );
    for (const history of [
      [away, takesPost],
      [takesPost, away],
    ]) {
      expect(partsAfter(...history)).toMatchObject({
        appointment: { agency: '5501', unit: 'Inspektorat' },
        placement: { definitive: { position: 'Auditor' } },
      });
    }
    const later = move('later', '2021-02-01', movedTo('5502'));
    expect(partsAfter(takesPost, away, later).appointment.unit).toBeNull();
  });

  it('to another region leaves the employer, and the unit unless it says another', () => {
    const silent = move('region', '2020-02-01', movedTo('5571', { kind: 'region', workplace: 'Kab. Bungo' }));
    expect(partsAfter(silent).appointment).toMatchObject({ agency: '5571', unit: 'Dinas Pendidikan' });
    const said = move('region', '2020-02-01', movedTo('5571', { kind: 'region', unit: 'UPTD Bungo' }));
    expect(partsAfter(said).appointment).toMatchObject({ agency: '5571', unit: 'UPTD Bungo' });
    expect(employerAt(careerAfter(said), TODAY)).toBe('5571');
  });

  it('compares with the employer of its day, whatever it said itself before', () => {
    const corrected = correct(of('transfer', 'away'), stated(movedTo('5501', { unit: 'Inspektorat' }), '2020-02-01'), {
      by: operator,
    });
    given(SITI_APPOINTED, move('away', '2020-02-01', movedTo('5501')))
      .when(corrected)
      .thenFlagged();
    given(SITI_APPOINTED, move('later', '2022-02-01', movedTo('5501', { from: '5571' })))
      .when(move('first', '2020-02-01', movedTo('5502', { from: '5571' })))
      .thenFlagged();
  });

  it('is told twice for one day without being a transfer to the employer', () => {
    given(SITI_APPOINTED, move('away', '2020-02-01', movedTo('5501', { from: '5571' })))
      .when(move('again', '2020-02-01', movedTo('5501', { from: '5571' })))
      .thenFlagged('possible-duplicate');
  });

  it('is for the employer that lets go or for BKN to record, not for the agency that takes', () => {
    const sent = (by: typeof bkn): Command =>
      record(of('transfer', 'away'), stated(movedTo('5501'), '2020-02-01'), { by: { ...by, approvedBy: 'head' } });
    given(SITI_APPOINTED).when(sent(approved)).thenFlagged();
    given(SITI_APPOINTED).when(sent(bkn)).thenFlagged();
    given(SITI_APPOINTED).when(sent(elsewhere)).thenRejected('not-authorised');
  });

  it('hands the recording over to the new employer from its day on', () => {
    const learnt = (at: PlainDate, by: typeof elsewhere): Command =>
      record(of('training', at), stated(course(), at), { by: { ...by, approvedBy: 'head' } });
    const { when } = given(SITI_APPOINTED, move('away', '2020-02-01', movedTo('5501')));
    when(learnt('2020-02-01', elsewhere)).thenFlagged();
    when(learnt('2020-01-31', elsewhere)).thenRejected('not-authorised');
    when(learnt('2020-01-31', approved)).thenFlagged();
    when(learnt('2020-02-02', approved)).thenRejected('not-authorised');
  });

  it('neither begins service nor resumes it', () => {
    const early = move('early', '2014-02-01', movedTo('5501'));
    const learnt = (at: PlainDate, person = SITI): Command =>
      record(of('training', at, person), stated(course(), at), { by: operator });
    given(SITI_APPOINTED).when(early).thenFlagged('effective-before-service');
    given(SITI_APPOINTED, early).when(learnt('2014-03-01')).thenFlagged('effective-before-service');

    const onContract = record(
      of('appointment', 'budi-pppk', BUDI),
      stated(
        cpns({ kind: 'PPPK', golongan: 'IX', number: '198405052019211002', birthDate: '1984-05-05' }),
        '2019-03-01',
        {
          effectiveUntil: '2024-02-29',
        },
      ),
      { by: operator },
    );
    const late = record(of('transfer', 'late', BUDI), stated(movedTo('5501'), '2024-06-01'), { by: operator });
    given(onContract).when(late).thenFlagged('effective-after-exit');
    given(onContract, late).when(learnt('2024-07-01', BUDI)).thenFlagged('effective-after-exit');
    given(BUDI_APPOINTED, late).when(learnt('2024-07-01', BUDI)).thenFlagged();
  });
});

it('cannot be taken back by the agency that released the person, once the other employs them', () => {
  const released = record(of('transfer', 'away'), stated(movedTo('5501'), '2020-02-01'), { by: approved });
  const withdrawn = (by: Caller) => withdraw('annul', of('transfer', 'away'), { by });
  const turned = (by: Caller) =>
    correct(of('transfer', 'away'), stated(movedTo('5571', { kind: 'region' }), '2020-02-01'), { by });
  const receiving: Caller = { ...elsewhere, approvedBy: 'head of elsewhere' };
  given(SITI_APPOINTED, released).when(withdrawn(approved)).thenRejected('not-authorised');
  given(SITI_APPOINTED, released).when(turned(approved)).thenRejected('not-authorised');
  given(SITI_APPOINTED, released).when(withdrawn(receiving)).thenAccepted();
  given(SITI_APPOINTED, released, withdrawn(receiving))
    .when(withdraw('reinstate', of('transfer', 'away'), { by: receiving }))
    .thenRejected('not-authorised');
});

it('an appointment as PNS that names no unit leaves the person in the unit of before', () => {
  const placedBefore = move('region', '2015-06-01', movedTo('5571', { kind: 'region', unit: 'UPTD Bungo' }));
  const madePns = (content: JsonObject): Command =>
    record(of('appointment', 'pns'), stated(cpns({ kind: 'PNS', ...content }), '2016-03-01'), { by: operator });
  expect(partsAfter(placedBefore, madePns({ unit: null })).appointment).toMatchObject({
    kind: 'PNS',
    unit: 'UPTD Bungo',
  });
  expect(partsAfter(placedBefore, madePns({ unit: null, agency: '5501' })).appointment.unit).toBeNull();
});
