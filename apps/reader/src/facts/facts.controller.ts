import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, VIEW_HOST, type Caller } from '@rekam/runtime';
import { RecordDoor } from '../access-trail/record-door';
import type { MergedAnswer } from '../careers/career-answer';
import { HistoryReader } from '../careers/history-reader';
import { questionOf } from '../careers/question';
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
    @Headers('x-purpose') purposeText: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<FactsAnswer | MergedAnswer> {
    const { person, asked, purpose } = await questionOf(personText, query, purposeText, this.views);
    const row = await this.door.enter(person, caller, purpose);
    const { history, axes } = await this.histories.read(row, asked);
    const { mergedInto } = history.state;
    return mergedInto === null ? factsAnswer(axes, history, asked.validAt) : { ...axes, mergedInto };
  }
}
