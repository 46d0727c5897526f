import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { access, accessTrailContract } from './contract';
import { openSqliteTrail } from './open-access-trail';
import { SqliteAccessTable } from './sqlite-access-table';

describe('SQLite', () => {
  let folder: string;
  const file = () => join(folder, 'access.db');
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  accessTrailContract('SQLite', async () => new SqliteAccessTable(file()));

  it('rejects when the database refuses, and goes on when it does no more', async () => {
    const trail = openSqliteTrail(file(), () => 0);
    await trail.record([access('a')]);
    await trail.record([access('a')]);
    const locked = new DatabaseSync(file());
    locked.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
    await expect(trail.record([access('b')])).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
    await expect(trail.entriesOf(['a'], null, 10)).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
    locked.exec('ROLLBACK');
    locked.close();
    await trail.record([access('b')]);
    const entries = await trail.entriesOf(['a', 'b'], null, 10);
    expect(entries.map(({ person, count }) => [person, count])).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    await trail.close();
  });

  it('says that it cannot be opened', () => {
    expect(() => openSqliteTrail(join(folder, 'no', 'access.db'), () => 0)).toThrow(/cannot be opened/);
  });
});
