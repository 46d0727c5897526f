import { Inject, Injectable } from '@nestjs/common';
import type { KeyStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import { KEY_STORE, VIEW_HOST } from '@rekam/runtime';
import type { RowFollower } from '../feeds/row-tail';
import { RowTail } from '../feeds/row-tail';
import { cursorAt, placeOf } from '../paging';
import { NOTICES, OUTBOX, type NoticeRow } from '../views';

/** A place in an outbox: right after a notice. Opaque and signed; a rebuild of the view leaves it where it is. */
export type NoticeCursor = string;

/** The notices of the agencies, each agency's in the order of the log. */
@Injectable()
export class NoticeOutbox {
  private readonly tail: RowTail;

  constructor(
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {
    this.tail = new RowTail(views.projector('current-state'), OUTBOX.name);
  }

  /** The next notices after a place, null being the start. Throws the problem `cursor-invalid`. */
  async after(agency: string, cursor: NoticeCursor | null, limit: number): Promise<readonly NoticeRow[]> {
    const place = placeOf(this.keys, listOf(agency), cursor) as readonly [position: string, person: string] | null;
    const { rows } = await this.views.projector('current-state').views.scan(NOTICES.name, 'key', {
      equals: [agency],
      ...(place !== null && { after: [agency, ...place] }),
      limit,
    });
    return rows as readonly NoticeRow[];
  }

  /** The place right after a notice. */
  cursorOf({ agency, position, person }: NoticeRow): NoticeCursor {
    return cursorAt(this.keys, listOf(agency), [position, person]);
  }

  /** Every notice that is put into the outbox after this resolves wakes the follower. */
  follow(agency: string): Promise<RowFollower> {
    return this.tail.follow(agency);
  }
}

const listOf = (agency: string): string => `notices/${agency}`;
