import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { agencyViewsTopic, eventsTopic, viewsTopic } from '@rekam/contracts';
import type { EventStore, KeyStore } from '@rekam/event-store';
import { Cluster, type KafkaLog } from '@rekam/kafka';
import { ViewHost } from '@rekam/projection';
import {
  CONFIG,
  EVENT_STORE,
  Health,
  kafkaSettingsOf,
  KEY_STORE,
  loadKafkaTopics,
  Metrics,
  TRACING,
  VIEW_HOST,
  type Config,
  type Tracing,
} from '@rekam/runtime';
import { BrokerWatch } from './broker-watch';
import { EventPublisher } from './event-publisher';
import { agencyOverviews, currentStates } from './published-views';
import { Publisher } from './publisher';
import { PublisherStore, type PublisherTables } from './publisher-store';
import { ViewPublisher } from './view-publisher';

/** What comes within this time of a row or an event that was sent goes together. */
const PAUSE_MS = 50;
/** After this a page that the brokers do not take is given up, and read and sent again. */
const SEND_TIMEOUT_MS = 10_000;

interface PublisherParts {
  readonly cluster: Cluster;
  /** The agencies that have a topic of their own. */
  readonly agencies: readonly string[];
  readonly log: KafkaLog;
  readonly tables: PublisherTables;
}
const PUBLISHER_PARTS = Symbol('publisher parts');

/**
 * Publishes for as long as the process runs, whether or not the brokers answer: meanwhile the process is not ready, yet
 * serves, and what was missed follows when they do.
 */
@Injectable()
class Publishing implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private publisher: Publisher | null = null;
  private names: readonly string[] = [];
  private readonly watch: BrokerWatch;
  private readonly failed;

  constructor(
    @Inject(PUBLISHER_PARTS) private readonly parts: PublisherParts,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(TRACING) private readonly tracing: Tracing,
    private readonly health: Health,
    metrics: Metrics,
  ) {
    const { kafkaTopicPrefix: prefix } = config;
    const agencyTopics = parts.agencies.map((agency) => agencyViewsTopic(prefix, agency));
    this.watch = new BrokerWatch(parts.cluster, [eventsTopic(prefix), viewsTopic(prefix), ...agencyTopics]);
    const label = 'publication';
    const positions = () => this.publisher?.positions() ?? [];
    metrics.registerGauge('rekam_publisher_position', {
      help: 'Position of the log up to which everything is in the topics.',
      label,
      read: () => positions().map(([name, position]) => [name, Number(position)] as const),
    });
    metrics.registerGauge('rekam_publisher_lag_events', {
      help: 'Positions from the last event that is in the topics to the end of the log: events, or bytes with EventStoreDB.',
      label,
      read: async () => {
        const head = await events.head();
        return positions().map(([name, position]) => [name, Math.max(0, Number(head - position))] as const);
      },
    });
    metrics.registerGauge('rekam_publisher_active', {
      help: '1 when this process publishes, 0 when it stands by for another one that does.',
      label,
      read: () => this.names.map((name) => [name, this.publisher?.isActive === true ? 1 : 0] as const),
    });
    this.failed = metrics.registerCounter('rekam_publisher_failures_total', {
      help: 'Attempts to publish that failed, and were or will be made again.',
      label,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { cluster, agencies, log, tables } = this.parts;
    const { kafkaTopicPrefix: topicPrefix } = this.config;
    const store = new PublisherStore(await tables.open(), tables.toForget);
    const connected = await cluster.producer({ timeoutMs: SEND_TIMEOUT_MS, maySend: () => store.isLeading });
    const producer = store.fenced(connected);
    const { events, views: host } = this;
    const forViews = { events, host, store, producer, topicPrefix, agencies, pauseMs: PAUSE_MS };
    const publications = [
      new EventPublisher({
        events,
        store,
        producer,
        topic: eventsTopic(topicPrefix),
        tracing: this.tracing,
        pauseMs: PAUSE_MS,
      }),
      new ViewPublisher(currentStates(this.keys), forViews),
      new ViewPublisher(agencyOverviews, forViews),
    ];
    this.names = publications.map(({ name }) => name);
    for (const name of this.names) this.failed(name, 0);
    this.publisher = new Publisher({
      publications,
      store,
      producer: connected,
      head: () => events.head(),
      log,
      onFailure: this.failed,
    });
    this.health.registerReadiness('kafka publisher', () => this.fault(), 'messages');
    void this.publisher.start();
  }

  /** The stores that it reads are closed after the application. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.publisher?.stop();
    await this.watch.close();
  }

  /** Whoever stands by needs no brokers, and answers as well as the one that publishes. */
  private async fault(): Promise<string | null> {
    const fault = this.publisher?.faults()[0] ?? null;
    return this.publisher?.isActive === true ? ((await this.watch.faultNow()) ?? fault) : fault;
  }
}

/** Sends what is recorded, and the views of it, to Kafka. Needs the ReaderModule's stores beside it. */
@Module({})
class PublisherModule {
  static register(parts: PublisherParts): DynamicModule {
    return { module: PublisherModule, providers: [{ provide: PUBLISHER_PARTS, useValue: parts }, Publishing] };
  }
}

/** The publisher as the configuration has it: none without brokers. Throws ConfigError. */
export function kafkaPublisher(config: Config, log: KafkaLog, tables: PublisherTables): readonly DynamicModule[] {
  const settings = kafkaSettingsOf(config);
  if (settings === null) return [];
  const agencies = loadKafkaTopics(config).agencyViews.map(({ agency }) => agency);
  return [PublisherModule.register({ cluster: new Cluster(settings, log), agencies, log, tables })];
}
