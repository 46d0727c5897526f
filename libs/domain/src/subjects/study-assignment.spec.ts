import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { studies } from '../testing/personal-samples';
import { of, operator, record, SITI_APPOINTED, stated, withdraw } from '../testing/samples';
import { studyAssignment } from './study-assignment';

type Until = { readonly until?: PlainDate; readonly by?: typeof operator };
const study = (fact: string, content: JsonObject, at: PlainDate, { until, by = operator }: Until = {}): Command =>
  record(of('study-assignment', fact), stated(content, at, { effectiveUntil: until ?? null }), { by });

const MASTER = { programme: 'S-2 Akuntansi', level: '45', institution: 'Universitas Contoh' };
const STARTED = study('start', studies('start', MASTER), '2019-09-01', { until: '2021-08-31' });
const EXTENDED = study('extend', studies('extend'), '2021-09-01', { until: '2022-02-28' });
const RETURNED = study('return', studies('return'), '2022-03-01');

const CASES: readonly FindingCase[] = [
  ['study-not-started', 'unlawful', [SITI_APPOINTED], (by) => study('new', studies('extend'), '2021-09-01', { by })],
  ['study-not-started', 'unlawful', [SITI_APPOINTED], (by) => study('new', studies('return'), '2021-09-01', { by })],
  [
    'study-not-started',
    'unlawful',
    [SITI_APPOINTED, STARTED, EXTENDED, RETURNED],
    (by) => study('new', studies('return'), '2022-04-01', { by }),
  ],
  [
    'study-not-started',
    'unlawful',
    [SITI_APPOINTED, STARTED, withdraw('annul', of('study-assignment', 'start'), { by: operator })],
    (by) => study('new', studies('return'), '2021-09-01', { by }),
  ],
  [
    'unknown-education-level',
    'impossible',
    [SITI_APPOINTED],
    (by) => study('new', studies('start', { level: '44' }), '2021-09-01', { by }),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, STARTED],
    (by) => study('new', studies('start'), '2019-09-01', { by }),
  ],
];

describeFindings(studyAssignment.texts, CASES);

describe('a study assignment', () => {
  it('is started, extended and returned from without a finding, and may be started again', () => {
    given(SITI_APPOINTED).when(STARTED).thenFlagged();
    given(SITI_APPOINTED, STARTED).when(EXTENDED).thenFlagged();
    given(SITI_APPOINTED, STARTED, EXTENDED).when(RETURNED).thenFlagged();
    given(SITI_APPOINTED, STARTED, RETURNED)
      .when(study('again', studies('start'), '2024-09-01'))
      .thenFlagged();
  });
});

describe('the part', () => {
  const current = (history: readonly Command[], validAt?: PlainDate) =>
    partsAfter(history, validAt)['study-assignment'].current;

  it('has the assignment under way, which an extension makes longer and no different', () => {
    const started = { ...MASTER, since: '2019-09-01', until: '2021-08-31', fact: 'start' };
    expect(current([STARTED, EXTENDED], '2021-08-31')).toEqual(started);
    expect(current([STARTED, EXTENDED])).toEqual({ ...started, until: '2022-02-28', fact: 'extend' });
  });

  it('has none before it and after the return', () => {
    expect(current([STARTED], '2019-08-31')).toBeNull();
    expect(current([STARTED, EXTENDED, RETURNED])).toBeNull();
  });

  it('takes an extension without a start as it is, and a new start for a new assignment', () => {
    const unknown = { programme: null, level: null, institution: null };
    expect(current([EXTENDED])).toEqual({ ...unknown, since: '2021-09-01', until: '2022-02-28', fact: 'extend' });
    expect(current([STARTED, study('again', studies('start'), '2024-09-01')])).toEqual({
      ...unknown,
      since: '2024-09-01',
      until: null,
      fact: 'again',
    });
  });
});
