import { yearOf } from '@rekam/domain';
import { FAMILY, MEN, WOMEN } from '../../seed/places';
import { Random } from '../../seed/random';
import { idOf } from '../ids';
import { creditPercentOf, employeeId, endOfQuarter, numberOf, predicateOf, type Plan, type Quarter } from '../plan';
import { instansi, unitsOf } from '../references';
import { dmy, documents, type Row } from '../wire';

const RATINGS = ['DIATAS ESPEKTASI', 'SESUAI ESPEKTASI', 'DIBAWAH ESPEKTASI'] as const;
const PREDICATES = ['SANGAT BAIK', 'BAIK', 'BUTUH PERBAIKAN', 'KURANG', 'SANGAT KURANG'] as const;
/** The rules of DP3 ended with 2013, those of PP 46/2011 with 2021; histories seldom hold more than the last few years. */
const DP3_YEARS = [2011, 2012, 2013] as const;
const SKP_YEARS = [2017, 2018, 2019, 2020, 2021] as const;

const score = (value: number): string => value.toFixed(2);
const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** Somebody made up who appraised in a year, and that person's superior. */
function appraiserOf(plan: Plan, random: Random): { name: string; number: string; unit: string } {
  const sex = random.chance(0.5) ? 1 : 2;
  const born = `19${random.int(61, 72)}0${random.int(1, 9)}${random.int(10, 28)}`;
  return {
    name: `${random.pick(sex === 1 ? MEN : WOMEN)} ${random.pick(FAMILY)}`.toUpperCase(),
    number: `${born}19${random.int(90, 99)}03${sex}${random.int(940, 999)}`,
    unit: unitsOf(plan.agency)[plan.unit]!.name,
  };
}

/** Assessor and superior as the two old histories name them; the ids have a suffix in one of the two. */
function assessors(plan: Plan, year: number, suffix: '' | 'Id'): Row {
  const random = new Random(plan.number * 10_000 + year);
  const [one, other] = [appraiserOf(plan, random), appraiserOf(plan, random)];
  return {
    [`pejabatPenilai${suffix}`]: idOf('assessor', one.number),
    penilaiNipNrp: one.number,
    penilaiNama: one.name,
    penilaiJabatan: 'KEPALA BIDANG',
    penilaiUnorNama: one.unit,
    penilaiGolongan: '41',
    penilaiTmtGolongan: dmy(`${year - 3}-04-01`),
    penilaiNonPns: '',
    statusPenilai: 'ASN',
    [`atasanPejabatPenilai${suffix}`]: idOf('assessor', other.number),
    atasanPenilaiNipNrp: other.number,
    atasanPenilaiNama: other.name,
    atasanPenilaiJabatan: 'KEPALA DINAS',
    atasanPenilaiUnorNama: other.unit,
    atasanPenilaiGolongan: '43',
    atasanPenilaiTmtGolongan: dmy(`${year - 4}-10-01`),
    atasanNonPns: '',
    statusAtasanPenilai: 'ASN',
  };
}

const served = ({ start, exit, staff }: Plan, year: number): boolean =>
  staff === 'PNS' && yearOf(start) <= year && (exit === null || `${year}-12-31` < exit.date);

/** Leaders are scored for leadership too. */
const isLeader = ({ posts }: Plan, year: number): boolean =>
  posts.findLast(({ date }) => date <= `${year}-12-31`)?.post.kind === '1';
const heldKind = ({ posts }: Plan, year: number): string =>
  posts.findLast(({ date }) => date <= `${year}-12-31`)?.post.kind ?? '4';

/** rw-dp3: up to 2013, eight scores of which the mean decides. */
export const dp3Rows = (plan: Plan): Row[] =>
  DP3_YEARS.filter((year) => served(plan, year)).map((year) => {
    const random = new Random(plan.number * 100 + year);
    const names = 'kesetiaan prestasiKerja tanggungJawab ketaatan kejujuran kerjasama prakarsa'.split(' ');
    if (isLeader(plan, year)) names.push('kepemimpinan');
    const scores = names.map((name) => [name, name === 'kesetiaan' ? 91 : random.int(77, 88)] as const);
    const values = scores.map(([, value]) => value);
    return {
      id: idOf('rw-dp3', plan.number, year),
      pnsId: employeeId(plan.number),
      tahun: String(year),
      kepemimpinan: '',
      ...Object.fromEntries(scores.map(([name, value]) => [name, score(value)])),
      jumlah: score(sum(values)),
      nilairatarata: score(mean(values)),
      jenisJabatan: heldKind(plan, year),
      ...assessors(plan, year, 'Id'),
      path: null,
    };
  });

/** rw-skp: 60 % target, 40 % behaviour; 2021 has the scores of its own rules besides. */
export const skpRows = (plan: Plan): Row[] =>
  SKP_YEARS.filter((year) => served(plan, year)).map((year) => {
    const random = new Random(plan.number * 100 + year);
    const names = 'orientasiPelayanan integritas komitmen disiplin kerjasama'.split(' ');
    if (isLeader(plan, year)) names.push('kepemimpinan');
    const scores = names.map((name) => [name, random.int(78, 90)] as const);
    const values = scores.map(([, value]) => value);
    const target = random.int(7_800, 9_000) / 100;
    const behaviour = Number(score(mean(values)));
    const total = (60 * target + 40 * behaviour) / 100;
    return {
      id: idOf('rw-skp', plan.number, year),
      pns: employeeId(plan.number),
      tahun: String(year),
      jenisJabatan: heldKind(plan, year),
      nilaiSkp: score(target),
      kepemimpinan: '',
      ...Object.fromEntries(scores.map(([name, value]) => [name, score(value)])),
      jumlah: score(sum(values)),
      nilairatarata: score(behaviour),
      nilaiPerilakuKerja: score(behaviour),
      nilaiPrestasiKerja: score(total),
      inisiatifKerja: year === 2021 ? score(random.int(78, 90)) : '',
      konversiNilai: year === 2021 ? score(total) : '',
      nilaiIntegrasi: year === 2021 ? score(total) : '',
      jenisPeraturanKinerjaKd: year === 2021 ? 'PP30' : 'PP46',
      ...assessors(plan, year, ''),
    };
  });

/** rw-skp22: from 2022. */
export const skp22Rows = (plan: Plan): Row[] =>
  plan.ratings.map((rating) => {
    const { year, result, behaviour } = rating;
    const predicate = predicateOf(rating);
    const appraiser = appraiserOf(plan, new Random(plan.number * 10_000 + year));
    return {
      id: idOf('rw-skp22', plan.number, year),
      pnsDinilaiId: employeeId(plan.number),
      tahun: String(year),
      hasilKinerja: RATINGS[result - 1],
      hasilKinerjaNilai: String(result),
      perilakuKerja: RATINGS[behaviour - 1],
      PerilakuKerjaNilai: String(behaviour),
      kuadranKinerja: PREDICATES[predicate - 1],
      KuadranKinerjaNilai: String(predicate),
      namaPenilai: appraiser.name,
      nipNrpPenilai: appraiser.number,
      penilaiGolonganId: '41',
      penilaiJabatanNm: 'KEPALA BIDANG',
      penilaiUnorNm: appraiser.unit,
      statusPenilai: 'ASN',
      path: documents('891', 'Dok Realisasi SKP', plan.number, year),
    };
  });

/** A row of rw-kinerjaperiodik. */
export function quarterRow(plan: Plan, rating: Quarter): Row {
  const { year, quarter, result, behaviour } = rating;
  const predicate = predicateOf(rating);
  const appraiser = appraiserOf(plan, new Random(plan.number * 10_000 + year));
  const agency = instansi(plan.agency);
  const unit = unitsOf(plan.agency)[plan.unit]!;
  const end = Number(endOfQuarter(rating).slice(5, 7));
  return {
    id: idOf('rw-kinerjaperiodik', plan.number, year, quarter),
    pnsDinilaiId: employeeId(plan.number),
    nip: numberOf(plan),
    nama: plan.name.toUpperCase(),
    tahun: String(year),
    periodikId: '2',
    periodikNama: 'triwulan',
    // The write body has these; whether every read has them is not recorded.
    bulanMulaiPenilaian: String(end - 2),
    tahunMulaiPenilaian: String(year),
    bulanSelesaiPenilaian: String(end),
    tahunSelesaiPenilaian: String(year),
    hasilKinerja: RATINGS[result - 1],
    hasilKinerjaNilai: String(result),
    perilakuKerja: RATINGS[behaviour - 1],
    perilakuKerjaNilai: String(behaviour),
    kuadranNilai: PREDICATES[predicate - 1],
    kuadranKinerjaNilai: String(predicate),
    koefisenId: '12',
    kriteria: '12.5',
    persentase: String(creditPercentOf(rating)),
    jabatan: 'Ahli Pertama',
    instansiId: agency.id,
    instansiNama: agency.name,
    unorId: unit.id,
    unorNama: unit.name,
    namaPenilai: appraiser.name,
    penilaiNipNrp: appraiser.number,
    penilaiGolonganId: '41',
    penilaiJabatanNama: 'KEPALA BIDANG',
    penilaiUnorNm: appraiser.unit,
    penilaiPnsId: idOf('assessor', appraiser.number),
    statusPenilai: 'ASN',
    path: null,
  };
}

export const quarterRows = (plan: Plan): Row[] => plan.quarters.map((quarter) => quarterRow(plan, quarter));
