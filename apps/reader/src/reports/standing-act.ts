import { isDeepStrictEqual } from 'node:util';
import {
  employerAt,
  isAnnulled,
  lastEdition,
  subjectNamed,
  type Channel,
  type Decree,
  type Edition,
  type FactState,
  type PayEffect,
  type PlainDate,
  type Precision,
  type Subject,
  type Uuid,
} from '@rekam/domain';
import type { LedgerDays } from './ledger-days';
import type { Named, Reported } from './report';

/** The days of the ledger that a report is of; null for no bound. */
export interface Period {
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
}

/** An act as a report tells of it: when it took effect, when the ledger knew of it, and not what it says. */
export interface ActLine extends Named {
  readonly subject: string;
  /** Which pay waits for it; null for none. */
  readonly payEffect: PayEffect | null;
  readonly fact: Uuid;
  readonly edition: number;
  readonly effectiveAt: PlainDate;
  readonly precision: Precision;
  /** Since which day the ledger has said what the fact says now: a correction of a decree's number is none of it. */
  readonly knownOn: PlainDate;
  readonly decree: Pick<Decree, 'number' | 'date'> | null;
  readonly source: string;
  readonly channel: Channel;
  /** Where the ledger learned of it. */
  readonly position: string;
}

/** A standing fact of a person, its last edition, and what a report says of it. */
export interface StandingAct {
  readonly fact: FactState;
  readonly subject: Subject;
  readonly edition: Edition;
  readonly line: ActLine;
}

/** The edition by which the ledger came to know what the fact says now. */
function knownBy({ editions }: FactState): Edition {
  const last = editions.at(-1)!;
  let first = last;
  for (const earlier of editions.toReversed()) {
    const isSame =
      earlier.effectiveAt === last.effectiveAt &&
      earlier.effectiveUntil === last.effectiveUntil &&
      isDeepStrictEqual(earlier.content, last.content);
    if (!isSame) break;
    first = earlier;
  }
  return first;
}

/**
 * The acts of a person that stand, that took effect while the agency employed the person, and that the ledger came to
 * know in the period. A mentoring is an act of the mentee, so that it is told once.
 */
export function* standingActs(
  { who, history }: Reported,
  agency: string,
  days: LedgerDays,
  { from, to }: Period,
): Generator<StandingAct> {
  const { state, aliases } = history;
  for (const fact of state.facts.values()) {
    const edition = lastEdition(fact);
    if (isAnnulled(fact) || edition.persons.find(({ id }) => aliases.has(id))?.role === 'mentor') continue;
    if (employerAt(state, edition.effectiveAt) !== agency) continue;
    const known = knownBy(fact);
    const knownOn = days.of(known.ledgerTime);
    if ((from !== null && knownOn < from) || (to !== null && knownOn > to)) continue;
    const subject = subjectNamed(fact.subject);
    const { effectiveAt, precision, decree } = edition;
    const line: ActLine = {
      ...who,
      subject: fact.subject,
      payEffect: subject.payEffect ?? null,
      fact: fact.fact,
      edition: edition.edition,
      effectiveAt,
      precision,
      knownOn,
      decree: decree === null ? null : { number: decree.number, date: decree.date },
      source: known.source,
      channel: known.channel,
      position: known.position.toString(),
    };
    yield { fact, subject, edition, line };
  }
}
