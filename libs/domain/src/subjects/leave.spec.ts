import type { Command } from '../command';
import type { PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { of, operator, record, SITI_APPOINTED, stated, type Caller } from '../testing/samples';
import type { LeaveContent } from './leave';
import { leave } from './leave';

const absent =
  (
    fact: string,
    action: LeaveContent['action'],
    at: PlainDate,
    until: PlainDate | null = null,
    kind: LeaveContent['kind'] = 'cltn',
  ): ((by: Caller) => Command) =>
  (by) =>
    record(of('leave', fact), stated({ action, kind }, at, { effectiveUntil: until }), { by });

const STARTED = absent('start', 'start', '2017-01-01', '2019-12-31')(operator);
const EXTENDED = absent('extend', 'extend', '2020-01-01', '2020-12-31')(operator);
const RETURNED = absent('return', 'return', '2021-01-01')(operator);

const CASES: readonly FindingCase[] = [
  ['leave-not-started', 'unlawful', [SITI_APPOINTED], absent('new', 'extend', '2020-01-01', '2020-12-31')],
  ['leave-not-started', 'unlawful', [SITI_APPOINTED], absent('new', 'return', '2020-01-01')],
  ['leave-not-started', 'unlawful', [SITI_APPOINTED, STARTED, RETURNED], absent('new', 'return', '2022-01-01')],
  ['leave-not-started', 'unlawful', [SITI_APPOINTED, STARTED], absent('new', 'return', '2018-01-01', null, 'military')],
  ['leave-not-started', 'unlawful', [SITI_APPOINTED, STARTED], absent('new', 'return', '2016-12-31')],
  ['leave-too-long', 'warning', [SITI_APPOINTED], absent('new', 'start', '2017-01-01', '2020-01-02')],
  ['leave-too-long', 'warning', [SITI_APPOINTED, STARTED], absent('new', 'extend', '2020-01-01', '2021-01-02')],
  ['possible-duplicate', 'warning', [SITI_APPOINTED, STARTED], absent('new', 'start', '2017-01-01', '2018-12-31')],
];

describeFindings(leave.texts, CASES);

describe('a leave', () => {
  it('is started, extended and returned from without a finding', () => {
    given(SITI_APPOINTED).when(STARTED).thenFlagged();
    given(SITI_APPOINTED, STARTED).when(EXTENDED).thenFlagged();
    given(SITI_APPOINTED, STARTED, EXTENDED).when(RETURNED).thenFlagged();
  });

  it('of three years may be read to end on the anniversary', () => {
    given(SITI_APPOINTED)
      .when(absent('new', 'start', '2017-01-01', '2020-01-01')(operator))
      .thenFlagged();
  });

  it('may be extended by an act that states the whole of it anew', () => {
    given(SITI_APPOINTED, STARTED)
      .when(absent('new', 'extend', '2017-01-01', '2018-01-01')(operator))
      .thenFlagged();
  });

  it('for a duty elsewhere lasts as long as the duty', () => {
    given(SITI_APPOINTED)
      .when(absent('new', 'start', '2017-01-01', '2025-12-31', 'village-head')(operator))
      .thenFlagged();
  });
});

describe('the part', () => {
  const current = (history: readonly Command[], validAt?: PlainDate) => partsAfter(history, validAt).leave.current;

  it('has the leave under way since its start, until the return', () => {
    expect(current([STARTED, EXTENDED, RETURNED], '2016-12-31')).toBeNull();
    expect(current([STARTED, EXTENDED, RETURNED], '2019-12-31')).toEqual({
      kind: 'cltn',
      since: '2017-01-01',
      until: '2019-12-31',
      fact: 'start',
    });
    expect(current([STARTED, EXTENDED, RETURNED], '2020-12-31')).toEqual({
      kind: 'cltn',
      since: '2017-01-01',
      until: '2020-12-31',
      fact: 'extend',
    });
    expect(current([STARTED, EXTENDED, RETURNED])).toBeNull();
  });

  it('takes an extension of another kind for one that began with it', () => {
    const other = absent('other', 'extend', '2020-01-01', null, 'state-official')(operator);
    expect(current([STARTED, other])).toEqual({
      kind: 'state-official',
      since: '2020-01-01',
      until: null,
      fact: 'other',
    });
  });
});
