import type { JsonObject } from '../event';

/** Contents of discipline, pay and the end of service, with what a spec cares about changed. */
export const sanctioned = (sanction: string, changed: JsonObject = {}): JsonObject => ({
  action: 'impose',
  sanction,
  level: 'R',
  regulation: 'PP 94/2021',
  months: null,
  golongan: null,
  golonganBefore: null,
  status: null,
  ends: null,
  grounds: { code: null, text: 'Absent for five days' },
  note: 'Warned twice before',
  ...changed,
});
/** The end of a sanction by a later decision. */
export const released = (ends: string | null, changed: JsonObject = {}): JsonObject =>
  sanctioned('12', { action: 'end', level: 'B', ends, grounds: null, note: null, ...changed });
export const step = (changed: JsonObject = {}): JsonObject => ({
  golongan: '31',
  serviceYears: 2,
  serviceMonths: 0,
  salary: 2_660_700,
  previousSalary: null,
  ...changed,
});
export const reviewed = (changed: JsonObject = {}): JsonObject => ({
  experience: 'Contract at a school',
  from: '2011-01-01',
  to: '2013-12-31',
  years: 1,
  months: 6,
  counted: true,
  ...changed,
});
export const left = (kind: string, changed: JsonObject = {}): JsonObject => ({
  kind,
  status: null,
  diedAt: null,
  ...changed,
});
