import type { JsonObject, PlainDate, SubjectName, Uuid } from '@rekam/domain';
import type { Ledger } from './ledger';

interface Act {
  readonly subject: SubjectName;
  readonly at: PlainDate;
  readonly until?: PlainDate;
  readonly content: JsonObject;
}

export const placed = (position: string, unit: string, more: JsonObject = {}): JsonObject => ({
  positionKind: '2',
  assignment: 'D',
  mutation: 'MJ',
  position,
  positionCode: null,
  eselon: null,
  jenjang: 'PT',
  unit,
  unitCode: null,
  parentUnit: null,
  specialisation: null,
  inauguratedAt: null,
  startedAt: null,
  selection: null,
  ...more,
});

/** An act of every subject that is no appraisal, training or mentoring, after an appointment in 2012. */
const ACTS: readonly Act[] = [
  {
    subject: 'education',
    at: '2011-08-01',
    content: {
      level: '40',
      programme: 'Ilmu Komputer',
      programmeCode: null,
      institution: 'Universitas Jambi',
      certificate: null,
      titlePrefix: null,
      titleSuffix: 'S.Kom.',
      first: true,
    },
  },
  {
    subject: 'service-review',
    at: '2013-01-01',
    content: { experience: 'Tenaga honorer', from: '2009-01-01', to: '2010-12-31', years: 2, months: 0, counted: true },
  },
  {
    subject: 'name-change',
    at: '2014-01-01',
    content: { name: 'Siti Rahmawati Putri', titlePrefix: 'Dr.', titleSuffix: 'S.Kom.' },
  },
  { subject: 'placement', at: '2015-01-01', content: placed('Pranata Komputer', 'Bidang Aplikasi') },
  {
    subject: 'placement',
    at: '2016-01-01',
    until: '2016-12-31',
    content: placed('Kepala Seksi', 'Bidang Data', {
      positionKind: '1',
      assignment: 'PLT',
      eselon: '41',
      jenjang: null,
    }),
  },
  {
    subject: 'credit',
    at: '2016-02-01',
    content: {
      kind: 'first',
      periodFrom: null,
      periodTo: null,
      jenjang: 'PT',
      position: null,
      main: 100.125,
      supporting: 0,
      total: 100.125,
      predicate: null,
      months: null,
    },
  },
  {
    subject: 'salary-step',
    at: '2016-03-01',
    content: { golongan: '31', serviceYears: 4, serviceMonths: 2, salary: 2_903_600, previousSalary: null },
  },
  {
    subject: 'discipline',
    at: '2017-01-01',
    content: {
      action: 'impose',
      sanction: '23',
      level: 'S',
      regulation: 'PP 94/2021',
      months: 6,
      golongan: null,
      golonganBefore: null,
      status: null,
      ends: null,
      grounds: { code: null, text: 'Alasan yang dirahasiakan' },
      note: 'Catatan yang dirahasiakan',
    },
  },
  {
    subject: 'competency',
    at: '2018-03-01',
    until: '2021-02-28',
    content: {
      method: 'assessment center',
      assessor: 'Asesor',
      scores: [
        { kind: 'managerial', code: 'integritas', name: null, level: 3, required: 3 },
        { kind: 'technical', code: 'basis-data', name: 'Basis Data', level: 2, required: 3 },
      ],
      potential: 70,
      statedCategory: null,
    },
  },
  {
    subject: 'exam',
    at: '2018-06-01',
    content: { kind: 'ujian-dinas-1', passed: true, score: 80, certificate: null, organiser: 'BKN' },
  },
  { subject: 'recognition', at: '2022-08-17', content: { kind: '201', name: null, year: 2022, certificate: null } },
  {
    subject: 'study-assignment',
    at: '2019-08-01',
    until: '2021-07-31',
    content: {
      action: 'start',
      programme: 'Magister Ilmu Komputer',
      level: '45',
      institution: 'Universitas Indonesia',
    },
  },
  {
    subject: 'study-assignment',
    at: '2021-08-01',
    content: { action: 'return', programme: null, level: null, institution: null },
  },
  { subject: 'leave', at: '2023-01-01', until: '2024-12-31', content: { action: 'start', kind: 'cltn' } },
  {
    subject: 'transfer',
    at: '2025-02-01',
    content: { kind: 'agency', from: '5571', agency: '5500', unit: 'Dinas Sosial', position: null, workplace: null },
  },
  { subject: 'exit', at: '2025-07-01', content: { kind: '3', status: '88', diedAt: null } },
];

/** Records them all. */
export async function recordActs(ledger: Ledger, person: Uuid): Promise<void> {
  for (const [n, { subject, at, until, content }] of ACTS.entries())
    await ledger.record(subject, person, `${subject}-${n}`, at, content, 'record', until ?? null);
}
