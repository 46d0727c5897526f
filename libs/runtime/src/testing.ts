import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from './caller';
import { loadConfig, type Config } from './config';
import { LOCAL_ISSUER } from './local-issuer';

/** Specs only: a folder of its own for each use, removed by `clear`. */
export function temporaryFolders(): { make(): string; clear(): void } {
  const folders: string[] = [];
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'rekam-runtime-'));
      folders.push(folder);
      return folder;
    },
    clear() {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Specs only: a silent configuration on free ports. */
export const testConfig = (dataFolder: string, more: Readonly<Record<string, string>> = {}): Config =>
  loadConfig({
    REKAM_DATA_FOLDER: dataFolder,
    REKAM_PORT: '0',
    REKAM_METRICS_PORT: '-1',
    REKAM_LOG_LEVEL: 'silent',
    ...more,
  });

export const PERSON = '0b7e2c66-9f0e-4c2b-8a35-5b7f7d1f3a10';

const issued = (subject: string) => ({ id: `${LOCAL_ISSUER}\n${subject}`, issuer: LOCAL_ISSUER });

/** Specs only: a caller of each role, of Jambi province where it belongs to an agency. */
export const CALLERS: Readonly<Record<Caller['role'], Caller>> = {
  agency: { ...issued('simpeg'), role: 'agency', agency: '5500', person: null, source: '/agencies/5500/simpeg' },
  officer: { ...issued('clerk'), role: 'officer', agency: '5500', person: null, source: '/agencies/5500/officers' },
  auditor: { ...issued('auditor'), role: 'auditor', agency: null, person: null, source: '/auditors' },
  person: { ...issued('self'), role: 'person', agency: null, person: PERSON, source: `/persons/${PERSON}` },
  dashboard: { ...issued('wall'), role: 'dashboard', agency: '5500', person: null, source: '/agencies/5500/officers' },
  provider: { ...issued('school'), role: 'provider', agency: null, person: null, source: '/providers/ppsdm' },
  operator: { ...issued('ops'), role: 'operator', agency: null, person: null, source: '/agencies' },
};
