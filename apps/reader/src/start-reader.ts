import { startProcess, VIEW_HOST, type Config, type RunningProcess } from '@rekam/runtime';
import { PUBLISHED_VIEW_ROWS } from './kafka/published-views';
import { kafkaPublisher } from './kafka/publisher.module';
import { observeViews } from './observe-views';
import { ReaderModule } from './reader.module';
import { openReaderStores } from './reader-stores';
import { READER_ROUTES } from './routes';
import { READER_SCHEMAS } from './schemas';

/**
 * Starts a reader, beside any number of writers: the one of a data folder, or one of several on servers. Rejects as
 * startProcess and openReaderStores do; nothing stays open then.
 */
export function startReader(config: Config): Promise<RunningProcess> {
  return startProcess(config, {
    name: 'reader',
    sharesFolder: true,
    async compose(parts) {
      const { config, logger, events } = parts;
      const { views, trail, publisher } = await openReaderStores(parts);
      return {
        modules: [ReaderModule.register({ trail }), ...kafkaPublisher(config, logger, publisher)],
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
