import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Config } from './config';
import { keepDoor, type Doorkeeping } from './door';
import { DrainingAdapter } from './draining-adapter';
import { Health, HealthController } from './health';
import { createLogger, NestLogger } from './logging';
import { Metrics } from './metrics';
import { ProblemFilter } from './problem.filter';
import { Shutdown } from './shutdown';
import { TokenVerifier, type TokenVerifierOptions } from './token-verifier';
import { NO_TRACING, TRACING, type Tracing } from './tracing';

interface HttpAppOptions extends TokenVerifierOptions {
  /** The process's log; one to standard error when absent. */
  readonly logger?: Logger;
  /** The process's measurements; new ones when absent. */
  readonly metrics?: Metrics;
  /** Where spans go; none are made when absent. */
  readonly tracing?: Tracing;
}

/**
 * The process's HTTP side around its module: limits, security headers, callers' identity, access, problems, health,
 * metrics, and a stop that lets requests finish. The module may inject Health, Metrics, Shutdown, TokenVerifier and TRACING.
 * The application comes back initialised and not yet listening. Rejects with UndeclaredRoutes when a handler declares
 * no access, and with what a module or the metrics' port gives; nothing stays open then.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: Config,
  {
    logger = createLogger(config),
    metrics = new Metrics(config),
    tracing = NO_TRACING,
    ...verifierOptions
  }: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const shutdown = new Shutdown();
  const verifier = await TokenVerifier.open(config, verifierOptions);
  const adapter = new DrainingAdapter(config, shutdown);
  const app = await NestFactory.create<NestFastifyApplication>(
    processModule(module, { shutdown, metrics, verifier, tracing }),
    adapter,
    {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    },
  );
  app.useGlobalFilters(new ProblemFilter(logger));
  metrics.registerGauge('rekam_ready', {
    help: '1 when the process takes requests, as /health/ready says, else 0.',
    label: null,
    read: async () => [['', (await app.get(Health).faults()).length === 0 ? 1 : 0]],
  });
  const undeclared = await keepDoor(adapter.getInstance(), {
    config,
    log: logger,
    verifier,
    shutdown,
    metrics,
    tracing,
  });
  try {
    await app.init();
    if (undeclared.length > 0) throw new UndeclaredRoutes(undeclared);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Handlers without @Access or @Public: nobody decided who may call them. */
export class UndeclaredRoutes extends Error {
  override readonly name = 'UndeclaredRoutes';
  constructor(readonly routes: readonly string[]) {
    super(`These handlers declare neither @Access nor @Public: ${routes.join(', ')}`);
  }
}

@Module({})
class ProcessModule {}

/** Global, so that any part can register a readiness check or a measurement, hear of the stop, and ask of a token. */
function processModule(
  module: Type | DynamicModule,
  { shutdown, metrics, verifier, tracing }: Pick<Doorkeeping, 'shutdown' | 'metrics' | 'verifier' | 'tracing'>,
): DynamicModule {
  return {
    module: ProcessModule,
    global: true,
    imports: [module],
    controllers: [HealthController],
    providers: [
      Health,
      { provide: Shutdown, useValue: shutdown },
      { provide: Metrics, useValue: metrics },
      { provide: TokenVerifier, useValue: verifier },
      { provide: TRACING, useValue: tracing },
    ],
    exports: [Health, Shutdown, Metrics, TokenVerifier, TRACING],
  };
}
