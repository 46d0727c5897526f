import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer } from '@rekam/test/needs-server';
import { account, whyNoServer } from '@rekam/test/postgres/binaries';
import { startPostgres, type PostgresServer } from '@rekam/test/postgres/server';
import type { DatabaseOptions } from './connection-options';
import { Database } from './database';

const STARTS_MS_MAX = 60_000;
const ERRORS = { unavailable: (reason: string) => new Error(reason), refused: (place: string) => new Error(place) };
const IS_ENCRYPTED = 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
const whyNone =
  spawnSync('openssl', ['version']).status === 0
    ? whyNoServer()
    : 'The program openssl is missing, which makes its certificate';

describeWithServer('PostgreSQL with TLS', whyNone, 'a database over TLS', () => {
  let folder: string;
  let server: PostgresServer;
  let ca: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const names = ['-subj', '/CN=spec', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...curve, ...names, '-days', '2', '-keyout', key, '-out', certificate], {
      stdio: 'ignore',
    });
    chmodSync(folder, 0o755);
    chmodSync(key, 0o600);
    if (account.uid !== undefined) chownSync(key, account.uid, account.gid);
    ca = readFileSync(certificate, 'utf8');
    server = await startPostgres({ settings: { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key } });
  }, STARTS_MS_MAX);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  }, STARTS_MS_MAX);

  const isEncrypted = async (options: Partial<DatabaseOptions>) => {
    const database = new Database({ url: server.url, ...options }, ERRORS);
    try {
      const listener = await database.listen(['channel']);
      const answers = [await database.query(IS_ENCRYPTED), await listener.query(IS_ENCRYPTED)];
      await listener.close();
      return answers.map(({ rows }) => rows[0]![0]);
    } finally {
      await database.close();
    }
  };
  const urlWith = (sslmode: string) => `${server.url}?sslmode=${sslmode}`;

  it('is encrypted when it is given an authority, and not where the address says so', async () => {
    expect(await isEncrypted({ tls: { ca } })).toEqual(['true', 'true']);
    expect(await isEncrypted({ tls: { ca }, url: urlWith('require') })).toEqual(['true', 'true']);
    expect(await isEncrypted({ tls: { ca }, url: urlWith('disable') })).toEqual(['false', 'false']);
    expect(await isEncrypted({})).toEqual(['false', 'false']);
  });

  it('is refused when nobody vouches for the server, or it has another name', async () => {
    await expect(isEncrypted({ url: urlWith('verify-full') })).rejects.toThrow('self-signed certificate');
    const otherName = server.url.replace('127.0.0.1', 'localhost');
    await expect(isEncrypted({ tls: { ca }, url: otherName })).rejects.toThrow("does not match certificate's altnames");
  });
});
