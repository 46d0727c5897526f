import { randomBytes } from 'node:crypto';
import type { Database, Listener } from '@rekam/postgres';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { CONTRACT_TABLES, viewStoreContract } from '../contract';
import { LeaseHeld, RowRefused, StaleProjector, type Progress, type RowChange, type ViewStore } from '../view-store';
import { COMMITTED } from './channels';
import { openPostgresViewBuild } from './postgres-view-build';
import { openPostgresViewStore } from './postgres-view-store';
import { viewDatabase } from './view-database';

const { signal } = new AbortController();

describePostgres('PostgreSQL', () => {
  let url: string;
  let database: Database;
  let listener: Listener;
  let count = 0;
  beforeAll(async () => {
    ({ url } = await postgresForTests());
    database = viewDatabase({ url });
    listener = await database.listen([COMMITTED]);
  });
  afterAll(async () => {
    await listener.close();
    await database.close();
  });

  const options = () => ({ database, listener, schema: `view_contract_v1_${count}`, tables: CONTRACT_TABLES });
  const open = () => openPostgresViewStore(options());
  viewStoreContract(
    'PostgresViewStore',
    async () => {
      count++;
      return open();
    },
    async (views) => {
      await views.close();
      return open();
    },
  );

  const openBuild = () => openPostgresViewBuild(options());
  viewStoreContract(
    'PostgresViewBuild',
    async () => {
      count++;
      return openBuild();
    },
    async (views) => {
      await views.close();
      return openBuild();
    },
  );

  describe('the tables of a schema', () => {
    let views: ViewStore;
    beforeEach(async () => {
      count++;
      views = await open();
    });
    afterEach(() => views.close());

    const put = (id: string, data: unknown, position = 1n): RowChange => ({
      table: 'wide',
      key: [id],
      row: { id, agency: id, rank: null, data },
      position,
    });

    it('give back characters that PostgreSQL has no text for, in the order of code points', async () => {
      const texts = [
        '',
        '\u0000',
        '\u0000\u0000',
        '\u0000\u0001',
        '\u0001',
        '\u0001\u0000',
        '\u0001\u0002',
        '\u0002',
        'a',
      ];
      const data = { '\u0000': ['\u0001', 'half \ud83d', 1e21, -0.5] };
      const changes = texts.toReversed().map((text) => put(text, data));
      await views.commit(changes, await views.lease(), 1n);
      const { rows } = await views.scan('wide', 'byAgency', { limit: 20 });
      expect(rows.map(({ agency }) => agency)).toEqual(texts);
      expect(rows[0]!['data']).toEqual(data);
      expect((await views.changes('wide', 0n, 20)).map(({ key }) => key[0])).toEqual(texts);
      expect((await views.scan('wide', 'key', { prefix: '\u0001', limit: 20 })).rows.map(({ id }) => id)).toEqual([
        '\u0001',
        '\u0001\u0000',
        '\u0001\u0002',
      ]);
    });

    it('take any number of rows at a time, the last of a key', async () => {
      const ids = Array.from({ length: 700 }, (_, i) => `p${i % 650}`);
      await views.commit(
        ids.map((id, i) => put(id, i)),
        await views.lease(),
        1n,
      );
      const rows = await views.load('wide', [['p0'], ['p49'], ['p50'], ['p649'], ['p650']]);
      expect(rows.map((row) => row?.['data'])).toEqual([650, 699, 50, 649, undefined]);
      const gone = ids.slice(0, 640).map((id): RowChange => ({ table: 'wide', key: [id], row: null, position: 2n }));
      const progress = await views.progress();
      await views.commit(gone, progress, 2n);
      expect((await views.scan('wide', 'key', { limit: 20 })).rows).toHaveLength(10);
    });

    it('say which table a value does not fit that PostgreSQL refuses, never the value', async () => {
      // An entry of an index takes a third of a page.
      const long = randomBytes(8_000).toString('hex');
      const refused = expect(views.commit([put(long, null)], await views.lease(), 1n)).rejects;
      await refused.toThrow(RowRefused);
      await refused.not.toThrow(long.slice(0, 20));
      expect((await views.progress()).position).toBe(0n);
    });

    it('are one process at a time to fold into: the others are told how far it is, and when it lets go', async () => {
      const other = await open();
      const lease = await views.lease();
      await expect(other.lease()).rejects.toMatchObject({ name: 'LeaseHeld', progress: lease });
      await other.sharing!.news(signal);
      const news = other.sharing!.news(signal);
      await views.commit([put('a', 1, 3n)], lease, 3n);
      await news;
      expect(await other.load('wide', [['a']])).toMatchObject([{ data: 1 }]);
      await expect(other.lease()).rejects.toMatchObject({ progress: { position: 3n, epoch: lease.epoch } });
      await views.sharing!.release();
      expect(await other.lease()).toEqual({ position: 3n, epoch: lease.epoch + 1 });
      await expect(views.commit([], { ...lease, position: 3n }, 4n)).rejects.toThrow(StaleProjector);
      await expect(views.lease()).rejects.toThrow(LeaseHeld);
      await other.close();
      expect((await views.lease()).epoch).toBe(lease.epoch + 2);
    });

    it('can be taken from a process that gives no sign of life, by the clock of the server', async () => {
      const away = viewDatabase({ url });
      const awayListener = await away.listen([COMMITTED]);
      const dead = await openPostgresViewStore({ ...options(), database: away, listener: awayListener, leaseMs: 300 });
      const { epoch } = await dead.lease();
      await awayListener.close();
      await away.close();
      await expect(views.lease()).rejects.toThrow(LeaseHeld);
      let progress: Progress | null = null;
      for (let looks = 0; progress === null && looks < 10; looks++) {
        await views.sharing!.news(signal);
        progress = await views.lease().catch(() => null);
      }
      expect(progress?.epoch).toBe(epoch + 1);
      await dead.close();
    });
  });
});
