import { addDays, type PlainDate } from '@rekam/domain';
import { idOf } from '../ids';
import { employeeId, type Exit, type Plan, type Sanction } from '../plan';
import { decreeNumber, dmy, timestamp, type Row } from '../wire';
import { statusAfter } from './main-data';
import { byNumber } from './rank';

/** The same day so many months later; days of the sample's sanctions are all the first of a month. */
function monthsAfter(date: PlainDate, months: number): PlainDate {
  const [year, month] = date.split('-').map(Number) as [number, number];
  const at = year * 12 + month - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
}

/** rw-hukdis: the end is the effect plus the term. */
export const sanctionRows = (plan: Plan): Row[] => plan.sanctions.map((each, index) => sanctionRow(plan, each, index));

function sanctionRow(plan: Plan, sanction: Sanction, index: number): Row {
  const { kind, name, level, date, months, annulled, ends } = sanction;
  const decreed = addDays(date, -10);
  return {
    id: idOf('rw-hukdis', plan.number, index),
    pnsOrang: employeeId(plan.number),
    rwHukumanDisiplin: ends === null ? '' : idOf('rw-hukdis', plan.number, ends),
    jenisHukuman: kind,
    jenisHukumanNama: name,
    jenisTingkatHukumanId: level,
    alasanHukumanDisiplin: '11EC54D9B39E57B1E050640A15026590',
    alasanHukumanDisiplinNama: 'Tidak masuk kerja dan tidak menaati ketentuan jam kerja',
    kedudukanHukum: '',
    skNomor: decreeNumber('862', decreed, plan.number),
    skTanggal: dmy(decreed),
    hukumanTanggal: dmy(date),
    akhirHukumTanggal: months === 0 ? '' : dmy(addDays(monthsAfter(date, months), -1)),
    masaTahun: String(Math.floor(months / 12)),
    masaBulan: String(months % 12),
    nomorPp: date < '2021-08-31' ? 'PP 53/2010' : 'PP 94/2021',
    golongan: '',
    golonganLama: '',
    skPembatalanNomor: annulled === null ? '' : decreeNumber('863', annulled, plan.number),
    skPembatalanTanggal: dmy(annulled),
    keterangan: '',
    path: null,
  };
}

/** Kinds by which somebody comes back: their day is that of the return. */
const RETURNS = ['3', '4', '8', '11', '12'];

/** rw-cltn. */
export const absenceRows = (plan: Plan): Row[] =>
  plan.absences.map(({ kind, date, until }) => {
    const decreed = addDays(date, -15);
    const isReturn = RETURNS.includes(kind);
    const isUnpaid = kind === '1' || kind === '5';
    return {
      id: idOf('rw-cltn', plan.number, kind),
      cltnId: kind,
      skNomor: decreeNumber('851', decreed, plan.number),
      skTanggal: dmy(decreed),
      tanggalAwal: isReturn ? '' : dmy(date),
      tanggalAkhir: dmy(until),
      tanggalAktif: isReturn ? dmy(date) : '',
      nomorLetterBkn: isUnpaid ? decreeNumber('AG', addDays(decreed, -20), plan.number) : '',
      tanggalLetterBkn: isUnpaid ? timestamp(addDays(decreed, -20)) : '',
      pnsOrangId: employeeId(plan.number),
      path: null,
    };
  });

/** rw-masakerja: service elsewhere that counts. */
export const priorServiceRows = (plan: Plan): Row[] => {
  if (plan.priorService === null) return [];
  const { from, until, decreed } = plan.priorService;
  const months = (Number(until.slice(0, 4)) - Number(from.slice(0, 4))) * 12;
  return [
    {
      ...byNumber(plan, 'rw-masakerja', from),
      pengalaman: 'TENAGA HONORER DAERAH',
      tanggalAwal: dmy(from),
      tanggalSelesai: dmy(until),
      nomorSk: decreeNumber('824', decreed, plan.number),
      tanggalSk: dmy(decreed),
      nomorBkn: decreeNumber('AG', addDays(decreed, -30), plan.number),
      tanggalBkn: dmy(addDays(decreed, -30)),
      // The source's own spelling.
      tasaKerjaTahun: String(Math.floor(months / 12)),
      masaKerjaBulan: String(months % 12),
      dinilai: '1',
      path: null,
    },
  ];
};

/** rw-pemberhentian: without a day of effect, which the lists and the employee's own data have. */
function exitRow({ number }: Plan, exit: Exit): Row {
  const decreed = addDays(exit.date, exit.kind === '2' ? 14 : -45);
  return {
    id: idOf('rw-pemberhentian', number),
    jenisHenti: exit.kind,
    kedudukanHukumPns: statusAfter(exit),
    pnsOrang: employeeId(number),
    skNomor: decreeNumber('882', decreed, number),
    skTanggal: dmy(decreed),
    asalId: '',
    asalNama: '',
    asalNamaLabel: '',
    path: null,
  };
}

export const exitRows = (plan: Plan): Row[] => (plan.exit === null ? [] : [exitRow(plan, plan.exit)]);
