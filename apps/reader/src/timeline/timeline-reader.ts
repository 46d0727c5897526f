import { Inject, Injectable } from '@nestjs/common';
import type { Uuid } from '@rekam/domain';
import type { KeyStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import { KEY_STORE, VIEW_HOST } from '@rekam/runtime';
import { aliasesOf } from '../aliases';
import { cursorAt, placeOf, type Page } from '../paging';
import { isBystander, timelineEntryOf, type TimelineEntry, type TimelineRow } from '../views';

export type TimelineOrder = 'desc' | 'asc';

/** What a page of a timeline is asked by. */
export interface TimelineQuestion {
  readonly person: Uuid;
  readonly order: TimelineOrder;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** Reads a person's timeline, with what happened under the ids of careers merged into this one. */
@Injectable()
export class TimelineReader {
  constructor(
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {}

  async page({ person, order, limit, cursor }: TimelineQuestion): Promise<Page<TimelineEntry>> {
    const list = `timeline/${person}/${order}`;
    const after = placeOf(this.keys, list, cursor) as string | null;
    const aliases = await aliasesOf(this.views, person);
    const timeline = this.views.projector('timeline').views;
    // 1. A page of each id: together they hold the page of all, whichever of them it comes from.
    const pages = await Promise.all(
      aliases.map((alias) =>
        timeline.scan('timeline', 'key', {
          equals: [alias],
          ...(after === null ? {} : { after: [alias, after] }),
          descending: order === 'desc',
          limit,
        }),
      ),
    );
    // 2. In the order of the log; an event that names two of the ids is one entry.
    const byPosition = new Map<string, TimelineRow>();
    for (const row of pages.flatMap(({ rows }) => rows as readonly TimelineRow[])) {
      const other = byPosition.get(row.position);
      // The whole entry goes before the one of a bystander.
      if (other === undefined || isBystander(timelineEntryOf(other))) byPosition.set(row.position, row);
    }
    const positions = [...byPosition.keys()].sort();
    if (order === 'desc') positions.reverse();
    const shown = positions.slice(0, limit);
    // 3. There is more when something was left out here, or by one of the scans.
    const hasMore = positions.length > limit || pages.some(({ next }) => next !== null);
    return {
      rows: shown.map((position) => timelineEntryOf(byPosition.get(position)!)),
      next: hasMore && shown.length > 0 ? cursorAt(this.keys, list, shown.at(-1)!) : null,
    };
  }
}
