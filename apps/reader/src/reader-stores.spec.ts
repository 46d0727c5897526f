import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore, type LocalKeyStore, type SqliteEventStore } from '@rekam/event-store';
import { Database } from '@rekam/postgres';
import { loadConfig, LocalIssuer, type LocalClaims, type RunningProcess } from '@rekam/runtime';
import { openLine } from '@rekam/test/cluster/line';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import type { AccessesAnswer } from './access-trail/accesses.controller';
import type { BackupAnswer } from './operations/operations.controller';
import type { StatusAnswer } from './operations/status';
import { startReader } from './start-reader';
import { idOf, Ledger } from './testing/ledger';
import type { Answer } from './testing/running-reader';

/** What the manifests allow, less what Kafka may take. */
const STOP_MS_MAX = 30_000;
const LONG_MS = 90_000;
/** Between two looks at what tells nobody that it has changed. */
const LOOK_AGAIN_MS = 20;
const SITI = idOf('Siti');
const AUDITOR: LocalClaims = { sub: 'auditor', role: 'auditor' };
const OPERATOR: LocalClaims = { sub: 'operator', role: 'operator' };

describePostgres('a reader on PostgreSQL', () => {
  let url: string;
  let folder: string;
  let keys: LocalKeyStore;
  let events: SqliteEventStore;
  let issuer: LocalIssuer;
  let readers: RunningProcess[];
  let head: bigint;

  beforeEach(async () => {
    ({ url } = await postgresForTests());
    readers = [];
    folder = await mkdtemp(join(tmpdir(), 'reader-'));
    await writeFile(join(folder, 'master.key'), '07'.repeat(32), { mode: 0o600 });
    await writeFile(join(folder, 'postgres.password'), new URL(url).password, { mode: 0o600 });
    keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey: Buffer.alloc(32, 7) });
    events = await openSqliteEventStore({ folder, keys, upcast, shared: true });
    const ledger = new Ledger(events, () => Date.now());
    await ledger.openDay('2025-06-01');
    head = (await ledger.appoint(SITI, 'Siti Rahmawati')).position;
    issuer = await LocalIssuer.open(folder);
  });
  afterEach(async () => {
    for (const reader of readers) await reader.stop();
    await events.close();
    await keys.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (more: Readonly<Record<string, string>> = {}) => {
    const address = new URL(url);
    address.password = '';
    const config = loadConfig({
      REKAM_DATA_FOLDER: folder,
      REKAM_LOG_LEVEL: 'silent',
      REKAM_PORT: '0',
      REKAM_METRICS_PORT: '-1',
      REKAM_POSTGRES_URL: address.href,
      REKAM_POSTGRES_PASSWORD_FILE: join(folder, 'postgres.password'),
      ...more,
    });
    const reader = await startReader(config);
    readers.push(reader);
    return reader;
  };
  const ask = async <Body>(
    reader: RunningProcess,
    path: string,
    claims: LocalClaims,
    body?: object,
  ): Promise<Answer<Body>> => {
    const headers = { authorization: `Bearer ${await issuer.sign(claims, 1)}`, 'content-type': 'application/json' };
    const given = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(reader.url + path, { headers, ...given });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const readOn = (reader: RunningProcess) => ask(reader, `/v1/careers/${SITI}?at-least=${head}`, AUDITOR);

  it('shares views and access trail with others, and writes nothing of them to the data folder', async () => {
    const [first, second] = [await start(), await start()];
    for (const reader of [first, second]) expect((await readOn(reader)).status).toBe(200);
    const roles = await Promise.all(
      [first, second].map(async (reader) => (await ask<StatusAnswer>(reader, '/v1/status', OPERATOR)).body.projectors),
    );
    for (const [i, { role }] of roles[0]!.entries()) {
      expect([role, roles[1]![i]!.role].toSorted()).toEqual(['active', 'standby']);
    }
    const { body } = await ask<AccessesAnswer>(second, `/v1/careers/${SITI}/accesses`, AUDITOR);
    expect(body.entries.map(({ purpose, count }) => [purpose, count])).toEqual([['career-read', 2]]);
    const backup = await ask<BackupAnswer>(first, '/v1/operations/backup', OPERATOR, { folder: 'spec' });
    expect(backup).toMatchObject({ status: 200, body: { hasAccessTrail: false } });
    const kept = (await readdir(folder)).filter((file) => /^(views|access|publisher)/.test(file));
    expect(kept).toEqual([]);
    expect((await readdir(backup.body.folder)).toSorted()).toEqual(['events.db', 'keys.db']);
  });

  it('shows its views to the role for BI that is configured', async () => {
    const role = `bi_of_reader_${process.pid}`;
    const errors = { unavailable: (reason: string) => new Error(reason), refused: (place: string) => new Error(place) };
    const admin = new Database({ url }, errors);
    await admin.run(`CREATE ROLE ${role}`);
    const reader = await start({ REKAM_BI_ROLE: role });
    expect((await readOn(reader)).status).toBe(200);
    expect((await admin.query(`SELECT total FROM ${role}.agency_overview`)).rows).toEqual([['1']]);
    await admin.run(`DROP SCHEMA ${role} CASCADE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await admin.close();
  });

  it(
    'is not ready while the database is silent, and stops all the same',
    async () => {
      const line = await openLine({ host: '127.0.0.1', port: Number(new URL(url).port) });
      const reader = await start({ REKAM_POSTGRES_URL: url.replace(/:[^:@]*@(.*):\d+/, `@$1:${line.port}`) });
      // The second reading is counted, and not yet written.
      for (let n = 0; n < 2; n++) expect((await readOn(reader)).status).toBe(200);
      const ready = () => fetch(`${reader.url}/health/ready`);
      expect((await ready()).status).toBe(200);
      line.silence();
      let answer = await ready();
      for (; answer.status === 200; answer = await ready()) await delay(LOOK_AGAIN_MS);
      expect(await answer.json()).toMatchObject({ detail: 'views: their database does not answer.' });
      const from = performance.now();
      await reader.stop().catch(() => undefined);
      expect(performance.now() - from).toBeLessThan(STOP_MS_MAX);
      await line.close();
    },
    LONG_MS,
  );

  it('says at start what is wrong with the database and what to do, and leaves nothing open', async () => {
    await writeFile(join(folder, 'postgres.password'), 'geheim');
    const refused = expect(start()).rejects;
    await refused.toThrow(/password authentication failed.*REKAM_POSTGRES_PASSWORD_FILE.*rekam doctor/s);
    await refused.not.toThrow(/geheim/);
    const away = start({ REKAM_POSTGRES_URL: 'postgresql://rekam@127.0.0.1:1/rekam' });
    await expect(away).rejects.toThrow(/ECONNREFUSED.*REKAM_POSTGRES_URL/s);
  });
});
