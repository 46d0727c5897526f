import type { Database } from './database';

/**
 * What the schema `rekam` has besides the schemas of the views, which their declarations make. Numbered from 1 and never
 * changed once released: while a new version of the service is rolled out, processes of the old one work on as well, so
 * a migration may add, and what nobody uses any more goes in a later release.
 */
const MIGRATIONS: readonly string[] = [
  // Which build of a version of a projection serves.
  `CREATE TABLE rekam.serving (
     projection text COLLATE "C" NOT NULL,
     version integer NOT NULL,
     build integer NOT NULL,
     PRIMARY KEY (projection, version)
   );`,
  // Which schema the views for BI show, a digest of how, and their names with commas between.
  `CREATE TABLE rekam.published (
     projection text COLLATE "C" PRIMARY KEY,
     place text COLLATE "C" NOT NULL,
     definition text NOT NULL,
     views text NOT NULL
   );`,
];

/** Applies what is missing, one process at a time. Rejects with ViewsUnavailable. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (session) => {
    await session.query(`SELECT pg_advisory_xact_lock(hashtextextended('rekam migrations', 0))`);
    await session.query(`CREATE SCHEMA IF NOT EXISTS rekam;
      CREATE TABLE IF NOT EXISTS rekam.migrations (number integer PRIMARY KEY, applied_at timestamptz NOT NULL);`);
    const { rows } = await session.query('SELECT coalesce(max(number), 0)::text FROM rekam.migrations');
    const applied = Number(rows[0]![0]);
    for (const [i, sql] of MIGRATIONS.slice(applied).entries()) {
      await session.query(sql);
      const number = String(applied + i + 1);
      await session.query('INSERT INTO rekam.migrations VALUES ($1::integer, clock_timestamp())', [number]);
    }
  });
}
