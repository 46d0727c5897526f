import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CONFIG_VARIABLES, loadConfig, loadKafkaTopics } from '@rekam/runtime';
import { bytesOf, COMPOSE_FILE, mountOf, readCompose, type ComposeService } from './compose';
import { readDockerfile, ROOT } from './rehearsal';

/** As an operator would fill in .env. */
const VARIABLES = {
  JWKS_URL: 'https://login.example.go.id/certs',
  JWT_ISSUER: 'https://login.example.go.id',
  KAFKA_CLUSTER_ID: 'MkU3OEVBNTcwNTJENDM2Qg',
};
const compose = readCompose(VARIABLES);
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('rekam-jejak:'));
const SECRETS_SCRIPT = join(ROOT, 'deploy/compose/make-secrets.sh');
const SECRETS_MS_MAX = 60_000;
/** Beside its heap a process has its code, its stacks, and what it reads and writes. */
const HEAP_SHARE_MAX = 0.65;

describe('the compose file', () => {
  it('has nothing that the linter finds, the schema of compose files included', () => {
    const { status, stdout, stderr } = spawnSync(
      join(ROOT, 'node_modules/.bin/dclint'),
      ['-c', join(ROOT, 'deploy/compose/dclint.json'), '--max-warnings', '0', COMPOSE_FILE],
      { encoding: 'utf8' },
    );
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: expect.not.stringContaining('error') });
  });

  it('has three nodes of EventStoreDB, Kafka, PostgreSQL, two writers and two readers', () => {
    const programs = ours.map(([name, { command }]) => [name, command![0]]);
    expect(programs).toEqual([
      ['topics', 'cli'],
      ['writer1', 'writer'],
      ['writer2', 'writer'],
      ['reader1', 'reader'],
      ['reader2', 'reader'],
    ]);
    const engines = services.filter(([name]) => /^(eventstore\d|kafka|postgres)$/.test(name)).map(([name]) => name);
    expect(engines.toSorted()).toEqual(['eventstore1', 'eventstore2', 'eventstore3', 'kafka', 'postgres']);
  });

  it('asks for what it cannot know', () => {
    expect(() => readCompose({ ...VARIABLES, JWKS_URL: undefined as never })).toThrow('JWKS_URL must be set');
    const example = readFileSync(join(ROOT, 'deploy/compose/.env.example'), 'utf8');
    const named = [...example.matchAll(/^(\w+)=/gm)].map((match) => match[1]!);
    expect(named).toEqual(expect.arrayContaining(Object.keys(VARIABLES)));
  });

  it.each(services)('confines %s', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/) as string,
      deploy: { resources: { limits: { cpus: expect.any(String) as string, memory: expect.any(String) as string } } },
    });
    expect(service.image).toMatch(/:[\d.]+\d[\w.-]*$/);
    // What ends by itself is asked by its exit code, all else by a check.
    if (service.restart === 'unless-stopped') expect(service.healthcheck?.test?.[0]).toBe('CMD');
  });

  it('starts nobody before those it needs', () => {
    const running = new Set(services.filter(([, each]) => each.restart === 'unless-stopped').map(([name]) => name));
    const wrong = services.flatMap(([name, { depends_on: needed = {} }]) =>
      Object.entries(needed)
        .filter(([other, { condition }]) =>
          running.has(other) ? condition !== 'service_healthy' : condition !== 'service_completed_successfully',
        )
        .map(([other]) => `${name} -> ${other}`),
    );
    expect(wrong).toEqual([]);
    for (const [, { command, depends_on: needed }] of ours) {
      if (command![0] !== 'cli') expect(Object.keys(needed!)).toEqual(['eventstore-setup', 'postgres', 'topics']);
    }
  });

  it('publishes the ports of writers and readers only, and lets engines reach nothing outside', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name);
    expect(published).toEqual(['writer1', 'writer2', 'reader1', 'reader2']);
    expect(services.flatMap(([, { ports = [] }]) => ports).map((port) => port.host_ip)).toEqual(
      Array(8).fill('127.0.0.1'),
    );
    expect(compose.networks['engines']).toEqual({ internal: true });
    const outside = services.filter(([, { networks }]) => networks!.includes('front')).map(([name]) => name);
    expect(outside).toEqual(published);
  });

  describe.each(ours)('%s', (_name, service) => {
    const environment = { ...imageEnvironment(), ...service.environment };

    it('is given variables that the service knows, and values that it accepts', () => {
      const known = CONFIG_VARIABLES.map(({ name }) => name as string);
      expect(Object.keys(environment).filter((name) => name.startsWith('REKAM_') && !known.includes(name))).toEqual([]);
      expect(() => loadConfig(environment)).not.toThrow();
    });

    it('is given every file that its variables name, and no secret besides', () => {
      const named = Object.entries(service.environment!)
        .filter(([name]) => name.endsWith('_FILE'))
        .map(([, path]) => path);
      const given = [...service.secrets!, ...service.configs!].map((each) => mountOf(each).target);
      expect(given.toSorted()).toEqual([...new Set(named)].toSorted());
    });

    it('has room beside its heap', () => {
      const heap = service.command![0] === 'writer' ? 800 : 320;
      const limit = bytesOf(service.deploy!.resources!.limits!.memory!);
      expect((heap * 1_024 ** 2) / limit).toBeLessThan(HEAP_SHARE_MAX);
    });
  });

  it('mounts only configuration that is there, and a topics file that the service takes', () => {
    const files = Object.values(compose.configs).map(({ file }) => join(ROOT, 'deploy', file));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    const kafkaTopicsFile = join(ROOT, 'deploy/compose/topics.json');
    expect(loadKafkaTopics({ kafkaTopicsFile, kafkaTopicPrefix: 'career' }).intake).toHaveLength(1);
  });
});

describe('make-secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-secrets-'));
  const isRoot = process.getuid?.() === 0;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  if (!isRoot) {
    it('refuses who cannot give files to the users of containers', () => {
      const { status, stderr } = spawnSync(SECRETS_SCRIPT, [folder], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('must run as root') as string });
    });
    return;
  }

  const contents = (): Record<string, string> =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

  beforeAll(() => {
    execFileSync(SECRETS_SCRIPT, [folder]);
  }, SECRETS_MS_MAX);

  it('makes every secret that the compose file mounts', () => {
    const files = Object.values(compose.secrets).map(({ file }) => basename(file));
    expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  it('gives each to the one user that reads it, and to nobody else', () => {
    const readers = services.flatMap(([name, service]) => readersOf(name, service));
    const wrong = readers.filter(({ source, uid }) => {
      const { mode, uid: owner } = statSync(join(folder, basename(compose.secrets[source]!.file)));
      return source.endsWith('.crt') ? (mode & 0o777) !== 0o444 : (mode & 0o777) !== 0o400 || owner !== uid;
    });
    expect(wrong).toEqual([]);
  });

  it('makes passwords that differ, and a master key that the service takes', () => {
    const passwords = Object.entries(contents()).filter(([name]) => /^[\w-]+\.password$/.test(name));
    expect(passwords).toHaveLength(8);
    expect(new Set(passwords.map(([, text]) => text)).size).toBe(8);
    for (const [, text] of passwords) expect(text).toMatch(/^[0-9a-f]{48}$/);
    expect(contents()['master.key']).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('makes certificates that the authority has signed, for the names that are asked for', () => {
    const certificate = (name: string): X509Certificate => new X509Certificate(contents()[`${name}.crt`]!);
    const ca = certificate('ca');
    expect(ca.ca).toBe(true);
    for (const name of ['eventstore1', 'eventstore2', 'eventstore3', 'postgres', 'kafka']) {
      const made = certificate(name);
      expect(made.verify(ca.publicKey)).toBe(true);
      expect(made.checkHost(name)).toBe(name);
      expect(made.checkHost('elsewhere')).toBeUndefined();
    }
    expect(certificate('eventstore2').subject).toBe('CN=eventstoredb-node');
  });

  it('leaves what is there, and makes what is missing', () => {
    const before = contents();
    rmSync(join(folder, 'kafka.crt'));
    execFileSync(SECRETS_SCRIPT, [folder]);
    const after = contents();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.toSorted()).toEqual(['ca.srl', 'kafka.crt', 'kafka.key', 'kafka.pem']);
    expect(after['kafka.pem']).toBe(after['kafka.key']! + after['kafka.crt']!);
  });
});

/** What the image itself sets. */
function imageEnvironment(): Record<string, string> {
  const set = readDockerfile()
    .getENVs()
    .flatMap((each) => each.getProperties());
  return Object.fromEntries(set.map((each) => [each.getName(), each.getValue() ?? '']));
}

const readersOf = (service: string, { user, secrets = [] }: ComposeService) =>
  secrets.map((each) => ({ service, source: mountOf(each).source, uid: Number(user!.split(':')[0]) }));
