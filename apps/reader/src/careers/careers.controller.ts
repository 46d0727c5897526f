import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, VIEW_HOST, type Caller } from '@rekam/runtime';
import { RecordDoor } from '../access-trail/record-door';
import type { CareerAnswer, MergedAnswer } from './career-answer';
import { CareerReader } from './career-reader';
import { questionOf } from './question';

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
    @Headers('x-purpose') purposeText: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<CareerAnswer | MergedAnswer> {
    const { person, asked, purpose } = await questionOf(personText, query, purposeText, this.views);
    const row = await this.door.enter(person, caller, purpose);
    return asked.validAt === null && asked.knownAt === null ? this.reader.current(row) : this.reader.asOf(row, asked);
  }
}
