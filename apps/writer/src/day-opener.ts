import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Instant, PlainDate } from '@rekam/domain';
import {
  canonicalJson,
  EventIdTaken,
  uuidV5,
  WrongExpectedRevision,
  type EventStore,
  type KeyStore,
  type NewEvent,
} from '@rekam/event-store';
import {
  CLOCK,
  CONFIG,
  EVENT_STORE,
  instantOf,
  KEY_STORE,
  localDate,
  msUntilNextDay,
  type Clock,
  type Config,
} from '@rekam/runtime';
import { Careers } from './careers';
import { LEDGER_NAMESPACE } from './to-command';

const LEDGER_STREAM = 'ledger';
const SOURCE = '/ledger';
/** The clock may be set, and the machine may sleep: the day is looked at again at least this often. */
const WAIT_MS_MAX = 60_000;
const ATTEMPTS_MAX = 8;

/**
 * Lets time pass in the ledger: appends DayOpened when a local day begins, for projections read no clock. The event's
 * id follows from the date, so that two writers open a day once. Days missed while nothing ran stay closed: opening
 * today lets everything take effect that was due since.
 */
@Injectable()
export class DayOpener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DayOpener.name);
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;
  private opened: PlainDate = '';

  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: Pick<KeyStore, 'hash'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    private readonly careers: Careers,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.openOrRetryLater();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Opens the local day unless it, or a later one, is open. Rejects with StoreUnavailable. */
  async openToday(): Promise<void> {
    const nowMs = this.clock.now();
    const date = localDate(nowMs, this.config.timeZone);
    for (let attempt = 0; attempt < ATTEMPTS_MAX && this.opened < date; attempt++) {
      const { latest, revision } = await this.careers.caughtUp(LEDGER_STREAM);
      const opened = latest.get('DayOpened')?.['date'];
      if (typeof opened === 'string' && opened >= date) {
        this.opened = opened;
        return;
      }
      const event = this.dayOpened(date, instantOf(nowMs));
      try {
        await this.events.append(LEDGER_STREAM, [event], revision < 0n ? 'no_stream' : revision);
        this.opened = date;
      } catch (error) {
        // Another writer wrote to the ledger, perhaps this very day.
        if (!(error instanceof WrongExpectedRevision || error instanceof EventIdTaken)) throw error;
      }
    }
  }

  private dayOpened(date: PlainDate, recordedAt: Instant): NewEvent {
    const commandId = uuidV5(LEDGER_NAMESPACE, `${SOURCE}\nday ${date}`);
    const content = { date };
    return {
      id: uuidV5(commandId, '0'),
      type: 'DayOpened',
      body: { content },
      sensitive: null,
      meta: {
        commandId,
        contentHash: this.keys.hash('content', canonicalJson(content)),
        actor: 'ledger',
        role: 'system',
        agency: null,
        source: SOURCE,
        channel: 'system',
        correlationId: commandId,
        causationId: null,
        recordedAt,
        schema: 1,
        persons: [],
        intake: null,
        approvedBy: null,
      },
    };
  }

  /** A store that cannot be written now must not keep its readers from starting: the day is opened when it can. */
  private async openOrRetryLater(): Promise<void> {
    try {
      await this.openToday();
    } catch (error) {
      this.logger.error('The day could not be opened; trying again within a minute.', error);
    }
    if (this.isStopped) return;
    const untilMs = Math.min(msUntilNextDay(this.clock.now(), this.config.timeZone), WAIT_MS_MAX);
    this.timer = setTimeout(() => void this.openOrRetryLater(), untilMs).unref();
  }
}
