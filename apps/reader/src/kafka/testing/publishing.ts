import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upcast } from '@rekam/domain';
import { memoryKeyStore, MemoryEventStore, type KeyStore } from '@rekam/event-store';
import type { KafkaLog, Producer } from '@rekam/kafka';
import { openSqliteViewStore, SqliteViewTables, ViewHost, type ViewStore } from '@rekam/projection';
import { NO_TRACING } from '@rekam/runtime';
import { Ledger } from '../../testing/ledger';
import { PROJECTIONS } from '../../views';
import { EventPublisher } from '../event-publisher';
import type { Publication } from '../publication';
import { agencyOverviews, currentStates } from '../published-views';
import { Publisher } from '../publisher';
import { PUBLISHER_TABLES, PublisherStore } from '../publisher-store';
import { ViewPublisher } from '../view-publisher';
import { Topics } from './topics';

const PREFIX = 'career';
const PUBLISHER_FILE = 'publisher.db';
export const EVENTS = 'career.events.v1';
export const VIEWS = 'career.views.v1';
export const viewsOf = (agency: string): string => `career.views.${agency}.v1`;

/** A publication that lets others wait for it. */
class Watched implements Publication {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly inner: Publication) {}

  get name(): string {
    return this.inner.name;
  }
  get position(): bigint {
    return this.inner.position;
  }
  async open(): Promise<void> {
    await this.inner.open();
    this.tell();
  }
  publish(signal: AbortSignal, onPublished: () => void): Promise<void> {
    return this.inner.publish(signal, () => {
      onPublished();
      this.tell();
    });
  }

  private tell(): void {
    for (const look of this.waiting) look();
  }

  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }
}

export interface Started {
  readonly publisher: Publisher;
  /** Resolves when it publishes no more. */
  ended(): Promise<unknown>;
  /** Resolves when everything recorded by now is in the topics, of all publications or of those that are named. */
  caughtUp(names?: readonly string[]): Promise<void>;
  /** Resolves when the passes over all rows that are due are done, too. */
  scanned(): Promise<void>;
}

interface StartOptions {
  readonly agencies?: readonly string[];
  /** One of the test's own; what publishes through it is left to itself, like a process that was killed. */
  readonly producer?: Pick<Producer, 'send' | 'stop'>;
  readonly prefix?: string;
  /** What the publisher keeps its progress in. */
  readonly tables?: ViewStore;
  readonly log?: KafkaLog;
  readonly pauseMs?: number;
}

const SILENT: KafkaLog = { debug() {}, info() {}, warn() {}, error() {} };

/** A log in memory, its views in files, and publishers of them, one after the other as processes come and go. */
export class Publishing {
  readonly ledger: Ledger;
  readonly topics = new Topics();
  private readonly running: Publisher[] = [];
  private readonly killed: Publisher[] = [];

  private constructor(
    readonly folder: string,
    readonly events: MemoryEventStore,
    readonly keys: KeyStore,
    public views: ViewHost,
  ) {
    this.ledger = new Ledger(events, () => Date.now());
  }

  static async open(): Promise<Publishing> {
    const folder = await mkdtemp(join(tmpdir(), 'publishing-'));
    const keys = memoryKeyStore();
    const events = new MemoryEventStore({ keys, upcast });
    const views = await ViewHost.open({
      tables: new SqliteViewTables(join(folder, 'views')),
      events,
      projections: PROJECTIONS,
    });
    views.start();
    return new Publishing(folder, events, keys, views);
  }

  /** The views are closed and opened again, as by a process that starts. */
  async reopenViews({ isRunning = true } = {}): Promise<void> {
    await this.views.close();
    this.views = await ViewHost.open({
      tables: new SqliteViewTables(join(this.folder, 'views')),
      events: this.events,
      projections: PROJECTIONS,
    });
    if (isRunning) this.views.start();
  }

  /** What a stopped publisher remembered is gone. */
  async forget(): Promise<void> {
    await rm(join(this.folder, PUBLISHER_FILE));
  }

  openTables(): ViewStore {
    return openSqliteViewStore({ file: join(this.folder, PUBLISHER_FILE), tables: PUBLISHER_TABLES });
  }

  start(options: StartOptions = {}): Started {
    const { agencies = [], prefix = PREFIX, log = SILENT, pauseMs = 0 } = options;
    const { events, views: host } = this;
    const store = new PublisherStore(options.tables ?? this.openTables(), `remove ${PUBLISHER_FILE}`);
    const sender = options.producer ?? this.topics;
    const producer = store.fenced(sender);
    const forViews = { events, host, store, producer, topicPrefix: prefix, agencies, pauseMs };
    const watched = [
      new EventPublisher({ events, store, producer, topic: `${prefix}.events.v1`, tracing: NO_TRACING, pauseMs }),
      new ViewPublisher(currentStates(this.keys), forViews),
      new ViewPublisher(agencyOverviews, forViews),
    ].map((publication) => new Watched(publication));
    const publisher = new Publisher({
      publications: watched,
      store,
      producer: sender,
      head: () => events.head(),
      log,
      retryDelayMs: 1,
    });
    (options.producer === undefined ? this.running : this.killed).push(publisher);
    const ended = publisher.start();
    const caughtUp = async (names?: readonly string[]): Promise<void> => {
      const head = await events.head();
      const meant = watched.filter(({ name }) => names?.includes(name) ?? true);
      await Promise.all(meant.map((each) => each.until(() => each.position >= head)));
    };
    return {
      publisher,
      ended: () => ended,
      caughtUp,
      // A pass ends before what changed meanwhile is sent, so a further event tells that it is over.
      scanned: async () => {
        await this.ledger.openDay('2000-01-01');
        await caughtUp();
      },
    };
  }

  async close(): Promise<void> {
    // Nobody waits for those that were left to themselves.
    for (const publisher of this.killed) void publisher.stop();
    for (const publisher of this.running) await publisher.stop();
    await this.views.close();
    await this.events.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
