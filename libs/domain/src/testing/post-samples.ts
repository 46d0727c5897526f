import type { JsonObject } from '../event';

/* Contents of the acts on posts, credit and competencies, with what a spec cares about changed. */

export const placedIn = (position: string | null, changed: JsonObject = {}): JsonObject => ({
  positionKind: '4',
  assignment: 'D',
  mutation: 'MJ',
  position,
  positionCode: null,
  eselon: null,
  jenjang: null,
  unit: 'Dinas Pendidikan',
  unitCode: null,
  parentUnit: null,
  specialisation: null,
  inauguratedAt: null,
  startedAt: null,
  selection: null,
  ...changed,
});
export const movedTo = (agency: string, changed: JsonObject = {}): JsonObject => ({
  kind: 'agency',
  from: null,
  agency,
  unit: null,
  position: null,
  workplace: null,
  ...changed,
});
export const credited = (main: number, changed: JsonObject = {}): JsonObject => ({
  kind: 'conversion',
  periodFrom: null,
  periodTo: null,
  jenjang: null,
  position: null,
  main,
  supporting: 0,
  total: main,
  predicate: null,
  months: null,
  ...changed,
});
export const scored = (code: string, level: number, changed: JsonObject = {}): JsonObject => ({
  kind: 'managerial',
  code,
  name: null,
  level,
  required: null,
  ...changed,
});
export const assessed = (scores: readonly JsonObject[], changed: JsonObject = {}): JsonObject => ({
  method: 'assessment center',
  assessor: 'Badan Kepegawaian Daerah',
  scores,
  potential: null,
  statedCategory: null,
  ...changed,
});
