import { bytesOf, Database, migrate, type DatabaseErrors, type DatabaseOptions } from '@rekam/postgres';
import { StoreUnavailable } from '../event-store';
import { SERVICE_KEY } from '../key-wrapping';
import { DURABLE } from '../postgres-keys/key-maker';
import { KEY_MIGRATIONS, KEYS_SCHEMA } from '../postgres-keys/key-tables';
import type { KeyTable } from './key-table';

const PLACE = 'the keys in PostgreSQL';

const ERRORS: DatabaseErrors = {
  unavailable: (reason, cause) => new StoreUnavailable(`${PLACE} cannot be used (${reason})`, { cause }),
  refused: (place) => new StoreUnavailable(`the database of the keys refuses a value: ${place}`),
};

/** The keys of a database as rows; its schema is made when absent. Rejects with StoreUnavailable. */
export async function openPostgresKeyTable(options: DatabaseOptions): Promise<KeyTable> {
  const database = new Database(options, ERRORS);
  try {
    await migrate(database, KEYS_SCHEMA, KEY_MIGRATIONS);
  } catch (error) {
    await database.close();
    throw error;
  }
  return keyTableOf(database);
}

const keyTableOf = (database: Database): KeyTable => ({
  place: PLACE,
  async rows(after, limit) {
    const { rows } = await database.query(
      'SELECT stream, wrapped FROM rekam_keys.stream_keys WHERE stream > $1 ORDER BY stream LIMIT $2::integer',
      [after, String(limit)],
    );
    return rows.map(([stream, wrapped]) => ({ stream: stream!, wrapped: wrapped == null ? null : bytesOf(wrapped) }));
  },
  async serviceKey() {
    const { rows } = await database.query('SELECT value FROM rekam_keys.settings WHERE name = $1', [SERVICE_KEY]);
    return rows[0]?.[0] ?? null;
  },
  async putServiceKey(kept) {
    await database.transaction(async (session) => {
      await session.query(DURABLE);
      await session.query('INSERT INTO rekam_keys.settings VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        SERVICE_KEY,
        kept,
      ]);
    });
  },
  async put(rows) {
    const streams = rows.map(({ stream }) => stream);
    const wrapped = rows.map((row) => (row.wrapped === null ? null : Buffer.from(row.wrapped)));
    await database.transaction(async (session) => {
      await session.query(DURABLE);
      await session.query(
        `INSERT INTO rekam_keys.stream_keys SELECT * FROM unnest($1::text[], $2::bytea[])
         ON CONFLICT (stream) DO UPDATE SET wrapped = NULL WHERE excluded.wrapped IS NULL`,
        [streams, wrapped],
      );
    });
  },
  close: () => database.close(),
});
