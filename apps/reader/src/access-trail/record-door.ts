import { Inject, Injectable } from '@nestjs/common';
import type { Uuid } from '@rekam/domain';
import type { KeyStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import {
  actorOf,
  KEY_STORE,
  mayReadPerson,
  outsideJurisdiction,
  problem,
  VIEW_HOST,
  type Caller,
  type RouteId,
} from '@rekam/runtime';
import { personAndSurvivor } from '../aliases';
import { invalidParameter } from '../request';
import type { CurrentStateRow } from '../views';
import { ACCESS_TRAIL, type AccessTrail } from './access-trail';

const PURPOSE = /^[\x20-\x7e]{1,100}$/;

/** What the caller says it reads for, in the header X-Purpose; the route's id when it says nothing. */
export function purposeOf(header: string | undefined, route: RouteId): string {
  if (header === undefined) return route;
  if (PURPOSE.test(header)) return header;
  throw invalidParameter('X-Purpose', {
    id: 'X-Purpose harus 1 sampai 100 karakter ASCII.',
    en: 'X-Purpose is not 1 to 100 printable ASCII characters.',
    accepted: 'a short purpose such as promotion-check, without names or numbers of persons',
  });
}

/**
 * The one way to a person's record: the person is known, the caller's token reaches so far, and the reading stands
 * in the access trail before anything is told.
 */
@Injectable()
export class RecordDoor {
  constructor(
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(ACCESS_TRAIL) private readonly trail: AccessTrail,
  ) {}

  /** Throws the problems `outside-jurisdiction` and `unknown-person`, and rejects with AccessTrailUnavailable. */
  async enter(person: Uuid, caller: Caller, purpose: string): Promise<CurrentStateRow> {
    const row = await this.known(person, caller);
    await this.note([person], caller, purpose);
    return row;
  }

  /** The row of a person within the caller's jurisdiction; nothing of it may be told before `note`. */
  async known(person: Uuid, caller: Caller): Promise<CurrentStateRow> {
    const found = await personAndSurvivor(this.views, person);
    // A merged person is in the jurisdiction of whoever may read the one that stands for it.
    const targets = [person, found?.survivor.person ?? person];
    const agency = found?.survivor.agency ?? null;
    // Who reaches only some persons does not learn which others exist.
    if (!targets.some((target) => mayReadPerson(caller, { person: target, agency }))) throw outsideJurisdiction();
    if (found !== null) return found.row;
    throw problem(
      404,
      'unknown-person',
      'This person is not in the ledger.',
      'No career has this id, or its view lags behind.',
      {
        retryable: true,
      },
    );
  }

  /** Puts the reading of these persons on the trail; without it there is no answer. Rejects with AccessTrailUnavailable. */
  async note(persons: readonly Uuid[], caller: Caller, purpose: string): Promise<void> {
    const { role, agency } = caller;
    const actor = actorOf(this.keys, caller);
    await this.trail.record(persons.map((person) => ({ person, actor, role, agency, purpose })));
  }
}
