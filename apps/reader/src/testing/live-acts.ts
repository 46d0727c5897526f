import type { JsonObject, PlainDate, Recorded, SubjectName, Uuid } from '@rekam/domain';
import { careerOf, CITY, idOf, type Ledger } from './ledger';

/** What a case says of an act beside what it is. */
export interface LiveAct {
  /** The record at its source; equal ids name one fact. */
  readonly id: string;
  readonly at: PlainDate;
  readonly decreeDate?: PlainDate;
  readonly content: JsonObject;
  readonly kind?: 'record' | 'correct';
  /** Whose system sends it; `import` is an operator's file. */
  readonly by?: string;
}

const senderOf = (by: string) =>
  by === 'import' ? {} : ({ channel: 'http', role: 'agency', agency: by, source: `/agencies/${by}/simpeg` } as const);

/** Records acts of careers as an agency does day by day, or an import does of the past. */
export function act(
  ledger: Ledger,
  subject: SubjectName,
  person: Uuid,
  { id, at, decreeDate = at, content, kind = 'record', by = CITY }: LiveAct,
): Promise<Recorded> {
  const statement = {
    effectiveAt: at,
    effectiveUntil: null,
    precision: 'day',
    decree: { number: `SK-${id}`, date: decreeDate, authority: 'Wali Kota' },
    approvals: null,
    documents: [],
    content,
    ext: {},
  } as const;
  const target = { subject, stream: careerOf(person), person, fact: idOf(`live ${id}`), statement };
  return ledger.send(
    kind === 'record'
      ? { kind, ...target, reason: null }
      : { kind, ...target, reason: 'the decree was read wrongly', replacesEdition: null },
    senderOf(by),
  );
}

export const promotedTo = (golongan: string): JsonObject => ({
  kind: '101',
  golongan,
  serviceYears: 4,
  serviceMonths: 0,
});
export const course = (name: string): JsonObject => ({
  kind: '8',
  name,
  provider: 'BKPSDM',
  jp: 10,
  certificate: null,
  startedAt: null,
  competencies: [],
});
export const stepTo = (salary: number): JsonObject => ({
  golongan: '31',
  serviceYears: 4,
  serviceMonths: 0,
  salary,
  previousSalary: null,
});
export const movedTo = (agency: string): JsonObject => ({
  kind: 'agency',
  from: null,
  agency,
  unit: 'Sekretariat',
  position: null,
  workplace: null,
});
export const placedIn = (position: string, more: JsonObject = {}): JsonObject => ({
  positionKind: '1',
  assignment: 'D',
  mutation: 'MJ',
  position,
  positionCode: null,
  eselon: '31',
  jenjang: null,
  unit: 'Dinas Sosial',
  unitCode: null,
  parentUnit: null,
  specialisation: null,
  inauguratedAt: null,
  startedAt: null,
  selection: null,
  ...more,
});
export const leaving = (kind: string): JsonObject => ({ kind, status: null, diedAt: null });
