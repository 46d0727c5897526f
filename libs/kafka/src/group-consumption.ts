import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterAdmin } from './cluster-admin';
import { Assignment } from './assignment';
import { backOffMs } from './back-off';
import { createClient } from './client';
import { ConsumerSession } from './consumer-session';
import type { ConsumeOptions, Consumption } from './consumption';
import { BrokerUnavailable } from './errors';
import { failureOf } from './failure';
import type { KafkaLog, KafkaSettings } from './settings';

const LAG_MS_MAX = 2_000;
const AWAY_MS = 5_000;
/** kafkajs is known to hang; a session without an answer for so long is given up. */
const SILENT_MS_MAX = 60_000;
const WATCH_MS = 5_000;
const REJOIN_MS_FIRST = 200;
const REJOIN_MS_MAX = 5_000;

/** A consumption that comes back by itself after every failure, for as long as it is not stopped. */
export class GroupConsumption implements Consumption {
  readonly #settings: KafkaSettings;
  readonly #log: KafkaLog;
  readonly #options: ConsumeOptions;
  readonly #assignment: Assignment;
  readonly #ending = new AbortController();
  readonly #admin: ClusterAdmin;
  readonly #running: Promise<void>;
  #session: ConsumerSession | null = null;
  #isJoined = false;
  #hasFailed = false;
  #stopped: Promise<void> | null = null;

  constructor(settings: KafkaSettings, log: KafkaLog, options: ConsumeOptions) {
    this.#settings = settings;
    this.#log = log;
    this.#options = options;
    this.#assignment = new Assignment(options, log);
    // It is asked for metrics and readiness, which do not wait long.
    this.#admin = new ClusterAdmin(settings, log, { timeoutMs: LAG_MS_MAX });
    this.#running = this.#run();
  }

  state(): 'joining' | 'running' | 'away' | 'stopped' {
    if (this.#stopped !== null) return 'stopped';
    if (!this.#isJoined) return this.#hasFailed ? 'away' : 'joining';
    return this.#session !== null && this.#session.silentForMs() < AWAY_MS ? 'running' : 'away';
  }

  lag(): Promise<ReadonlyMap<string, bigint>> {
    if (this.#stopped !== null) return Promise.reject(new BrokerUnavailable('The consumption is stopped.'));
    return this.#admin.groupLag(this.#options.groupId, this.#options.topics);
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    await this.#assignment.finish();
    this.#ending.abort();
    await this.#running;
    await this.#admin.close();
  }

  async #run(): Promise<void> {
    const { groupId: group, topics } = this.#options;
    for (let failures = 0; !this.#ending.signal.aborted;) {
      const reason = await this.#runSession();
      if (reason === null) break;
      failures = this.#isJoined ? 1 : failures + 1;
      this.#hasFailed = true;
      this.#isJoined = false;
      const retryMs = Math.round(backOffMs(failures, REJOIN_MS_FIRST, REJOIN_MS_MAX));
      const error = failureOf(reason, `Consuming ${topics.join(', ')}`).message;
      // The first failure and then ever fewer: an outage takes many attempts.
      const level = (failures & (failures - 1)) === 0 ? 'warn' : 'debug';
      this.#log[level]({ group, failures, retryMs, error }, 'The Kafka consumer is not in its group and joins again');
      await sleep(retryMs, null, { signal: this.#ending.signal }).catch(() => null);
    }
  }

  /** One session from its start to its end; the reason for the end, or null for a stop. */
  async #runSession(): Promise<Error | null> {
    const { groupId, topics } = this.#options;
    const session = new ConsumerSession(createClient(this.#settings, this.#log), groupId, {
      joined: (partitions) => {
        this.#isJoined = true;
        this.#assignment.joined(session, partitions);
        this.#log.info({ group: groupId, partitions }, 'The Kafka consumer works on its share of the partitions');
      },
      rebalancing: () => this.#assignment.rebalancing(),
      batch: (batch) => this.#assignment.take(batch),
    });
    this.#session = session;
    const watch = setInterval(() => {
      if (this.#isJoined && session.silentForMs() > SILENT_MS_MAX) session.fail(new Error('no answer for too long'));
    }, WATCH_MS);
    const over = new AbortController();
    const stop = new Promise<null>((resolve) =>
      this.#ending.signal.addEventListener('abort', () => resolve(null), { signal: over.signal }),
    );
    try {
      const start = session.start(topics).then(
        () => new Promise<never>(() => undefined),
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      );
      return await Promise.race([session.ended, start, stop]);
    } finally {
      clearInterval(watch);
      over.abort();
      this.#assignment.lost();
      await session.close();
    }
  }
}
