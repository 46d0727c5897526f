import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lockFolder } from '@rekam/event-store';
import type { CareerAnswer, TimelineEntry } from '@rekam/reader';
import { programOf, type App } from '../programs';
import { appointment, AUDITOR, Service } from './service';

const ROOT = resolve(__dirname, '../..');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command line', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-e2e-cli-'));
  const restored = join(scratch, 'restored');
  let service: Service;
  let seeded: Ended;

  /** Runs a program of the project as a process of its own, without this one's settings. */
  function run(
    app: App,
    argv: readonly string[],
    env: Record<string, string> = {},
    stop?: Promise<unknown>,
  ): Promise<Ended> {
    const child = spawn(process.execPath, [...programOf(app), ...argv], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    void stop?.then(() => child.kill('SIGINT'));
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('close', (code) => done({ code, stdout, stderr }));
    });
  }
  const rekam = (...argv: string[]): Promise<Ended> => run('cli', argv);
  const onFolder = (folder: string, ...argv: string[]): Promise<Ended> => rekam('--data', folder, ...argv);
  const cli = (...argv: string[]): Promise<Ended> => onFolder(service.folder, ...argv);
  /** What a command printed with --json; its failure is told in full. */
  const json = ({ code, stdout, stderr }: Ended): unknown => {
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}${stdout}`);
    return JSON.parse(stdout);
  };
  const SEED = ['seed', '--careers', '20', '--seed', '3', '--json'];

  beforeAll(async () => {
    // Nothing runs on the folder yet, so the command starts a service of its own.
    service = await Service.start(async (folder) => {
      seeded = await onFolder(folder, ...SEED);
    });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  describe('seed', () => {
    interface SeedReport {
      readonly careers: number;
      readonly recorded: number;
      readonly duplicate: number;
      readonly flagged: number;
      readonly rejected: number;
      readonly persons: readonly string[];
    }

    it('records careers by a service of its own, and the same again through the running one only meets duplicates', async () => {
      const first = json(seeded) as SeedReport;
      expect(first).toMatchObject({ careers: 20, duplicate: 0, rejected: 0 });
      expect(first.recorded).toBeGreaterThan(200);
      const head = await service.head();
      expect(Number(head)).toBeGreaterThan(first.recorded);
      expect(json(await cli(...SEED)) as SeedReport).toEqual({ ...first, recorded: 0, duplicate: first.recorded });
      expect(await service.head()).toBe(head);
    });

    it('stops at Ctrl-C, with what was acknowledged recorded', async () => {
      const before = await service.head();
      const ended = new AbortController();
      const begun = (async () => {
        while (!ended.signal.aborted && (await service.head()) === before);
      })();
      const argv = ['--data', service.folder, 'seed', '--careers', '60', '--seed', '4', '--json'];
      const { code, stderr } = await run('cli', argv, {}, begun).finally(() => ended.abort());
      expect([code, stderr]).toEqual([130, expect.stringMatching(/^Stopped\. .*\n$/)]);
      expect(Number(await service.head())).toBeGreaterThan(Number(before));
    });
  });

  describe('import', () => {
    const event = (id: string, type: string, data: unknown) => ({
      specversion: '1.0',
      id,
      source: '/agencies/5500/old-system',
      type: `asn.career.${type}.recorded.v1`,
      data,
    });
    const promotion = (effectiveAt: string, golongan: string) => ({
      identifier: { kind: 'nip', number: '199408172018032971' },
      effectiveAt,
      content: { kind: '101', golongan },
    });
    const training = (n: number) => ({
      identifier: { kind: 'nip', number: '199408172018032971' },
      recordId: `PELATIHAN-${n}`,
      effectiveAt: '2021-06-30',
      content: { kind: '3', name: `Kursus ${n}`, provider: 'Balai Diklat Contoh', jp: 4 },
      ext: { minutes: 'x'.repeat(9_000) },
    });

    it('writes refused lines to a file, which imports once it is mended', async () => {
      const file = join(scratch, 'history.ndjson');
      const lines = [
        JSON.stringify(event('1', 'appointment', appointment('971'))),
        JSON.stringify(event('2', 'promotion', promotion('2022-05-01', '32'))),
        JSON.stringify(event('3', 'promotion', promotion('2024-04-01', '46'))),
        '{"specversion": "1.0", "id": "4"',
      ];
      writeFileSync(file, `${lines.join('\n')}\n`);
      const imported = await cli('import', 'events', file, '--json');
      expect(imported.code).toBe(3);
      const rejectsFile = `${file}.rejects.ndjson`;
      expect(JSON.parse(imported.stdout)).toEqual({
        lines: 4,
        recorded: 2,
        duplicate: 0,
        flagged: 1,
        rejected: 2,
        rejectsFile,
      });
      expect(imported.stderr).toContain(rejectsFile);
      const rejects = readFileSync(rejectsFile, 'utf8').trim().split('\n');
      const whys = rejects.map(
        (line) =>
          JSON.parse(line) as {
            line?: string;
            event?: unknown;
            why: { title: string; errors?: { code: string; field: string }[] };
          },
      );
      expect(whys.map(({ line, event: refused }) => line ?? JSON.stringify(refused)).toSorted()).toEqual(
        lines.slice(2).toSorted(),
      );
      const refused = whys.find(({ event: each }) => JSON.stringify(each) === lines[2])!;
      expect(refused.why.errors).toMatchObject([{ code: 'unknown-rank', field: '/content/golongan' }]);

      const mended = rejects
        .filter((line) => line.includes('unknown-rank'))
        .map((line) => line.replace('"46"', '"33"'));
      writeFileSync(rejectsFile, `${mended.join('\n')}\n`);
      expect(json(await cli('import', 'events', rejectsFile, '--json'))).toMatchObject({
        lines: 1,
        recorded: 1,
        rejected: 0,
        rejectsFile: null,
      });
    });

    it('imports more than one request can hold, but for a line that none can', async () => {
      const file = join(scratch, 'much.ndjson');
      const events = Array.from({ length: 130 }, (_, n) => event(`much-${n}`, 'training', training(n)));
      const huge = { ...event('huge', 'training', training(130)), subject: 'x'.repeat(1_200_000) };
      const lines = [event('1', 'appointment', appointment('971')), ...events, huge];
      writeFileSync(file, lines.map((each) => JSON.stringify(each)).join('\n'));
      const { code, stdout } = await cli('import', 'events', file, '--json');
      const rejectsFile = `${file}.rejects.ndjson`;
      expect([code, JSON.parse(stdout)]).toEqual([
        3,
        { lines: 132, recorded: 130, duplicate: 1, flagged: 0, rejected: 1, rejectsFile },
      ]);
      expect(JSON.parse(readFileSync(rejectsFile, 'utf8'))).toMatchObject({
        why: { type: '/problems/body-too-large' },
      });
    });
  });

  describe('what it shows', () => {
    it('finds a person by id and by number, on both axes, for people and for programs', async () => {
      const [person] = (json(seeded) as { persons: string[] }).persons as [string];
      const { body: career } = await service.get<CareerAnswer>(`/v1/careers/${person}`, AUDITOR);
      const number = career.identity.numbers.at(-1)!;
      const printed = `${number.slice(0, 8)} ${number.slice(8, 14)} ${number.slice(14, 15)} ${number.slice(15)}`;
      const since = career.employment.since!;
      const [byNumber, asOf, timeline, nobody] = await Promise.all([
        cli('show', printed, '--json'),
        cli('show', person, '--valid-at', since, '--known-at', career.position),
        cli('timeline', number, '--json', '--limit', '5'),
        cli('show', '199001012020011999'),
      ]);
      expect(nobody).toEqual({ code: 3, stdout: '', stderr: 'No person is known by that id or number.\n' });
      expect(json(byNumber)).toEqual(career);
      expect(asOf.stdout).toContain(`valid at ${since}, known at ${career.position}`);
      expect(asOf.stdout).toContain(career.identity.name);
      const { entries } = json(timeline) as { entries: readonly TimelineEntry[] };
      const positions = entries.map(({ position }) => Number(position));
      expect(positions).toHaveLength(5);
      expect(positions).toEqual(positions.toSorted((a, b) => b - a));
    });
  });

  describe('operations', () => {
    it('rebuilds every view', async () => {
      const views = json(await cli('rebuild', '--json')) as { view: string; events: number; exportHash: string }[];
      expect(views.map(({ view }) => view).toSorted()).toEqual(['current-state', 'directory', 'timeline']);
      for (const view of views) {
        expect(String(view.events)).toBe(await service.head());
        expect(view.exportHash).toMatch(/^[0-9a-f]{64}$/);
      }
    });

    it('backs up, restores to a new folder, and serves from there what it served before', async () => {
      const head = await service.head();
      const { folder, position } = json(await cli('backup', 'before-upgrade', '--json')) as {
        folder: string;
        position: string;
      };
      expect(position).toBe(head);
      expect(folder.startsWith(service.folder)).toBe(true);
      expect(readdirSync(folder)).not.toContain('master.key');
      const report = await rekam(
        'restore',
        folder,
        restored,
        '--master-key',
        join(service.folder, 'master.key'),
        '--json',
      );
      expect((json(report) as { ok: boolean }[]).every(({ ok }) => ok)).toBe(true);
      const [person] = (json(seeded) as { persons: string[] }).persons as [string];
      const there = await onFolder(restored, 'show', person, '--json');
      expect(json(there)).toEqual((await service.get(`/v1/careers/${person}`, AUDITOR)).body);
      expect((await onFolder(restored, 'doctor')).code).toBe(0);
    });

    type Finding = { readonly check: string; readonly ok: boolean; readonly found: string; readonly advice: string };
    const faultsIn = ({ stdout }: Ended) => (JSON.parse(stdout) as readonly Finding[]).filter(({ ok }) => !ok);

    it('finds a damaged log, and a key that is not the right one', async () => {
      const damaged = join(scratch, 'damaged');
      cpSync(join(service.folder, 'backups/before-upgrade'), damaged, { recursive: true });
      chmodSync(damaged, 0o700);
      const keyless = await onFolder(damaged, 'doctor', '--json');
      expect([keyless.code, faultsIn(keyless)]).toEqual([4, [expect.objectContaining({ check: 'keys' })]]);
      cpSync(join(service.folder, 'master.key'), join(damaged, 'master.key'));
      const file = openSync(join(damaged, 'events.db'), 'r+');
      writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, 4096 * 3);
      closeSync(file);
      const found = await onFolder(damaged, 'doctor', '--json');
      expect(found.code).toBe(4);
      expect(faultsIn(found)).toEqual([
        expect.objectContaining({ check: 'log', advice: expect.stringContaining('restore the last backup') }),
      ]);
    });

    it('looks at a folder whose service runs', async () => {
      const findings = json(await cli('doctor', '--json')) as Finding[];
      expect(findings.find(({ check }) => check === 'service')!.found).toBe(service.url);
      expect(findings.filter(({ found }) => found.startsWith('live'))).toHaveLength(3);
    });

    it('refuses a second service on the folder, in one sentence', async () => {
      const env = {
        REKAM_DATA_FOLDER: service.folder,
        REKAM_PORT: '0',
        REKAM_METRICS_PORT: '-1',
        REKAM_LOG_LEVEL: 'warn',
      };
      const { code, stdout, stderr } = await run('standalone', [], env);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `the data folder ${service.folder} is in use by process ${process.pid}: stop that process, or give this one a data folder of its own\n`,
      );
      expect((await service.get('/v1/status', AUDITOR)).status).toBe(200);
    });

    it('says how to talk to writers and a reader that run apart on the folder', async () => {
      const folder = mkdtempSync(join(scratch, 'shared-'));
      const lock = lockFolder(folder, 'shared');
      const { code, stderr } = await onFolder(folder, 'rebuild');
      lock.release();
      expect(code).toBe(1);
      expect(stderr).toContain(`is in use by process ${process.pid}: stop that process`);
      expect(stderr).toContain('or talk to what runs there with --url and a token in REKAM_TOKEN');
    });
  });

  describe('token', () => {
    it('gives a token that the service takes', async () => {
      const { stdout } = await cli('token', '--role', 'auditor');
      const headers = { authorization: `Bearer ${stdout.trim()}` };
      expect((await service.send('GET', '/v1/status', { headers })).status).toBe(200);
    });
  });

  describe('a wrong command line', () => {
    it('ends with 2 and says why', async () => {
      const wrong = [
        [['token', '--role', 'agency'], 'The role agency needs --agency.'],
        [['token', '--role', 'person'], 'The role person needs --person.'],
        [['token', '--role', 'provider'], 'The role provider needs --source'],
        [['holiday'], "unknown command 'holiday'"],
        [['seed', '--careers', '0'], 'A whole number from 1'],
        [['--url', 'http://127.0.0.1:9', 'show', 'x'], 'REKAM_TOKEN'],
      ] as const;
      const ended = await Promise.all(wrong.map(([argv]) => cli(...argv)));
      expect(ended).toEqual(
        wrong.map(([, sentence]) => ({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) })),
      );
    });

    it('--help lists every command and every exit code', async () => {
      const { code, stdout } = await rekam('--help');
      expect(code).toBe(0);
      for (const name of [
        'import',
        'seed',
        'show',
        'timeline',
        'rebuild',
        'backup',
        'restore',
        'doctor',
        'token',
        'demo',
        'template',
        'export',
        'drh',
        'duk',
      ]) {
        expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
      }
      for (const exit of ['0 done', '2 wrong', '3 some input', '4 doctor', '130 stopped'])
        expect(stdout).toContain(exit);
    });
  });
});
