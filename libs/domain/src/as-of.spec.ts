import { partsAt, stateKnownAt, type KnownAt } from './as-of';
import type { Command } from './command';
import type { PlainDate } from './event';
import { employerAt } from './service';
import { given } from './testing/given';
import { instantAt, type Ledger } from './testing/ledger';
import {
  bkn,
  correct,
  cpns,
  elsewhere,
  home,
  of,
  operator,
  pppk,
  record,
  rise,
  SITI,
  SITI_APPOINTED,
  stated,
  withdraw,
  approved,
} from './testing/samples';

const answer = ({ log }: Ledger, validAt: PlainDate, knownAt: KnownAt) =>
  partsAt(stateKnownAt(log, knownAt), validAt, SITI);
const rankAt = (ledger: Ledger, validAt: PlainDate, position = BigInt(ledger.log.length)) =>
  answer(ledger, validAt, { position }).promotion.golongan;
const ledgerOf = (...history: readonly Command[]): Ledger => given(SITI_APPOINTED, ...history).ledger;

const RISE = of('promotion', 'rise');
const ROSE = record(RISE, stated(rise('32'), '2025-04-01'));
const NOT_YET = correct(RISE, stated(rise('32'), '2025-12-01'), { reason: 'the decree was for December' });

describe('both axes', () => {
  it("a correction today of last year's promotion changes today's answer for last year, and not the one known before", () => {
    const ledger = ledgerOf(ROSE, NOT_YET);
    expect(rankAt(ledger, '2025-06-01')).toBe('31');
    expect(rankAt(ledger, '2025-12-01')).toBe('32');
    expect(rankAt(ledger, '2025-06-01', 2n)).toBe('32');
    expect(rankAt(ledger, '2025-06-01', 1n)).toBe('31');
  });

  it('an instant of ledger time bounds what was known as a position does', () => {
    const ledger = ledgerOf(ROSE, NOT_YET);
    for (const position of [0n, 1n, 2n, 3n]) {
      expect(answer(ledger, '2025-06-01', { instant: instantAt(position) })).toEqual(
        answer(ledger, '2025-06-01', { position }),
      );
    }
    expect(answer(ledger, '2025-06-01', { instant: '2026-06-01T00:00:02.999999Z' }).promotion.golongan).toBe('32');
  });

  it('nothing was known before the first event, and nothing was true before the first day', () => {
    const ledger = ledgerOf();
    expect(answer(ledger, '2026-06-01', { position: 0n }).appointment.kind).toBeNull();
    expect(answer(ledger, '2015-02-28', { position: 1n }).appointment.kind).toBeNull();
    expect(answer(ledger, '2015-03-01', { position: 1n }).appointment.kind).toBe('CPNS');
  });

  it('a promotion of next month is known today and holds from its day', () => {
    const ledger = ledgerOf(record(RISE, stated(rise('32'), '2026-07-01')));
    expect(rankAt(ledger, '2026-06-01')).toBe('31');
    expect(rankAt(ledger, '2026-06-30')).toBe('31');
    expect(rankAt(ledger, '2026-07-01')).toBe('32');
  });

  it('an annulment takes the act out, a reinstatement puts it back as it was', () => {
    const ledger = ledgerOf(ROSE, withdraw('annul', RISE), withdraw('reinstate', RISE));
    const at = (position: bigint) => answer(ledger, '2025-06-01', { position });
    expect(at(3n).promotion.golongan).toBe('31');
    expect(at(4n)).toEqual(at(2n));
  });
});

describe('the order of effect', () => {
  it('is that of the effective dates, whatever the order of arrival', () => {
    const second = record(of('promotion', 'second'), stated(rise('33'), '2023-04-01'), { by: operator });
    const first = record(of('promotion', 'first'), stated(rise('32'), '2019-04-01'), { by: operator });
    for (const ledger of [ledgerOf(first, second), ledgerOf(second, first)]) {
      expect(rankAt(ledger, '2020-01-01')).toBe('32');
      expect(rankAt(ledger, '2026-01-01')).toBe('33');
    }
  });

  it('on one day is that of arrival, and a correction keeps its place', () => {
    const one = of('promotion', 'one');
    const other = record(of('promotion', 'other'), stated(rise('33'), '2023-04-01'), { by: operator });
    const ledger = ledgerOf(
      record(one, stated(rise('32'), '2023-04-01'), { by: operator }),
      other,
      correct(one, stated(rise('34'), '2023-04-01'), { by: operator }),
    );
    expect(rankAt(ledger, '2023-04-01')).toBe('33');
  });

  it('decides on one day between employers too, so that authority and answer agree', () => {
    const one = of('appointment', 'one');
    const other = record(of('appointment', 'other'), stated(cpns({ kind: 'PNS', agency: '5501' }), '2020-01-01'), {
      by: operator,
    });
    const first = cpns({ kind: 'PNS', agency: '5502' });
    const { ledger } = given(
      SITI_APPOINTED,
      record(one, stated(first, '2020-01-01'), { by: operator }),
      other,
      correct(one, stated({ ...first, unit: 'Dinas Sosial' }, '2020-01-01'), { by: operator }),
    );
    expect(answer(ledger, '2026-01-01', { position: 4n }).appointment.agency).toBe('5501');
    expect(employerAt(ledger.state(`career-${SITI}`), '2026-01-01')).toBe('5501');
  });
});

describe('an appointment', () => {
  const contract = record(of('appointment', 'pppk'), stated(pppk(), '2019-03-01', { effectiveUntil: '2024-02-29' }), {
    by: operator,
  });
  const next = record(
    of('appointment', 'pppk-2'),
    stated(pppk({ agency: '5501', number: '199002172024212007' }), '2024-07-01', { effectiveUntil: '2026-02-28' }),
    { by: { ...elsewhere, approvedBy: 'head' } },
  );
  const civil = record(
    of('appointment', 'cpns'),
    stated(cpns({ number: '199002172026032001', oldNumber: '131234567' }), '2026-03-01'),
    { by: home },
  );
  const sworn = record(
    of('appointment', 'pns'),
    stated(cpns({ kind: 'PNS', number: '199002172026032001' }), '2026-05-01'),
    { by: home },
  );

  it('follows a person from contract to contract and into the civil service', () => {
    const { ledger } = given(contract, next, civil, sworn);
    const at = (day: PlainDate) => answer(ledger, day, { position: 4n });
    expect(at('2024-06-30').appointment).toMatchObject({ kind: 'PPPK', agency: '5571', until: '2024-02-29' });
    expect(at('2024-07-01').appointment).toMatchObject({
      kind: 'PPPK',
      agency: '5501',
      numbers: ['199002172019212001', '199002172024212007'],
    });
    expect(at('2024-07-01').promotion).toMatchObject({ golongan: 'IX', pangkat: null, tmt: '2019-03-01' });
    expect(at('2026-05-01').appointment).toMatchObject({
      kind: 'PNS',
      agency: '5571',
      until: null,
      numbers: ['199002172019212001', '199002172024212007', '131234567', '199002172026032001'],
    });
    expect(at('2026-05-01').promotion).toMatchObject({ golongan: '31', pangkat: 'Penata Muda', tmt: '2026-03-01' });
  });

  it('keeps what is open when the personal part was erased', () => {
    const { ledger } = given(contract);
    const [opened] = ledger.log;
    const erased = [{ ...opened!, sensitive: null, erased: true }];
    expect(partsAt(stateKnownAt(erased, { position: 9n }), '2024-01-01', SITI).appointment).toMatchObject({
      kind: 'PPPK',
      agency: '5571',
      name: null,
      birthDate: null,
      numbers: [],
    });
  });

  it('that is annulled leaves nobody employed, and its source or BKN can put it back', () => {
    const gone = withdraw('annul', of('appointment', 'siti-cpns'), { by: bkn });
    const { ledger } = given(SITI_APPOINTED, { ...gone, meta: { ...gone.meta, approvedBy: 'head' } });
    expect(employerAt(ledger.state(`career-${SITI}`), '2026-06-01')).toBeNull();
    for (const by of [approved, { ...bkn, approvedBy: 'head' }]) {
      expect(ledger.decide(withdraw('reinstate', of('appointment', 'siti-cpns'), { by })).kind).toBe('accepted');
    }
    expect(ledger.decide(withdraw('reinstate', of('appointment', 'siti-cpns'), { by: elsewhere })).kind).toBe(
      'rejected',
    );
  });
});
