import { addDays, type PlainDate } from '@rekam/domain';
import { idOf, serialOf } from '../ids';
import { employeeId, type Award, type Course, type Plan } from '../plan';
import { instansi } from '../references';
import { decreeNumber, dmy, documents, type Row } from '../wire';
import { byNumber } from './rank';

const certificateOf = (date: PlainDate, ...parts: readonly (string | number)[]): string =>
  `${serialOf(5, 'certificate', date, ...parts)}/BPSDM/${date.slice(0, 4)}`;

/** rw-pendidikan. */
export const schoolRows = (plan: Plan): Row[] =>
  plan.schools.map(({ school, date, first }) => ({
    ...byNumber(plan, 'rw-pendidikan', school.level),
    pendidikanId: school.id,
    pendidikanNama: school.name,
    tkPendidikanId: school.level,
    tkPendidikanNama: school.levelName,
    tahunLulus: date.slice(0, 4),
    tglLulus: dmy(date),
    isPendidikanPertama: first ? '1' : '0',
    nomorIjasah: `${serialOf(6, 'diploma', plan.number, school.level)}/IJ/${date.slice(0, 4)}`,
    namaSekolah: school.institution,
    gelarDepan: '',
    gelarBelakang: school.titleAfter,
    path: null,
  }));

/** rw-diklat. */
export const leadershipRows = (plan: Plan): Row[] =>
  plan.leadership.map(({ level, name, until, hours }) => ({
    ...byNumber(plan, 'rw-diklat', level),
    latihanStrukturalId: level,
    latihanStrukturalNama: name,
    nomor: certificateOf(until, plan.number, level),
    tanggal: dmy(addDays(until, -60)),
    tanggalSelesai: dmy(until),
    tahun: until.slice(0, 4),
    jumlahJam: String(hours),
    institusiPenyelenggara: 'BPSDM PROVINSI JAMBI',
    path: null,
  }));

/** Letter of the certificate by kind of training: workshops and seminars have another than trainings. */
const letterOf = (kind: string): string => (['4', '7', '9'].includes(kind) ? 'P' : kind === '2' ? 'F' : 'T');

/** A row of rw-kursus. */
export const courseRow = (plan: Plan, { kind, name, until, hours }: Course): Row => ({
  ...byNumber(plan, 'rw-kursus', name),
  jenisDiklatId: kind,
  jenisKursusId: '',
  jenisKursusNama: '',
  jenisKursusSertifikat: letterOf(kind),
  namaKursus: name,
  institusiPenyelenggara: 'BPSDM PROVINSI JAMBI',
  noSertipikat: certificateOf(until, plan.number, name),
  tahunKursus: until.slice(0, 4),
  tanggalKursus: dmy(addDays(until, -2)),
  tanggalSelesaiKursus: dmy(until),
  jumlahJam: String(hours),
  path: null,
});

export const courseRows = (plan: Plan): Row[] => plan.courses.map((course) => courseRow(plan, course));

/** A row of rw-penghargaan. */
const awardRow = ({ number }: Plan, { kind, name, date }: Award): Row => ({
  id: idOf('rw-penghargaan', number, kind),
  tahun: date.slice(0, 4),
  skNomor: `${serialOf(3, 'award', number, kind)}/TK/${date.slice(0, 4)}`,
  skDate: dmy(date),
  hargaNama: name,
  hargaId: kind,
  pnsOrangId: employeeId(number),
  path: documents('892', 'Dok Sertifikat Penghargaan', number, kind),
});

export const awardRows = (plan: Plan): Row[] => plan.awards.map((award) => awardRow(plan, award));

/** rw-angkakredit: total = main + supporting; the only rows with a time of their own. */
export const creditRows = (plan: Plan): Row[] =>
  plan.credits.map(({ kind, year, points }) => {
    const decreed = `${year + 1}-01-20`;
    const functional = plan.posts.filter(({ post }) => post.kind === '2');
    const held = functional.findLast(({ date }) => date <= `${year}-12-31`) ?? functional[0]!;
    return {
      id: idOf('rw-angkakredit', plan.number, kind, year),
      pns: employeeId(plan.number),
      nomorSk: decreeNumber('800.PAK', decreed, plan.number),
      tanggalSk: dmy(decreed),
      bulanMulaiPenailan: '01',
      tahunMulaiPenailan: String(year),
      bulanSelesaiPenailan: '12',
      tahunSelesaiPenailan: String(year),
      kreditUtamaBaru: points.toFixed(3),
      kreditPenunjangBaru: '0.000',
      kreditBaruTotal: points.toFixed(3),
      rwJabatan: idOf('rw-jabatan', plan.number, `${held.date}${held.assignment}`),
      namaJabatan: held.post.name,
      isAngkaKreditPertama: kind === 'first' ? '1' : '0',
      isIntegrasi: kind === 'integration' ? '1' : '0',
      isKonversi: kind === 'conversion' ? '1' : '0',
      path: null,
      Sumber: instansi(plan.agency).name,
      created_at: `${decreed}T09:00:00.000`,
      updated_at: `${decreed}T09:00:00.000`,
    };
  });
