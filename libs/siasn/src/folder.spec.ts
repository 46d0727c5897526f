import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPull, type PersonPull, type Pull } from './folder';
import { HEAD, pullFolder } from './testing/pull-folder';

const ONE = '198903142012011999';
const TWO = '199408172018032901';

async function personsOf(pull: Pull, wanted?: (nip: string) => boolean): Promise<readonly PersonPull[]> {
  const persons: PersonPull[] = [];
  for await (const person of pull.walk(wanted)) persons.push(person);
  return persons;
}

const withManifest = (manifest: unknown): string => {
  const folder = pullFolder({});
  writeFileSync(join(folder, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return folder;
};

const FILE = { path: `${ONE}/golongan.json`, url: 'u', status: 200, fetchedAt: '2026-03-01T02:00:00Z' };

describe('a pull', () => {
  it('is walked person by person, with what each response says', async () => {
    const pull = await openPull(
      pullFolder({
        'agency/ref-unor.json': [{ Id: 'u1', NamaUnor: 'Dinas Pendidikan' }],
        [`${ONE}/data-utama.json`]: [{ id: 'e1' }],
        [`${ONE}/rw-golongan.json`]: [{ id: 'g1' }, { id: 'g2' }],
        [`${ONE}/hukdis.json`]: 'empty',
        [`${ONE}/skp.json`]: { status: 500 },
        [`${ONE}/kompetensi.json`]: [{ id: 'k1' }],
        [`${TWO}/kursus.json`]: { status: 200, body: '{"code":0,"data":"Anda tidak berhak"}' },
      }),
    );
    expect(pull).toMatchObject({ persons: 2, pulledOn: '2026-03-01', manifest: { agency: '5500', units: {} } });
    expect(pull.lookups.units).toEqual(new Map([['u1', 'Dinas Pendidikan']]));
    const [one, two] = await personsOf(pull);
    expect(one).toMatchObject({ nip: ONE, fetchedAt: HEAD.fetchedAt });
    expect(one!.types.map(({ type, envelope }) => [type, envelope?.kind ?? null])).toEqual([
      ['data-utama', 'rows'],
      ['golongan', 'rows'],
      ['hukdis', 'empty'],
      ['skp', 'failed'],
      ['kompetensi', null],
    ]);
    expect(two!.types[0]!.envelope).toEqual({ kind: 'failed', reason: 'refused' });
  });

  it('may be walked for some persons only, and again', async () => {
    const pull = await openPull(pullFolder({ [`${ONE}/skp.json`]: 'empty', [`${TWO}/skp.json`]: 'empty' }));
    expect((await personsOf(pull, (nip) => nip === TWO)).map(({ nip }) => nip)).toEqual([TWO]);
    expect((await personsOf(pull)).map(({ nip }) => nip)).toEqual([ONE, TWO]);
  });

  it('says so when a file it lists is not there', async () => {
    const folder = pullFolder({ [`${ONE}/skp.json`]: 'empty' });
    rmSync(join(folder, ONE), { recursive: true });
    const [one] = await personsOf(await openPull(folder));
    expect(one!.types[0]!.envelope).toEqual({ kind: 'failed', reason: 'no-file' });
  });

  it("is as late as the last of a person's responses, whatever their zones", async () => {
    const at = (type: string, fetchedAt: string): unknown => ({ ...FILE, path: `${ONE}/${type}.json`, fetchedAt });
    const files = [
      at('skp', '2026-03-01T09:00:00+07:00'),
      at('dp3', '2026-03-01T02:30:00Z'),
      at('cltn', '2026-03-01T02:10:00Z'),
    ];
    const [one] = await personsOf(await openPull(withManifest({ ...HEAD, files })));
    expect(one!.fetchedAt).toBe('2026-03-01T02:30:00Z');
  });

  it('looks up retirements and hirings by employee and by number, and skips what it cannot read', async () => {
    const { lookups } = await openPull(
      pullFolder({
        'agency/list-pensiun-instansi.json': [
          { pnsId: 'ABC', nipBaru: ONE, tmtPensiun: '2026-05-01T00:00:00' },
          { pnsId: 'X', tmtPensiun: '?' },
        ],
        'agency/list-pengadaan-instansi.json': [
          { orang_id: 'DEF', nip: TWO, tgl_kontrak_mulai: '2022-03-01 00:00:00', no_sk: '1', tgl_sk: '2022-02-01' },
        ],
        'agency/list-kp-instansi.json': { status: 500 },
      }),
    );
    expect([...lookups.retirements]).toEqual([
      ['abc', { tmt: '2026-05-01' }],
      [ONE, { tmt: '2026-05-01' }],
    ]);
    expect(lookups.hirings.get('def')).toEqual({
      contractFrom: '2022-03-01',
      contractTo: null,
      decree: { number: '1', date: '2022-02-01', authority: null },
    });
  });

  it.each<[unknown, string]>([
    ['{"version": 1', 'manifest.json: must be valid JSON.'],
    ['[]', 'manifest.json: must be a JSON object.'],
    [{ ...HEAD, version: 2, files: [] }, 'manifest.json: version must be 1.'],
    [HEAD, 'manifest.json: files must be a list of the responses.'],
    [{ ...HEAD, files: {} }, 'manifest.json: files must be a list of the responses.'],
    [
      { ...HEAD, agency: 5500, files: [] },
      "manifest.json: agency must be the ledger's code of the agency, four digits as text.",
    ],
    [
      { ...HEAD, fetchedAt: '1 March', files: [] },
      'manifest.json: fetchedAt must be an RFC 3339 instant, such as 2026-03-01T02:00:00Z.',
    ],
    [{ ...HEAD, agencies: { X: '55' }, files: [] }, 'manifest.json: agencies["X"] must be a four-digit code as text.'],
    [
      { ...HEAD, files: [{ ...FILE, path: '../x.json' }] },
      'manifest.json: files[0].path must be <NIP of 18 digits>/<record type>.json or agency/<list>.json.',
    ],
    [
      { ...HEAD, files: [FILE, { ...FILE, status: '200' }] },
      'manifest.json: files[1].status must be the HTTP status, a whole number.',
    ],
    [{ ...HEAD, files: [FILE, 7] }, 'manifest.json: files[1] must be an object.'],
    [
      { ...HEAD, files: [FILE, { ...FILE, path: `${TWO}/skp.json` }, { ...FILE, path: `${ONE}/skp.json` }] },
      'manifest.json: files[2] must stand together with the other files of the same person.',
    ],
    [
      { ...HEAD, files: [FILE, { ...FILE, path: `${ONE}/rw-golongan.json` }] },
      'manifest.json: files[1] is a second golongan of the same person.',
    ],
  ])('whose manifest is %j is refused: %s', async (manifest, message) => {
    await expect(openPull(withManifest(manifest))).rejects.toThrow(new Error(message));
  });

  it('without a manifest is refused', async () => {
    const folder = pullFolder({});
    rmSync(join(folder, 'manifest.json'));
    await expect(openPull(folder)).rejects.toThrow(`There is no manifest.json in ${folder}.`);
  });

  it('has a manifest that is read piece by piece, wherever a piece ends', async () => {
    // Longer than one piece, with marks of lists and objects inside texts, and the head on both sides of the list.
    const files = Array.from({ length: 3000 }, (_, n) => ({
      ...FILE,
      path: `${19000000 + n}2012011999/skp.json`,
      url: `https://siasn.example/"files": [{ \\ ] } ${'é'.repeat(n % 90)}`,
    }));
    const manifest = {
      version: 1,
      agency: '5500',
      units: { u: '"files": [' },
      files,
      fetchedAt: HEAD.fetchedAt,
      agencies: { A: '5500' },
    };
    const folder = withManifest(JSON.stringify(manifest, null, 1));
    expect(readFileSync(join(folder, 'manifest.json')).length).toBeGreaterThan(600_000);
    const pull = await openPull(folder);
    expect(pull).toMatchObject({ persons: 3000, manifest: { agencies: { A: '5500' }, units: { u: '"files": [' } } });
    expect((await personsOf(pull)).map(({ types }) => types[0]!.url)).toEqual(files.map(({ url }) => url));
  });
});
