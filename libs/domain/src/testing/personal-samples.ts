import type { JsonObject } from '../event';

/* Contents of schooling, names, examinations and honours, with what a spec cares about changed. */

export const degree = (changed: JsonObject = {}): JsonObject => ({
  level: '40',
  programme: 'S-1 Akuntansi',
  programmeCode: null,
  institution: 'Universitas Contoh',
  certificate: null,
  titlePrefix: null,
  titleSuffix: 'S.E.',
  first: false,
  ...changed,
});
export const renamed = (name: string, changed: JsonObject = {}): JsonObject => ({
  name,
  titlePrefix: null,
  titleSuffix: null,
  ...changed,
});
export const examined = (changed: JsonObject = {}): JsonObject => ({
  kind: 'ujian-dinas-2',
  passed: true,
  score: null,
  certificate: null,
  organiser: null,
  ...changed,
});
export const honour = (kind: string, changed: JsonObject = {}): JsonObject => ({
  kind,
  name: null,
  year: null,
  certificate: null,
  ...changed,
});
export const studies = (action: string, changed: JsonObject = {}): JsonObject => ({
  action,
  programme: null,
  level: null,
  institution: null,
  ...changed,
});
