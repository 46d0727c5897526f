import { startProcess, type Config, type RunningProcess } from '@rekam/runtime';
import { kafkaDoor } from './kafka/kafka-door.module';
import { WRITER_ROUTES } from './routes';
import { WriterModule } from './writer.module';

/**
 * Starts a writer, one of any number on the data folder.
 * Rejects with FolderLocked, WrongMasterKey, MasterKeyError or StoreUnavailable; nothing stays open then.
 */
export function startWriter(config: Config): Promise<RunningProcess> {
  return startProcess(config, {
    name: 'writer',
    sharesFolder: true,
    compose: ({ config, logger }) => ({
      modules: [WriterModule.register(), ...kafkaDoor(config, logger)],
      routes: WRITER_ROUTES,
    }),
  });
}
