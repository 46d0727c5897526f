import { NO_LOOKUPS } from './lookups';
import { mapPerson, type MappedPerson } from './map-person';
import type { Envelope } from './envelope';
import { AGENCY, EMPLOYEE, MAIN, NIP } from './testing/person';

const PULL = {
  manifest: {
    version: 1,
    agency: '5500',
    fetchedAt: '2026-03-01T02:00:00Z',
    agencies: { [AGENCY]: '5500' },
    units: {},
  },
  lookups: NO_LOOKUPS,
  pulledOn: '2026-03-01',
} as const;

const rows = (...given: readonly Record<string, string>[]): Envelope => ({
  kind: 'rows',
  rows: given,
  strays: [],
  isWhole: true,
});
const MAIN_DATA = rows(MAIN as Record<string, string>);

function mapped(
  envelopes: Readonly<Record<string, Envelope | null>>,
  wanted?: (row: unknown) => boolean,
): MappedPerson {
  const types = Object.entries(envelopes).map(([type, envelope]) => ({
    type,
    envelope,
    path: `${NIP}/${type}.json`,
    url: '',
    status: 200,
    fetchedAt: PULL.manifest.fetchedAt,
  }));
  return mapPerson(
    { nip: NIP, fetchedAt: PULL.manifest.fetchedAt, types },
    PULL,
    (_subject, recordId) => recordId,
    wanted,
  );
}

const snapshots = (person: MappedPerson): unknown =>
  Object.fromEntries(person.snapshots.map(({ type, snapshot }) => [type, snapshot]));

const AWARD = { id: 'r1', pnsOrangId: EMPLOYEE, hargaId: '201', skDate: '17-08-2022' };

describe('the rows of a person', () => {
  it('are mapped with the type and the file they stand in', () => {
    const person = mapped({ 'data-utama': MAIN_DATA, penghargaan: rows(AWARD) });
    expect(person.employeeId).toBe(EMPLOYEE);
    expect(person.rows[1]).toMatchObject({
      type: 'penghargaan',
      path: `${NIP}/penghargaan.json`,
      id: 'r1',
      row: AWARD,
      mapping: { kind: 'acts' },
    });
  });

  it('of one id are one when they are equal, and a fault when they differ', () => {
    const person = mapped({ penghargaan: rows(AWARD, AWARD, { ...AWARD, hargaId: '202' }) });
    expect(person.rows.map(({ mapping }) => mapping.kind)).toEqual(['acts', 'echo', 'faults']);
    expect(person.rows[2]).toMatchObject({ mapping: { faults: [{ code: 'id-twice', field: '/id' }] } });
  });

  it('are those that were asked for, in the light of the others', () => {
    const move = { id: 'm1', asalId: 'r1', skDate: '17-08-2022' };
    const person = mapped({ penghargaan: rows(AWARD), pnsunor: rows(move) }, (row) => row === move);
    expect(person.rows).toMatchObject([{ id: 'm1', mapping: { kind: 'echo', of: 'penghargaan/r1' } }]);
  });

  it('that are no rows are refused', () => {
    const person = mapped({ penghargaan: { kind: 'rows', rows: [], strays: ['x'], isWhole: false } });
    expect(person.rows).toMatchObject([{ id: null, row: 'x', mapping: { kind: 'faults', faults: [{ field: '' }] } }]);
  });

  it('tell how much the pull says of each type', () => {
    const person = mapped({
      'data-utama': MAIN_DATA,
      penghargaan: rows(AWARD),
      hukdis: { kind: 'empty' },
      skp: { kind: 'failed', reason: 'http-status' },
      kursus: { kind: 'rows', rows: [], strays: [], isWhole: false },
      diklat: rows({ nomor: '1' }),
      kompetensi: null,
    });
    expect(snapshots(person)).toEqual({
      'data-utama': { kind: 'whole' },
      penghargaan: { kind: 'whole' },
      hukdis: { kind: 'whole' },
      skp: { kind: 'failed', reason: 'http-status' },
      kursus: { kind: 'partial' },
      diklat: { kind: 'partial' },
      kompetensi: { kind: 'unmapped' },
    });
  });

  it('of a number that the source may not know are not known to be none', () => {
    const person = mapped({ 'data-utama': { kind: 'empty' }, hukdis: { kind: 'empty' } });
    const unknown = { kind: 'failed', reason: 'unknown-employee' };
    expect(snapshots(person)).toEqual({ 'data-utama': unknown, hukdis: unknown });
  });
});
