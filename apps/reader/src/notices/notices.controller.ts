import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, mayReadAgency, outsideJurisdiction, VIEW_HOST, type Caller } from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { untilReached } from '../catch-up';
import { OpenFeeds } from '../feeds/open-feeds';
import { agencyOf, limitOf, positionOf, queryOf } from '../request';
import { noticeOf, type Notice } from './notice';
import { noticeFeed } from './notice-feed';
import { NoticeOutbox, type NoticeCursor } from './notice-outbox';

export interface NoticesAnswer {
  readonly agency: string;
  /** Position of the log that the page reflects. */
  readonly position: string;
  readonly notices: readonly Notice[];
  /** Where to go on, now or when there is more; null while there has not been any notice. */
  readonly next: NoticeCursor | null;
  /** More notices are waiting behind these. */
  readonly hasMore: boolean;
}

/** The outbox of an agency, from which its own sender of messages tells the persons it employs. */
@Controller('v1/agencies')
export class NoticesController {
  constructor(
    private readonly outbox: NoticeOutbox,
    private readonly feeds: OpenFeeds,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {}

  @Get(':code/notices')
  @Access('notices')
  async page(
    @Param('code') code: string,
    @Query() query: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<NoticesAnswer> {
    const agency = agencyWithin(caller, code);
    const given = queryOf(query, ['after', 'limit', 'at-least']);
    const limit = limitOf(given.limit);
    const atLeast = positionOf('at-least', given['at-least']);
    const projector = this.views.projector('current-state');
    if (atLeast !== null) await untilReached(projector, atLeast);
    const { position } = await projector.views.progress();
    const rows = await this.outbox.after(agency, given.after ?? null, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      agency,
      position: position.toString(),
      notices: shown.map(noticeOf),
      next: last === undefined ? (given.after ?? null) : this.outbox.cursorOf(last),
      hasMore: rows.length > limit,
    };
  }

  /** As server-sent events; goes on after `Last-Event-ID`, or after the `next` of a page. */
  @Get(':code/notices/feed')
  @Access('notices-feed')
  async feed(
    @Param('code') code: string,
    @Query() query: unknown,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const agency = agencyWithin(caller, code);
    const after = headers['last-event-id'] ?? queryOf(query, ['after']).after ?? null;
    // A place that is none of ours is refused before the answer begins.
    await this.outbox.after(agency, after, 1);
    const { outbox } = this;
    this.feeds.open(reply, caller, headers['authorization'], (limits) =>
      noticeFeed({ ...limits, outbox, agency, after }),
    );
  }
}

function agencyWithin(caller: Caller, code: string): string {
  const agency = agencyOf(code, '/code');
  if (!mayReadAgency(caller, agency)) throw outsideJurisdiction();
  return agency;
}
