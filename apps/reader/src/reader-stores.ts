import { join } from 'node:path';
import { FolderLocked, lockFolder } from '@rekam/event-store';
import {
  openSqliteViewStore,
  PostgresViewTables,
  SqliteViewTables,
  ViewHost,
  ViewsUnavailable,
  type ViewTables,
} from '@rekam/projection';
import { postgresSettingsOf, type ProcessParts } from '@rekam/runtime';
import { AccessTrailUnavailable, type AccessTrail } from './access-trail/access-trail';
import { openPostgresTrail, openSqliteTrail } from './access-trail/open-access-trail';
import { TRAIL_FILE } from './access-trail/sqlite-access-table';
import { observeShown } from './followed';
import { PUBLISHER_TABLES, type PublisherTables } from './kafka/publisher-store';
import { PROJECTIONS } from './views';
import { BI_VIEWS } from './views/bi-views';

/** How far the publisher has come, and in whose topics it has put what. */
const PUBLISHER_FILE = 'publisher.db';
const PUBLISHER_SCHEMA = 'rekam_publisher';

/** What a reader keeps besides the log: in its data folder, or in a database that all readers share. */
export interface ReaderStores {
  readonly views: ViewHost;
  readonly trail: AccessTrail;
  readonly publisher: PublisherTables;
}

interface Opened extends Omit<ReaderStores, 'views'> {
  readonly tables: ViewTables;
}

/** Another reader folds the log into the views of this folder. */
class ReaderPresent extends Error {
  override readonly name = 'ReaderPresent';
  constructor({ folder, pids: [pid] }: FolderLocked) {
    super(
      `a reader${pid === undefined ? '' : ` (process ${pid})`} has the views in ${folder} already, and a data folder ` +
        'takes one reader: ask that one, or stop it first',
    );
  }
}

/** The database that the configuration names cannot be used. */
class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
  constructor(cause: Error) {
    super(
      `${cause.message}: see that the server of REKAM_POSTGRES_URL runs and takes this user and the password of ` +
        'REKAM_POSTGRES_PASSWORD_FILE, who may make schemas in the database; then start again (rekam doctor looks at it)',
      { cause },
    );
  }
}

/**
 * Opens views, access trail and the publisher's tables where the configuration has them, to be closed when the process
 * stops. Rejects with ReaderPresent, DatabaseAway, ConfigError, ViewsUnavailable, AccessTrailUnavailable,
 * TablesChanged or StoreUnavailable.
 */
export async function openReaderStores(parts: ProcessParts): Promise<ReaderStores> {
  const { config, events, metrics, tracing, onStop } = parts;
  const { tables, ...rest } = config.postgresUrl === null ? openInFolder(parts) : await openInPostgres(parts);
  const onShown = observeShown({ metrics, tracing }, PROJECTIONS);
  const views = await ViewHost.open({ tables, events, projections: PROJECTIONS, onShown });
  onStop(() => views.close());
  return { views, ...rest };
}

function openInFolder({ folder, onStop }: ProcessParts): Opened {
  const views = join(folder, 'views');
  const lock = lockViews(views);
  onStop(() => lock.release());
  const trail = openSqliteTrail(join(folder, TRAIL_FILE), Date.now);
  onStop(() => trail.close());
  return {
    tables: new SqliteViewTables(views),
    trail,
    publisher: {
      open: async () =>
        openSqliteViewStore({ file: join(folder, PUBLISHER_FILE), tables: PUBLISHER_TABLES, isDurable: true }),
      toForget: `remove ${PUBLISHER_FILE} from the data folder`,
    },
  };
}

async function openInPostgres({ config, logger, onStop }: ProcessParts): Promise<Opened> {
  const settings = postgresSettingsOf(config)!;
  const onFault = (error: Error) =>
    logger.warn({ err: error }, 'the views for BI show until the next start what they showed before');
  const bi = config.biRole === null ? {} : { bi: { role: config.biRole, views: BI_VIEWS, onFault } };
  try {
    const trail = await openPostgresTrail({ ...settings, applicationName: 'rekam-jejak access trail' }, Date.now);
    onStop(() => trail.close());
    const tables = await PostgresViewTables.open({ ...settings, applicationName: 'rekam-jejak views', ...bi });
    return {
      tables,
      trail,
      publisher: {
        open: () => tables.openApart(PUBLISHER_SCHEMA, PUBLISHER_TABLES),
        toForget: `drop the schema ${PUBLISHER_SCHEMA} of the PostgreSQL database`,
      },
    };
  } catch (error) {
    const isAway = error instanceof ViewsUnavailable || error instanceof AccessTrailUnavailable;
    throw isAway ? new DatabaseAway(error) : error;
  }
}

/** Takes the folder of the views for this process, or throws ReaderPresent. */
function lockViews(folder: string): { release(): void } {
  try {
    return lockFolder(folder);
  } catch (error) {
    throw error instanceof FolderLocked ? new ReaderPresent(error) : error;
  }
}
