import { mapRow, rowId } from './map-row';
import { actOf, EMPLOYEE, faultsOf, NIP, person } from './testing/person';

const RANK = {
  id: 'ff808081000000010000000000000001',
  idPns: EMPLOYEE,
  nipBaru: NIP,
  golonganId: '33',
  skNomor: '823/0417/BKD/2020',
  skTanggal: '12-03-2020',
  tmtGolongan: '01-04-2020',
  jenisKPId: '101',
  path: null,
};

describe('a row', () => {
  it('is refused when it is of another employee, and taken when only the case of the id differs', () => {
    expect(faultsOf('golongan', { ...RANK, idPns: 'A'.repeat(32) })).toEqual(['another-employee /idPns']);
    expect(faultsOf('golongan', { ...RANK, nipBaru: '198903142012011998' })).toEqual(['another-employee /nipBaru']);
    expect(actOf('golongan', { ...RANK, idPns: EMPLOYEE.toLowerCase() }).recordId).toBe(`golongan/${RANK.id}`);
    expect(actOf('golongan', { ...RANK, idPns: '' }).recordId).toBe(`golongan/${RANK.id}`);
  });

  it('needs an id that could be one', () => {
    expect(faultsOf('golongan', { ...RANK, id: '' })).toEqual(['missing /id']);
    expect(faultsOf('golongan', { ...RANK, id: 'x'.repeat(43) })).toEqual(['missing /id']);
    expect(rowId({ id: '5d0c7c1e-0000-4000-8000-000000000001' })).toBe('5d0c7c1e-0000-4000-8000-000000000001');
  });

  it('tells all its faults at once, each with what would be read', () => {
    const mapping = mapRow(
      'golongan',
      { ...RANK, tmtGolongan: '31-02-2020', skTanggal: 'kapan', golonganId: '', path: 7 },
      person(),
    );
    expect(mapping).toEqual({
      kind: 'faults',
      faults: [
        expect.objectContaining({ code: 'wrong-form', field: '/path', value: 7 }),
        {
          code: 'wrong-form',
          field: '/tmtGolongan',
          value: '31-02-2020',
          message: {
            id: 'Harus berupa tanggal dd-mm-yyyy yang ada dalam kalender, 1900 sampai 2199.',
            en: 'Must be a day of the calendar, dd-mm-yyyy, from 1900 to 2199.',
          },
          accepted: 'a day of the calendar, dd-mm-yyyy, from 1900 to 2199',
        },
        expect.objectContaining({ code: 'missing', field: '/golonganId', value: '' }),
        expect.objectContaining({ code: 'wrong-form', field: '/skTanggal', value: 'kapan' }),
      ],
    });
  });

  it.each([[null], [''], [[]], [{}], [[{ dok_id: '872' }]], [{ '872': { dok_id: '872' } }]])(
    'takes documents as %j',
    (path) => {
      expect(actOf('golongan', { ...RANK, path }).data.effectiveAt).toBe('2020-04-01');
    },
  );

  it('may lack what it does not need, and have keys that nobody knows', () => {
    const { path: _path, skNomor: _number, ...lacking } = RANK;
    expect(actOf('golongan', { ...lacking, kunciBaru: { a: 1 } }).data.decree).toBeNull();
  });

  it('is an echo when it names a row of the same pull as its origin', () => {
    const move = { id: 'm1', pnsOrang: EMPLOYEE, unorBaru: 'u1', skNomor: 'x', skTanggal: '01-02-2020', asalId: 'j1' };
    const there = person({ jabatan: [{ id: 'j1' }] });
    expect(mapRow('pnsunor', move, there)).toEqual({ kind: 'echo', of: 'jabatan/j1' });
    expect(actOf('pnsunor', move).subject).toBe('placement');
    expect(actOf('pnsunor', { ...move, asalId: 'm1' }, there).subject).toBe('placement');
  });

  it('of two that name each other is an echo once', () => {
    const unit = { id: 'm1', skTanggal: '01-02-2020', unorBaru: 'u1', asalId: 'p1' };
    const region = { id: 'p1', tmtPwk: '01-02-2020', asalId: 'm1' };
    const both = person({ pnsunor: [unit], pwk: [region] });
    expect([mapRow('pnsunor', unit, both).kind, mapRow('pwk', region, both).kind]).toEqual(['echo', 'acts']);
  });

  it('is read without main data beside it', () => {
    expect(actOf('golongan', RANK, person({ 'data-utama': [] })).subject).toBe('promotion');
  });
});
