import { Inject, Injectable } from '@nestjs/common';
import type { KnownAt, PlainDate, Recorded } from '@rekam/domain';
import type { EventStore, KeyStore } from '@rekam/event-store';
import { ViewHost, type Scanned } from '@rekam/projection';
import { CLOCK, EVENT_STORE, KEY_STORE, problem, VIEW_HOST, type Clock } from '@rekam/runtime';
import { aliasesOf } from '../aliases';
import { untilReached } from '../catch-up';
import { knownAtText, refuseFuture, type Axes } from './axes';
import { careerAnswer, type AnswerAxes, type CareerAnswer, type MergedAnswer } from './career-answer';
import { countedFacts, type Counted } from './counted-facts';
import { namedIn, partsOf, readHistory } from './history';
import { RecentStreams } from './recent-streams';
import { inEffect } from '../views/fold';
import { FACTS, type KeptFact } from '../views/kept-fact';
import { DAY, OPEN_DAY } from '../views/open-day';
import type { CurrentStateRow } from '../views';

const BEFORE_ALL: PlainDate = '0001-01-01';
const FACTS_PAGE_MAX = 500;
/** Attempts to read a row and its facts between two commits that touch the person. */
const ATTEMPTS_MAX = 5;

/** Answers what the ledger says of a person: as it stands, or as of a day and as known at a time. */
@Injectable()
export class CareerReader {
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
   * The answer folded from the log. Throws the problems `known-at-in-future`, `not-known-then` and, when the view
   * that lists a person's streams lags, `position-not-reached`.
   */
  async asOf(row: CurrentStateRow, { validAt, knownAt }: Axes): Promise<CareerAnswer | MergedAnswer> {
    const { bound, position } = await this.bounded(knownAt);
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
    const day = validAt ?? (await this.openDay());
    const axes: AnswerAxes = {
      person: row.person,
      validAt: day,
      knownAt: knownAtText(bound),
      position: position.toString(),
    };
    if (history.state.mergedInto !== null) return { ...axes, mergedInto: history.state.mergedInto };
    const { parts, entries } = partsOf(history, day);
    const counted = countedFacts(entries.map((entry) => ({ ...entry, person: namedIn(entry, history) })));
    return careerAnswer(
      axes,
      parts,
      counted,
      entries.some(({ edition }) => edition.erased),
    );
  }

  /**
   * The answer as it stands, of the view. The facts behind the figures are read beside the row, and both again when
   * the row changed meanwhile, so that they belong together.
   */
  async current(row: CurrentStateRow): Promise<CareerAnswer | MergedAnswer> {
    const views = this.views.projector('current-state').views;
    let present = row;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const { position } = await views.progress();
      const facts = present.mergedInto === null ? await this.factsOf(present) : [];
      const [after] = (await views.load('current-state', [[row.person]])) as readonly (CurrentStateRow | null)[];
      if (after?.position === present.position)
        return currentAnswer(present, facts, { position, day: await this.openDay() });
      present = after ?? present;
    }
    throw problem(503, 'too-busy', 'The record changes faster than it can be read.', 'Ask again shortly.', {
      retryable: true,
    });
  }

  /** The day that is open in the ledger. Before the first one is, nothing has taken effect. */
  private async openDay(): Promise<PlainDate> {
    const [row] = await this.views.projector('current-state').views.load(DAY.name, [OPEN_DAY.key]);
    return (row?.['date'] as PlainDate | undefined) ?? BEFORE_ALL;
  }

  private async factsOf({ person }: CurrentStateRow): Promise<readonly KeptFact[]> {
    const views = this.views.projector('current-state').views;
    const facts: KeptFact[] = [];
    for (const alias of await aliasesOf(this.views, person)) {
      let after: Scanned['next'] = null;
      do {
        const more = after === null ? {} : { after };
        const page: Scanned = await views.scan(FACTS.name, 'key', { equals: [alias], limit: FACTS_PAGE_MAX, ...more });
        facts.push(...(page.rows as readonly KeptFact[]));
        after = page.next;
      } while (after !== null);
    }
    return inEffect(facts);
  }

  /**
   * What bounds the known, in a form that gives the same answer for ever, and the position up to which the answer
   * is complete. Ledger time never decreases, so before that of the head an instant cuts off what cannot grow any
   * more; from there on events may still come with this very ledger time, and only the head's position says it all.
   */
  private async bounded(knownAt: KnownAt | null): Promise<{ bound: KnownAt; position: bigint }> {
    const directory = this.views.projector('directory');
    if (knownAt === null) {
      const { position } = await directory.views.progress();
      return { bound: { position }, position };
    }
    const head = await this.events.head();
    refuseFuture(knownAt, head, this.clock.now());
    const position = 'position' in knownAt ? knownAt.position : head;
    await untilReached(directory, position);
    if ('position' in knownAt) return { bound: knownAt, position };
    const [last] = await this.events.readAll(head - 1n, 1);
    const isPast = last !== undefined && knownAt.instant < last.ledgerTime;
    return { bound: isPast ? knownAt : { position }, position };
  }
}

function currentAnswer(
  row: CurrentStateRow,
  facts: readonly KeptFact[],
  reflects: { readonly position: bigint; readonly day: PlainDate },
): CareerAnswer | MergedAnswer {
  const { person, parts, mergedInto } = row;
  const own = BigInt(row.position);
  const position = (own > reflects.position ? own : reflects.position).toString();
  const axes: AnswerAxes = { person, validAt: reflects.day, knownAt: position, position };
  if (mergedInto !== null) return { ...axes, mergedInto };
  const counted: Counted[] = facts
    .filter(({ effectiveAt }) => effectiveAt <= row.validOn)
    .map(({ subject, fact, awaits, ...edition }) => ({
      subject,
      fact,
      edition,
      person: edition.person,
      confirmed: awaits.length === 0,
    }));
  const erased = parts.appointment.fact !== null && parts.appointment.name === null;
  return careerAnswer(axes, parts, countedFacts(counted), erased);
}
