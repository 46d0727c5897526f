import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { upcast } from '@rekam/domain';
import {
  memoryKeyStore,
  MemoryEventStore,
  openKeyStore,
  openSqliteEventStore,
  type EventStore,
  type KeyStore,
} from '@rekam/event-store';
import { MemoryViewTables, SqliteViewTables, ViewHost } from '@rekam/projection';
import {
  CLOCK,
  CONFIG,
  createHttpApp,
  createLogger,
  EVENT_STORE,
  KEY_STORE,
  loadConfig,
  actorOf,
  LOCAL_ISSUER,
  LocalIssuer,
  VIEW_HOST,
  type LocalClaims,
} from '@rekam/runtime';
import type { AccessTrail } from '../access-trail/access-trail';
import { openSqliteTrail } from '../access-trail/open-access-trail';
import { TRAIL_FILE } from '../access-trail/sqlite-access-table';
import { ReaderModule } from '../reader.module';
import { PROJECTIONS } from '../views';
import { Ledger } from './ledger';

@Global()
@Module({})
class StoresModule {
  static register(stores: ReadonlyMap<symbol, unknown>): DynamicModule {
    const providers = [...stores].map(([provide, useValue]) => ({ provide, useValue }));
    return { module: StoresModule, providers, exports: [...stores.keys()] };
  }
}

@Module({})
class RunningModule {}

/** What a request came back with. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The reader over real stores and a real HTTP application, with a clock that the test sets. */
export class RunningReader {
  /** Milliseconds since 1970; tokens are issued at the system's time. */
  now = Date.now();
  readonly ledger: Ledger;

  private constructor(
    readonly folder: string,
    readonly events: EventStore,
    readonly keys: KeyStore,
    readonly views: ViewHost,
    readonly trail: AccessTrail,
    private readonly issuer: LocalIssuer,
  ) {
    this.ledger = new Ledger(events, () => this.now);
  }

  /** What was written to the log, an object a line. */
  readonly lines: Record<string, unknown>[] = [];
  app!: NestFastifyApplication;
  url = '';

  static async start(stores: 'memory' | 'sqlite'): Promise<RunningReader> {
    const folder = await mkdtemp(join(tmpdir(), 'reader-'));
    const keys =
      stores === 'memory'
        ? memoryKeyStore()
        : openKeyStore({ file: join(folder, 'keys.db'), masterKey: Buffer.alloc(32, 7) });
    const events =
      stores === 'memory'
        ? new MemoryEventStore({ keys, upcast })
        : await openSqliteEventStore({ folder, keys, upcast });
    const views = await ViewHost.open({
      tables: stores === 'memory' ? new MemoryViewTables() : new SqliteViewTables(join(folder, 'views')),
      events,
      projections: PROJECTIONS,
    });
    const trail = openSqliteTrail(join(folder, TRAIL_FILE), () => reader.now);
    const issuer = await LocalIssuer.open(folder);
    const reader: RunningReader = new RunningReader(folder, events, keys, views, trail, issuer);
    const config = loadConfig({
      REKAM_DATA_FOLDER: folder,
      REKAM_LOG_LEVEL: 'silent',
      REKAM_METRICS_PORT: '-1',
      REKAM_PORT: '0',
      REKAM_SHUTDOWN_TIMEOUT_MS: '500',
    });
    const clock = { now: () => reader.now };
    const given = new Map<symbol, unknown>([
      [CONFIG, config],
      [CLOCK, clock],
      [EVENT_STORE, events],
      [KEY_STORE, keys],
      [VIEW_HOST, views],
    ]);
    const imports = [StoresModule.register(given), ReaderModule.register({ trail: reader.trail })];
    reader.app = await createHttpApp({ module: RunningModule, imports }, config, {
      logger: createLogger(
        { logLevel: 'info' },
        { write: (line) => void reader.lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
      clock,
    });
    views.start();
    await reader.app.listen(0, '127.0.0.1');
    reader.url = await reader.app.getUrl();
    return reader;
  }

  token(claims: LocalClaims, hours = 8): Promise<string> {
    return this.issuer.sign(claims, hours);
  }

  /** The opaque id under which trail and log know the subject of a local token. */
  actor(sub: string): string {
    return actorOf(this.keys, { id: `${LOCAL_ISSUER}\n${sub}` });
  }

  /** Waits until every view reflects the whole log. */
  async caughtUp(): Promise<bigint> {
    const head = await this.events.head();
    for (const { name } of PROJECTIONS) await this.views.projector(name).reached(head, 10_000);
    return head;
  }

  async get<Body>(path: string, token: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Body>> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async post<Body>(path: string, token: string, body: unknown): Promise<Answer<Body>> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.trail.close();
    await this.views.close();
    await this.events.close();
    await this.keys.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
