import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describePostgres, ownServer, postgresForTests } from '@rekam/test/postgres/for-tests';
import { Client } from 'pg';
import { StoreUnavailable } from '../event-store';
import { keyOf, keyStoreContract } from '../key-store-contract';
import { WrongMasterKey, type KeyStore } from '../keys';
import { openPostgresKeyStore } from './postgres-key-store';

const STREAM = 'career-5f0c2b1e-8f8e-4c55-9a1f-0d6a3c6f7b21';
const masterKey = randomBytes(32);

describePostgres('keys in PostgreSQL', () => {
  let url: string;
  let stores: KeyStore[] = [];
  let admin: Client;
  const open = async (key = masterKey): Promise<KeyStore> => {
    const store = await openPostgresKeyStore({ database: { url }, masterKey: key });
    stores.push(store);
    return store;
  };
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: url });
    // The server may be killed.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const dispose = async (): Promise<void> => {
    for (const store of stores) await store.close();
    stores = [];
    await admin.end();
  };
  const prepare = async (): Promise<void> => {
    ({ url } = await postgresForTests());
    admin = await connect();
  };

  keyStoreContract('the PostgreSQL adapter', async () => {
    await prepare();
    return { open, dispose };
  });

  describe('with one key', () => {
    let keys: KeyStore;
    let bytes: Buffer;
    beforeEach(async () => {
      await prepare();
      keys = await open();
      bytes = (await keys.keyFor(STREAM)).export();
    });
    afterEach(dispose);

    it('keep it wrapped, and are of no use under another master key', async () => {
      const { rows } = await admin.query<{ wrapped: Buffer }>('SELECT wrapped FROM rekam_keys.stream_keys');
      expect(rows).toHaveLength(1);
      expect(rows[0]!.wrapped.includes(bytes)).toBe(false);
      await expect(open(randomBytes(32))).rejects.toThrow(WrongMasterKey);
      await expect(open(randomBytes(16))).rejects.toThrow('32 bytes');
      await admin.query(`INSERT INTO rekam_keys.stream_keys SELECT 'career-2', wrapped FROM rekam_keys.stream_keys`);
      await expect(keys.load(['career-2'])).rejects.toThrow(/the key of career-2 is damaged/);
    });

    it('make no second service key beside keys that hashes were made with', async () => {
      await admin.query('DELETE FROM rekam_keys.settings');
      await expect(open()).rejects.toThrow(/restore it from a backup/);
    });

    it('are opened by many processes at once that find nothing', async () => {
      await admin.query('DROP SCHEMA rekam_keys CASCADE');
      const all = await Promise.all(Array.from({ length: 5 }, () => open()));
      expect(new Set(all.map((each) => each.hash('a', 'b'))).size).toBe(1);
    });

    it('are asked for again when the connection that hears of destroyed ones was lost meanwhile', async () => {
      const other = await open();
      expect(await keyOf(other, STREAM)).toEqual(bytes);
      // Nobody is told: as if the connection had broken without a word.
      await admin.query('UPDATE rekam_keys.stream_keys SET wrapped = NULL');
      expect(await keyOf(other, STREAM)).toEqual(bytes);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE '%listener'`,
      );
      while ((await keyOf(other, STREAM)) !== 'destroyed') await nextTurn();
    });

    it('are durable though the server is set to answer before that', async () => {
      const name = new URL(url).pathname.slice(1);
      await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
      const other = await open();
      await admin.query(`CREATE TABLE seen (setting text);
        CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
        CREATE TRIGGER see AFTER INSERT ON rekam_keys.stream_keys EXECUTE FUNCTION see()`);
      await other.keyFor('career-2');
      expect((await admin.query('SELECT DISTINCT setting FROM seen')).rows).toEqual([{ setting: 'on' }]);
    });

    it('are unavailable while a statement takes too long or is refused, and are there again', async () => {
      const other = await openPostgresKeyStore({ database: { url, statementTimeoutMs: 200 }, masterKey });
      stores.push(other);
      await admin.query('BEGIN; LOCK TABLE rekam_keys.stream_keys IN ACCESS EXCLUSIVE MODE');
      for (const asked of [() => other.load([STREAM]), () => other.keyFor('career-2'), () => other.destroy(STREAM)]) {
        await expect(asked()).rejects.toThrow(StoreUnavailable);
      }
      await admin.query('ROLLBACK');
      expect(await keyOf(other, STREAM)).toEqual(bytes);
      expect(await keyOf(other, 'career-2')).toBeNull();
      await admin.query(`ALTER TABLE rekam_keys.stream_keys ADD CONSTRAINT no_more CHECK (stream <> 'career-2')`);
      await expect(Promise.all(['career-2', 'career-3'].map((each) => other.keyFor(each)))).rejects.toThrow(/refuses/);
      const made = (await other.keyFor('career-3')).export();
      expect(await keyOf(await open(), 'career-3')).toEqual(made);
    });

    it('are unavailable while the server is away, and are there again with it', async () => {
      const server = ownServer();
      // Another's server is not ours to kill.
      if (server === null) return;
      await server.kill();
      // Until the connection that hears of destroyed ones is known to be lost, what is kept is given.
      const isServed = () =>
        keys.load([STREAM]).then(
          () => true,
          () => false,
        );
      while (await isServed()) await nextTurn();
      for (const asked of [() => keys.load([STREAM]), () => keys.keyFor('career-2'), () => keys.destroy('career-3')]) {
        await expect(asked()).rejects.toThrow(StoreUnavailable);
      }
      await expect(open()).rejects.toThrow(StoreUnavailable);
      await server.restart();
      expect(await keyOf(keys, STREAM)).toEqual(bytes);
      admin = await connect();
      // Those who listen are told again.
      const other = await open();
      await other.destroy(STREAM);
      while ((await keyOf(keys, STREAM)) !== 'destroyed') await nextTurn();
    });
  });
});
