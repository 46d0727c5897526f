import type { RecordTypeName } from '@rekam/siasn';
import type { History } from './history';
import { idOf } from './ids';
import { PEOPLE, person } from './people';
import type { Plan } from './plan';
import { quarterRow } from './rows/appraisal';
import { courseRow } from './rows/development';
import { mainData } from './rows/main-data';
import { rankRows } from './rows/rank';
import type { Answer, Row } from './wire';

/** One difference of the October pull from the September one. */
interface LaterChange {
  readonly person: number;
  readonly type: RecordTypeName;
  readonly what: string;
  change(history: History, plan: Plan): void;
}

export const OCTOBER = '2026-10-15';
const PROMOTED_ON = '2026-10-01';

const rowAt = ({ rows }: History, type: RecordTypeName, row: number): Row => rows[type].at(row)!;
const edited =
  (type: RecordTypeName, row: number, edit: (row: Row) => void): LaterChange['change'] =>
  (history) =>
    edit(rowAt(history, type, row));
const removed =
  (type: RecordTypeName, row: number): LaterChange['change'] =>
  ({ rows }) => {
    rows[type].splice(row, 1);
  };
const promoted =
  (golongan: string): LaterChange['change'] =>
  ({ rows }, plan) => {
    const raised = withRank(plan, golongan);
    rows.golongan = [...rows.golongan, rankRows(raised).at(-1)!];
    rows['data-utama'] = [mainData(raised, OCTOBER)];
  };
const withRank = (plan: Plan, golongan: string): Plan => ({
  ...plan,
  ranks: [...plan.ranks, { golongan, date: PROMOTED_ON, kind: '202' }],
});
const thirdQuarter: LaterChange['change'] = ({ rows }, plan) => {
  rows.kinerjaperiodik.push(quarterRow(plan, { year: 2026, quarter: 3, result: 2, behaviour: 2 }));
};

/** Rows of September that October has otherwise, under the same id. */
export const CHANGED_ROWS: readonly LaterChange[] = [
  {
    person: 1,
    type: 'golongan',
    what: 'another decree number',
    change: edited('golongan', 2, (row) => {
      row['skNomor'] = `${String(row['skNomor'])}/RALAT`;
    }),
  },
  {
    person: 4,
    type: 'kursus',
    what: 'more hours',
    change: edited('kursus', 1, (row) => {
      row['jumlahJam'] = String(Number(row['jumlahJam']) + 2);
    }),
  },
  {
    person: 20,
    type: 'masakerja',
    what: 'fewer months recognised',
    change: edited('masakerja', 0, (row) => {
      Object.assign(row, { tasaKerjaTahun: '2', masaKerjaBulan: '6' });
    }),
  },
  {
    person: 12,
    type: 'data-utama',
    what: 'a new title',
    change: edited('data-utama', 0, (row) => {
      row['gelarBelakang'] = 'S.H., M.H.';
    }),
  },
  {
    person: 5,
    type: 'skp22',
    what: 'a better rating',
    change: edited('skp22', 0, (row) => {
      Object.assign(row, {
        hasilKinerja: 'DIATAS ESPEKTASI',
        hasilKinerjaNilai: '1',
        perilakuKerja: 'DIATAS ESPEKTASI',
        PerilakuKerjaNilai: '1',
        kuadranKinerja: 'SANGAT BAIK',
        KuadranKinerjaNilai: '1',
      });
    }),
  },
];

/** The sanction of September that a decree has voided since. */
export const ANNULLED_ROWS: readonly LaterChange[] = [
  {
    person: 36,
    type: 'hukdis',
    what: 'voided by a decree',
    change: edited('hukdis', 0, (row) => {
      Object.assign(row, { skPembatalanNomor: '863/0288/BKD/2026', skPembatalanTanggal: '28-09-2026' });
    }),
  },
];

/** Rows that September did not have, or that it had in a state that nobody could read. */
export const ADDED_ROWS: readonly LaterChange[] = [
  { person: 4, type: 'golongan', what: 'a promotion', change: promoted('34') },
  { person: 32, type: 'golongan', what: 'a promotion', change: promoted('33') },
  { person: 4, type: 'kinerjaperiodik', what: 'the third quarter', change: thirdQuarter },
  { person: 10, type: 'kinerjaperiodik', what: 'the third quarter', change: thirdQuarter },
  { person: 14, type: 'kinerjaperiodik', what: 'the third quarter', change: thirdQuarter },
  { person: 25, type: 'kinerjaperiodik', what: 'the third quarter', change: thirdQuarter },
  {
    person: 26,
    type: 'kursus',
    what: 'a seminar',
    change: ({ rows }, plan) => {
      const seminar = { kind: '9', name: 'Seminar Pendidikan Inklusif', until: '2026-09-18', hours: 4 };
      rows.kursus.push(courseRow(plan, seminar));
    },
  },
  {
    person: 33,
    type: 'data-utama',
    what: 'a death',
    change: edited('data-utama', 0, (row) => {
      Object.assign(row, { statusHidup: '0', akteMeninggal: 'AM/2026/0231', tglMeninggal: '20-09-2026' });
    }),
  },
  {
    person: 16,
    type: 'golongan',
    what: 'the kind of promotion, blank before',
    change: edited('golongan', 3, (row) => {
      Object.assign(row, { jenisKPId: '202', jenisKPNama: 'Pilihan  (Jabatan Fungsional Tertentu)' });
    }),
  },
  // A row that comes back under another id is a new one, and looks like the one that vanished.
  {
    person: 31,
    type: 'kursus',
    what: 'a course under a new id',
    change: edited('kursus', 0, (row) => {
      row['id'] = idOf('kursus', 31, 'issued again');
    }),
  },
];

/** Rows of September that October lacks, in a history that was read. */
export const VANISHED_ROWS: readonly LaterChange[] = [
  { person: 5, type: 'kursus', what: 'a course', change: removed('kursus', 0) },
  { person: 19, type: 'kursus', what: 'a course', change: removed('kursus', 0) },
  // The only award: its history is empty now.
  { person: 27, type: 'penghargaan', what: 'the whole history', change: removed('penghargaan', 0) },
  // Person 31's course under its old id is the fourth; see ADDED_ROWS.
];

/** The history of September that October could not read, so that nothing of it has vanished. */
const FAILED_LATER: { readonly person: number; readonly type: RecordTypeName; readonly answer: Answer } = {
  person: 3,
  type: 'skp',
  answer: { status: 500, body: '{"code":0,"message":"Internal Server Error"}\n' },
};

/** Appointed on 1 October, so that only the later pull has the person. */
export const NEWCOMER: Plan = person(37, '5571', 'CPNS', 2, '2002-04-30', PROMOTED_ON, 'hrAnalyst');

/** Promotions that the agency proposed in September. */
export const PROPOSED = [4, 32].map((number) => {
  const plan = PEOPLE.find((each) => each.number === number)!;
  return { plan, golongan: number === 4 ? '34' : '33' };
});

/** Brings a person's history from September to October. */
export function changedLater(plan: Plan, history: History): History {
  const changes = [...ADDED_ROWS, ...CHANGED_ROWS, ...ANNULLED_ROWS, ...VANISHED_ROWS];
  for (const each of changes) if (each.person === plan.number) each.change(history, plan);
  if (plan.number === FAILED_LATER.person) history.answers.set(FAILED_LATER.type, FAILED_LATER.answer);
  return history;
}
