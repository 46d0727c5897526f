import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ViewHost } from '@rekam/projection';
import {
  Access,
  CurrentCaller,
  mayReadAgency,
  outsideJurisdiction,
  ProblemException,
  VIEW_HOST,
  type Caller,
} from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { purposeOf, RecordDoor } from '../access-trail/record-door';
import { readOverview } from '../agencies/agency-overview';
import { CareerReader } from '../careers/career-reader';
import { agencyOf, personOf, positionOf } from '../request';
import { feed, type FeedRow, type FeedSource } from './feed';
import { OpenFeeds } from './open-feeds';
import { RowTail } from './row-tail';

/** Read models as they change, as server-sent events. */
@Controller('v1')
export class FeedsController {
  private readonly persons: RowTail;
  private readonly agencies: RowTail;

  constructor(
    private readonly feeds: OpenFeeds,
    private readonly door: RecordDoor,
    private readonly reader: CareerReader,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {
    this.persons = new RowTail(views.projector('current-state'), 'current-state');
    this.agencies = new RowTail(views.projector('directory'), 'agency-overview');
  }

  @Get('careers/:person/feed')
  @Access('career-feed')
  async career(
    @Param('person') personText: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const person = personOf(personText);
    const purpose = purposeOf(headers['x-purpose'], 'career-feed');
    const lastPosition = positionOf('Last-Event-ID', headers['last-event-id']);
    await this.door.enter(person, caller, purpose);
    let isEntered = true;
    const read = async (): Promise<FeedRow> => {
      // Every message is a reading: asked for anew, and on the trail, as the first one is already.
      const row = await (isEntered ? this.door.known(person, caller) : this.door.enter(person, caller, purpose));
      isEntered = false;
      const answer = await this.reader.current(row);
      const version = JSON.stringify({ ...answer, position: '', knownAt: '', validAt: '' });
      return { position: BigInt(answer.position), version, data: answer };
    };
    this.open(reply, caller, headers, lastPosition, sourceOf(this.persons, person, read));
  }

  @Get('agencies/:code/feed')
  @Access('agency-feed')
  agency(
    @Param('code') code: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): void {
    const agency = agencyOf(code, '/code');
    const lastPosition = positionOf('Last-Event-ID', headers['last-event-id']);
    const read = async (): Promise<FeedRow> => {
      if (!mayReadAgency(caller, agency)) throw outsideJurisdiction();
      const { overview, position } = await readOverview(this.views, agency);
      return { position, version: JSON.stringify({ ...overview, position: '' }), data: overview };
    };
    if (!mayReadAgency(caller, agency)) throw outsideJurisdiction();
    this.open(reply, caller, headers, lastPosition, sourceOf(this.agencies, agency, read));
  }

  private open(
    reply: FastifyReply,
    caller: Caller,
    { authorization }: Readonly<Record<string, string | undefined>>,
    lastPosition: bigint | null,
    source: FeedSource,
  ): void {
    this.feeds.open(reply, caller, authorization, (limits) => feed({ ...limits, source, lastPosition }));
  }
}

/** A row of one key. A refusal for want of jurisdiction is no failure here: it ends the feed with a word. */
function sourceOf(tail: RowTail, key: string, read: () => Promise<FeedRow>): FeedSource {
  return {
    follow: () => tail.follow(key),
    changedSince: (position) => tail.changedSince(key, position),
    async read() {
      try {
        return await read();
      } catch (error) {
        if (error instanceof ProblemException && error.problem.status === 403) return null;
        throw error;
      }
    },
  };
}
