import { randomBytes } from 'node:crypto';
import type { MemoryEventStore } from '@rekam/event-store';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { Client } from 'pg';
import type { Projection } from '../projection';
import { append, logOf, SAMPLE, type Step } from '../testing/sample';
import { ViewHost } from '../view-host';
import { RowRefused, type ViewsUnavailable } from '../view-store';
import type { BiView } from './bi-views';
import { PostgresViewTables } from './postgres-view-tables';

const LONG_MS = 20_000;
const PERSONS: BiView = {
  name: 'persons',
  description: "Who is employed, as Ani's agency sees it",
  projection: 'sample',
  table: 'person',
  columns: { person: 'Opaque id', agency: 'Code of the employer', nextChangeOn: 'Next day of a change' },
  agency: 'agency',
};
const AGENCIES: BiView = {
  name: 'agency_overview',
  description: 'How many persons an agency employs',
  projection: 'sample',
  table: 'agency',
  columns: { agency: 'Code', total: 'Persons' },
  agency: null,
};
const { signal } = new AbortController();

const placed = (person: string, agency: string): Step => ({ type: 'Placed', person, agency, from: '2024-01-01' });
const HISTORY: readonly Step[] = [
  placed('ani', '4011'),
  placed('budi', '4011'),
  placed('citra', '7100'),
  { type: 'Noted', person: 'ani', text: 'secret' },
  { type: 'DayOpened', date: '2024-01-01' },
];

describePostgres('views for BI', () => {
  // Roles are the server's, not the database's.
  const role = `bi_${randomBytes(4).toString('hex')}`;
  const login = `${role}_login`;
  const password = randomBytes(12).toString('hex');
  let url: string;
  let events: MemoryEventStore;
  let host: ViewHost;
  let faults: ViewsUnavailable[];
  let admin: Client;
  let bi: Client;

  const connect = async (user?: string) => {
    const address = new URL(url);
    if (user !== undefined) {
      address.username = user;
      address.password = password;
    }
    const client = new Client({ connectionString: address.href });
    await client.connect();
    return client;
  };
  const open = async (views: readonly BiView[] = [PERSONS, AGENCIES], projection: Projection = SAMPLE) => {
    const options = { role, views, onFault: (fault: ViewsUnavailable) => faults.push(fault) };
    const tables = await PostgresViewTables.open({ url, bi: options });
    host = await ViewHost.open({ tables, events, projections: [projection] });
    host.start();
    await host.projector('sample').reached(await events.head(), LONG_MS);
  };
  const rows = async (sql: string) => (await bi.query<Record<string, unknown>>(sql)).rows;
  const persons = async () => (await rows(`SELECT person FROM ${role}.persons ORDER BY 1`)).map((row) => row['person']);

  beforeAll(async () => {
    ({ url } = await postgresForTests());
    admin = await connect();
    for (const each of [role, `${role}_4011`, `${role}_7100`]) await admin.query(`CREATE ROLE ${each}`);
    await admin.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' IN ROLE ${role}, ${role}_4011`);
  });
  afterAll(async () => {
    await admin.query(`DROP OWNED BY ${role}, ${login}`);
    await admin.query(`DROP SCHEMA ${role} CASCADE`);
    for (const each of [login, `${role}_4011`, `${role}_7100`, role]) await admin.query(`DROP ROLE ${each}`);
    await admin.end();
  });
  beforeEach(async () => {
    faults = [];
    events = await logOf(HISTORY);
    await open();
    bi = await connect(login);
  });
  afterEach(async () => {
    await bi.end();
    await host.close();
    await events.close();
  });

  it('show aggregates of all, and the persons of the own agency only', async () => {
    expect(await rows(`SELECT * FROM ${role}.agency_overview ORDER BY agency`)).toEqual([
      { agency: '4011', total: '2' },
      { agency: '7100', total: '1' },
    ]);
    expect(await rows(`SELECT * FROM ${role}.persons ORDER BY person`)).toEqual([
      { person: 'ani', agency: '4011', next_change_on: '9999-12-31' },
      { person: 'budi', agency: '4011', next_change_on: '9999-12-31' },
    ]);
    const schema = host.build('sample');
    expect(await rows(`SELECT person FROM "${schema}".person ORDER BY 1`)).toHaveLength(2);
  });

  it('show the persons of further agencies to members of their roles, narrowed by a setting', async () => {
    await bi.query(`SET rekam.agency = '7100'`);
    expect(await persons()).toEqual([]);
    await admin.query(`GRANT ${role}_7100 TO ${login}`);
    expect(await persons()).toEqual(['citra']);
    await bi.query('RESET rekam.agency');
    expect(await persons()).toEqual(['ani', 'budi', 'citra']);
    await admin.query(`REVOKE ${role}_7100, ${role}_4011 FROM ${login}`);
    expect(await persons()).toEqual([]);
    await admin.query(`GRANT ${role}_4011 TO ${login}`);
  });

  it.each([
    ['columns that are not shown', (schema: string) => `SELECT notes FROM "${schema}".person`],
    ['tables that are not shown', (schema: string) => `SELECT * FROM "${schema}".entry`],
    ['what the service keeps for itself', () => 'SELECT * FROM rekam.serving'],
    ['rows to write', (schema: string) => `UPDATE "${schema}".person SET agency = '4011'`],
    ['views to write through', () => `DELETE FROM ${role}.persons`],
    ['the lease', (schema: string) => `UPDATE "${schema}"._progress SET epoch = 0`],
    ['a schema of its own', () => 'CREATE SCHEMA mine'],
    ['another login', () => `SET ROLE ${role}_7100`],
  ])('give no access to %s', async (_, sql) => {
    await expect(bi.query(sql(host.build('sample')))).rejects.toThrow(/permission denied/);
  });

  it('say what they and their columns are', async () => {
    expect(
      await rows(`SELECT a.attname, col_description(a.attrelid, a.attnum) AS meaning, obj_description(a.attrelid) AS view
                  FROM pg_attribute a WHERE a.attrelid = '${role}.persons'::regclass AND a.attnum = 3`),
    ).toEqual([{ attname: 'next_change_on', meaning: 'Next day of a change', view: PERSONS.description }]);
  });

  it('go over to rebuilt tables, and the old ones can be removed', async () => {
    await append(events, [placed('dewi', '4011'), { type: 'DayOpened', date: '2024-02-01' }]);
    await host.projector('sample').reached(7n, LONG_MS);
    const before = host.build('sample');
    await host.rebuild('sample', { signal });
    expect(host.build('sample')).not.toBe(before);
    expect(await persons()).toEqual(['ani', 'budi', 'dewi']);
    await host.close();
    const { rows: left } = await admin.query(`SELECT FROM pg_namespace WHERE nspname = $1`, [before]);
    expect(left).toEqual([]);
    expect(await persons()).toEqual(['ani', 'budi', 'dewi']);
    expect(faults).toEqual([]);
  });

  it('are replaced at the next start when one that is being read could not be, and show what they did until then', async () => {
    const before = host.build('sample');
    await bi.query(`BEGIN; SELECT * FROM ${role}.persons`);
    await host.rebuild('sample', { signal });
    expect(faults).toHaveLength(1);
    expect(await persons()).toHaveLength(2);
    await host.close();
    await bi.query('COMMIT');
    expect(await rows(`SELECT FROM pg_namespace WHERE nspname = '${before}'`)).toHaveLength(1);
    await open();
    expect(await persons()).toHaveLength(2);
    expect(await rows(`SELECT FROM pg_namespace WHERE nspname = '${before}'`)).toEqual([]);
  });

  it('change with their declaration at the next start', async () => {
    await host.close();
    await open([{ ...PERSONS, columns: { person: 'Opaque id' } }]);
    expect(await rows(`SELECT * FROM ${role}.persons LIMIT 1`)).toEqual([{ person: 'ani' }]);
    const schema = host.build('sample');
    for (const sql of [`SELECT "nextChangeOn" FROM "${schema}".person`, `SELECT * FROM "${schema}".agency`]) {
      await expect(bi.query(sql)).rejects.toThrow(/permission denied/);
    }
    await expect(bi.query(`SELECT * FROM ${role}.agency_overview`)).rejects.toThrow(/does not exist/);
  });

  it('must fit the tables', async () => {
    await host.close();
    await expect(open([{ ...PERSONS, agency: 'department' }])).rejects.toThrow(RowRefused);
    await expect(open([{ ...PERSONS, name: 'a"b' }])).rejects.toThrow('lower-case');
    await expect(open([PERSONS, { ...PERSONS, name: 'all', agency: null }])).rejects.toThrow('two BI views');
  });

  it('show the higher of two versions, also when the tables of the lower are rebuilt', async () => {
    const old = host;
    await open(undefined, { ...SAMPLE, version: SAMPLE.version + 1 });
    await old.rebuild('sample', { signal });
    const { rows: shown } = await admin.query('SELECT place FROM rekam.published');
    expect(shown).toEqual([{ place: host.build('sample') }]);
    await old.close();
    expect(await persons()).toEqual(['ani', 'budi']);
  });

  it('are none where the operator has made no role for them', async () => {
    await host.close();
    ({ url } = await postgresForTests());
    const tables = await PostgresViewTables.open({
      url,
      bi: { role: 'nobody_has_made_this', views: [PERSONS], onFault: (fault) => faults.push(fault) },
    });
    host = await ViewHost.open({ tables, events, projections: [SAMPLE] });
    host.start();
    await host.projector('sample').reached(5n, LONG_MS);
    const { rows: found } = await admin.query(`SELECT FROM pg_namespace WHERE nspname = 'nobody_has_made_this'`);
    expect([found, faults]).toEqual([[], []]);
  });
});
