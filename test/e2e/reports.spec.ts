import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { programOf } from '../programs';
import { appointment, AUDITOR, OPERATOR, Service, simpeg } from './service';

const ROOT = resolve(__dirname, '../..');
const AGENCY = '5500';
const CITY = '5571';
const DAY_MS = 86_400_000;
const today = (): string => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
const daysAgo = (days: number): string => new Date(Date.parse(today()) - days * DAY_MS).toISOString().slice(0, 10);

interface Printed {
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly report: Readonly<Record<string, unknown>>;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Live acts through the writer, then what the reports and the outbox make of them. */
describe('reports and notices of what was recorded', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-e2e-reports-'));
  let service: Service;
  let rina: string;
  let yuni: string;
  let head: string;

  beforeAll(async () => {
    service = await Service.start();
    const agency = simpeg(AGENCY);
    rina = (await service.recorded('record-appointment', appointment('971'), agency)).person!;
    yuni = (await service.recorded('record-appointment', appointment('972', { name: 'Yuni Astuti' }), agency)).person!;
    const step = (person: string, days: number) => ({
      person,
      recordId: `KGB-${days}`,
      effectiveAt: daysAgo(days),
      decree: { number: `KGB/${days}`, date: daysAgo(days) },
      content: { golongan: '31', serviceYears: 6, serviceMonths: 0, salary: 3_200_000 },
    });
    await service.recorded('record-salary-step', step(rina, 100), agency);
    await service.recorded('record-salary-step', step(yuni, 10), agency);
    const training = {
      recordId: 'D-1',
      effectiveAt: daysAgo(20),
      content: { kind: '3', name: 'Arsip', provider: 'BPSDM', jp: 8 },
    };
    await service.recorded('record-training', { person: yuni, ...training }, agency);
    const exit = { person: yuni, recordId: 'H-1', effectiveAt: daysAgo(30), content: { kind: '1' } };
    await service.recorded('record-exit', exit, agency);
    head = await service.head();
    await service.get(`/v1/careers/${rina}?at-least=${head}`, AUDITOR);
  });
  afterAll(async () => {
    await service.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const rekam = (...argv: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((done, failed) => {
      const child = spawn(process.execPath, [...programOf('cli'), '--data', service.folder, ...argv], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'] },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      child.once('error', failed);
      child.once('close', (code) => done({ code, stdout, stderr }));
    });
  const json = async (...argv: string[]): Promise<Printed> => {
    const { code, stdout, stderr } = await rekam('report', ...argv, '--agency', AGENCY, '--json');
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as Printed;
  };

  it('tells how late the pay of whom was', async () => {
    const { report, lines, summary } = await json('late', '--min-days', '5');
    const of = (subject: string) =>
      lines
        .filter((line) => line['subject'] === subject)
        .map(({ person, delayDays, payEffect }) => [person, delayDays, payEffect]);
    expect(report).toMatchObject({ name: 'late-acts', agency: AGENCY, minDays: 5 });
    expect(new Set(of('salary-step'))).toEqual(
      new Set([
        [rina, 100, 'step'],
        [yuni, 10, 'step'],
      ]),
    );
    expect(of('exit')).toEqual([[yuni, 30, 'exit']]);
    expect(summary['byPayEffect']).toContainEqual(
      expect.objectContaining({ payEffect: 'step', count: 2, medianDays: 10, maxDays: 100 }),
    );
  });

  it('tells of acts after an exit that was recorded later, in tables and in a file', async () => {
    const file = join(scratch, 'odd.csv');
    const { code, stdout } = await rekam('report', 'odd', '--agency', AGENCY, '--csv', file);
    expect(code).toBe(0);
    expect(stdout).toContain('effective-after-exit');
    expect(stdout).toContain('Yuni Astuti');
    const [heading, ...rows] = readFileSync(file, 'utf8').replace('\ufeff', '').trim().split('\r\n');
    expect(heading).toContain('person,name,number,subject');
    // The training of 20 days and the step of 10 days ago; the service ended 30 days ago.
    const after = rows.filter((row) => row.includes('effective-after-exit'));
    expect(new Set(after.map((row) => row.split(',')[3]))).toEqual(new Set(['salary-step', 'training']));
    expect(after).toHaveLength(2);
    expect(stdout).toContain(`${rows.length} lines written to ${file}`);
  });

  it('tells whom the agency employed on a day, as known then', async () => {
    const before = await json('state', '--on', daysAgo(31));
    expect(new Set(before.lines.map(({ person }) => person))).toEqual(new Set([rina, yuni]));
    const now = await json('state');
    expect(now.lines.map(({ name }) => name)).toEqual(['Rina Wulandari']);
    expect(now.summary).toMatchObject({ total: 1, byKind: { CPNS: 1 }, byGolongan: { 'III/a': 1 } });
    const nobodyYet = await json('state', '--on', daysAgo(31), '--known', daysAgo(1));
    expect([nobodyYet.lines, nobodyYet.summary['total']]).toEqual([[], 0]);
  });

  it('says what is wrong with what was asked', async () => {
    const usage = await rekam('report', 'late', '--agency', 'Jambi');
    expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining('four digits')]);
    const future = await rekam('report', 'state', '--agency', AGENCY, '--known', '2999-12-31');
    expect(future.code).not.toBe(0);
    expect(future.stderr).toContain('knownAt lies in the future');
  });

  it('keeps a notice of each act for the agency, and shows what it links to', async () => {
    interface Notices {
      readonly notices: readonly { person: string; kind: string; position: string; link: string; channel: string }[];
      readonly next: string | null;
      readonly hasMore: boolean;
    }
    const path = `/v1/agencies/${AGENCY}/notices`;
    const { body } = await service.get<Notices>(`${path}?at-least=${head}`, simpeg(AGENCY));
    expect(body.notices.map(({ person, kind, channel }) => [person, kind, channel])).toEqual(
      [rina, yuni, rina, yuni, yuni, yuni].map((person) => [person, 'new', 'http']),
    );
    const self = { sub: rina, role: 'person', person: rina } as const;
    for (const { person, position, link } of body.notices.filter(({ person }) => person === rina)) {
      const timeline = await service.get<{ entries: readonly { position: string }[] }>(link, self);
      expect([person, timeline.body.entries.some((entry) => entry.position === position)]).toEqual([rina, true]);
    }
    expect((await service.get<unknown>(path, simpeg(CITY))).status).toBe(403);
    // The same outbox after the views are folded anew.
    await service.send('POST', '/v1/operations/rebuild', { as: OPERATOR, body: { view: 'current-state' } });
    expect((await service.get<Notices>(path, simpeg(AGENCY))).body.notices).toEqual(body.notices);
    expect((await service.get<Notices>(`${path}?after=${body.next}`, simpeg(AGENCY))).body.notices).toEqual([]);
  });
});
