import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE_SEQUENCE } from '@rekam/contracts';
import { upcast, type Identifier } from '@rekam/domain';
import {
  openEventStoreDb,
  openKeyStore,
  openPostgresKeyStore,
  openSqliteEventStore,
  personByNumber,
  type EventStore,
  type KeyStore,
} from '@rekam/event-store';
import type { CareerAnswer } from '@rekam/reader';
import { LocalIssuer, loadConfig } from '@rekam/runtime';
import { startStandalone } from '@rekam/standalone';
import { startEventStore, type EventStoreServer } from '../eventstore/server';
import { describePostgres, postgresForTests } from '../postgres/for-tests';
import { programOf } from '../programs';
import { appointment, AUDITOR, Service, simpeg } from './service';

/** What a record was read for before the ledger was moved. */
const PURPOSE = 'look-before-migration';
/** Every command is a process of its own, and a busy machine takes seconds to start one. */
const COMMANDS_MS_MAX = 120_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Report {
  readonly events: number;
  readonly copied: number;
  readonly keys: number;
  readonly keysDestroyed: number;
  readonly entries: number;
  readonly sha256: { readonly source: string; readonly target: string };
}

describePostgres('rekam migrate', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-migrate-'));
  const back = join(scratch, 'back');
  const masterKeyFile = join(scratch, 'master.key');
  const streamPrefix = `t${randomBytes(6).toString('hex')}-`;
  const erased = { name: 'Siti Contoh', number: '199408172018032913' };
  const kept: Identifier = { kind: 'nip', number: '199408172018032912' };
  let server: EventStoreServer | null = null;
  let service: Service;
  let url: string;
  let password: string | null;
  let database: { readonly url: string; readonly password: string };
  let person: string;
  let before: CareerAnswer;

  function rekam(folder: string, ...argv: string[]): Promise<Ended> {
    const env = {
      PATH: process.env['PATH'],
      REKAM_EVENTSTORE_URL: url,
      ...(password !== null && { REKAM_EVENTSTORE_PASSWORD_FILE: join(scratch, 'eventstore.password') }),
      REKAM_EVENTSTORE_PREFIX: streamPrefix,
      REKAM_POSTGRES_URL: database.url,
      REKAM_POSTGRES_PASSWORD_FILE: join(scratch, 'postgres.password'),
      REKAM_MASTER_KEY_FILE: masterKeyFile,
    };
    const child = spawn(process.execPath, [...programOf('cli'), '--data', folder, 'migrate', ...argv], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('close', (code) => done({ code, stdout, stderr }));
    });
  }
  const THERE = ['--from', 'sqlite', '--to', 'eventstoredb'];
  const BACK = ['--from', 'eventstoredb', '--to', 'sqlite'];
  /** What a command printed with --json; its failure is told in full. */
  const report = ({ code, stdout, stderr }: Ended): Report => {
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as Report;
  };

  const masterKey = (): Buffer => Buffer.from(readFileSync(masterKeyFile, 'latin1').trim(), 'hex');
  async function onServers() {
    const keys = await openPostgresKeyStore({ database, masterKey: masterKey() });
    return {
      keys,
      events: await openEventStoreDb({ url, ...(password !== null && { password }), keys, streamPrefix, upcast }),
    };
  }
  async function inFolder(folder: string) {
    const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey: masterKey() });
    return { keys, events: await openSqliteEventStore({ folder, keys, upcast }) };
  }
  /** Opens a side as a service would, for as long as something is asked of it. */
  async function ask<T>(side: string | null, question: (events: EventStore, keys: KeyStore) => Promise<T>): Promise<T> {
    const { events, keys } = side === null ? await onServers() : await inFolder(side);
    try {
      return await question(events, keys);
    } finally {
      await events.close();
      await keys.close();
    }
  }
  /** What every view is made of: events as they are read, but for the positions, which are each store's own. */
  const answersOf = async (events: EventStore, keys: KeyStore) => ({
    log: (await events.readAll(0n, 10_000)).map((event) => ({ ...event, position: 0n })),
    held: await personByNumber(kept, { events, keys }),
    erased: await personByNumber({ kind: 'nip', number: erased.number }, { events, keys }),
  });

  beforeAll(async () => {
    if (process.env['EVENTSTORE_URL'] === undefined) server = await startEventStore();
    url = server?.directUrl ?? process.env['EVENTSTORE_URL']!;
    // The configuration takes no address with a password in it.
    password = /\/\/[^/:@]*:([^@]*)@/.exec(url)?.[1] ?? null;
    url = url.replace(`:${password}@`, '@');
    writeFileSync(join(scratch, 'eventstore.password'), password ?? '');
    const given = new URL((await postgresForTests()).url);
    database = { password: decodeURIComponent(given.password), url: '' };
    given.password = '';
    database = { ...database, url: given.href };
    writeFileSync(join(scratch, 'postgres.password'), database.password);

    service = await Service.start();
    copyFileSync(join(service.folder, 'master.key'), masterKeyFile);
    await service.examples(EXAMPLE_SEQUENCE);
    ({ person } = (await service.recorded('record-appointment', appointment('912'), simpeg('5500'))) as {
      person: string;
    });
    await service.recorded('record-appointment', appointment('913', { name: erased.name }), simpeg('5500'));
    before = (
      await service.send<CareerAnswer>('GET', `/v1/careers/${person}?knownAt=${await service.head()}`, {
        as: AUDITOR,
        headers: { 'X-Purpose': PURPOSE },
      })
    ).body;
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it(
    'leaves a folder alone that a service has open',
    async () => {
      const { code, stderr } = await rekam(service.folder, ...THERE);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/is in use by process \d+: stop that process/)]);
    },
    COMMANDS_MS_MAX,
  );

  it(
    'takes a ledger to the servers and back, the same in all that a service reads',
    async () => {
      let source: Awaited<ReturnType<typeof answersOf>>;
      await service.restart(async () => {
        // 1. One person's key is destroyed, and moves as destroyed.
        source = await ask(service.folder, async (events, keys) => {
          const { log } = await answersOf(events, keys);
          const named = log.find(({ sensitive }) => sensitive?.content['name'] === erased.name)!;
          await keys.destroy(named.stream);
          return answersOf(events, keys);
        });
        expect(source.held).toBe(person);
        expect(source.log.some(({ erased: isErased }) => isErased)).toBe(true);
        // 2. There.
        const there = report(await rekam(service.folder, ...THERE, '--json'));
        const count = source.log.length;
        expect(there).toMatchObject({ events: count, copied: count, keysDestroyed: 1 });
        expect(there.entries).toBeGreaterThan(0);
        expect(there.sha256.target).toBe(there.sha256.source);
        // 3. And back into another folder.
        const again = report(await rekam(back, ...BACK, '--json'));
        expect({ ...again, seconds: 0 }).toEqual({ ...there, seconds: 0 });
      });
      expect(await ask(null, answersOf)).toEqual(source!);
      expect(await ask(back, answersOf)).toEqual(source!);
    },
    COMMANDS_MS_MAX,
  );

  it(
    'goes on after it, and says where two sides have parted',
    async () => {
      const { code, stdout } = await rekam(back, ...BACK);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\d+, 0 of them copied now/);
      const parted = await ask(null, async (events) => {
        const log = await events.readAll(0n, 10_000);
        const first = log[0]!;
        await events.append('ledger', [{ ...first, id: '0b7f0d1c-3c56-4c52-8a0e-3d0e6fb9a001' }], 'any');
        return log.length;
      });
      const refused = await rekam(back, '--from', 'sqlite', '--to', 'eventstoredb', '--verify-only');
      expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`more than the ${parted} events`)]);
      expect(report(await rekam(back, ...BACK, '--json'))).toMatchObject({ events: parted + 1, copied: 1 });
    },
    COMMANDS_MS_MAX,
  );

  it('gives a service on the new folder the same answers, and the person the same trail', async () => {
    const settings = { REKAM_PORT: '0', REKAM_METRICS_PORT: '-1', REKAM_LOG_LEVEL: 'silent' };
    const config = loadConfig({ ...settings, REKAM_DATA_FOLDER: back, REKAM_MASTER_KEY_FILE: masterKeyFile });
    const running = await startStandalone(config);
    try {
      const token = await (await LocalIssuer.open(back)).sign(AUDITOR);
      const get = async <Body>(path: string): Promise<Body> =>
        (await (await fetch(running.url + path, { headers: { authorization: `Bearer ${token}` } })).json()) as Body;
      const after = await get<CareerAnswer>(
        `/v1/careers/${person}?knownAt=${before.knownAt}&at-least=${before.position}`,
      );
      expect({ ...after, position: '' }).toEqual({ ...before, position: '' });
      const trail = await get<{ readonly entries: readonly { readonly purpose: string }[] }>(
        `/v1/careers/${person}/accesses`,
      );
      expect(trail.entries.map(({ purpose }) => purpose)).toContain(PURPOSE);
    } finally {
      await running.stop();
    }
  });

  it(
    'does not understand one side twice, or only one of the two',
    async () => {
      const twice = await rekam(back, '--from', 'sqlite', '--to', 'sqlite');
      expect([twice.code, twice.stderr]).toEqual([2, expect.stringMatching(/--from and --to are both sqlite/)]);
      const one = await rekam(back, '--to', 'sqlite');
      expect([one.code, one.stderr]).toEqual([2, expect.stringMatching(/required option '--from <store>'/)]);
    },
    COMMANDS_MS_MAX,
  );
});
