import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, mayReadAgency, outsideJurisdiction, VIEW_HOST, type Caller } from '@rekam/runtime';
import { untilReached } from '../catch-up';
import { agencyOf, positionOf, queryOf } from '../request';
import { readOverview, type AgencyOverview } from './agency-overview';

/** An agency in figures. */
@Controller('v1/agencies')
export class AgenciesController {
  constructor(@Inject(VIEW_HOST) private readonly views: ViewHost) {}

  @Get(':code/overview')
  @Access('agency-overview')
  async overview(
    @Param('code') code: string,
    @Query() query: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<AgencyOverview> {
    const agency = agencyOf(code, '/code');
    const atLeast = positionOf('at-least', queryOf(query, ['at-least'])['at-least']);
    if (!mayReadAgency(caller, agency)) throw outsideJurisdiction();
    if (atLeast !== null) await untilReached(this.views.projector('directory'), atLeast);
    return (await readOverview(this.views, agency)).overview;
  }
}
