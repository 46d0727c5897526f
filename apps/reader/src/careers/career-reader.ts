import { Inject, Injectable } from '@nestjs/common';
import type { PlainDate } from '@rekam/domain';
import { ViewHost } from '@rekam/projection';
import { problem, VIEW_HOST } from '@rekam/runtime';
import type { CurrentStateRow } from '../views';
import type { KeptFact } from '../views/kept-fact';
import type { Axes } from './axes';
import { careerAnswer, type AnswerAxes, type CareerAnswer, type MergedAnswer } from './career-answer';
import { countedBy, countedFacts } from './counted-facts';
import { factsOf } from './facts-of';
import { namedIn, partsOf } from './history';
import { HistoryReader } from './history-reader';

/** Attempts to read a row and its facts between two commits that touch the person. */
const ATTEMPTS_MAX = 5;

/** Answers what the ledger says of a person: as it stands, or as of a day and as known at a time. */
@Injectable()
export class CareerReader {
  constructor(
    private readonly histories: HistoryReader,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {}

  /** The answer folded from the log. Throws what `HistoryReader.read` throws. */
  async asOf(row: CurrentStateRow, asked: Axes): Promise<CareerAnswer | MergedAnswer> {
    const { history, axes } = await this.histories.read(row, asked);
    if (history.state.mergedInto !== null) return { ...axes, mergedInto: history.state.mergedInto };
    const { parts, entries } = partsOf(history, axes.validAt);
    const counted = countedFacts(entries.map((entry) => ({ ...entry, person: namedIn(entry, history) })));
    return careerAnswer(
      axes,
      { parts, counted },
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
      const facts = present.mergedInto === null ? await factsOf(views, present) : [];
      const [after] = (await views.load('current-state', [[row.person]])) as readonly (CurrentStateRow | null)[];
      if (after?.position === present.position)
        return currentAnswer(present, facts, { position, day: await this.histories.openDay() });
      present = after ?? present;
    }
    throw problem(503, 'too-busy', 'The record changes faster than it can be read.', 'Ask again shortly.', {
      retryable: true,
    });
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
  const erased = parts.appointment.fact !== null && parts.appointment.name === null;
  return careerAnswer(axes, { parts, counted: countedBy(facts, row.validOn) }, erased);
}
