import { resolve } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AsyncApiOptions, JsonSchema, PublishedRows, RouteDescription } from '@rekam/contracts';
import { personByNumber, type EventStore, type KeyStore } from '@rekam/event-store';
import type { Logger } from 'pino';
import { version } from '../../../package.json';
import { systemClock } from './clock';
import type { Config } from './config';
import { DocumentsModule } from './documents';
import { HEALTH_ROUTES } from './health';
import { createHttpApp } from './http-app';
import { createLogger } from './logging';
import { Metrics } from './metrics';
import { observeLog } from './observe-log';
import { observePostgres } from './observe-postgres';
import { openLog } from './open-log';
import { CLOCK, CONFIG, EVENT_STORE, KEY_STORE } from './tokens';
import { openTracing, type Tracing } from './tracing';
import { watchLog } from './watch-log';

/** So long a process that stops waits for a collector that does not take its last spans. */
const LAST_SPANS_MS_MAX = 2_000;

export interface RunningProcess {
  readonly url: string;
  /** Ends requests, feeds and followers, then closes the stores, whatever of it fails. Stopping again does nothing. */
  stop(): Promise<void>;
}

/** What a process is composed on: its configuration and the open log. */
export interface ProcessParts {
  readonly config: Config;
  /** The data folder, as an absolute path. It is there where anything is kept in it. */
  readonly folder: string;
  readonly logger: Logger;
  readonly events: EventStore;
  readonly keys: KeyStore;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Adds what is to be closed when the process stops; the last one opened is closed first. */
  onStop(close: () => unknown): void;
}

/** What makes a process the one it is. */
interface Composition {
  /** CONFIG, CLOCK, EVENT_STORE and KEY_STORE are there for all of them. */
  readonly modules: readonly DynamicModule[];
  /** What else the modules inject, by token. */
  readonly provided?: ReadonlyMap<symbol, unknown>;
  readonly routes: readonly RouteDescription[];
  /** Schemas that the routes name, besides those of the contracts. */
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
  /** The rows that it publishes over Kafka, for the document of what goes over it. */
  readonly publishedRows?: PublishedRows;
  beforeListening?(app: NestFastifyApplication): void;
  onListening?(url: string): void;
}

interface ProcessOptions {
  /** What its spans call it. */
  readonly name: 'writer' | 'reader' | 'standalone';
  /** Whether other processes may work on the data folder at the same time, each of which says so, too. */
  readonly sharesFolder: boolean;
  compose(parts: ProcessParts): Composition | Promise<Composition>;
}

@Global()
@Module({})
class ProvidedModule {
  static register(provided: ReadonlyMap<symbol, unknown>): DynamicModule {
    const providers = [...provided].map(([provide, useValue]) => ({ provide, useValue }));
    return { module: ProvidedModule, providers, exports: [...provided.keys()] };
  }
}

@Module({})
class ComposedModule {}

/** What the document of the messages needs to know; brokers are told of where there are any. */
const messagesOf = (
  { kafkaTopicPrefix: prefix, kafkaBrokers: brokers, kafkaTls: tls, kafkaSasl: sasl }: Config,
  rows: PublishedRows | null,
): Omit<AsyncApiOptions, 'version'> => ({ prefix, rows, ...(brokers !== null && { cluster: { brokers, tls, sasl } }) });

/**
 * Starts a process: opens the log, composes the modules, and listens.
 * Rejects with FolderLocked, WrongMasterKey, MasterKeyError, ConfigError or StoreUnavailable; nothing stays open then.
 */
export async function startProcess(
  config: Config,
  { name, sharesFolder, compose }: ProcessOptions,
): Promise<RunningProcess> {
  const logger = createLogger(config);
  const folder = resolve(config.dataFolder);
  const closing: (() => unknown)[] = [];
  const onStop = (close: () => unknown): void => void closing.push(close);
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of closing.splice(0).reverse()) {
      // What else is open must not stay open for it, least of all the folder.
      await Promise.resolve()
        .then(close)
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    // 1. What tells of the process, and the log.
    const metrics = new Metrics(config);
    const tracing = openTracing(config, { name, version }, logger);
    onStop(() => tracing.stop(Math.min(config.shutdownTimeoutMs, LAST_SPANS_MS_MAX)));
    const opened = await openLog(config, { folder, sharesFolder, logger, metrics, onStop });
    const { keys } = opened;
    const events = watchLog(opened.events, { metrics, tracing });
    // 2. What this process is for.
    const composed = await compose({ config, folder, logger, events, keys, metrics, tracing, onStop });
    const routes = [...composed.routes, ...HEALTH_ROUTES];
    const documents = config.docs
      ? [
          DocumentsModule.register({
            routes,
            schemas: composed.schemas ?? {},
            version,
            messages: messagesOf(config, composed.publishedRows ?? null),
          }),
        ]
      : [];
    const provided = new Map<symbol, unknown>([
      [CONFIG, config],
      [CLOCK, systemClock],
      [EVENT_STORE, events],
      [KEY_STORE, keys],
      ...(composed.provided ?? []),
    ]);
    // 3. The doors.
    const imports = [ProvidedModule.register(provided), ...composed.modules, ...documents];
    const app = await createHttpApp({ module: ComposedModule, imports }, config, {
      logger,
      metrics,
      tracing,
      personOf: (number) => personByNumber(number, { events, keys }),
    });
    onStop(() => app.close());
    observeLog(app, events);
    if (config.postgresUrl !== null) observePostgres(metrics);
    composed.beforeListening?.(app);
    await listen(app, config);
    const url = await app.getUrl();
    composed.onListening?.(url);
    return { url, stop };
  } catch (error) {
    await stop().catch((cause: unknown) => logger.error({ err: cause }, 'not all could be closed'));
    throw error;
  }
}

async function listen(app: NestFastifyApplication, { host, port }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `The service cannot listen on ${host}:${port} (${reason}); set REKAM_PORT to another port, or to 0.`,
      {
        cause: error,
      },
    );
  }
}
