import { Database } from '@rekam/postgres';
import { describePostgres, ownServer, postgresForTests } from '@rekam/test/postgres/for-tests';
import { access, accessTrailContract } from './contract';
import { openPostgresTrail } from './open-access-trail';
import { PostgresAccessTable } from './postgres-access-table';

const LONG_MS = 60_000;

describePostgres('PostgreSQL', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await postgresForTests());
  });

  accessTrailContract('PostgreSQL', () => PostgresAccessTable.open({ url }));

  it('commits durably though the database says otherwise', async () => {
    const name = new URL(url).pathname.slice(1);
    const errors = { unavailable: (reason: string) => new Error(reason), refused: (place: string) => new Error(place) };
    const admin = new Database({ url }, errors);
    await admin.run(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    const database = new Database({ url }, errors);
    expect((await database.query('SHOW synchronous_commit')).rows).toEqual([['on']]);
    await database.close();
    await admin.run(`ALTER DATABASE ${name} RESET synchronous_commit`);
    await admin.close();
  });

  it('leaves copies to the tools of the server', async () => {
    const trail = await openPostgresTrail({ url }, () => 0);
    await expect(trail.backupTo('/nowhere')).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
    await trail.close();
  });

  it(
    'rejects while the server is away, and has lost no count when it is there again',
    async () => {
      const server = ownServer();
      // Another's server is not ours to stop.
      if (server === null) return;
      const trail = await openPostgresTrail({ url }, () => 0);
      await trail.record([access('a')]);
      await trail.record([access('a')]);
      await server.kill();
      await expect(trail.record([access('b')])).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
      // What is on the trail already is known, and counted.
      await trail.record([access('a')]);
      await expect(trail.entriesOf(['a'], null, 10)).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
      await server.restart();
      await trail.record([access('b')]);
      const entries = await trail.entriesOf(['a', 'b'], null, 10);
      expect(entries.map(({ person, count }) => [person, count])).toEqual([
        ['b', 1],
        ['a', 3],
      ]);
      await trail.close();
    },
    LONG_MS,
  );
});
