import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '@rekam/event-store';
import { BrokerUnavailable, MessageRefused, type KafkaLog, type Producer } from '@rekam/kafka';
import { StaleProjector } from '@rekam/projection';
import type { Publication } from './publication';
import type { PublisherStore } from './publisher-store';

const RETRY_DELAY_MS = 250;
const RETRY_DELAY_MS_MAX = 2_000;

/** What was published is of a log that went on further than this one. */
class OlderLog extends Error {
  override readonly name = 'OlderLog';
  constructor(published: bigint, head: bigint) {
    super(
      `position ${published} was published, and the log ends at ${head}: an older log was restored; stop, remove ` +
        'publisher.db from the data folder, delete the topics of events and views, make them again with rekam ' +
        'topics create and start again, and everything is published anew',
    );
  }
}

/** Errors whose messages name topics and positions, never a value. */
const OWN_ERRORS = [BrokerUnavailable, MessageRefused, StoreUnavailable, OlderLog];

/** For everybody to read, so of another error it says the name only: what was recorded may be in its message. */
const sentenceOf = (error: Error): string =>
  OWN_ERRORS.some((own) => error instanceof own) ? error.message : `${error.name}, see the log`;

export interface PublisherOptions {
  readonly publications: readonly Publication[];
  readonly store: PublisherStore;
  readonly producer: Pick<Producer, 'stop'>;
  /** Position of the last event of the log. */
  readonly head: () => Promise<bigint>;
  readonly log: KafkaLog;
  /** Called at every failure, with the name of what was not published. */
  readonly onFailure?: (name: string) => void;
  /** The first delay before a retry; it doubles up to 2 s, with jitter. */
  readonly retryDelayMs?: number;
}

/** Keeps publications going: each on its own, tried again for as long as nobody stops it, whatever fails. */
export class Publisher {
  private readonly abort = new AbortController();
  private readonly failures = new Map<string, Error>();
  /** Those that know how far they have come. */
  private readonly opened = new Set<Publication>();
  private running: Promise<void> | null = null;

  constructor(private readonly options: PublisherOptions) {}

  /** Why something is not published now, a sentence each, without personal data; empty when all goes well. */
  faults(): readonly string[] {
    return [...this.failures].map(([name, error]) => `${name} cannot be published: ${sentenceOf(error)}`);
  }

  /** How far each publication has come; empty until that is known, and for a process that another one has relieved. */
  positions(): readonly (readonly [name: string, position: bigint])[] {
    return [...this.opened].map(({ name, position }) => [name, position] as const);
  }

  /** Takes the lease and begins; what fails is tried again. Resolves when it is stopped or relieved, never rejects. */
  start(): Promise<void> {
    this.running ??= this.run();
    return this.running;
  }

  /** What was sent is acknowledged or given up within the producer's limit, and remembered. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.options.producer.stop();
    await this.running;
    await this.options.store.close();
  }

  private async run(): Promise<void> {
    const { store, publications } = this.options;
    await this.keep('publisher', async () => store.lease());
    await Promise.all(
      publications.map(async (publication) => {
        const { name } = publication;
        await this.keep(name, async () => publication.open());
        if (this.abort.signal.aborted) return;
        this.opened.add(publication);
        await this.keep(name, async (onPublished) => {
          await this.assertWithinLog(publication);
          await publication.publish(this.abort.signal, onPublished);
        });
      }),
    );
  }

  /** Does the work until it succeeds, or somebody stops it or takes over. */
  private async keep(name: string, work: (onProgress: () => void) => Promise<void>): Promise<void> {
    const { log, onFailure, retryDelayMs = RETRY_DELAY_MS } = this.options;
    const { signal } = this.abort;
    let retries = 0;
    const succeeded = (): void => {
      if (this.failures.delete(name)) log.info({ publication: name }, 'publishing goes on');
      retries = 0;
    };
    while (!signal.aborted) {
      try {
        await work(succeeded);
        if (!signal.aborted) succeeded();
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        if (thrown instanceof StaleProjector) return this.giveWay();
        const error = thrown as Error;
        // The same failure again is one line of the log, not one for every try.
        if (this.failures.get(name)?.message !== error.message)
          log.warn({ publication: name, err: error }, 'publishing waits for this to be mended');
        this.failures.set(name, error);
        onFailure?.(name);
      }
      const longest = Math.min(retryDelayMs * 2 ** Math.min(retries++, 10), RETRY_DELAY_MS_MAX);
      await delay(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }

  private async assertWithinLog({ position }: Publication): Promise<void> {
    const head = await this.options.head();
    if (position > head) throw new OlderLog(position, head);
  }

  /** Another process has taken the lease: it publishes from now on. */
  private giveWay(): void {
    this.abort.abort();
    this.opened.clear();
    this.failures.clear();
    this.options.log.info({}, 'another reader publishes from now on');
  }
}
