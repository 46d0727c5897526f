import { execFile, execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { memoryKeyStore, openEventStoreDb, openPostgresKeyStore } from '@rekam/event-store';
import { Cluster } from '@rekam/kafka';
import { Database } from '@rekam/postgres';
import { kafkaSettingsOf, loadConfig } from '@rekam/runtime';
import { startEventStore } from '../eventstore/server';
import { javaProgram, kafkaJars, whyNoBroker } from '../kafka/jars';
import { javaArguments } from '../kafka/jvm';
import { endWithParent } from '../kafka/watchdog';
import { describeWithServer } from '../needs-server';
import { freePort } from '../ports';
import { account, whyNoServer } from '../postgres/binaries';
import { startPostgres, type PostgresServer } from '../postgres/server';
import { programOf } from '../programs';
import { mountOf, readCompose } from './compose';
import { ROOT } from './rehearsal';

const DEPLOY = join(ROOT, 'deploy/compose');
const VARIABLES = {
  JWKS_URL: 'https://login.example.go.id/certs',
  JWT_ISSUER: 'https://login.example.go.id',
  KAFKA_CLUSTER_ID: 'MkU3OEVBNTcwNTJENDM2Qg',
};
const START_MS_MAX = 120_000;
const SILENT = pino({ level: 'silent' });
const whyNoSecrets =
  process.getuid?.() === 0 ? null : 'deploy/compose/make-secrets.sh gives files to users, which root can do only';
const whyNoPsql =
  spawnSync('psql', ['--version']).error === undefined ? null : 'psql is missing: install postgresql-client';
const whyNoCurl = spawnSync('curl', ['--version']).error === undefined ? null : 'curl is missing: install it';

/** Secrets as the compose file has them, made once: certificates take their time. */
const secrets = mkdtempSync(join(tmpdir(), 'rekam-engines-'));
beforeAll(() => {
  if (whyNoSecrets === null) execFileSync(join(DEPLOY, 'make-secrets.sh'), [secrets]);
}, START_MS_MAX);
afterAll(() => rmSync(secrets, { recursive: true, force: true }));
const read = (name: string): string => readFileSync(join(secrets, name), 'utf8');

describeWithServer(
  'PostgreSQL over TLS',
  whyNoServer() ?? whyNoSecrets ?? whyNoPsql,
  'PostgreSQL, as the compose file sets it up',
  () => {
    let server: PostgresServer;
    const opened: Database[] = [];

    beforeAll(async () => {
      // The server of tests has another user than the image's, and its superuser comes over the network.
      const mine = join(secrets, 'server');
      mkdirSync(mine);
      chmodSync(secrets, 0o755);
      for (const name of ['postgres.crt', 'postgres.key']) {
        copyFileSync(join(secrets, name), join(mine, name));
        if (account.uid !== undefined) chownSync(join(mine, name), account.uid, account.gid);
      }
      const rules = readFileSync(join(DEPLOY, 'postgres/pg_hba.conf'), 'utf8');
      writeFileSync(join(mine, 'pg_hba.conf'), `${rules}hostnossl all postgres 127.0.0.1/32 scram-sha-256\n`, {
        mode: 0o644,
      });
      const settings = {
        hba_file: join(mine, 'pg_hba.conf'),
        ssl: 'on',
        ssl_cert_file: join(mine, 'postgres.crt'),
        ssl_key_file: join(mine, 'postgres.key'),
      };
      server = await startPostgres({ settings });
      const { hostname, port, password } = new URL(server.url);
      const where = {
        PGHOST: hostname,
        PGPORT: port,
        PGUSER: 'postgres',
        PGPASSWORD: password,
        PGDATABASE: 'postgres',
      };
      await promisify(execFile)(join(DEPLOY, 'postgres/10-roles.sh'), {
        env: { ...process.env, ...where, SECRETS: secrets },
      });
    }, START_MS_MAX);
    afterAll(async () => {
      for (const each of opened) await each.close();
      await server.stop();
    });

    const databaseOf = (user: string, database: string, password: string) => ({
      url: `postgresql://${user}@localhost:${new URL(server.url).port}/${database}`,
      password: read(password),
      tls: { ca: read('ca.crt') },
    });
    const open = (options: ReturnType<typeof databaseOf> | Omit<ReturnType<typeof databaseOf>, 'tls'>): Database => {
      const database = new Database(options, {
        unavailable: (reason, cause) => new Error(reason, { cause }),
        refused: (place) => new Error(JSON.stringify(place)),
      });
      opened.push(database);
      return database;
    };

    it('lets the service make what it needs in its own database', async () => {
      const database = open(databaseOf('rekam', 'rekam', 'postgres.password'));
      await database.run(
        'CREATE SCHEMA rekam_access; CREATE TABLE rekam_access.probe (n int); INSERT INTO rekam_access.probe VALUES (7)',
      );
      expect((await database.query('SELECT n FROM rekam_access.probe', [])).rows).toEqual([['7']]);
    });

    it('keeps keys in a database of their own, under a role of its own', async () => {
      const masterKey = Buffer.from(read('master.key').trim(), 'hex');
      const keys = await openPostgresKeyStore({
        database: databaseOf('rekam_keys', 'rekam_keys', 'keys.password'),
        masterKey,
      });
      await keys.keyFor('career-1');
      await keys.close();
      await expect(
        open(databaseOf('rekam', 'rekam_keys', 'postgres.password')).query('SELECT 1', []),
      ).rejects.toThrow();
      await expect(open(databaseOf('rekam_keys', 'rekam', 'keys.password')).query('SELECT 1', [])).rejects.toThrow();
    });

    it('lets the backup read both and change nothing', async () => {
      const views = open(databaseOf('rekam_backup', 'rekam', 'postgres-backup.password'));
      const keys = open(databaseOf('rekam_backup', 'rekam_keys', 'postgres-backup.password'));
      expect((await views.query('SELECT n FROM rekam_access.probe', [])).rows).toEqual([['7']]);
      expect((await keys.query('SELECT stream FROM rekam_keys.stream_keys', [])).rows).toEqual([['career-1']]);
      await expect(keys.run('DELETE FROM rekam_keys.stream_keys')).rejects.toThrow();
    });

    it('takes nobody without TLS, and no wrong password', async () => {
      const { url, password } = databaseOf('rekam', 'rekam', 'postgres.password');
      await expect(open({ url: `${url}?sslmode=disable`, password }).query('SELECT 1', [])).rejects.toThrow();
      await expect(open(databaseOf('rekam', 'rekam', 'keys.password')).query('SELECT 1', [])).rejects.toThrow();
    });
  },
);

describeWithServer('curl', whyNoSecrets ?? whyNoCurl, 'EventStoreDB, as the compose file sets it up', () => {
  let server: Server;
  let asked: { url: string; authorization: string; type: string; body: string }[] = [];
  let status: (url: string) => number;

  beforeAll(async () => {
    const credentials = { key: read('eventstore1.key'), cert: read('eventstore1.crt') };
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { url = '', headers } = request;
      const type = headers['content-type'] ?? '';
      asked.push({ url, authorization: headers.authorization ?? '', type, body: await text(request) });
      response.writeHead(status(url)).end();
    };
    server = createServer(credentials, (request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  }, START_MS_MAX);
  afterAll(() => {
    server.close();
  });

  /** The script against a server that answers as it is told to; it has the certificate of the first node. */
  const setUp = async (answers: (url: string) => number): Promise<string> => {
    asked = [];
    status = answers;
    const { stdout } = await promisify(execFile)(join(DEPLOY, 'eventstore/setup.sh'), {
      env: {
        ...process.env,
        EVENTSTORE_NODE: `https://localhost:${(server.address() as AddressInfo).port}`,
        EVENTSTORE_CA: join(secrets, 'ca.crt'),
        EVENTSTORE_PASSWORD_FILE: join(secrets, 'eventstore.server.password'),
        EVENTSTORE_DEFAULT_ADMIN_PASSWORD: 'made-up',
      },
    });
    return stdout;
  };

  it('has an administrator make the user of the ledger, who may read the whole log', async () => {
    expect(await setUp(() => 201)).toContain('user rekam: 201');
    const authorization = `Basic ${Buffer.from('admin:made-up').toString('base64')}`;
    expect(asked.map(({ url, authorization }) => [url, authorization])).toEqual([
      ['/users/', authorization],
      ['/streams/%24settings', authorization],
    ]);
    const password = read('eventstore.password');
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ LoginName: 'rekam', Password: password });
    type Defaults = { eventType: string; data: Record<string, Record<string, unknown>> };
    const [event] = JSON.parse(asked[1]!.body) as Defaults[];
    expect(event!.eventType).toBe('update-default-acl');
    expect(event!.data['$systemStreamAcl']!['$r']).toEqual(['$admins', 'rekam']);
    expect(event!.data['$userStreamAcl']!['$w']).toEqual(['$admins', 'rekam']);
  });

  it('is spoken to over TLS, under the authority and the address that the compose file gives', async () => {
    const standIn = await startEventStore();
    const inner = Number(new URL(standIn.directUrl).port);
    const tls = { key: read('eventstore1.key'), cert: read('eventstore1.crt'), ALPNProtocols: ['h2'] };
    const outer = createTlsServer(tls, (socket) => {
      const forward = connect(inner, '127.0.0.1');
      // A connection that breaks is for the client to mend.
      for (const end of [socket, forward]) end.on('error', () => socket.destroy()).on('close', () => forward.destroy());
      socket.pipe(forward).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(outer, 'listening');
    const given = readCompose(VARIABLES).services['writer1']!.environment!['REKAM_EVENTSTORE_URL']!;
    const url = given
      .replace(
        'eventstore1:2113,eventstore2:2113,eventstore3:2113',
        `localhost:${(outer.address() as AddressInfo).port}`,
      )
      .replace('/run/secrets/ca.crt', join(secrets, 'ca.crt'));
    const events = await openEventStoreDb({ url, password: read('eventstore.password'), keys: memoryKeyStore() });
    try {
      expect(await events.head()).toBe(0n);
    } finally {
      await events.close();
      outer.close();
      await standIn.stop();
    }
  });

  it('may be set up again', async () => {
    expect(await setUp((url) => (url === '/users/' ? 409 : 201))).toContain('user rekam: 409');
  });

  it('says what it was answered when it is refused', async () => {
    await expect(setUp(() => 401)).rejects.toThrow('EventStoreDB answered 401; accepted: 201 409');
  });
});

describeWithServer('Kafka', whyNoBroker() ?? whyNoSecrets, 'Kafka, as the compose file sets it up', () => {
  const compose = readCompose(VARIABLES);
  const folder = mkdtempSync(join(tmpdir(), 'rekam-kafka-compose-'));
  let port: number;
  let broker: ChildProcess;
  let callOffWatchdog = (): void => undefined;

  beforeAll(async () => {
    port = await freePort();
    const jars = await kafkaJars();
    // Kafka's own programs, as far as start.sh calls them.
    const home = join(folder, 'kafka');
    mkdirSync(join(home, 'bin'), { recursive: true });
    for (const [name, main] of [
      ['kafka-storage.sh', 'kafka.tools.StorageTool'],
      ['kafka-server-start.sh', 'kafka.Kafka'],
    ] as const) {
      const words = [javaProgram('java'), ...javaArguments(jars, main)].map((word) => `'${word}'`).join(' ');
      writeFileSync(join(home, 'bin', name), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    }
    const properties = readFileSync(join(DEPLOY, 'kafka/server.properties'), 'utf8')
      .replaceAll('://kafka:9092', `://localhost:${port}`)
      .replaceAll('://:9092', `://127.0.0.1:${port}`)
      .replaceAll('127.0.0.1:9093', `127.0.0.1:${await freePort()}`)
      .replaceAll('127.0.0.1:9094', `127.0.0.1:${await freePort()}`)
      .replaceAll('/run/secrets/', `${secrets}/`)
      .replaceAll('/var/lib/kafka/data', join(folder, 'data'));
    writeFileSync(join(folder, 'server.properties'), properties);
    broker = spawn(join(DEPLOY, 'kafka/start.sh'), {
      env: {
        ...process.env,
        KAFKA_HOME: home,
        KAFKA_PROPERTIES: join(folder, 'server.properties'),
        KAFKA_CLUSTER_ID: compose.services['kafka']!.environment!['KAFKA_CLUSTER_ID'],
        SECRETS: secrets,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    callOffWatchdog = endWithParent(broker.pid!, folder);
    await started(broker);
  }, START_MS_MAX);
  afterAll(async () => {
    if (broker.exitCode === null) {
      broker.kill('SIGTERM');
      await once(broker, 'exit');
    }
    callOffWatchdog();
    rmSync(folder, { recursive: true, force: true });
  }, START_MS_MAX);

  /** The environment of a service of the compose file, its files and brokers being here. */
  const environmentOf = (name: string): Record<string, string> => {
    const service = compose.services[name]!;
    const places = new Map([
      ...service.secrets!.map(mountOf).map(({ source, target }) => [target, compose.secrets[source]!.file] as const),
      ...service.configs!.map(({ source, target }) => [target, compose.configs[source]!.file] as const),
    ]);
    const here = (value: string): string => {
      const file = places.get(value);
      if (file === undefined) return value;
      return file.startsWith('compose/secrets/')
        ? join(secrets, file.slice('compose/secrets/'.length))
        : join(ROOT, 'deploy', file);
    };
    const given = Object.entries(service.environment!).map(([variable, value]) => [variable, here(value)]);
    return { ...Object.fromEntries(given), REKAM_KAFKA_BROKERS: `localhost:${port}` } as Record<string, string>;
  };
  const clusterOf = (name: string): Cluster => new Cluster(kafkaSettingsOf(loadConfig(environmentOf(name)))!, SILENT);

  it(
    'has its topics and rules made by the service of that name',
    async () => {
      const { command } = compose.services['topics']!;
      const { stdout } = await promisify(execFile)(process.execPath, [...programOf('cli'), ...command!.slice(1)], {
        env: { PATH: process.env['PATH'], ...environmentOf('topics') },
        cwd: folder,
      });
      expect(stdout).toContain('career.intake.5500.v1');
      expect(stdout).toMatch(/\d+ access rules created/);
    },
    START_MS_MAX,
  );

  it(
    'lets writers and readers write what is theirs, and nothing else',
    async () => {
      const writer = await clusterOf('writer1').producer({ timeoutMs: 10_000 });
      const reader = await clusterOf('reader1').producer({ timeoutMs: 10_000 });
      const message = (topic: string) => [{ topic, key: 'key', value: Buffer.from('{}'), headers: {} }];
      try {
        expect(await writer.send(message('career.dead-letters.v1'))).toHaveLength(1);
        expect(await reader.send(message('career.events.v1'))).toHaveLength(1);
        await expect(writer.send(message('career.events.v1'))).rejects.toThrow();
        await expect(reader.send(message('career.dead-letters.v1'))).rejects.toThrow();
      } finally {
        await writer.stop();
        await reader.stop();
      }
    },
    START_MS_MAX,
  );
});

/** Resolves when the broker serves; rejects with what it said when it ends before. */
async function started(broker: ChildProcess): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [broker.stdout!, broker.stderr!]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (line.includes('Kafka Server started')) resolve();
      });
    }
    broker.once('exit', () => reject(new Error(lines.join('\n'))));
  });
}
