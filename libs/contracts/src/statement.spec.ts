import { byName } from './catalogue';
import type { Json, Statement } from '@rekam/domain';
import type { CommandContract, CommandData, JsonData } from './contract';
import { complete, decreeOf, withoutDefaults } from './statement';
import { validateCommand } from './validate';

const dataOf = (name: string, data: unknown): CommandData => {
  const verdict = validateCommand(byName(name)!, data);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.errors));
  return verdict.data;
};
const example = (name: string): Record<string, unknown> => ({ ...byName(name)!.example });
const completed = (name: string, data: unknown) => complete(byName(name)!, dataOf(name, data));

describe('complete', () => {
  it('has every key of a statement, whatever was left out', () => {
    const { decree: _decree, ...bare } = example('record-appointment');
    expect(completed('record-appointment', bare)).toEqual({
      effectiveAt: '2018-03-01',
      effectiveUntil: null,
      precision: 'day',
      decree: null,
      approvals: null,
      documents: [],
      ext: {},
      content: {
        kind: 'CPNS',
        agency: '5500',
        unit: 'Dinas Pendidikan',
        golongan: '31',
        name: 'Siti Rahmawati',
        birthDate: '1994-08-17',
        number: '199408172018032901',
        oldNumber: null,
      },
    });
  });

  it('is the same for null, for absent, and for the default itself', () => {
    const given = example('record-training');
    const bare = {
      ...(given['content'] as object),
      certificate: undefined,
      competencies: undefined,
      startedAt: undefined,
    };
    const absent = completed(
      'record-training',
      JSON.parse(JSON.stringify({ ...given, content: bare, documents: undefined })),
    );
    const nulls = { ...bare, certificate: null, competencies: null, startedAt: null };
    const said = { ...bare, certificate: null, competencies: [], startedAt: null };
    const envelope = {
      effectiveUntil: null,
      precision: null,
      decree: null,
      approvals: { pertek: null },
      documents: null,
      ext: null,
    };
    expect(completed('record-training', { ...given, ...envelope, content: nulls })).toEqual(absent);
    expect(completed('record-training', { ...given, precision: 'day', documents: [], ext: {}, content: said })).toEqual(
      absent,
    );
  });

  it('is the same for a record and for a correction of the same words', () => {
    const { recordId, ...statement } = example('record-promotion');
    expect(completed('correct-promotion', { ...statement, recordId, replacesEdition: 0, reason: 'x' })).toEqual(
      completed('record-promotion', { ...statement, recordId }),
    );
  });

  it('is the same for a number with and without its print', () => {
    const appointment = example('record-appointment');
    const content = appointment['content'] as object;
    const printed = { ...content, number: '19940817 201803 2 901', oldNumber: '130.123-901' };
    const plain = { ...content, number: '199408172018032901', oldNumber: '130123901' };
    expect(completed('record-appointment', { ...appointment, content: printed })).toEqual(
      completed('record-appointment', { ...appointment, content: plain }),
    );
    const appraisal = example('record-appraisal');
    const appraiser = { name: 'Budi Santoso', number: '19790211 200501 1 902' };
    expect(
      completed('record-appraisal', { ...appraisal, content: { ...(appraisal['content'] as object), appraiser } })
        .content,
    ).toMatchObject({ appraiser: { name: 'Budi Santoso', number: '197902112005011902' } });
  });

  it('refuses what states nothing', () => {
    expect(() => completed('annul-training', example('annul-training'))).toThrow('annul-training states nothing');
  });
});

describe('withoutDefaults', () => {
  const contract = byName('record-training')!;
  /** As a later version of the ledger would hash: its contract has one more optional key, with a default. */
  const later = (name: string, value: unknown): CommandContract => ({
    ...contract,
    subject: { ...contract.subject!, defaults: { ...contract.subject!.defaults, [name]: value as Json } },
  });
  const statement = completed('record-training', example('record-training'));
  const plus = (said: JsonData): Statement => ({ ...statement, content: { ...statement.content, ...said } });

  it.each([
    ['null', null],
    ['an empty list', []],
    ['a word', 'classical'],
    ['a number', 0],
    ['false', false],
    ['an object', { mode: 'classical', days: [1, 2] }],
  ])('is the same without a key as with the key at its default, %s', (_name, value) => {
    const old = withoutDefaults(statement, contract);
    expect(withoutDefaults(plus({ later: value }), later('later', value))).toEqual(old);
    expect(old['content']).toEqual({
      kind: '3',
      name: 'Pelatihan Teknis Literasi Digital',
      provider: 'Balai Diklat Contoh',
      jp: 40,
      certificate: 'DIKLAT/2024/17/031',
      startedAt: '2024-08-26',
      competencies: [{ code: 'literasi-digital', level: 3 }],
    });
  });

  it('of an appraisal is as it was before schema 2, as long as nothing of that is said', () => {
    const appraisal = byName('record-appraisal')!;
    const data = example('record-appraisal');
    const added = { regime: null, scores: [], statedScore: null, superior: null, superiorPerson: null };
    const hashed = (changed: JsonData) =>
      withoutDefaults(
        completed('record-appraisal', { ...data, content: { ...(data['content'] as JsonData), ...changed } }),
        appraisal,
      );
    const old = hashed({});
    expect(Object.keys(old['content'] as JsonData).toSorted()).toEqual(
      Object.keys(data['content'] as JsonData).toSorted(),
    );
    expect(hashed(added)).toEqual(old);
    expect(hashed({ regime: 'pp46' })).not.toEqual(old);
    expect(hashed({ superior: { name: 'Dewi Lestari', number: '19700101 199503 2 901' } })['content']).toMatchObject({
      superior: { name: 'Dewi Lestari', number: '197001011995032901' },
    });
  });

  it('of grounds without a word is that of none', () => {
    const discipline = byName('record-discipline')!;
    const data = example('record-discipline');
    const hashed = (grounds: JsonData | null) =>
      withoutDefaults(
        completed('record-discipline', { ...data, content: { ...(data['content'] as JsonData), grounds } }),
        discipline,
      );
    expect(hashed({})).toEqual(hashed(null));
    expect(hashed({ code: null, text: 'Absent' })['content']).toMatchObject({ grounds: { text: 'Absent' } });
  });

  it('is another for a key that says something else than its default', () => {
    const old = withoutDefaults(statement, contract);
    expect(withoutDefaults(plus({ later: 'online' }), later('later', 'classical'))).not.toEqual(old);
    expect(withoutDefaults(plus({ jp: 0 }), contract)).not.toEqual(old);
    expect(withoutDefaults({ ...statement, precision: 'month' }, contract)).not.toEqual(old);
  });

  it('leaves out the empty at every depth, but no item of a list', () => {
    const decree = { number: '1', date: '2024-08-01', authority: null };
    const ext: JsonData = { a: null, b: { c: { d: [] } }, list: [null, {}, { e: null, f: false }], kept: '' };
    const said = withoutDefaults({ ...statement, decree, approvals: { pertek: null }, ext }, contract);
    expect(said).toEqual({
      effectiveAt: '2024-08-30',
      decree: { number: '1', date: '2024-08-01' },
      documents: statement.documents,
      content: expect.objectContaining({ jp: 40 }),
      ext: { list: [null, {}, { f: false }], kept: '' },
    });
  });

  it('leaves the statement as it was', () => {
    const before = structuredClone(statement);
    withoutDefaults(statement, contract);
    expect(statement).toEqual(before);
  });
});

describe('validated data', () => {
  it('takes the print out of an address, keeps ext as it came, and has no null', () => {
    const ext = { asal: null, daftar: [1, { a: 'b' }] };
    const identifier = { kind: 'nip', number: '19940817 201803 2 901' };
    const data = dataOf('record-promotion', { ...example('record-promotion'), identifier, ext, effectiveUntil: null });
    expect(data.identifier).toEqual({ kind: 'nip', number: '199408172018032901' });
    expect(data.ext).toEqual(ext);
    expect(data).not.toHaveProperty('effectiveUntil');
  });

  it('leaves what it was given untouched', () => {
    const given = example('record-appointment');
    const before = structuredClone(given);
    dataOf('record-appointment', given);
    expect(given).toEqual(before);
  });

  it('gives a decree its authority, or none', () => {
    expect(decreeOf({ decree: { number: '1', date: '2024-01-01' } })).toEqual({
      number: '1',
      date: '2024-01-01',
      authority: null,
    });
    expect(decreeOf({})).toBeNull();
    expect(decreeOf({ decree: null })).toBeNull();
  });
});
