import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { upcast, type Identifier, type Uuid } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import { PROJECTIONS, READER_ROUTES, READER_SCHEMAS, ReaderModule } from '@rekam/reader';
import {
  CLOCK,
  CONFIG,
  createHttpApp,
  createLogger,
  HEALTH_ROUTES,
  EVENT_STORE,
  KEY_STORE,
  loadMasterKey,
  systemClock,
  VIEW_HOST,
  type Config,
} from '@rekam/runtime';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Identifiers, WRITER_ROUTES, WriterModule } from '@rekam/writer';
import { version } from '../../../package.json';
import { DocumentsModule } from './documents';
import { observe } from './observability';

/** In the data folder: where the service of this folder listens, for the command line to find it. */
export const SERVICE_FILE = 'service.json';

export interface RunningService {
  readonly url: string;
  /** Ends requests, feeds and followers, then closes the stores. Stopping again does nothing. */
  stop(): Promise<void>;
}

/** The adapters of one machine: what the modules of writer and reader are given. */
@Global()
@Module({})
class StoresModule {
  static register(stores: ReadonlyMap<symbol, unknown>): DynamicModule {
    const providers = [...stores].map(([provide, useValue]) => ({ provide, useValue }));
    return { module: StoresModule, providers, exports: [...stores.keys()] };
  }
}

@Module({})
class StandaloneModule {}

/**
 * Starts writer and reader in one process on embedded SQLite. The process owns the data folder.
 * Rejects with FolderLocked, WrongMasterKey, MasterKeyError or StoreUnavailable; nothing stays open then.
 */
export async function startStandalone(config: Config): Promise<RunningService> {
  const logger = createLogger(config);
  const folder = resolve(config.dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const closing: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    // 1. The stores. Opening the log makes the folder ours alone.
    const keys = openKeyStore({
      file: join(folder, 'keys.db'),
      masterKey: loadMasterKey({ ...config, dataFolder: folder }, (message) => logger.warn(message)),
    });
    closing.push(() => keys.close());
    const events = await openSqliteEventStore({ folder, keys, upcast });
    closing.push(() => events.close());
    const views = await ViewHost.open({ folder: join(folder, 'views'), events, projections: PROJECTIONS });
    closing.push(() => views.close());
    // 2. The doors.
    const stores = new Map<symbol, unknown>([
      [CONFIG, config],
      [CLOCK, systemClock],
      [EVENT_STORE, events],
      [KEY_STORE, keys],
      [VIEW_HOST, views],
    ]);
    const routes = [...WRITER_ROUTES, ...READER_ROUTES, ...HEALTH_ROUTES];
    const documents = config.docs ? [DocumentsModule.register({ routes, schemas: READER_SCHEMAS, version })] : [];
    const imports = [StoresModule.register(stores), WriterModule.register(), ReaderModule.register(), ...documents];
    const personOf = async (identifier: Identifier): Promise<Uuid | null> => {
      const holder = await app.get(Identifiers).holder(identifier);
      return holder === null ? null : (holder.mergedInto ?? holder.person);
    };
    const app: NestFastifyApplication = await createHttpApp({ module: StandaloneModule, imports }, config, {
      logger,
      personOf,
    });
    closing.push(() => app.close());
    observe(app, views, events);
    views.start();
    await app.listen(config.port, config.host);
    const url = await app.getUrl();
    writeFileSync(join(folder, SERVICE_FILE), `${JSON.stringify({ url, pid: process.pid })}\n`);
    closing.push(() => rmSync(join(folder, SERVICE_FILE), { force: true }));
    return { url, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
