import type { Json } from '@rekam/domain';
import {
  filled,
  inside,
  kept,
  text,
  whole,
  type Body,
  type ExportedFact,
  type ExportedPerson,
  type SaveEndpoint,
} from './body';
import { appraiserFields } from './appraiser';

const SCORES = [
  'nilaiSkp',
  'orientasiPelayanan',
  'integritas',
  'komitmen',
  'disiplin',
  'kerjasama',
  'kepemimpinan',
  'jumlah',
  'nilairatarata',
  'nilaiPerilakuKerja',
  'nilaiPrestasiKerja',
] as const;
/** What the rules of 2021 added. */
const SCORES_2021 = ['inisiatifKerja', 'konversiNilai', 'nilaiIntegrasi'] as const;

/** Of the people named, what the ledger has no word for. */
const KEPT = [
  'jenisJabatan',
  'pejabatPenilai',
  'penilaiTmtGolongan',
  'atasanPejabatPenilai',
  'atasanPenilaiGolongan',
  'atasanPenilaiJabatan',
  'atasanPenilaiTmtGolongan',
  'atasanPenilaiUnorNama',
  'statusAtasanPenilai',
] as const;

interface Score {
  readonly name: string;
  readonly value: number;
}

function scoresOf(scores: Json | undefined, names: readonly string[]): Body {
  const given = new Map(((Array.isArray(scores) ? scores : []) as Score[]).map(({ name, value }) => [name, value]));
  return filled(Object.fromEntries(names.map((name) => [name, given.get(name)])));
}

function appraisal({ content, rowId, row }: ExportedFact, { employeeId }: ExportedPerson): Body {
  const superior = inside(content['superior']);
  return filled({
    id: rowId,
    pnsDinilaiOrang: employeeId,
    tahun: whole(content['year']),
    ...scoresOf(content['scores'], SCORES),
    ...appraiserFields(content, row),
    penilaiJabatan: text(content['appraiserPost']),
    atasanPenilaiNama: text(superior['name']),
    atasanPenilaiNipNrp: text(superior['number']),
    ...Object.fromEntries(KEPT.map((field) => [field, kept(row, field)])),
  });
}

const REQUIRED = ['pnsDinilaiOrang', 'tahun', 'nilaiSkp', 'penilaiNama'];

/** Annual appraisals of PP 46/2011. */
export const skp: SaveEndpoint = { path: '/skp/save', documentKind: null, required: REQUIRED, body: appraisal };

/** Those of 2021, when the regulation changed. */
export const skp2021: SaveEndpoint = {
  path: '/skp/2021/save',
  documentKind: null,
  required: REQUIRED,
  body: (fact, person) => ({
    ...appraisal(fact, person),
    ...scoresOf(fact.content['scores'], SCORES_2021),
    ...filled({ jenisPeraturanKinerjaKd: kept(fact.row, 'jenisPeraturanKinerjaKd') }),
  }),
};
