import { addDays, yearOf, type PlainDate } from '@rekam/domain';
import { idOf } from '../ids';
import { employeeId, numberOf, type Plan } from '../plan';
import { ESELON_NAMES, instansi, POST_KINDS, unitsOf } from '../references';
import { decreeNumber, dmy, documents, timestamp, type Row } from '../wire';
import { monthsServed, rankNames } from './rank';

const STATUS: Readonly<Record<string, string>> = {
  '01': 'Aktif',
  '71': 'PPPK Aktif',
  '77': 'Pemberhentian tanpa hak pensiun',
  '88': 'Pemberhentian dengan hak pensiun',
  '99': 'Pensiun',
};

/** The status that an exit leads to: a pension, or with a death the survivors' pension. */
export const statusAfter = (exit: NonNullable<Plan['exit']>): string => (exit.kind === '2' ? '88' : '99');

function statusOf({ exit, staff }: Plan, asOf: PlainDate): string {
  if (exit !== null && exit.date <= asOf) return statusAfter(exit);
  return staff === 'PPPK' ? '71' : '01';
}

/** The one object of an employee, with everything as it stands on a day. */
export function mainData(plan: Plan, asOf: PlainDate): Row {
  const id = employeeId(plan.number);
  const number = numberOf(plan);
  const last = plan.schools.at(-1)!;
  return {
    id,
    nipBaru: number,
    nipLama: plan.oldNumber,
    nama: plan.name.toUpperCase(),
    gelarDepan: '',
    gelarBelakang: last.school.titleAfter,
    nik: '',
    validNik: '0',
    noSeriKarpeg: '',
    kartuAsn: '',
    ...birthAndDeath(plan),
    email: `pegawai${plan.number}@contoh.example`,
    emailGov: '',
    alamat: '',
    noHp: '',
    kodePos: '',
    jenisPegawaiId: plan.agency === '5500' ? '10' : '15',
    jenisPegawaiNama:
      plan.agency === '5500'
        ? 'PNS Daerah Propinsi yang bekerja pada Propinsi'
        : 'PNS Daerah Kab./Kota yang bekerja pada Kab./Kota',
    kedudukanPnsId: statusOf(plan, asOf),
    kedudukanPnsNama: STATUS[statusOf(plan, asOf)],
    statusPegawai: plan.staff,
    ...appointments(plan),
    ...presentRank(plan, asOf),
    ...presentPost(plan, asOf),
    ...organisation(plan, asOf),
    tkPendidikanTerakhirId: last.school.level,
    tkPendidikanTerakhir: last.school.levelName,
    pendidikanTerakhirId: last.school.id,
    pendidikanTerakhirNama: last.school.name,
    tahunLulus: last.date.slice(0, 4),
    tmtPensiun: dmy(plan.exit?.kind === '1' ? plan.exit.date : `${yearOf(plan.birthDate) + 58}-12-01`),
    bupPensiun: '58',
    noNpwp: '',
    tglNpwp: '',
    noTaspen: '',
    tanggal_taspen: plan.sworn === null ? '' : timestamp(plan.sworn),
    path: plan.sworn === null ? null : documents('887', 'Dok SK PNS', plan.number),
  };
}

const birthAndDeath = ({ birthDate, sex, exit }: Plan): Row => ({
  tempatLahir: 'JAMBI',
  tempatLahirId: idOf('lokasi', 'Jambi'),
  tglLahir: dmy(birthDate),
  jenisKelamin: sex === 1 ? 'M' : 'F',
  agama: '',
  agamaId: '',
  akteKelahiran: '',
  statusHidup: exit?.diedAt == null ? '1' : '0',
  akteMeninggal: exit?.diedAt == null ? '' : `AM/${yearOf(exit.diedAt)}/0117`,
  tglMeninggal: dmy(exit?.diedAt ?? null),
});

/** The blocks of the appointment as CPNS and as PNS; contract staff have neither. */
function appointments({ number, staff, start, sworn }: Plan): Row {
  const cpns = addDays(start, -40);
  const hasCpns = staff !== 'PPPK';
  return {
    nomorSkCpns: hasCpns ? decreeNumber('813', cpns, number) : '',
    tglSkCpns: hasCpns ? dmy(cpns) : '',
    tmtCpns: hasCpns ? dmy(start) : '',
    noSpmt: hasCpns ? decreeNumber('800', start, number) : '',
    tglSpmt: hasCpns ? dmy(start) : '',
    nomorSkPns: sworn === null ? '' : decreeNumber('821', addDays(sworn, -30), number),
    tglSkPns: sworn === null ? '' : dmy(addDays(sworn, -30)),
    tmtPns: dmy(sworn),
    nomorSttpl: '',
    tglSttpl: '',
    tglSuratKeteranganDokter: '',
    tglSuratKeteranganBebasNarkoba: '',
    tglSkck: '',
  };
}

function presentRank(plan: Plan, asOf: PlainDate): Row {
  const held = plan.ranks.filter(({ date }) => date <= asOf);
  const [first, last] = [held[0], held.at(-1)];
  const served = monthsServed(
    plan,
    last?.golongan ?? '',
    plan.exit !== null && plan.exit.date < asOf ? plan.exit.date : asOf,
  );
  return {
    golRuangAwalId: first?.golongan ?? '9',
    golRuangAwal: first === undefined ? 'IX' : rankNames(first.golongan).golongan,
    pangkatAwal: first === undefined ? '' : rankNames(first.golongan).pangkat,
    golRuangAkhirId: last?.golongan ?? '9',
    golRuangAkhir: last === undefined ? 'IX' : rankNames(last.golongan).golongan,
    pangkatAkhir: last === undefined ? '' : rankNames(last.golongan).pangkat,
    tmtGolAkhir: dmy(last?.date ?? plan.start),
    mkTahun: String(Math.floor(served / 12)),
    mkBulan: String(served % 12),
    gajiPokok: String(2_400_000 + 9_500 * served),
  };
}

function presentPost(plan: Plan, asOf: PlainDate): Row {
  const held = plan.posts.findLast(({ date, assignment }) => date <= asOf && assignment === 'D');
  if (held === undefined)
    return { jenisJabatanId: '', jenisJabatan: '', jabatanNama: '', tmtJabatan: '', tmtEselon: '' };
  const { kind, id, name, eselon, jenjang } = held.post;
  return {
    jenisJabatanId: kind,
    jenisJabatan: POST_KINDS[kind],
    jabatanNama: name,
    jabatanStrukturalNama: kind === '1' ? name : '',
    jabatanFungsionalId: kind === '2' ? id : '',
    jabatanFungsionalNama: kind === '2' ? name : '',
    jabatanFungsionalUmumId: kind === '4' ? id : '',
    jabatanFungsionalUmumNama: kind === '4' ? name : '',
    tmtJabatan: dmy(held.date),
    eselon: ESELON_NAMES[eselon] ?? '',
    eselonId: eselon,
    tmtEselon: eselon === '' ? '' : dmy(held.date),
    jenjang,
  };
}

function organisation({ agency, posts, unit }: Plan, asOf: PlainDate): Row {
  const { id, name } = instansi(agency);
  const held =
    unitsOf(agency)[posts.findLast(({ date, assignment }) => date <= asOf && assignment === 'D')?.unit ?? unit]!;
  return {
    instansiIndukId: id,
    instansiIndukNama: name,
    instansiKerjaId: id,
    instansiKerjaNama: name,
    instansiKerjaKodeCepat: agency,
    unorId: held.id,
    unorNama: held.name,
    unorIndukId: held.parentId,
    unorIndukNama: held.parentName,
    lokasiKerjaId: idOf('lokasi', agency),
    lokasiKerja: 'Jambi',
    kanregId: '07',
    kanregNama: 'Kantor Regional VII BKN Palembang',
  };
}
