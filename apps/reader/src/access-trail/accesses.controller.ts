import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Uuid } from '@rekam/domain';
import type { KeyStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import { Access, CurrentCaller, KEY_STORE, VIEW_HOST, type Caller } from '@rekam/runtime';
import { aliasesOf } from '../aliases';
import { cursorAt, placeOf } from '../paging';
import { limitOf, personOf, queryOf } from '../request';
import { ACCESS_TRAIL, type AccessEntry, type AccessPlace, type AccessTrail } from './access-trail';
import { RecordDoor } from './record-door';

export interface AccessesAnswer {
  readonly person: Uuid;
  readonly entries: readonly AccessEntry[];
  readonly next: string | null;
}

/** Who read a person's record: for that person, and for auditors. */
@Controller('v1/careers')
export class AccessesController {
  constructor(
    private readonly door: RecordDoor,
    @Inject(ACCESS_TRAIL) private readonly trail: AccessTrail,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {}

  @Get(':person/accesses')
  @Access('accesses-read')
  async read(
    @Param('person') personText: string,
    @Query() query: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<AccessesAnswer> {
    const person = personOf(personText);
    const { cursor, limit: limitText } = queryOf(query, ['cursor', 'limit']);
    const limit = limitOf(limitText);
    await this.door.known(person, caller);
    const list = `accesses/${person}`;
    const after = placeOf(this.keys, list, cursor) as AccessPlace | null;
    const rows = await this.trail.entriesOf(await aliasesOf(this.views, person), after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const hasMore = rows.length > limit && last !== undefined;
    const next = hasMore ? cursorAt(this.keys, list, [last.from, last.person, last.actor, last.purpose]) : null;
    return { person, entries: shown, next };
  }
}
