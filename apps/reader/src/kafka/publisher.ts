import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '@rekam/event-store';
import { BrokerUnavailable, MessageRefused, type KafkaLog, type Producer } from '@rekam/kafka';
import { StaleProjector } from '@rekam/projection';
import type { Publication } from './publication';
import type { PublisherStore } from './publisher-store';

const RETRY_DELAY_MS = 250;
const RETRY_DELAY_MS_MAX = 2_000;
/** A store that does not answer keeps no process from stopping: what was sent and not remembered is sent again. */
const STOP_TIMEOUT_MS = 5_000;

/** What was published is of a log that went on further than this one. */
class OlderLog extends Error {
  override readonly name = 'OlderLog';
  constructor(published: bigint, head: bigint, toForget: string) {
    super(
      `position ${published} was published, and the log ends at ${head}: an older log was restored; stop, ` +
        `${toForget}, delete the topics of events and views, make them again with rekam ` +
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

/** A time in which this process publishes: until it is stopped, or another process has taken the lease. */
interface Term {
  readonly signal: AbortSignal;
  readonly lost: AbortController;
}

/**
 * Keeps publications going: each on its own, tried again for as long as nobody stops it, whatever fails. Of several
 * processes that share the store one publishes, and the others stand by.
 */
export class Publisher {
  private readonly abort = new AbortController();
  private readonly failures = new Map<string, Error>();
  /** Those that know how far they have come. */
  private readonly opened = new Set<Publication>();
  private running: Promise<void> | null = null;
  private term: Term | null = null;

  constructor(private readonly options: PublisherOptions) {}

  /** Whether this process publishes, and no other. */
  get isActive(): boolean {
    return this.term !== null && this.options.store.isLeading;
  }

  /** Why something is not published now, a sentence each, without personal data; empty when all goes well. */
  faults(): readonly string[] {
    return [...this.failures].map(([name, error]) => `${name} cannot be published: ${sentenceOf(error)}`);
  }

  /** How far each publication has come; empty until that is known, and while another process publishes. */
  positions(): readonly (readonly [name: string, position: bigint])[] {
    return [...this.opened].map(({ name, position }) => [name, position] as const);
  }

  /**
   * Publishes whenever it has the lease; what fails is tried again. Resolves when it is stopped, or relieved for good
   * because the store is not shared; never rejects.
   */
  start(): Promise<void> {
    this.running ??= this.run();
    return this.running;
  }

  /** What was sent is acknowledged or given up within the producer's limit, and remembered; then another may go on. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.options.producer.stop();
    await Promise.race([this.running, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    // A store that is away will see the lease run out.
    await this.options.store.release().catch(() => undefined);
    await this.options.store.close();
  }

  private async run(): Promise<void> {
    const { store, log } = this.options;
    const stopped = this.abort.signal;
    while (!stopped.aborted) {
      // 1. Stand by.
      await this.keep('publisher', { signal: stopped, lost: new AbortController() }, (isWell) =>
        store.lead(stopped, isWell),
      );
      if (stopped.aborted) return;
      // 2. Publish, for as long as nobody else does.
      const lost = new AbortController();
      const term = { lost, signal: AbortSignal.any([stopped, lost.signal, store.lost]) };
      this.term = term;
      await Promise.all(this.options.publications.map((publication) => this.publish(publication, term)));
      this.term = null;
      if (stopped.aborted) return;
      // 3. Or give way.
      this.opened.clear();
      this.failures.clear();
      log.info({}, 'another reader publishes from now on');
      if (!store.isShared) return;
    }
  }

  private async publish(publication: Publication, term: Term): Promise<void> {
    const { name } = publication;
    await this.keep(name, term, async () => publication.open());
    if (term.signal.aborted) return;
    this.opened.add(publication);
    await this.keep(name, term, async (isWell) => {
      await this.assertWithinLog(publication);
      await publication.publish(term.signal, isWell);
    });
  }

  /** Does the work until it succeeds, or the term is over. */
  private async keep(name: string, { signal, lost }: Term, work: (isWell: () => void) => Promise<void>): Promise<void> {
    const { log, onFailure, retryDelayMs = RETRY_DELAY_MS } = this.options;
    let retries = 0;
    const isWell = (): void => {
      if (this.failures.delete(name)) log.info({ publication: name }, 'publishing goes on');
      retries = 0;
    };
    while (!signal.aborted) {
      try {
        await work(isWell);
        if (!signal.aborted) isWell();
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        if (thrown instanceof StaleProjector) {
          lost.abort();
          return;
        }
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
    if (position > head) throw new OlderLog(position, head, this.options.store.toForget);
  }
}
