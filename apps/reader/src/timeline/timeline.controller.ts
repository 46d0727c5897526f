import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import type { Uuid } from '@rekam/domain';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, VIEW_HOST, type Caller } from '@rekam/runtime';
import { purposeOf, RecordDoor } from '../access-trail/record-door';
import { untilReached } from '../catch-up';
import { invalidParameter, limitOf, personOf, positionOf, queryOf } from '../request';
import type { TimelineEntry } from '../views';
import { TimelineReader, type TimelineOrder } from './timeline-reader';

export interface TimelineAnswer {
  readonly person: Uuid;
  /** The person that stands for this one since a merge. */
  readonly mergedInto: Uuid | null;
  /** Position of the log that the page reflects. */
  readonly position: string;
  readonly entries: readonly TimelineEntry[];
  readonly next: string | null;
}

function orderOf(text: string | undefined): TimelineOrder {
  if (text === undefined) return 'desc';
  if (text === 'asc' || text === 'desc') return text;
  throw invalidParameter('order', {
    id: 'order tidak dikenal.',
    en: 'There is no such order.',
    accepted: 'desc for the newest first, or asc',
  });
}

/** What was recorded about a person, entry by entry. */
@Controller('v1/careers')
export class TimelineController {
  constructor(
    private readonly door: RecordDoor,
    private readonly reader: TimelineReader,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {}

  @Get(':person/timeline')
  @Access('timeline-read')
  async read(
    @Param('person') personText: string,
    @Query() query: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<TimelineAnswer> {
    const person = personOf(personText);
    const given = queryOf(query, ['cursor', 'limit', 'order', 'at-least']);
    const question = { person, order: orderOf(given.order), limit: limitOf(given.limit), cursor: given.cursor };
    const atLeast = positionOf('at-least', given['at-least']);
    const purposeText = purposeOf(purpose, 'timeline-read');
    if (atLeast !== null) {
      for (const view of ['timeline', 'current-state', 'directory'])
        await untilReached(this.views.projector(view), atLeast);
    }
    const { mergedInto } = await this.door.enter(person, caller, purposeText);
    const { position } = await this.views.projector('timeline').views.progress();
    const { rows: entries, next } = await this.reader.page(question);
    return { person, mergedInto, position: position.toString(), entries, next };
  }
}
