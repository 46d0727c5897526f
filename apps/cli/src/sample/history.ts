import type { PlainDate } from '@rekam/domain';
import type { RecordTypeName } from '@rekam/siasn';
import type { Plan } from './plan';
import { dp3Rows, quarterRows, skp22Rows, skpRows } from './rows/appraisal';
import { absenceRows, exitRows, priorServiceRows, sanctionRows } from './rows/decision';
import { awardRows, courseRows, creditRows, leadershipRows, schoolRows } from './rows/development';
import { mainData } from './rows/main-data';
import { postRows, relocationRows, transferRows, unitRows } from './rows/post';
import { rankRows } from './rows/rank';
import type { Answer, Row } from './wire';

/** Everything that the national system answers about one person; answers that are no rows stand beside them. */
export interface History {
  readonly rows: Record<RecordTypeName, Row[]>;
  readonly answers: Map<RecordTypeName, Answer>;
}

/** The histories of a career as they stand on a day, without fault. */
export const cleanHistory = (plan: Plan, asOf: PlainDate): History => ({
  rows: {
    'data-utama': [mainData(plan, asOf)],
    angkakredit: creditRows(plan),
    cltn: absenceRows(plan),
    diklat: leadershipRows(plan),
    dp3: dp3Rows(plan),
    golongan: rankRows(plan),
    hukdis: sanctionRows(plan),
    jabatan: postRows(plan),
    kinerjaperiodik: quarterRows(plan),
    kursus: courseRows(plan),
    masakerja: priorServiceRows(plan),
    pemberhentian: exitRows(plan),
    pendidikan: schoolRows(plan),
    penghargaan: awardRows(plan),
    pindahinstansi: transferRows(plan),
    pnsunor: unitRows(plan),
    pwk: relocationRows(plan),
    skp: skpRows(plan),
    skp22: skp22Rows(plan),
  },
  answers: new Map(),
});
