import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { Database } from './database';
import { migrate } from './migrate';

const STEPS = ['CREATE TABLE s.a (id integer); INSERT INTO s.a VALUES (1);', 'ALTER TABLE s.a ADD COLUMN name text;'];
const ERRORS = { unavailable: (reason: string) => new Error(reason), refused: (place: string) => new Error(place) };

describePostgres('migrations', () => {
  let url: string;
  let database: Database;
  beforeEach(async () => {
    ({ url } = await postgresForTests());
    database = new Database({ url }, ERRORS);
  });
  afterEach(() => database.close());
  const applied = async () => (await database.query('SELECT count(*)::text FROM s.migrations')).rows[0]![0];

  it('are done once, by whoever comes first', async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrate(database, 's', STEPS.slice(0, 1))));
    expect(await applied()).toBe('1');
    await Promise.all(Array.from({ length: 5 }, () => migrate(database, 's', STEPS)));
    expect((await database.query('SELECT * FROM s.a')).rows).toEqual([['1', null]]);
    expect(await applied()).toBe('2');
  });

  it('leave alone what a newer version has made, and nothing half done', async () => {
    await migrate(database, 's', STEPS);
    await migrate(database, 's', STEPS.slice(0, 1));
    expect(await applied()).toBe('2');
    const wrong = migrate(database, 's', [...STEPS, 'CREATE TABLE s.b (id integer)', 'SELECT no_such_function()']);
    await expect(wrong).rejects.toThrow('no_such_function');
    expect(await applied()).toBe('2');
    expect((await database.query(`SELECT to_regclass('s.b')::text`)).rows).toEqual([[null]]);
  });

  it('need no right to make a schema that is there', async () => {
    const role = `keeper_${process.pid}`;
    const address = new URL(url);
    address.username = role;
    await database.run(`CREATE ROLE ${role} LOGIN PASSWORD 'geheim'; CREATE SCHEMA s AUTHORIZATION ${role}`);
    const keeper = new Database({ url: address.href, password: 'geheim' }, ERRORS);
    await migrate(keeper, 's', STEPS);
    await expect(migrate(keeper, 'other', STEPS)).rejects.toThrow('permission denied for database');
    await keeper.close();
    expect(await applied()).toBe('2');
    await database.run(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  it('say what is wrong with a database that will not do', async () => {
    const other = `${new URL(url).pathname.slice(1)}_latin`;
    await database.run(`CREATE DATABASE ${other} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    const address = new URL(url);
    address.pathname = other;
    const latin = new Database({ url: address.href }, ERRORS);
    await expect(migrate(latin, 's', STEPS)).rejects.toThrow(/encoded in LATIN1: make one with ENCODING 'UTF8'/);
    await latin.close();
    await database.run(`DROP DATABASE ${other}`);
  });
});
