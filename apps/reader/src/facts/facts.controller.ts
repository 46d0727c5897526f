import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, VIEW_HOST, type Caller } from '@rekam/runtime';
import { purposeOf, RecordDoor } from '../access-trail/record-door';
import { knownAtOf, validAtOf } from '../careers/axes';
import type { MergedAnswer } from '../careers/career-answer';
import { HistoryReader } from '../careers/history-reader';
import { untilReached } from '../catch-up';
import { personOf, positionOf, queryOf } from '../request';
import { factsAnswer, type FactsAnswer } from './facts-answer';

/** The facts of a career, as they were stated last: what exports, comparisons and career sheets are made of. */
@Controller('v1/careers')
export class FactsController {
  constructor(
    private readonly door: RecordDoor,
    private readonly histories: HistoryReader,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {}

  @Get(':person/facts')
  @Access('career-read')
  async read(
    @Param('person') personText: string,
    @Query() query: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<FactsAnswer | MergedAnswer> {
    const person = personOf(personText);
    const given = queryOf(query, ['validAt', 'knownAt', 'at-least']);
    const asked = { validAt: validAtOf(given.validAt), knownAt: knownAtOf(given.knownAt) };
    const atLeast = positionOf('at-least', given['at-least']);
    const purposeText = purposeOf(purpose, 'career-read');
    if (atLeast !== null) {
      for (const view of ['current-state', 'directory']) await untilReached(this.views.projector(view), atLeast);
    }
    const row = await this.door.enter(person, caller, purposeText);
    const { history, axes } = await this.histories.read(row, asked);
    const { mergedInto } = history.state;
    return mergedInto === null ? factsAnswer(axes, history, asked.validAt) : { ...axes, mergedInto };
  }
}
