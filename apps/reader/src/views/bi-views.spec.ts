import { randomBytes } from 'node:crypto';
import { MemoryEventStore } from '@rekam/event-store';
import { PostgresViewTables, ViewHost } from '@rekam/projection';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { Client } from 'pg';
import { BI_VIEWS } from './bi-views';
import { PROJECTIONS } from './index';

/** What says who somebody is, or more than a table of figures needs. */
const PERSONAL = ['name', 'numbers', 'facts', 'merged', 'fold', 'parts', 'entry', 'content'];

it('show nothing personal, and persons by agency only', () => {
  for (const { table, columns, agency } of BI_VIEWS) {
    expect(Object.keys(columns).filter((column) => PERSONAL.includes(column))).toEqual([]);
    if (Object.hasOwn(columns, 'person')) expect([table, agency]).toEqual([table, 'agency']);
  }
});

describePostgres('the views for BI', () => {
  it('fit the tables of the reader', async () => {
    const { url } = await postgresForTests();
    const role = `bi_${randomBytes(4).toString('hex')}`;
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`CREATE ROLE ${role}`);
    const events = new MemoryEventStore();
    const onFault = jest.fn();
    const tables = await PostgresViewTables.open({ url, bi: { role, views: BI_VIEWS, onFault } });
    const host = await ViewHost.open({ tables, events, projections: PROJECTIONS });
    host.start();
    for (const { name } of PROJECTIONS) await host.projector(name).reached(0n, 20_000);
    // A position that is reached already says nothing of when its tables began to serve.
    await host.rebuildAll({ signal: new AbortController().signal });
    for (const { name } of BI_VIEWS) expect((await admin.query(`SELECT * FROM ${role}.${name}`)).rows).toEqual([]);
    expect(onFault).not.toHaveBeenCalled();
    await host.close();
    await events.close();
    await admin.query(`DROP OWNED BY ${role}; DROP SCHEMA ${role} CASCADE; DROP ROLE ${role}`);
    await admin.end();
  });
});
