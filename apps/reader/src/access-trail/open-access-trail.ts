import type { DatabaseOptions } from '@rekam/postgres';
import type { AccessTrail } from './access-trail';
import { CoalescedTrail } from './coalesced-trail';
import { PostgresAccessTable } from './postgres-access-table';
import { SqliteAccessTable } from './sqlite-access-table';

/** Opens the trail in a file, which is made if it is not there. Throws AccessTrailUnavailable. */
export const openSqliteTrail = (file: string, now: () => number): AccessTrail =>
  new CoalescedTrail({ table: new SqliteAccessTable(file), now });

/** Opens the trail in a database, whose schema is made if it is not there. Rejects with AccessTrailUnavailable. */
export const openPostgresTrail = async (options: DatabaseOptions, now: () => number): Promise<AccessTrail> =>
  new CoalescedTrail({ table: await PostgresAccessTable.open(options), now });
