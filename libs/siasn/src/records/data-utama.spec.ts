import { actsOf, AGENCY, EMPLOYEE, faultsOf, MAIN, NIP, OTHER_AGENCY, person } from '../testing/person';

const ids = (row = MAIN, context = person()): readonly string[] =>
  actsOf('data-utama', row, context).map(({ recordId }) => recordId.replace(`data-utama/${EMPLOYEE}/`, ''));

describe('data-utama', () => {
  it('gives both appointments and the titles of today', () => {
    const [cpns, pns, name] = actsOf('data-utama', MAIN);
    expect(cpns).toMatchObject({
      subject: 'appointment',
      kind: 'record',
      data: {
        recordId: `data-utama/${EMPLOYEE}/cpns`,
        effectiveAt: '2012-01-01',
        precision: 'day',
        decree: { number: '813/114/BKD/2012', date: '2011-12-20', authority: null },
        content: {
          kind: 'CPNS',
          agency: '5500',
          unit: null,
          golongan: '31',
          name: 'Rina Wulandari',
          birthDate: '1989-03-14',
          number: NIP,
          oldNumber: null,
        },
      },
    });
    expect(pns).toMatchObject({ data: { effectiveAt: '2013-01-01', content: { kind: 'PNS' } } });
    expect(name).toMatchObject({
      subject: 'name-change',
      data: {
        effectiveAt: '2012-01-01',
        precision: 'assumed',
        content: { name: 'Rina Wulandari', titlePrefix: null, titleSuffix: 'S.E.' },
      },
    });
  });

  it('keeps of the row only what each act rests on', () => {
    const kept = actsOf('data-utama', MAIN).map(({ row }) => Object.keys(row!));
    expect(kept.flat()).not.toContain('noHp');
    expect(kept[0]).toContain('tmtCpns');
    expect(kept[0]).not.toContain('tmtPns');
    expect(kept[2]).toEqual(['id', 'nama', 'gelarDepan', 'gelarBelakang']);
  });

  it('of a CPNS has one appointment, and without titles no name', () => {
    expect(ids({ ...MAIN, tmtPns: '', gelarBelakang: '-' })).toEqual(['cpns']);
  });

  it('takes the month of the NIP for a TMT that is not there', () => {
    expect(actsOf('data-utama', { ...MAIN, tmtCpns: '' })[0]).toMatchObject({
      data: { effectiveAt: '2012-01-01', precision: 'month' },
    });
  });

  it('finds the agency of the appointment by the transfers since', () => {
    const move = { id: 't', tmtPi: '01-06-2018', instansiIndukLama: OTHER_AGENCY, instansiIndukBaru: AGENCY };
    const [cpns] = actsOf('data-utama', MAIN, person({ pindahinstansi: [move] }));
    expect(cpns!.data.content).toMatchObject({ agency: '5571' });
  });

  it('says which agency the manifest lacks', () => {
    const context = person({ 'data-utama': [{ ...MAIN, instansiIndukId: 'X1' }] });
    expect(faultsOf('data-utama', { ...MAIN, instansiIndukId: 'X1' }, context)).toContain(
      'unknown-agency /instansiIndukId',
    );
  });

  it('gives the contract of contract staff, as the hiring list has it', () => {
    const row = { ...MAIN, kedudukanPnsId: '71', golRuangAwalId: '', golRuangAwal: 'IX' };
    const hiring = {
      contractFrom: '2022-03-01',
      contractTo: '2027-02-28',
      decree: { number: '1', date: '2022-02-01', authority: null },
    };
    const hirings = new Map([[EMPLOYEE.toLowerCase(), hiring]]);
    expect(actsOf('data-utama', row, person({}, { hirings }))[0]).toMatchObject({
      recordId: `data-utama/${EMPLOYEE}/pppk`,
      data: { effectiveAt: '2022-03-01', effectiveUntil: '2027-02-28', content: { kind: 'PPPK', golongan: 'IX' } },
    });
    expect(actsOf('data-utama', row)[0]).toMatchObject({ data: { effectiveAt: '2012-01-01', effectiveUntil: null } });
  });

  it('gives a death, unless the exits have it', () => {
    const dead = { ...MAIN, tglMeninggal: '30-12-2024' };
    expect(actsOf('data-utama', dead).at(-1)).toMatchObject({
      subject: 'exit',
      data: { effectiveAt: '2024-12-31', content: { kind: '2', diedAt: '2024-12-30' } },
    });
    expect(ids(dead)).toEqual(['cpns', 'pns', 'name', 'death']);
    expect(ids(dead, person({ pemberhentian: [{ id: 'x', jenisHenti: '2' }] }))).toEqual(['cpns', 'pns', 'name']);
  });

  it('finds in the number and in the other rows what the main data leaves blank', () => {
    const blank = { ...MAIN, tglLahir: '00-00-0000', golRuangAwalId: null };
    expect(actsOf('data-utama', { ...blank, golRuangAwal: 'III/b' })[0]!.data.content).toMatchObject({
      birthDate: '1989-03-14',
      golongan: '32',
    });
    const ranks = [
      { id: 'g2', golonganId: '32', tmtGolongan: '01-04-2016' },
      { id: 'g1', golonganId: '31', tmtGolongan: '01-01-2012' },
    ];
    const [cpns] = actsOf('data-utama', blank, person({ golongan: ranks }));
    expect(cpns!.data.content).toMatchObject({ golongan: '31' });
  });

  it('names what an appointment cannot do without', () => {
    expect(faultsOf('data-utama', { ...MAIN, nama: ' ', golRuangAwalId: '' })).toEqual([
      'missing /golRuangAwalId',
      'missing /nama',
    ]);
    const unread = { ...MAIN, tglLahir: '14-13-1989', tmtCpns: 'besok' };
    expect(faultsOf('data-utama', unread)).toEqual(['wrong-form /tmtCpns', 'wrong-form /tglLahir']);
  });
});
