import { actOf, EMPLOYEE, faultsOf, MAIN, NIP, person } from '../testing/person';

const ROW = {
  id: 'x1',
  jenisHenti: '1',
  kedudukanHukumPns: '99',
  pnsOrang: EMPLOYEE,
  skNomor: '882/1',
  skTanggal: '10-02-2047',
};

describe('pemberhentian', () => {
  it.each([[EMPLOYEE.toLowerCase()], [NIP]])('takes its day from the retirement list, by %s', (key) => {
    const retirements = new Map([[key, { tmt: '2046-05-01' }]]);
    expect(actOf('pemberhentian', ROW, person({}, { retirements }))).toMatchObject({
      subject: 'exit',
      data: { effectiveAt: '2046-05-01', precision: 'day', content: { kind: '1', status: '99', diedAt: null } },
    });
  });

  it('of a retirement takes the planned day of the main data', () => {
    expect(actOf('pemberhentian', ROW).data).toMatchObject({ effectiveAt: '2047-04-01', precision: 'day' });
  });

  it('of another exit takes the decree, for the planned day says nothing of it', () => {
    expect(actOf('pemberhentian', { ...ROW, jenisHenti: '3', skTanggal: '10-02-2020' }).data).toMatchObject({
      effectiveAt: '2020-02-10',
      precision: 'assumed',
    });
    expect(faultsOf('pemberhentian', { ...ROW, jenisHenti: '3', skTanggal: '' })).toEqual(['missing /skTanggal']);
  });

  it('by death takes the day after it', () => {
    const context = person({ 'data-utama': [{ ...MAIN, tglMeninggal: '30-12-2024' }] });
    expect(actOf('pemberhentian', { ...ROW, jenisHenti: '2' }, context).data).toMatchObject({
      effectiveAt: '2024-12-31',
      content: { kind: '2', diedAt: '2024-12-30' },
    });
  });
});
