import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalIssuer, loadConfig, type RunningProcess } from '@rekam/runtime';
import { SIASN_SOURCE } from '@rekam/siasn';
import { startStandalone } from '@rekam/standalone';
import { ServiceClient } from '../client';
import { importSiasn } from './import';
import type { KnownFact } from '@rekam/writer';
import { knownPersons } from './known';
import type { SiasnImportReport } from './report';
import { course, HADI, main, rank, RINA, sanction, writePull } from './testing/pulls';

/** Imports through a whole service, on a folder of its own for each case. */
describe('rekam import siasn', () => {
  let folder: string;
  let service: RunningProcess;
  let client: ServiceClient;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rekam-import-siasn-'));
    const settings = { REKAM_PORT: '0', REKAM_METRICS_PORT: '-1', REKAM_LOG_LEVEL: 'silent' };
    service = await startStandalone(loadConfig({ ...settings, REKAM_DATA_FOLDER: join(folder, 'data') }));
    const issuer = await LocalIssuer.open(join(folder, 'data'));
    const token = await issuer.sign({ sub: 'importer', role: 'operator' });
    client = new ServiceClient(service.url, async () => token, signal);
  });
  afterEach(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  const pull = (month: string, persons: Parameters<typeof writePull>[2]): string =>
    writePull(join(folder, month), month, persons);
  const bring = (from: string, more: Partial<Parameters<typeof importSiasn>[0]> = {}): Promise<SiasnImportReport> =>
    importSiasn({
      folder: from,
      rejects: null,
      agency: null,
      dryRun: false,
      client,
      output: { json: true },
      signal,
      ...more,
    });
  const lines = (file: string | null): readonly Record<string, unknown>[] =>
    file === null
      ? []
      : readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
  const facts = async (nip: string): Promise<readonly KnownFact[]> =>
    (await knownPersons([{ kind: 'nip', number: nip }], client))[0]!.facts;
  const records = async (nip: string): Promise<readonly string[]> =>
    (await facts(nip)).map(({ recordId, edition }) => `${recordId} ${edition}`).toSorted();
  const head = async (): Promise<string> => (await client.get<{ log: { head: string } }>('/v1/status')).log.head;

  const FIRST = {
    [RINA]: {
      'data-utama': [main(RINA, { gelarBelakang: 'S.E.' })],
      'rw-golongan': [rank(RINA, 'g2', '32', '01-04-2016'), rank(RINA, 'g1', '31', '01-01-2012', { jenisKPId: '211' })],
      hukdis: 'empty',
      kursus: [course(RINA, 'k1'), course(RINA, 'k2')],
      kompetensi: [{ id: 'c1' }],
    },
    [HADI]: {
      'data-utama': [main(HADI)],
      golongan: [rank(HADI, 'g9', '31', '01-03-2018', { jenisKPId: '211' })],
      skp: { status: 500 },
    },
  } as const;

  it('records everybody, and the same pull again records nothing', async () => {
    const from = pull('03', FIRST);
    const report = await bring(from);
    expect(report).toMatchObject({
      agency: '5500',
      persons: 2,
      totals: { rows: 7, recorded: 8, duplicate: 0, corrected: 0, rejected: 0 },
      types: { 'data-utama': { rows: 2, recorded: 3 }, kursus: { rows: 2, recorded: 2 } },
      findings: { failed: 1, unmapped: 1 },
      rejectsFile: null,
    });
    expect(lines(report.findingsFile)).toEqual([
      { path: `${RINA}/kompetensi.json`, type: 'kompetensi', finding: 'unmapped' },
      { path: `${HADI}/skp.json`, type: 'skp', finding: 'failed', reason: 'http-status' },
    ]);
    expect(await records(RINA)).toEqual([
      'data-utama/EMP-RINA/cpns 0',
      'data-utama/EMP-RINA/name 0',
      'golongan/g1 0',
      'golongan/g2 0',
      'kursus/k1 0',
      'kursus/k2 0',
    ]);
    const before = await head();
    const again = await bring(from);
    expect(again.totals).toMatchObject({ recorded: 0, duplicate: 8, corrected: 0, vanished: 0 });
    expect(await head()).toBe(before);
  });

  it('keeps a digest of each row, and the time of its pull', async () => {
    await bring(pull('03', FIRST));
    const fact = (await facts(RINA)).find(({ recordId }) => recordId === 'kursus/k1')!;
    expect(fact.digest).toMatch(/^[0-9a-f]{64}:1:[0-9a-f]{16}$/);
    expect(fact.time).toBe('2026-03-01T02:00:00Z');
  });

  it('gives a person the same id in every ledger, and records onto a person that is known', async () => {
    await bring(pull('03', { [RINA]: { 'data-utama': [main(RINA)] } }));
    const [one] = await knownPersons([{ kind: 'nip', number: RINA }], client);
    // Two columns of the source may write one id in different cases.
    await bring(
      pull('04', { [RINA]: { 'data-utama': [main(RINA)], kursus: [course(RINA, 'k1', { idPns: 'emp-rina' })] } }),
    );
    const [two] = await knownPersons([{ kind: 'nip', number: RINA }], client);
    expect(two!.person).toBe(one!.person);
    expect(two!.facts.map(({ recordId }) => recordId)).toEqual(['data-utama/EMP-RINA/cpns', 'kursus/k1']);
  });

  it('corrects what changed, and reports once what vanished and what came back', async () => {
    await bring(pull('03', FIRST));
    const later = pull('04', {
      [RINA]: {
        'data-utama': [main(RINA, { gelarBelakang: 'S.E.', noHp: '0899' })],
        golongan: [
          rank(RINA, 'g2', '32', '01-04-2016', { skNomor: '823/g2/RALAT' }),
          rank(RINA, 'g1', '31', '01-01-2012', { jenisKPId: '211' }),
        ],
        kursus: [course(RINA, 'k1')],
      },
    });
    const report = await bring(later);
    expect(report.totals).toMatchObject({ rows: 4, recorded: 0, corrected: 1, duplicate: 4, vanished: 1 });
    expect(lines(report.findingsFile)).toEqual([
      { path: `${RINA}/kursus.json`, type: 'kursus', finding: 'vanished', recordId: 'kursus/k2' },
    ]);
    expect((await facts(RINA)).filter(({ missing }) => missing).map(({ recordId }) => recordId)).toEqual(['kursus/k2']);
    expect((await bring(later)).totals).toMatchObject({ corrected: 0, duplicate: 5, vanished: 0 });
    const back = await bring(pull('05', { [RINA]: { ...FIRST[RINA], kompetensi: 'empty' } }));
    expect(back.totals).toMatchObject({ corrected: 1, found: 1, vanished: 0 });
    expect((await facts(RINA)).some(({ missing }) => missing)).toBe(false);
  });

  it('corrects an act that other rows or lists now say otherwise, though its own row is as it was', async () => {
    const leaver = { id: 'x1', pnsOrang: 'EMP-RINA', jenisHenti: '1', skNomor: '882/1', skTanggal: '10-02-2025' };
    const person = { 'data-utama': [main(RINA)], pemberhentian: [leaver] };
    await bring(pull('03', { [RINA]: person }));
    const listed = pull('04', { [RINA]: { ...person, 'data-utama': [main(RINA, { tmtPensiun: '01-04-2025' })] } });
    expect((await bring(listed)).totals).toMatchObject({ corrected: 1, duplicate: 1 });
    expect((await bring(listed)).totals).toMatchObject({ corrected: 0, duplicate: 2 });
  });

  it('does not correct an appraisal whose day is only assumed from the day of the pull', async () => {
    const periodic = {
      id: 'p1',
      tahun: '2026',
      periodikId: '2',
      hasilKinerjaNilai: 2,
      perilakuKerjaNilai: 2,
      namaPenilai: 'Budi',
    };
    const person = { 'data-utama': [main(RINA)], kinerjaperiodik: [periodic] };
    expect((await bring(pull('03', { [RINA]: person }))).totals).toMatchObject({ recorded: 2, rejected: 0 });
    expect((await bring(pull('04', { [RINA]: person }))).totals).toMatchObject({ corrected: 0, duplicate: 2 });
  });

  it('concludes nothing from an answer that failed or is incomplete, and everything from an empty one', async () => {
    await bring(pull('03', FIRST));
    const { 'data-utama': data } = FIRST[RINA];
    const answers = {
      '04': { status: 500 },
      '05': { status: 200, body: '{"code":1,"count":9,"data":[]}' },
      '06': { status: 200, body: '{"code":1,"data":"Data tidak ditemukan"}' },
      '07': { status: 404, body: '{"message":"no such path"}' },
    } as const;
    for (const [month, kursus] of Object.entries(answers)) {
      expect((await bring(pull(month, { [RINA]: { 'data-utama': data, kursus } }))).totals.vanished).toBe(0);
    }
    const unknown = await bring(pull('08', { [RINA]: { 'data-utama': 'empty', kursus: 'empty' } }));
    expect([unknown.totals.vanished, unknown.findings]).toEqual([0, { failed: 2 }]);
    expect((await bring(pull('09', { [RINA]: { 'data-utama': data, kursus: 'empty' } }))).totals.vanished).toBe(2);
  });

  it('annuls a sanction that was cancelled, and restores it when the cancellation is gone', async () => {
    const data = { 'data-utama': [main(RINA)] };
    await bring(
      pull('03', {
        [RINA]: { ...data, hukdis: [sanction(RINA, 'h1'), sanction(RINA, 'h2', { skPembatalanNomor: '9' })] },
      }),
    );
    const annulled = async () => (await facts(RINA)).filter((fact) => fact.annulled).map(({ recordId }) => recordId);
    expect(await annulled()).toEqual(['hukdis/h2']);
    const cancelled = { skPembatalanNomor: '862/99', skPembatalanTanggal: '01-09-2020' };
    const report = await bring(
      pull('04', { [RINA]: { ...data, hukdis: [sanction(RINA, 'h1', cancelled), sanction(RINA, 'h2')] } }),
    );
    expect(report.types['hukdis']).toMatchObject({ rows: 2, corrected: 2, annulled: 1, rejected: 0 });
    expect(await annulled()).toEqual(['hukdis/h1']);
  });

  it('leaves an act annulled that was annulled here', async () => {
    const from = pull('03', FIRST);
    await bring(from);
    const fact = (await facts(RINA)).find(({ recordId }) => recordId === 'kursus/k1')!;
    const event = {
      specversion: '1.0' as const,
      id: 'x',
      source: SIASN_SOURCE,
      type: 'asn.career.training.annulled.v1',
    };
    const [result] = await client.events([
      { ...event, data: { person: fact.person, fact: fact.fact, reason: 'Bukan diklat' } },
    ]);
    expect(result!.status).toBe(201);
    const report = await bring(from);
    expect([report.totals.skipped, report.findings['annulled-here']]).toEqual([1, 1]);
  });

  it('refuses a row with its reasons, and takes it mended', async () => {
    const golongan = [
      rank(RINA, 'g1', '39', '01-04-2016'),
      rank(RINA, 'g2', '', '31-02-2020', { skTanggal: '' }),
      rank(RINA, 'g3', '32', '01-04-2020'),
    ];
    const from = pull('03', { [RINA]: { 'data-utama': [main(RINA)], golongan } });
    const report = await bring(from);
    expect(report.totals).toMatchObject({ rows: 4, recorded: 2, rejected: 2 });
    expect(report.rejectsFile).toBe(`${from}.rejects.ndjson`);
    const refused = lines(report.rejectsFile);
    const at = { path: `${RINA}/golongan.json`, type: 'golongan' };
    expect(refused).toMatchObject([
      {
        ...at,
        row: golongan[1],
        why: [
          { code: 'wrong-form', field: '/tmtGolongan' },
          { code: 'missing', field: '/golonganId' },
        ],
      },
      {
        ...at,
        row: golongan[0],
        why: [{ code: 'unknown-rank', field: '/content/golongan', message: { en: 'There is no rank 39.' } }],
      },
    ]);
    const mended = join(folder, 'mended.ndjson');
    const rows = [
      { ...golongan[0], golonganId: '31' },
      { ...golongan[1], golonganId: '33', tmtGolongan: '01-04-2024' },
    ];
    writeFileSync(mended, rows.map((row) => `${JSON.stringify({ ...at, row })}\n`).join(''));
    const again = await bring(from, { rejects: mended });
    expect(again).toMatchObject({ totals: { rows: 2, recorded: 2, rejected: 0, vanished: 0 }, rejectsFile: null });
    expect((await bring(from, { rejects: mended })).totals).toMatchObject({ recorded: 0, duplicate: 2 });
  });

  it.each([
    ['by the mapping', { nama: '' }, 'missing'],
    ['by the ledger', { golRuangAwalId: '99' }, 'unknown-rank'],
  ])('records nothing of a person whose appointment is refused %s', async (_, fault, code) => {
    const person = (more: object) => ({
      'data-utama': [main(RINA, { gelarBelakang: 'S.E.', ...more })],
      kursus: [course(RINA, 'k1')],
    });
    const from = pull('03', { [RINA]: person(fault), [HADI]: FIRST[HADI] });
    const report = await bring(from);
    expect(report.totals).toMatchObject({ rows: 4, recorded: 2, rejected: 2 });
    const why = lines(report.rejectsFile).map((line) => [line['type'], (line['why'] as { code: string }[])[0]!.code]);
    expect(why).toEqual([
      ['data-utama', code],
      ['kursus', 'person-not-opened'],
    ]);
    expect(await facts(RINA)).toEqual([]);
    // The rejects file holds everything that the person needs once the one row is mended.
    const mended = join(folder, 'mended.ndjson');
    const [first, second] = lines(report.rejectsFile);
    const lined = [{ ...first, row: person({})['data-utama'][0] }, second]
      .map((line) => JSON.stringify(line))
      .join('\n');
    writeFileSync(mended, lined);
    expect((await bring(from, { rejects: mended })).totals).toMatchObject({ rows: 2, recorded: 3, rejected: 0 });
  });

  it("refuses a number that cannot be anybody's, and asks the service nothing of it", async () => {
    const impossible = '198913992012011999';
    const from = pull('03', {
      [impossible]: { 'data-utama': [{ ...main(RINA), nipBaru: impossible }] },
      [HADI]: FIRST[HADI],
    });
    const report = await bring(from);
    expect(report.totals).toMatchObject({ recorded: 2, rejected: 1 });
    expect(lines(report.rejectsFile)[0]).toMatchObject({ why: [{ code: 'number-impossible-birth-date' }] });
  });

  it('passes over a person of whom the ledger has a later pull', async () => {
    const old = pull('03', { [RINA]: FIRST[RINA], [HADI]: FIRST[HADI] });
    await bring(pull('04', { [RINA]: { 'data-utama': [main(RINA, { nama: 'Rina W.' })] } }));
    const report = await bring(old);
    expect(report).toMatchObject({ totals: { recorded: 2, corrected: 0, skipped: 5 }, findings: { 'older-pull': 1 } });
  });

  it('in a dry run says what would be done, and does nothing', async () => {
    const from = pull('03', FIRST);
    const before = await head();
    expect(await bring(from, { dryRun: true })).toMatchObject({ dryRun: true, totals: { rows: 7, recorded: 8 } });
    expect(await head()).toBe(before);
    await bring(from);
    const later = pull('04', {
      [RINA]: { 'data-utama': [main(RINA)], kursus: [course(RINA, 'k1', { jumlahJam: '30' })] },
    });
    expect((await bring(later, { dryRun: true })).totals).toMatchObject({ corrected: 1, vanished: 2, duplicate: 1 });
  });

  it('flags what is unlawful, and records it', async () => {
    const golongan = [rank(RINA, 'g1', '32', '15-05-2016')];
    const report = await bring(pull('03', { [RINA]: { 'data-utama': [main(RINA)], golongan } }));
    expect(report.types['golongan']).toMatchObject({ recorded: 1, flagged: 1, rejected: 0 });
  });

  it('sends more events of a person than a batch holds in several', async () => {
    const kursus = Array.from({ length: 620 }, (_, n) => course(RINA, `k${n}`));
    const report = await bring(pull('03', { [RINA]: { 'data-utama': [main(RINA)], kursus }, [HADI]: FIRST[HADI] }));
    expect(report.totals).toMatchObject({ recorded: 623, rejected: 0 });
  });

  it('keeps rows that cannot be kept exactly out, and the others go on', async () => {
    const kursus = [course(RINA, 'k1', { namaKursus: '\ud800' }), course(RINA, 'k2', { kunciBaru: { dalam: [1] } })];
    const report = await bring(pull('03', { [RINA]: { 'data-utama': [main(RINA)], kursus } }));
    expect(report.types['kursus']).toMatchObject({ recorded: 1, rejected: 1 });
    expect(lines(report.rejectsFile)[0]).toMatchObject({ why: [{ code: 'not-exact' }] });
  });

  it('leaves no file of rejects when there is nothing to mend, not even an old one', async () => {
    const from = pull('03', { [HADI]: { 'data-utama': [main(HADI)] } });
    writeFileSync(`${from}.rejects.ndjson`, 'of the last time');
    expect(await bring(`${from}/`)).toMatchObject({ rejectsFile: null, findingsFile: null });
    expect(existsSync(`${from}.rejects.ndjson`)).toBe(false);
  });

  it('names what is wrong with what it was given', async () => {
    const from = pull('03', FIRST);
    await expect(bring(from, { agency: '5571' })).rejects.toThrow(
      `The pull in ${from} is of agency 5500, not of 5571.`,
    );
    await expect(bring(join(folder, 'nowhere'))).rejects.toThrow('There is no manifest.json');
    await expect(bring(from, { rejects: join(folder, 'nowhere') })).rejects.toThrow('Cannot read');
    const file = join(folder, 'rejects.ndjson');
    const line = (text: string): string => (writeFileSync(file, `\n${text}\n`), file);
    await expect(bring(from, { rejects: line('{"row": {}}') })).rejects.toThrow(
      `${file}, line 2: must be a line of a rejects file`,
    );
    const strange = JSON.stringify({ path: `${RINA}/skp22.json`, row: {} });
    await expect(bring(from, { rejects: line(strange) })).rejects.toThrow(
      `The manifest lists no file ${RINA}/skp22.json`,
    );
    const stranger = JSON.stringify({ path: '199001012015011901/skp.json', row: {} });
    await expect(bring(from, { rejects: line(stranger) })).rejects.toThrow('no file of 1 persons');
  });
});
