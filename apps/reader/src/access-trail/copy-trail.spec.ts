import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import type { AccessEntry, AccessTable } from './access-trail';
import { copyTrail, verifyTrail } from './copy-trail';
import { PostgresAccessTable } from './postgres-access-table';
import { SqliteAccessTable } from './sqlite-access-table';

const { signal } = new AbortController();

const entryOf = (n: number, more: Partial<AccessEntry> = {}): AccessEntry => ({
  person: `person-${n % 300}`,
  actor: `actor-${n % 7}`,
  role: n % 2 === 0 ? 'auditor' : 'officer',
  agency: n % 2 === 0 ? null : '5500',
  purpose: n % 3 === 0 ? 'career-read' : 'Promotion-check',
  from: new Date(Date.UTC(2026, 0, 1, 0, 10 * n)).toISOString(),
  count: 1 + (n % 4),
  ...more,
});
const entriesOf = (count: number): readonly AccessEntry[] => Array.from({ length: count }, (_, n) => entryOf(n));

async function all(table: AccessTable): Promise<readonly AccessEntry[]> {
  return table.page(null, 100_000);
}

describePostgres('copying an access trail between a file and PostgreSQL', () => {
  let scratch: string;
  let file: AccessTable;
  let database: AccessTable;
  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'rekam-copy-trail-'));
    file = new SqliteAccessTable(join(scratch, 'first.db'));
    database = await PostgresAccessTable.open({ url: (await postgresForTests()).url });
  });
  afterEach(async () => {
    await file.close();
    await database.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('moves every entry, there and back, in the same order', async () => {
    await file.add(entriesOf(2_300));
    await copyTrail(file, database, { signal });
    expect(await verifyTrail(file, database, { signal })).toEqual({ entries: 2_300, lacking: null });
    const moved = await all(database);
    expect(moved).toHaveLength(2_300);
    expect(moved).toEqual(await all(file));
    const back = new SqliteAccessTable(join(scratch, 'second.db'));
    await copyTrail(database, back, { signal });
    expect(await all(back)).toEqual(moved);
    await back.close();
  });

  it('changes nothing when it is done again, and takes what was read since', async () => {
    await file.add(entriesOf(10));
    await copyTrail(file, database, { signal });
    await copyTrail(file, database, { signal });
    expect(await all(database)).toEqual(await all(file));
    await file.add([entryOf(3), entryOf(11)]);
    expect(await verifyTrail(file, database, { signal })).toMatchObject({ lacking: expect.any(String) });
    await copyTrail(file, database, { signal });
    expect(await all(database)).toEqual(await all(file));
  });

  it('leaves what the other trail has besides, and more readings than these', async () => {
    await file.add(entriesOf(5));
    await database.add([entryOf(2, { count: 100 }), entryOf(50)]);
    await copyTrail(file, database, { signal });
    expect(await verifyTrail(file, database, { signal })).toEqual({ entries: 5, lacking: null });
    const found = await all(database);
    expect(found).toHaveLength(6);
    expect(found.find(({ person }) => person === 'person-2')).toMatchObject({ count: 100 });
  });

  it('tells what is lacking, and stops when it is told to', async () => {
    await file.add(entriesOf(3));
    await database.raise([entryOf(0), entryOf(1, { count: 1 }), entryOf(2)]);
    expect(await verifyTrail(file, database, { signal })).toEqual({ entries: 1, lacking: entryOf(1).from });
    await expect(copyTrail(file, database, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });
});
