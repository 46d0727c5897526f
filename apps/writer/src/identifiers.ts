import { Inject, Injectable } from '@nestjs/common';
import {
  careerStream,
  metadataOf,
  type CommandMeta,
  type Identifier,
  type JsonObject,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import {
  holderIn,
  holdingOf,
  identifierStream,
  names,
  survivorOf,
  uuidV5,
  WrongExpectedRevision,
  type CareerOf,
  type EventStore,
  type Holding,
  type KeyStore,
  type NewEvent,
} from '@rekam/event-store';
import { EVENT_STORE, KEY_STORE } from '@rekam/runtime';
import { Careers } from './careers';

/** How long a reservation holds without a career that names the number: far longer than any command takes. */
export const RESERVATION_MS_MAX = 600_000;
const ATTEMPTS_MAX = 8;

/** A number taken by a command, so that it can be given back when the command comes to nothing. */
export interface Reservation {
  readonly stream: string;
  readonly revision: bigint;
}

export type Reserved =
  /** All of them are the person's; the reservations are those that this call made. */
  | { readonly kind: 'reserved'; readonly reservations: readonly Reservation[] }
  | { readonly kind: 'taken'; readonly identifier: Identifier; readonly holder: Uuid }
  /** Other writers were quicker, time and again. */
  | { readonly kind: 'too-busy' };

/**
 * Who holds which number. A number has a stream of its own, named by its keyed hash: reserving it is an append that
 * only one writer can win, on every adapter.
 *
 * A reservation counts for as long as its holder's career names the number. A crash between the two appends leaves
 * an orphan; the source's retry takes it up again, because ids follow from the command's, and after
 * `RESERVATION_MS_MAX` whoever needs the number releases it. So nothing has to search the log for orphans.
 */
@Injectable()
export class Identifiers {
  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    private readonly careers: Careers,
  ) {}

  private readonly careerOf: CareerOf = (person) => this.careers.caughtUp(careerStream(person));

  /** Whom the number is reserved for; null when for nobody. */
  holding(identifier: Identifier): Promise<Holding | null> {
    return holdingOf(identifier, { events: this.events, keys: this.keys, careerOf: this.careerOf });
  }

  /** The person who has the number; null when nobody has it, or has it no more since it was mended. */
  async holder(identifier: Identifier): Promise<Pick<Holding, 'person' | 'mergedInto'> | null> {
    const holding = await this.holding(identifier);
    return holding?.isNamed ? { person: holding.person, mergedInto: holding.mergedInto } : null;
  }

  /** Takes all the numbers for the person, or none. What the person holds already is success. */
  async reserve(identifiers: readonly Identifier[], person: Uuid, meta: CommandMeta): Promise<Reserved> {
    const reservations: Reservation[] = [];
    for (const identifier of identifiers) {
      const one = await this.reserveOne(identifier, person, meta);
      if (one.kind === 'reserved') {
        reservations.push(...one.reservations);
        continue;
      }
      await this.giveBack(reservations, person, meta);
      return one;
    }
    return { kind: 'reserved', reservations };
  }

  async giveBack(reservations: readonly Reservation[], person: Uuid, meta: CommandMeta): Promise<void> {
    for (const { stream, revision } of reservations) {
      try {
        await this.events.append(
          stream,
          [plainEvent(stream, 'IdentifierReleased', { person }, revision, meta)],
          revision,
        );
      } catch (error) {
        // Another command of the same person renewed the reservation: it is in use.
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
  }

  private async reserveOne(identifier: Identifier, person: Uuid, meta: CommandMeta): Promise<Reserved> {
    const stream = identifierStream(this.keys, identifier);
    const content = { person, kind: identifier.kind };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      // 1. Most numbers are new: the first attempt expects no stream and settles it without a read.
      const last = attempt === 0 ? undefined : (await this.events.read(stream)).at(-1);
      const revision = last?.revision ?? 'no_stream';
      const next = [plainEvent(stream, 'IdentifierReserved', content, revision, meta)];
      // 2. Somebody has it, or had it. One's own is reserved anew, so that nobody finds it abandoned meanwhile.
      const holder = holderIn(last);
      if (holder !== null && holder !== person) {
        if ((await survivorOf(holder, this.careerOf)).person === person) return { kind: 'reserved', reservations: [] };
        if (!(await this.isAbandoned(holder, identifier, last!, meta))) return { kind: 'taken', identifier, holder };
        next.unshift(plainEvent(stream, 'IdentifierReleased', { person: holder }, revision, meta));
      }
      // 3. Release and reservation are one append: nobody comes between.
      try {
        const { events, duplicate } = await this.events.append(stream, next, revision);
        // An append of long ago says nothing about who holds the number now.
        if (duplicate) continue;
        const reservation = { stream, revision: events.at(-1)!.revision };
        return { kind: 'reserved', reservations: holder === person ? [] : [reservation] };
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
    return { kind: 'too-busy' };
  }

  private async isAbandoned(holder: Uuid, identifier: Identifier, last: Recorded, meta: CommandMeta): Promise<boolean> {
    const ageMs = Date.parse(meta.recordedAt) - Date.parse(last.ledgerTime);
    if (ageMs <= RESERVATION_MS_MAX) return false;
    return !names(await this.careerOf(holder), identifier);
  }
}

/** Bookkeeping shows in nobody's records, so `persons` is empty. The revision keeps the ids of renewals apart. */
function plainEvent(
  stream: string,
  type: string,
  content: JsonObject,
  expected: bigint | 'no_stream',
  meta: CommandMeta,
): NewEvent {
  return {
    id: uuidV5(meta.commandId, `${type}\n${stream}\n${expected}`),
    type,
    body: { content },
    sensitive: null,
    meta: metadataOf(meta, 1, []),
  };
}
