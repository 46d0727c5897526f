import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { whyNoServer } from './binaries';
import { describeWithServer } from '../needs-server';
import { startPostgres, type PostgresServer } from './server';

const ROOT = join(__dirname, '../..');
const STARTS_MS_MAX = 60_000;

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describeWithServer('PostgreSQL', whyNoServer(), 'a PostgreSQL server of its own', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ settings: { work_mem: '5MB' } });
  }, STARTS_MS_MAX);
  afterAll(() => server.stop(), STARTS_MS_MAX);

  it('takes settings, and keeps its data over a restart and over kill -9', async () => {
    await ask(server.url, 'CREATE TABLE kept (text text)');
    await ask(server.url, `INSERT INTO kept VALUES ('before the restart')`);
    await server.restart();
    await ask(server.url, `INSERT INTO kept VALUES ('before the kill')`);
    await server.kill();
    expect(server.pid).toBeNull();
    await expect(ask(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(await ask(server.url, 'SELECT text FROM kept')).toEqual([
      { text: 'before the restart' },
      { text: 'before the kill' },
    ]);
    expect(await ask(server.url, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
  });

  it('lets nobody in with another password', async () => {
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('sorts by a language unless it is told otherwise, so that a column without its own order is found out', async () => {
    expect(await ask(server.url, `SELECT 'a' < 'B' AS by_itself, 'a' < 'B' COLLATE "C" AS by_code_point`)).toEqual([
      { by_itself: true, by_code_point: false },
    ]);
  });

  it('says what it wrote when it cannot start', async () => {
    await expect(startPostgres({ settings: { work_mem: 'much' } })).rejects.toThrow(/work_mem/);
  });

  it('dies with its parent, however that ends', async () => {
    const script = `require('./test/postgres/server').startPostgres().then(({ url }) => console.log(url))`;
    const parent = spawn(process.execPath, ['--require', './test/register.cjs', '-e', script], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [url] = (await once(createInterface(parent.stdout), 'line')) as [string];
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    parent.stderr.resume();
    parent.kill('SIGKILL');
    // The watchdog holds its parent's stderr, so this waits for the watchdog.
    await once(parent, 'close');
    await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});
