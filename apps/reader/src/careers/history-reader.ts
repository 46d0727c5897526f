import { Inject, Injectable } from '@nestjs/common';
import type { KnownAt, PlainDate, Recorded } from '@rekam/domain';
import type { EventStore, KeyStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import { CLOCK, EVENT_STORE, KEY_STORE, problem, VIEW_HOST, type Clock } from '@rekam/runtime';
import { untilReached } from '../catch-up';
import type { CurrentStateRow } from '../views';
import { DAY, OPEN_DAY } from '../views/open-day';
import { knownAtText, refuseFuture, type Axes } from './axes';
import type { AnswerAxes } from './career-answer';
import { readHistory, type History } from './history';
import { RecentStreams } from './recent-streams';

const BEFORE_ALL: PlainDate = '0001-01-01';

/** Reads what the log holds of a person, as known at a time. */
@Injectable()
export class HistoryReader {
  private readonly streams: RecentStreams;

  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) keys: KeyStore,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.streams = new RecentStreams(events, keys);
  }

  /**
   * The history of a person, and the axes of an answer made from it: of the open day and of all that is known, where
   * the question names none. Throws the problems `known-at-in-future`, `not-known-then` and, when the view that lists
   * a person's streams lags, `position-not-reached`.
   */
  async read(row: CurrentStateRow, asked: Axes): Promise<{ readonly history: History; readonly axes: AnswerAxes }> {
    const { bound, position } = await this.bounded(asked.knownAt, BigInt(row.position));
    const isKnown = (event: Recorded): boolean =>
      event.position <= position && ('position' in bound || event.ledgerTime <= bound.instant);
    const history = await readHistory(this.streams, this.views.projector('directory').views, row.person, isKnown);
    if (history.eventCount === 0) {
      throw problem(
        404,
        'not-known-then',
        'The ledger knew nothing of this person then.',
        'Accepted: a later knownAt.',
      );
    }
    const axes: AnswerAxes = {
      person: row.person,
      validAt: asked.validAt ?? (await this.openDay()),
      knownAt: knownAtText(bound),
      position: position.toString(),
    };
    return { history, axes };
  }

  /** The day that is open in the ledger. Before the first one is, nothing has taken effect. */
  async openDay(): Promise<PlainDate> {
    const [row] = await this.views.projector('current-state').views.load(DAY.name, [OPEN_DAY.key]);
    return (row?.['date'] as PlainDate | undefined) ?? BEFORE_ALL;
  }

  /**
   * What bounds the known, in a form that gives the same answer for ever, and the position up to which the answer
   * is complete. Ledger time never decreases, so before that of the head an instant cuts off what cannot grow any
   * more; from there on events may still come with this very ledger time, and only the head's position says it all.
   * Without a bound it is at least `seen`, a position that another view has told of already.
   */
  private async bounded(
    knownAt: KnownAt | null,
    seen: bigint,
  ): Promise<{ readonly bound: KnownAt; readonly position: bigint }> {
    const directory = this.views.projector('directory');
    if (knownAt === null) {
      await untilReached(directory, seen);
      const { position } = await directory.views.progress();
      return { bound: { position }, position };
    }
    const last = await this.events.last();
    const head = last?.position ?? 0n;
    refuseFuture(knownAt, head, this.clock.now());
    const position = 'position' in knownAt ? knownAt.position : head;
    await untilReached(directory, position);
    if ('position' in knownAt) return { bound: knownAt, position };
    const isPast = last !== null && knownAt.instant < last.ledgerTime;
    return { bound: isPast ? knownAt : { position }, position };
  }
}
