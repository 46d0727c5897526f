import type { JsonObject } from '@rekam/domain';
import type { OurFact } from '../diff';
import { SIASN_SOURCE } from '../source';
import { endpointOf } from '.';
import { employeeIdIn, exportedFact, isChangedHere, rowIdIn, type LedgerFact } from './exported';

const fact = (subject: string, content: JsonObject | null, more: Partial<LedgerFact> = {}): LedgerFact => ({
  fact: 'F1',
  subject,
  annulled: content === null,
  effectiveAt: '2026-02-28',
  effectiveUntil: null,
  precision: 'day',
  decree: { number: '821/7/BKD/2026', date: '2026-02-10', authority: null },
  approvals: null,
  documents: [],
  content,
  source: '/agencies/5500/simpeg',
  recordId: 'R-1',
  ext: {},
  erased: false,
  ...more,
});
const imported = (recordId: string, row: JsonObject | null): Partial<LedgerFact> => ({
  source: SIASN_SOURCE,
  recordId,
  ext: row === null ? {} : { siasn: { row: JSON.stringify(row) } },
});
const NOBODY = { employeeId: null, rowIdOf: () => null };
const bodyOf = (
  given: LedgerFact,
  person: Parameters<NonNullable<ReturnType<typeof endpointOf>>['body']>[1] = NOBODY,
) => {
  const exported = exportedFact(given)!;
  return endpointOf(exported)!.body(exported, person);
};

describe('the endpoint of a fact', () => {
  it.each([
    ['appointment', { kind: 'CPNS' }, '/cpns/save'],
    ['appointment', { kind: 'PPPK' }, null],
    ['placement', { assignment: 'D', mutation: 'MJ', specialisation: null }, '/jabatan/save'],
    ['placement', { assignment: 'PLT', mutation: 'MJ' }, '/jabatan/unorjabatan/save'],
    ['placement', { assignment: 'D', mutation: 'MJ', specialisation: '7' }, '/jabatan/unorjabatan/save'],
    ['appraisal', { period: 'year', regime: 'dp3' }, null],
    ['appraisal', { period: 'year', regime: 'pp46' }, '/skp/save'],
    ['appraisal', { period: 'year', regime: 'pp30-2021' }, '/skp/2021/save'],
    ['appraisal', { period: 'year', regime: 'permenpanrb-6-2022' }, '/skp22/save'],
    ['appraisal', { period: 'month', regime: 'permenpanrb-6-2022' }, '/kinerjaperiodik/save'],
    ['credit', { kind: 'ordinary' }, '/angkakredit/save'],
    ['discipline', { action: 'impose' }, '/hukdis/save'],
    ['recognition', { kind: '201' }, '/penghargaan/save'],
    ['training', { kind: '1' }, '/diklat/save'],
    ['training', { kind: '15' }, '/kursus/save'],
    ...['promotion', 'education', 'name-change', 'transfer', 'leave', 'study-assignment', 'exit', 'salary-step'].map(
      (subject) => [subject, {}, null] as const,
    ),
  ] as const)('of %s %j is %s', (subject, content, path) => {
    expect(endpointOf({ subject, content })?.path ?? null).toBe(path);
  });
});

describe('the body of a fact of another source', () => {
  it('has what the ledger knows, and what it lacks is told by the required keys', () => {
    const placement = fact('placement', {
      positionKind: '2',
      assignment: 'D',
      mutation: 'MJ',
      position: 'Guru Ahli Muda',
      positionCode: 'A5EB03E23F44F6A0E040640A040252AD',
      unit: 'Dinas Pendidikan',
      inauguratedAt: null,
    });
    const body = bodyOf(placement);
    expect(body).toEqual({
      jenisJabatan: '2',
      jabatanFungsionalId: 'A5EB03E23F44F6A0E040640A040252AD',
      nomorSk: '821/7/BKD/2026',
      tanggalSk: '10-02-2026',
      tmtJabatan: '28-02-2026',
    });
    const { required } = endpointOf(exportedFact(placement)!)!;
    expect(required.filter((key) => !(key in body))).toEqual(['pnsId', 'unorId']);
  });

  it('spells the months of a quarter, and none when the quarter is unknown', () => {
    const quarter = (part: number | null) => fact('appraisal', { period: 'quarter', year: 2026, part, result: 2 });
    expect(bodyOf(quarter(4))).toMatchObject({ bulanMulaiPenilaian: 10, bulanSelesaiPenilaian: 12, periodikId: '2' });
    expect(Object.keys(bodyOf(quarter(null)))).not.toContain('bulanMulaiPenilaian');
  });

  it('names the row of the sanction that a decision ends', () => {
    const ending = fact('discipline', { action: 'end', sanction: '12', level: 'B', months: 14, ends: 'F0' });
    const body = bodyOf(ending, { employeeId: 'E1', rowIdOf: (of) => (of === 'F0' ? 'H0' : null) });
    expect(body).toMatchObject({ hukdisYangDiberhentikanId: 'H0', masaTahun: '1', masaBulan: '2', pnsOrangId: 'E1' });
  });

  it('shows credit to the thousandth, and the level of a leadership training by its name', () => {
    const credit = {
      kind: 'conversion',
      periodFrom: '2025-01',
      periodTo: '2025-12',
      main: 18.75,
      supporting: 0,
      total: 18.75,
    };
    expect(bodyOf(fact('credit', credit))).toMatchObject({
      kreditUtamaBaru: '18.750',
      bulanMulaiPenailan: '01',
      tahunSelesaiPenailan: '2025',
      isKonversi: '1',
      isIntegrasi: '0',
    });
    const course = { kind: '1', name: 'Sepadya/Spama/Diklat PIM Tk. III', provider: 'BPSDM', jp: 360 };
    expect(bodyOf(fact('training', course))).toMatchObject({ latihanStrukturalId: '3', tahun: 2026 });
  });
});

describe('what the ledger has from there', () => {
  it('knows the row, the employee, and what was stated here since', () => {
    const row = { id: 'K1', pnsOrang: 'E1' };
    const theirs = fact('discipline', {}, imported('hukdis/K1', row));
    expect([rowIdIn(theirs), isChangedHere(theirs), employeeIdIn([theirs])]).toEqual(['K1', false, 'E1']);
    const changed = fact('discipline', {}, imported('hukdis/K1', null));
    expect([rowIdIn(changed), isChangedHere(changed), employeeIdIn([changed])]).toEqual(['K1', true, null]);
    const main = fact('appointment', {}, imported('data-utama/E2/cpns', { id: 'E2' }));
    expect([rowIdIn(main), employeeIdIn([changed, main])]).toEqual([null, 'E2']);
    const live = fact('discipline', {});
    expect([rowIdIn(live), isChangedHere(live), employeeIdIn([live])]).toEqual([null, false, null]);
  });

  it('says nothing while it is annulled', () => {
    const annulled: OurFact & LedgerFact = fact('training', null, imported('kursus/K1', null));
    expect(exportedFact(annulled)).toBeNull();
  });
});
