import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { honour } from '../testing/personal-samples';
import { movedTo } from '../testing/post-samples';
import { cpns, of, operator, pppk, record, SITI_APPOINTED, stated, withdraw } from '../testing/samples';
import { left, released, sanctioned } from '../testing/service-samples';
import { recognition } from './recognition';

const isHonoured = (kind: string, at: PlainDate, by = operator, changed: JsonObject = {}): Command =>
  record(of('recognition', 'new'), stated(honour(kind, changed), at), { by });
const penalty = (level: 'R' | 'S' | 'B'): Command =>
  record(of('discipline', 'penalty'), stated(sanctioned({ R: '1', S: '7', B: '9' }[level], { level }), '2018-05-01'), {
    by: operator,
  });

const CASES: readonly FindingCase[] = [
  ['unknown-recognition', 'impossible', [SITI_APPOINTED], (by) => isHonoured('205', '2025-08-17', by)],
  ['recognition-before-service-years', 'unlawful', [SITI_APPOINTED], (by) => isHonoured('201', '2025-02-28', by)],
  ['recognition-before-service-years', 'unlawful', [SITI_APPOINTED], (by) => isHonoured('202', '2025-03-01', by)],
  [
    'recognition-after-penalty',
    'unlawful',
    [SITI_APPOINTED, penalty('S')],
    (by) => isHonoured('201', '2025-08-17', by),
  ],
  [
    'recognition-after-penalty',
    'unlawful',
    [SITI_APPOINTED, penalty('B')],
    (by) => isHonoured('201', '2025-08-17', by),
  ],
  ['year-contradicts-date', 'warning', [SITI_APPOINTED], (by) => isHonoured('305', '2024-08-17', by, { year: 2025 })],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, record(of('recognition', 'other'), stated(honour('305'), '2024-08-17'), { by: operator })],
    (by) => isHonoured('305', '2024-11-25', by),
  ],
];

describeFindings(recognition.texts, CASES);

describe('Satyalancana Karya Satya', () => {
  it('is due on the tenth anniversary', () => {
    given(SITI_APPOINTED).when(isHonoured('201', '2025-03-01')).thenFlagged();
  });

  it('counts from the appointment after the last exit', () => {
    const exit = record(of('exit', 'exit'), stated(left('3'), '2010-01-01'), { by: operator });
    const early = record(of('appointment', 'early'), stated(cpns({ number: '199002172008032001' }), '2008-03-01'), {
      by: operator,
    });
    given(SITI_APPOINTED, early).when(isHonoured('201', '2024-08-17')).thenFlagged();
    given(SITI_APPOINTED, early, exit)
      .when(isHonoured('201', '2024-08-17'))
      .thenFlagged('recognition-before-service-years');
    given(SITI_APPOINTED, early, exit).when(isHonoured('201', '2025-03-01')).thenFlagged();
    const moved = record(of('transfer', 'moved'), stated(movedTo('5501'), '2012-01-01'), { by: operator });
    given(SITI_APPOINTED, early, exit, moved)
      .when(isHonoured('201', '2024-08-17'))
      .thenFlagged('recognition-before-service-years');
  });

  it('counts a contract that came before', () => {
    const contract = record(of('appointment', 'contract'), stated(pppk(), '2014-03-01'), { by: operator });
    given(SITI_APPOINTED, contract).when(isHonoured('201', '2024-03-01')).thenFlagged();
  });

  it('is barred by no light penalty, none that was annulled, none that came later and no end of one', () => {
    const ended = record(of('discipline', 'end'), stated(released('penalty'), '2019-05-01'), { by: operator });
    given(SITI_APPOINTED, penalty('R'), ended).when(isHonoured('201', '2025-08-17')).thenFlagged();
    const annulled = withdraw('annul', of('discipline', 'penalty'), { by: operator });
    given(SITI_APPOINTED, penalty('R')).when(isHonoured('201', '2025-08-17')).thenFlagged();
    given(SITI_APPOINTED, penalty('S'), annulled).when(isHonoured('201', '2025-08-17')).thenFlagged();
    given(SITI_APPOINTED, penalty('S'))
      .when(isHonoured('201', '2018-05-01'))
      .thenFlagged('recognition-before-service-years');
  });

  it('is the only one that asks for years and a clean record', () => {
    given(SITI_APPOINTED, penalty('B')).when(isHonoured('204', '2020-08-17')).thenFlagged();
  });
});

describe('the part', () => {
  const received = (fact: string, kind: string, at: PlainDate, name: string | null = null): Command =>
    record(of('recognition', fact), stated(honour(kind, { name }), at), { by: operator });

  it('has each with its own name, or else that of its kind', () => {
    const history = [received('b', '201', '2025-08-17'), received('a', '400', '2020-01-05', 'Arsiparis Teladan')];
    expect(partsAfter(history).recognition.received).toEqual([
      { kind: '400', name: 'Arsiparis Teladan', at: '2020-01-05', fact: 'a' },
      { kind: '201', name: 'Satyalancana Karya Satya 10 Tahun', at: '2025-08-17', fact: 'b' },
    ]);
  });

  it('keeps the last fifty', () => {
    const many = Array.from({ length: 52 }, (_, at) => received(`${at}`, '400', '2020-01-05', `No. ${at}`));
    const { received: kept } = partsAfter(many).recognition;
    expect(kept.map(({ fact }) => fact)).toEqual(Array.from({ length: 50 }, (_, at) => `${at + 2}`));
  });
});
