import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { openLine } from '@rekam/test/cluster/line';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { connectionUse, Database } from './database';
import type { DatabaseErrors } from './database-errors';

/** The server lets go after 5 s of what somebody has locked who says nothing more. */
const SILENCE_MS_MAX = 8_000;
const PASSWORD = 'a:b/c@d%20?#';

const ERRORS: DatabaseErrors = {
  unavailable: (reason, cause) => new Error(`away: ${reason}`, { cause }),
  refused: (place) => new Error(`refused: ${place}`),
};

describePostgres('a database', () => {
  let url: string;
  let database: Database;
  beforeAll(async () => {
    ({ url } = await postgresForTests());
    database = new Database({ url }, ERRORS);
    await database.run('CREATE TABLE kept (id integer PRIMARY KEY, name varchar(5), bytes bytea)');
  });
  beforeEach(() => database.run('TRUNCATE kept'));
  afterAll(() => database.close());

  const ids = async () => (await database.query('SELECT id FROM kept ORDER BY id')).rows.map(([id]) => Number(id));
  const insert = 'INSERT INTO kept VALUES ($1::integer, $2, $3)';
  const addressOf = (user: string, port?: number) => {
    const address = new URL(url);
    address.username = user;
    address.password = '';
    if (port !== undefined) address.port = String(port);
    return address.href;
  };

  it('is opened with a password beside the address', async () => {
    const role = `beside_${process.pid}`;
    await database.run(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
    const beside = new Database({ url: addressOf(role), password: PASSWORD }, ERRORS);
    expect((await beside.query('SELECT current_user::text')).rows).toEqual([[role]]);
    await beside.close();
    const wrong = new Database({ url: addressOf(role), password: 'geheim' }, ERRORS);
    const refused = expect(wrong.query('SELECT 1')).rejects;
    await refused.toThrow(`away: password authentication failed for user "${role}"`);
    await wrong.close();
    await database.run(`DROP ROLE ${role}`);
  });

  it('tells how many connections are at work and at rest, and how many queries wait', async () => {
    const narrow = new Database({ url, connectionsMax: 1 }, ERRORS);
    const before = connectionUse();
    const { giveBack } = await narrow.take();
    const waiting = narrow.query('SELECT 1');
    expect(connectionUse()).toEqual({ ...before, used: before.used + 1, waiting: before.waiting + 1 });
    giveBack(true);
    await waiting;
    expect(connectionUse()).toEqual({ ...before, idle: before.idle + 1 });
    await narrow.close();
    expect(connectionUse()).toEqual(before);
  });

  it('says of an address that it is none, and no more', () => {
    expect(() => new Database({ url: 'postgresql://u:geheim@:x' }, ERRORS)).toThrow(/is no URL$/);
  });

  it('has no TLS unless it is told to, and then only with a server that proves its name', async () => {
    const tls = new Database({ url: `${url}?sslmode=require`, tls: { ca: [] } }, ERRORS);
    await expect(tls.query('SELECT 1')).rejects.toThrow('away: The server does not support SSL connections');
    await tls.close();
    const none = new Database({ url: `${url}?sslmode=disable`, tls: { ca: [] } }, ERRORS);
    expect((await none.query('SELECT 1')).count).toBe(1);
    await none.close();
  });

  it('sets what every connection needs, whatever is between it and the server', async () => {
    const settings = await database.query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'enable_seqscan', 'jit') ORDER BY name`,
    );
    expect(settings.rows).toEqual([
      ['enable_seqscan', 'off'],
      ['jit', 'off'],
      ['statement_timeout', '30000'],
    ]);
  });

  it('takes text, bytes, nothing, and many at a time', async () => {
    await database.query(insert, ['1', null, Buffer.from([0, 255])]);
    await database.query('INSERT INTO kept SELECT * FROM unnest($1::integer[], $2::text[], $3::bytea[])', [
      ['2', '3'],
      ['a"\\', null],
      [Buffer.from([1, 2]), null],
    ]);
    expect((await database.query('SELECT * FROM kept ORDER BY id')).rows).toEqual([
      ['1', null, '\\x00ff'],
      ['2', 'a"\\', '\\x0102'],
      ['3', null, null],
    ]);
  });

  it('commits all that was done or nothing, and says where a value does not fit, never the value', async () => {
    await database.transaction(async (session) => {
      await Promise.all(['1', '2', '3'].map((id) => session.query(insert, [id, null, null])));
    });
    const tooLong = database.transaction(async (session) => {
      await session.query(insert, ['4', null, null]);
      await session.query(insert, ['5', 'secret', null]);
    });
    await expect(tooLong).rejects.toThrow('refused: (SQLSTATE 22001)');
    const twice = database.query(insert, ['1', 'geheim'.slice(0, 5), null]);
    await expect(twice).rejects.toThrow('refused: table kept (SQLSTATE 23505)');
    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('ends what takes too long, and goes on', async () => {
    const hasty = new Database({ url, statementTimeoutMs: 200 }, ERRORS);
    await expect(hasty.query('SELECT pg_sleep(60)')).rejects.toThrow(
      'away: canceling statement due to statement timeout',
    );
    expect((await hasty.query('SELECT 1')).count).toBe(1);
    await hasty.close();
  });

  it('outlives a connection that breaks before it could be used', async () => {
    const { hostname: host, port } = new URL(url);
    const breaking = createServer((near) => {
      const far = connect({ host, port: Number(port) });
      near.on('data', (bytes) => (bytes.includes('SET statement_timeout') ? near.destroy() : far.write(bytes)));
      near.on('close', () => far.destroy());
      far.on('data', (bytes) => near.write(bytes));
    }).listen(0, host);
    await once(breaking, 'listening');
    const { port: broken } = breaking.address() as AddressInfo;
    const cutOff = new Database({ url: url.replace(`:${port}/`, `:${broken}/`) }, ERRORS);
    await expect(cutOff.query('SELECT 1')).rejects.toThrow('away: Connection terminated unexpectedly');
    await expect(cutOff.take()).rejects.toThrow('away: Connection terminated unexpectedly');
    await cutOff.close();
    breaking.close();
    await once(breaking, 'close');
  });

  it('says what is the matter with a pooler that gives every statement another connection', async () => {
    await database.session(async (session) => {
      await session.query('SELECT 41 + 1');
      // As if the next answer came from elsewhere.
      await session.run('DEALLOCATE ALL');
      await expect(session.query('SELECT 41 + 1')).rejects.toThrow(/pooler .* must be in session mode/);
    });
  });

  it('lets others have what a process has locked that is cut off in the middle of a transaction', async () => {
    const line = await openLine({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const cutOff = new Database({ url: url.replace(/:\d+\//, `:${line.port}/`) }, ERRORS);
    await database.query(insert, ['1', null, null]);
    const update = `UPDATE kept SET name = 'x' WHERE id = 1`;
    const { session, giveBack } = await cutOff.take();
    await session.run('BEGIN');
    await session.query(update);
    line.silence();
    const lost = session.query('COMMIT').catch((error: unknown) => error);
    const silentAt = performance.now();
    expect((await database.query(update)).count).toBe(1);
    expect(performance.now() - silentAt).toBeLessThan(SILENCE_MS_MAX);
    giveBack(false);
    // Nor does it keep the process from stopping.
    await cutOff.close();
    expect(await lost).toBeInstanceOf(Error);
    await line.close();
  });
});
