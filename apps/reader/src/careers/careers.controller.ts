import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, VIEW_HOST, type Caller } from '@rekam/runtime';
import { purposeOf, RecordDoor } from '../access-trail/record-door';
import { untilReached } from '../catch-up';
import { personOf, positionOf, queryOf } from '../request';
import { knownAtOf, validAtOf } from './axes';
import type { CareerAnswer, MergedAnswer } from './career-answer';
import { CareerReader } from './career-reader';

/** What the ledger says of a person. */
@Controller('v1/careers')
export class CareersController {
  constructor(
    private readonly door: RecordDoor,
    private readonly reader: CareerReader,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {}

  @Get(':person')
  @Access('career-read')
  async read(
    @Param('person') personText: string,
    @Query() query: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<CareerAnswer | MergedAnswer> {
    const person = personOf(personText);
    const given = queryOf(query, ['validAt', 'knownAt', 'at-least']);
    const axes = { validAt: validAtOf(given.validAt), knownAt: knownAtOf(given.knownAt) };
    const atLeast = positionOf('at-least', given['at-least']);
    const purposeText = purposeOf(purpose, 'career-read');
    if (atLeast !== null) {
      for (const view of ['current-state', 'directory']) await untilReached(this.views.projector(view), atLeast);
    }
    const row = await this.door.enter(person, caller, purposeText);
    return axes.validAt === null && axes.knownAt === null ? this.reader.current(row) : this.reader.asOf(row, axes);
  }
}
