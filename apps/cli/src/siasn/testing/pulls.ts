import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Rows of a response, the sentence of an empty history, or another answer. */
type Response = readonly unknown[] | 'empty' | { readonly status: number; readonly body?: string };
type Types = Readonly<Record<string, Response>>;
type Row = Readonly<Record<string, unknown>>;

const AGENCIES = { P: '5500', K: '5571' } as const;
/** Made-up people; real numbers never end in 900 to 999 here. */
export const RINA = '198903142012011999';
export const HADI = '199408172018031901';

const EMPLOYEES: Readonly<Record<string, string>> = { [RINA]: 'EMP-RINA', [HADI]: 'EMP-HADI' };

const day = (digits: string): string => `${digits.slice(6, 8)}-${digits.slice(4, 6)}-${digits.slice(0, 4)}`;

/** The main data of somebody. */
export const main = (nip: string, more: Row = {}): Row => ({
  id: EMPLOYEES[nip],
  nipBaru: nip,
  nipLama: '',
  nama: nip === RINA ? 'Rina Wulandari' : 'Hadi Saputra',
  gelarDepan: '',
  gelarBelakang: '',
  tglLahir: day(nip),
  kedudukanPnsId: '01',
  nomorSkCpns: `813/${nip.slice(-3)}`,
  tglSkCpns: day(`${nip.slice(8, 14)}01`),
  tmtCpns: day(`${nip.slice(8, 14)}01`),
  tmtPns: '',
  golRuangAwalId: '31',
  instansiIndukId: 'P',
  noHp: '0811',
  ...more,
});

export const rank = (nip: string, id: string, golonganId: string, tmt: string, more: Row = {}): Row => ({
  id,
  idPns: EMPLOYEES[nip],
  nipBaru: nip,
  golonganId,
  skNomor: `823/${id}`,
  skTanggal: tmt,
  tmtGolongan: tmt,
  jenisKPId: '101',
  masaKerjaGolonganTahun: '4',
  masaKerjaGolonganBulan: '',
  path: null,
  ...more,
});

export const sanction = (nip: string, id: string, more: Row = {}): Row => ({
  id,
  pnsOrang: EMPLOYEES[nip],
  jenisHukuman: '2',
  jenisTingkatHukumanId: 'R',
  skNomor: `862/${id}`,
  skTanggal: '01-05-2020',
  hukumanTanggal: '01-06-2020',
  ...more,
});

export const course = (nip: string, id: string, more: Row = {}): Row => ({
  id,
  idPns: EMPLOYEES[nip],
  nipBaru: nip,
  jenisDiklatId: '3',
  namaKursus: `Kursus ${id}`,
  institusiPenyelenggara: 'BPSDM',
  tanggalKursus: '01-02-2021',
  tanggalSelesaiKursus: '05-02-2021',
  jumlahJam: '20',
  ...more,
});

function written(response: Response): { readonly status: number; readonly body?: string } {
  if (response === 'empty') return { status: 404, body: JSON.stringify({ code: 0, data: 'Data tidak ditemukan' }) };
  if ('status' in response) return response;
  return { status: 200, body: JSON.stringify({ code: 1, count: response.length, data: response }) };
}

/** Writes a pull of these persons, made on a day of 2026. */
export function writePull(folder: string, month: string, persons: Readonly<Record<string, Types>>): string {
  const fetchedAt = `2026-${month}-01T02:00:00Z`;
  const files = Object.entries(persons).flatMap(([nip, types]) =>
    Object.entries(types).map(([type, response]) => {
      const path = `${nip}/${type}.json`;
      const { status, body } = written(response);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (body !== undefined) writeFileSync(join(folder, path), body);
      return { path, url: `https://siasn.example/${type}`, status, fetchedAt };
    }),
  );
  mkdirSync(folder, { recursive: true });
  const manifest = { version: 1, agency: '5500', fetchedAt, agencies: AGENCIES, files };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
