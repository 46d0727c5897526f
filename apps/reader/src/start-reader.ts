import { join } from 'node:path';
import { FolderLocked, lockFolder } from '@rekam/event-store';
import { SqliteViewTables, ViewHost } from '@rekam/projection';
import { startProcess, VIEW_HOST, type Config, type RunningProcess } from '@rekam/runtime';
import { PUBLISHED_VIEW_ROWS } from './kafka/published-views';
import { kafkaPublisher } from './kafka/publisher.module';
import { observeViews } from './observe-views';
import { ReaderModule } from './reader.module';
import { READER_ROUTES } from './routes';
import { READER_SCHEMAS } from './schemas';
import { PROJECTIONS } from './views';

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

/** Takes the folder of the views for this process, or throws ReaderPresent. */
function lockViews(folder: string): { release(): void } {
  try {
    return lockFolder(folder);
  } catch (error) {
    throw error instanceof FolderLocked ? new ReaderPresent(error) : error;
  }
}

/**
 * Starts the reader of a data folder, beside any number of writers. Rejects with ReaderPresent, FolderLocked,
 * WrongMasterKey, MasterKeyError, StoreUnavailable or ViewsUnavailable; nothing stays open then.
 */
export function startReader(config: Config): Promise<RunningProcess> {
  return startProcess(config, {
    sharesFolder: true,
    async compose({ config, folder: dataFolder, logger, events, onStop }) {
      const folder = join(dataFolder, 'views');
      const lock = lockViews(folder);
      onStop(() => lock.release());
      const views = await ViewHost.open({ tables: new SqliteViewTables(folder), events, projections: PROJECTIONS });
      onStop(() => views.close());
      return {
        modules: [ReaderModule.register(), ...kafkaPublisher(config, logger)],
        provided: new Map([[VIEW_HOST, views]]),
        routes: READER_ROUTES,
        schemas: READER_SCHEMAS,
        publishedRows: PUBLISHED_VIEW_ROWS,
        beforeListening(app) {
          observeViews(app, views, events);
          views.start();
        },
      };
    },
  });
}
