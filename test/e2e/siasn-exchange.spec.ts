import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FactAnswer, FactsAnswer } from '@rekam/reader';
import { ServiceClient } from '../../apps/cli/src/client';
import { PEOPLE } from '../../apps/cli/src/sample/people';
import { numberOf } from '../../apps/cli/src/sample/plan';
import { octoberPull, septemberPull, type PullFiles } from '../../apps/cli/src/sample/pull';
import { writePull } from '../../apps/cli/src/sample/write-pull';
import { diffSiasn, type DiffReport } from '../../apps/cli/src/siasn/diff';
import { exportSiasn } from '../../apps/cli/src/siasn/export';
import { importSiasn } from '../../apps/cli/src/siasn/import';
import { programOf } from '../programs';
import { AUDITOR, OPERATOR, Service, simpeg } from './service';

type Fields = Readonly<Record<string, unknown>>;
const ROOT = resolve(__dirname, '../..');

/** Where the write body of an endpoint names a field otherwise than the row that is read. */
const READ_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/angkakredit/save': { pnsId: 'pns', rwJabatanId: 'rwJabatan' },
  '/cpns/save': {
    pns_orang_id: 'id',
    nomor_sk_cpns: 'nomorSkCpns',
    tgl_sk_cpns: 'tglSkCpns',
    nomor_spmt: 'noSpmt',
    nomor_sk_pns: 'nomorSkPns',
    tgl_sk_pns: 'tglSkPns',
    tmt_pns: 'tmtPns',
  },
  '/diklat/save': { pnsOrangId: 'idPns' },
  '/hukdis/save': {
    pnsOrangId: 'pnsOrang',
    jenisHukumanId: 'jenisHukuman',
    alasanHukumanDisiplinId: 'alasanHukumanDisiplin',
    kedudukanHukumId: 'kedudukanHukum',
    akhirHukumanTanggal: 'akhirHukumTanggal',
    hukdisYangDiberhentikanId: 'rwHukumanDisiplin',
  },
  '/jabatan/save': { pnsId: 'idPns', instansiId: 'instansiKerjaId' },
  '/jabatan/unorjabatan/save': { pnsId: 'idPns', instansiId: 'instansiKerjaId' },
  '/kinerjaperiodik/save': {
    koefisienId: 'koefisenId',
    penilaiNama: 'namaPenilai',
    penilaiGolongan: 'penilaiGolonganId',
    penilaiUnorNama: 'penilaiUnorNm',
  },
  '/kursus/save': {
    pnsOrangId: 'idPns',
    jenisKursus: 'jenisKursusId',
    jenisKursusSertipikat: 'jenisKursusSertifikat',
    nomorSertipikat: 'noSertipikat',
  },
  '/penghargaan/save': { pnsOrangId: 'pnsOrangId' },
  '/skp/save': { pnsDinilaiOrang: 'pns' },
  '/skp/2021/save': { pnsDinilaiOrang: 'pns' },
  '/skp22/save': {
    pnsDinilaiOrang: 'pnsDinilaiId',
    perilakuKerjaNilai: 'PerilakuKerjaNilai',
    kuadranKinerjaNilai: 'KuadranKinerjaNilai',
    penilaiNama: 'namaPenilai',
    penilaiNipNrp: 'nipNrpPenilai',
    penilaiGolongan: 'penilaiGolonganId',
    penilaiJabatan: 'penilaiJabatanNm',
    penilaiUnorNama: 'penilaiUnorNm',
  },
};
/** The fields of each write body, as the clients of the national system have them. */
const WRITE_FIELDS: Readonly<Record<string, string>> = {
  '/angkakredit/save':
    'bulanMulaiPenailan bulanSelesaiPenailan id isAngkaKreditPertama isIntegrasi isKonversi kreditBaruTotal kreditPenunjangBaru kreditUtamaBaru nomorSk path pnsId rwJabatanId tahunMulaiPenailan tahunSelesaiPenailan tanggalSk',
  '/cpns/save':
    'id kartu_pegawai nama_jabatan_angkat_cpns nomor_dokter_pns nomor_sk_cpns nomor_sk_pns nomor_spmt nomor_sttpl path pertek_cpns_pns_l2th_nomor pertek_cpns_pns_l2th_tanggal pns_orang_id status_cpns_pns tanggal_dokter_pns tgl_sk_cpns tgl_sk_pns tgl_sttpl tmt_pns',
  '/diklat/save':
    'bobot id institusiPenyelenggara jenisKompetensi jumlahJam latihanStrukturalId nomor path pnsOrangId tahun tanggal tanggalSelesai',
  '/hukdis/save':
    'akhirHukumanTanggal alasanHukumanDisiplinId golonganId golonganLama hukdisYangDiberhentikanId hukumanTanggal id jenisHukumanId jenisTingkatHukumanId kedudukanHukumId keterangan masaBulan masaTahun nomorPp path pnsOrangId skNomor skPembatalanNomor skPembatalanTanggal skTanggal',
  '/jabatan/save':
    'eselonId id instansiId jabatanFungsionalId jabatanFungsionalUmumId jenisJabatan nomorSk path pnsId satuanKerjaId tanggalSk tmtJabatan tmtPelantikan unorId',
  '/jabatan/unorjabatan/save':
    'eselonId id instansiId jabatanFungsionalId jabatanFungsionalUmumId jenisJabatan nomorSk path pnsId satuanKerjaId tanggalSk tmtJabatan tmtPelantikan unorId jenisMutasiId jenisPenugasanId subJabatanId tmtMutasi',
  '/kinerjaperiodik/save':
    'id pnsDinilaiId tahun periodikId hasilKinerjaNilai perilakuKerjaNilai kuadranKinerjaNilai koefisienId penilaiNama penilaiNipNrp penilaiGolongan penilaiJabatanNama penilaiUnorNama statusPenilai path bulanMulaiPenilaian tahunMulaiPenilaian bulanSelesaiPenilaian tahunSelesaiPenilaian',
  '/kursus/save':
    'id instansiId institusiPenyelenggara jenisDiklatId jenisKursus jenisKursusSertipikat jumlahJam lokasiId namaKursus nomorSertipikat path pnsOrangId tahunKursus tanggalKursus tanggalSelesaiKursus',
  '/penghargaan/save': 'hargaId id path pnsOrangId skDate skNomor tahun',
  '/skp/save':
    'atasanPejabatPenilai atasanPenilaiGolongan atasanPenilaiJabatan atasanPenilaiNama atasanPenilaiNipNrp atasanPenilaiTmtGolongan atasanPenilaiUnorNama disiplin id integritas jenisJabatan jumlah kepemimpinan kerjasama komitmen nilaiPerilakuKerja nilaiPrestasiKerja nilaiSkp nilairatarata orientasiPelayanan pejabatPenilai penilaiGolongan penilaiJabatan penilaiNama penilaiNipNrp penilaiTmtGolongan penilaiUnorNama pnsDinilaiOrang pnsUserId statusAtasanPenilai statusPenilai tahun',
  '/skp/2021/save':
    'atasanPejabatPenilai atasanPenilaiGolongan atasanPenilaiJabatan atasanPenilaiNama atasanPenilaiNipNrp atasanPenilaiTmtGolongan atasanPenilaiUnorNama disiplin id integritas jenisJabatan jumlah kepemimpinan kerjasama komitmen nilaiPerilakuKerja nilaiPrestasiKerja nilaiSkp nilairatarata orientasiPelayanan pejabatPenilai penilaiGolongan penilaiJabatan penilaiNama penilaiNipNrp penilaiTmtGolongan penilaiUnorNama pnsDinilaiOrang statusAtasanPenilai statusPenilai tahun inisiatifKerja jenisPeraturanKinerjaKd konversiNilai nilaiIntegrasi',
  '/skp22/save':
    'id pnsDinilaiOrang tahun hasilKinerjaNilai perilakuKerjaNilai kuadranKinerjaNilai penilaiNama penilaiNipNrp penilaiGolongan penilaiJabatan penilaiUnorNama statusPenilai path',
};

/** What the ledger states though the row did not: [9]'s course had no end, and the year of it follows. */
const ADDED = ['tanggalSelesaiKursus'];
const isFilled = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && value !== 'NULL';

/** `"12.500"` and 12.5, `"05"` and 5 are the same to either side; a code with its leading zero is not tested by that. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain);
  return value;
};

interface Line {
  readonly person: string;
  readonly subject: string;
  readonly recordId: string | null;
  readonly endpoint: string | null;
  readonly file: string | null;
  readonly leftOut: string | null;
  readonly missing: readonly string[];
}

describe('the national system and the ledger side by side', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-e2e-exchange-'));
  const september = join(scratch, '2026-09');
  const october = join(scratch, '2026-10');
  const { signal } = new AbortController();
  let service: Service;
  let client: ServiceClient;
  let reading: ServiceClient;

  beforeAll(async () => {
    writePull(september, septemberPull());
    writePull(october, octoberPull());
    service = await Service.start();
    client = new ServiceClient(service.url, () => service.token(OPERATOR), signal);
    reading = new ServiceClient(service.url, () => service.token(AUDITOR), signal);
    for (const folder of [september, october]) {
      const options = { folder, rejects: null, agency: null, dryRun: false, client, output: { json: true }, signal };
      await importSiasn(options);
    }
    await caughtUp();
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** A read that waits for the log's head makes sure that the views have all of it. */
  async function caughtUp(): Promise<void> {
    await factsOf(1, await service.head());
  }
  const personOf = async (number: number): Promise<string> => {
    const identifier = { kind: 'nip', number: numberOf(PEOPLE[number - 1]!) };
    return (await client.post<{ person: string }>('/v1/persons/resolve', { identifier })).person;
  };
  async function factsOf(number: number, atLeast?: string): Promise<readonly FactAnswer[]> {
    const query = atLeast === undefined ? '' : `?at-least=${atLeast}`;
    return (await reading.get<FactsAnswer>(`/v1/careers/${await personOf(number)}/facts${query}`)).facts;
  }
  const differences = (folder: string, out: string | null = null): Promise<DiffReport> =>
    diffSiasn(folder, reading, out, { json: true }, signal);
  const linesOf = (file: string): readonly Fields[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Fields);

  it('after October its pull differs only in what could not be read, was refused, or is gone', async () => {
    const out = join(scratch, 'october.ndjson');
    const { persons, differing, totals } = await differences(october, out);
    expect(totals).toEqual({
      same: 927, // 928 acts of its rows, less the refused rank 39 of [29].
      differs: 0,
      'only-theirs': 1, // That rank.
      'only-ours': 4, // What vanished: of [5], [19], [27] and [31].
      'annulled-here': 0,
      unread: 3, // Rows of [14], [18] and [28].
    });
    expect([persons, differing]).toEqual([37, 8]);
    expect(linesOf(out)).toHaveLength(5);
  });

  it('September shows, field by field, what October changed', async () => {
    const out = join(scratch, 'september.ndjson');
    const { totals } = await differences(september, out);
    expect(totals).toMatchObject({
      differs: 5, // [1], [4], [5], [12] and [20].
      'annulled-here': 1, // [36]'s sanction.
      'only-theirs': 1,
      // Two promotions, four quarters, a seminar, a course under a new id, a death. September could not read [32]'s
      // appraisals and [16]'s rank, so that they are not missing there.
      'only-ours': 9,
      unread: 4,
    });
    const changed = linesOf(out).filter(({ status }) => status === 'differs');
    const fields = changed.flatMap((line) =>
      (line['fields'] as readonly { field: string }[]).map(({ field }) => field),
    );
    // [5]'s result was above expectation before.
    expect(fields.toSorted()).toEqual([
      '/content/behaviour',
      '/content/jp',
      '/content/months',
      '/content/statedPredicate',
      '/content/titleSuffix',
      '/content/years',
      '/decree/number',
    ]);
  });

  it('exports nothing while everything came from there and stands as it came', async () => {
    const onPerson = jest.fn();
    const report = await exportSiasn(join(scratch, 'nothing'), {
      agency: '5500',
      all: false,
      reading,
      onPerson,
      signal,
    });
    expect(report).toEqual({ persons: 14, bodies: {}, incomplete: 0, leftOut: {} }); // [1] to [14], those who left too.
    expect(onPerson).toHaveBeenLastCalledWith(14);
  });

  it('exports rows as they came, to the last value', async () => {
    const folder = join(scratch, 'all');
    const rows = rowsById(octoberPull());
    let bodies = 0;
    for (const agency of ['5500', '5571', '5508']) {
      const report = await exportSiasn(join(folder, agency), {
        agency,
        all: true,
        reading,
        onPerson: () => undefined,
        signal,
      });
      bodies += Object.values(report.bodies).reduce((sum, each) => sum + each, 0);
    }
    const lines = ['5500', '5571', '5508'].flatMap((agency) =>
      linesOf(join(folder, agency, 'manifest.ndjson')).map((line) => ({ ...(line as unknown as Line), agency })),
    );
    const sent = lines.filter(({ endpoint }) => endpoint !== null);
    expect(sent).toHaveLength(bodies);
    expect(new Set(sent.map(({ endpoint }) => endpoint))).toEqual(new Set(Object.keys(READ_NAMES)));
    const altered: unknown[] = [];
    let compared = 0;
    for (const { agency, endpoint, file, recordId } of sent) {
      const body = JSON.parse(readFileSync(join(folder, agency, file!), 'utf8')) as Fields;
      const row = rows.get(recordId!.split('/').slice(0, 2).join('/'));
      if (row === undefined) continue; // Gone there; the body would be entered anew.
      compared++;
      const names = READ_NAMES[endpoint!]!;
      const written = WRITE_FIELDS[endpoint!]!.split(' ');
      expect(Object.keys(body).filter((key) => !written.includes(key))).toEqual([]);
      // Main data are two bodies, each with a part of it; a row of the main data has an id that is none of theirs.
      const dropped = endpoint === '/cpns/save' ? [] : written.filter((key) => !(key in body));
      for (const key of dropped) {
        const stated = inAnyCase(row, names[key] ?? key);
        if (isFilled(stated)) altered.push({ recordId, key, value: null, stated });
      }
      for (const [key, value] of Object.entries(body)) {
        const stated = inAnyCase(row, names[key] ?? key);
        const isAdded = !isFilled(stated);
        if (isAdded ? !ADDED.includes(key) : !isSame(value, stated)) {
          altered.push({ recordId, key, value, stated });
        }
      }
    }
    expect(compared).toBeGreaterThan(600);
    expect(altered).toEqual([]);
  });

  it('exports what was stated here, under the id of the row where it came from there', async () => {
    const caller = { ...simpeg('5500'), sub: 'bkd' };
    const course = (await factsOf(1)).find(
      ({ subject, recordId }) => subject === 'training' && recordId!.startsWith('kursus/'),
    )!;
    const { fact, effectiveAt, content, recordId } = course;
    const person = await personOf(1);
    const corrected = {
      person,
      fact,
      effectiveAt,
      content: { ...content, jp: 99 },
      approvedBy: 'kepala',
      reason: 'JP',
    };
    await service.recorded('correct-training', corrected, caller);
    const training = { kind: '9', name: 'Seminar Arsip', provider: 'Dinas Arsip', jp: 4 };
    await service.recorded('record-training', { person, effectiveAt: '2026-10-20', content: training }, caller);
    const promotion = { kind: '101', golongan: '43' };
    await service.recorded('record-promotion', { person, effectiveAt: '2026-11-01', content: promotion }, caller);
    await caughtUp();

    const folder = join(scratch, 'changed');
    const report = await exportSiasn(folder, {
      agency: '5500',
      all: false,
      reading,
      onPerson: () => undefined,
      signal,
    });
    expect(report).toMatchObject({
      bodies: { '/kursus/save': 2 },
      incomplete: 0,
      leftOut: { 'promotion: no-endpoint': 1 },
    });
    const bodies = [1, 2].map(
      (n) => JSON.parse(readFileSync(join(folder, person, `kursus-${n}.json`), 'utf8')) as Fields,
    );
    const [changed, added] = bodies.toSorted((one) => ('id' in one ? -1 : 1));
    expect(changed).toMatchObject({ id: recordId!.split('/')[1], jumlahJam: 99 });
    expect(added).toEqual({
      pnsOrangId: changed!['pnsOrangId'],
      jenisDiklatId: '9',
      jenisKursusSertipikat: 'P',
      namaKursus: 'Seminar Arsip',
      institusiPenyelenggara: 'Dinas Arsip',
      tahunKursus: 2026,
      tanggalSelesaiKursus: '20-10-2026',
      jumlahJam: 4,
    });

    const { totals } = await differences(october);
    // The changed course differs, and nothing of theirs is the new seminar or the rank.
    expect(totals).toMatchObject({ differs: 1, 'only-ours': 4 + 2 });
  });

  it('is a command that ends with 3 where they differ, and with 2 where there is nothing to compare', () => {
    const data = join(scratch, 'data');
    const { status, stdout } = rekam(data, '--json', 'diff', 'siasn', october);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ persons: 37, differing: 37, totals: { same: 0, 'only-theirs': 928 } });
    const nothing = rekam(data, 'diff', 'siasn', scratch);
    expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining('manifest.json')]);
    const full = rekam(data, 'export', 'siasn', october, '--agency', '5500');
    expect([full.status, full.stderr]).toEqual([2, expect.stringContaining('not empty')]);
  });
});

/** One row of the sample has a key in another case. */
const inAnyCase = (row: Fields, key: string): unknown =>
  row[key] ?? Object.entries(row).find(([each]) => each.toLowerCase() === key.toLowerCase())?.[1];

/** The command line on a folder of its own, which knows nobody. */
const rekam = (data: string, ...argv: readonly string[]) => {
  const args = [...programOf('cli'), '--data', data, ...argv];
  return spawnSync(process.execPath, args, { cwd: ROOT, env: { PATH: process.env['PATH'] }, encoding: 'utf8' });
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(plain(one)) === JSON.stringify(plain(other));

/** Rows of a pull by `<record type>/<row id>`. */
function rowsById(files: PullFiles): ReadonlyMap<string, Fields> {
  const rows = new Map<string, Fields>();
  for (const [path, content] of files) {
    const { data } = JSON.parse(content) as { data?: unknown };
    const type = path.slice(path.indexOf('/') + 1, -'.json'.length);
    if (typeof data !== 'object' || data === null) continue;
    for (const row of Array.isArray(data) ? (data as Fields[]) : [data as Fields])
      rows.set(`${type}/${String(row['id'])}`, row);
  }
  return rows;
}
