import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  kafkaPublisher,
  observeViews,
  openReaderStores,
  PUBLISHED_VIEW_ROWS,
  READER_ROUTES,
  READER_SCHEMAS,
  ReaderModule,
} from '@rekam/reader';
import { ConfigError, SERVICE_FILE, startProcess, VIEW_HOST, type Config, type RunningProcess } from '@rekam/runtime';
import { kafkaDoor, WRITER_ROUTES, WriterModule } from '@rekam/writer';

/** Of careers, beside the views, in a heap of 320 MB: 60 MB. With 100,000 nearly all of it was in use under a load of Kafka. */
const KEPT_EVENTS_MAX = 40_000;

/**
 * Starts writer and reader in one process on embedded SQLite. The process owns the data folder.
 * Rejects with ConfigError, FolderLocked, WrongMasterKey, MasterKeyError or StoreUnavailable; nothing stays open then.
 */
export async function startStandalone(config: Config): Promise<RunningProcess> {
  if (config.eventStoreUrl !== null || config.postgresUrl !== null) {
    throw new ConfigError([
      'REKAM_EVENTSTORE_URL or REKAM_POSTGRES_URL is set, and the standalone service keeps everything in its data folder; accepted: neither, or a writer and a reader apart (npm run start:writer, npm run start:reader).',
    ]);
  }
  return startProcess(config, {
    name: 'standalone',
    sharesFolder: false,
    async compose(parts) {
      const { config, folder, logger, events, onStop } = parts;
      const { views, trail, publisher } = await openReaderStores(parts);
      return {
        modules: [
          WriterModule.register({ keptEventsMax: KEPT_EVENTS_MAX }),
          ...kafkaDoor(config, logger),
          ReaderModule.register({ trail }),
          ...kafkaPublisher(config, logger, publisher),
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
