import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteViewTables, ViewHost } from '@rekam/projection';
import {
  kafkaPublisher,
  observeViews,
  PROJECTIONS,
  PUBLISHED_VIEW_ROWS,
  READER_ROUTES,
  READER_SCHEMAS,
  ReaderModule,
} from '@rekam/reader';
import { SERVICE_FILE, startProcess, VIEW_HOST, type Config, type RunningProcess } from '@rekam/runtime';
import { kafkaDoor, WRITER_ROUTES, WriterModule } from '@rekam/writer';

/** Of careers, beside the views, in a heap of 320 MB: 60 MB. With 100,000 nearly all of it was in use under a load of Kafka. */
const KEPT_EVENTS_MAX = 40_000;

/**
 * Starts writer and reader in one process on embedded SQLite. The process owns the data folder.
 * Rejects with FolderLocked, WrongMasterKey, MasterKeyError or StoreUnavailable; nothing stays open then.
 */
export function startStandalone(config: Config): Promise<RunningProcess> {
  return startProcess(config, {
    sharesFolder: false,
    async compose({ config, folder, logger, events, onStop }) {
      const views = await ViewHost.open({
        tables: new SqliteViewTables(join(folder, 'views')),
        events,
        projections: PROJECTIONS,
      });
      onStop(() => views.close());
      return {
        modules: [
          WriterModule.register({ keptEventsMax: KEPT_EVENTS_MAX }),
          ...kafkaDoor(config, logger),
          ReaderModule.register(),
          ...kafkaPublisher(config, logger),
        ],
        provided: new Map([[VIEW_HOST, views]]),
        routes: [...WRITER_ROUTES, ...READER_ROUTES],
        schemas: READER_SCHEMAS,
        publishedRows: PUBLISHED_VIEW_ROWS,
        beforeListening(app) {
          observeViews(app, views, events);
          views.start();
        },
        onListening(url) {
          const file = join(folder, SERVICE_FILE);
          writeFileSync(file, `${JSON.stringify({ url, pid: process.pid })}\n`);
          onStop(() => rmSync(file, { force: true }));
        },
      };
    },
  });
}
