import {
  careerStream,
  emptyState,
  evolve,
  isAnnulled,
  lastEdition,
  subjectNamed,
  type CareerState,
  type Identifier,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import type { EventStore } from './event-store';
import type { KeyStore } from './keys';

/** Merges followed from one person to the one that stands for it. */
const MERGES_MAX = 16;

/**
 * The stream that says who holds a number. Its name is a keyed hash, so that the log does not show the number
 * and nobody without the master key can try all of them.
 */
export const identifierStream = (keys: Pick<KeyStore, 'hash'>, { kind, number }: Identifier): string =>
  `identifier-${keys.hash('identifier', `${kind}\n${number}`)}`;

/** Whom the last event of such a stream reserves the number for; null when for nobody. */
export function holderIn(last: Recorded | undefined): Uuid | null {
  if (last?.type !== 'IdentifierReserved' || !('content' in last.body)) return null;
  return (last.body.content?.['person'] as Uuid | undefined) ?? null;
}

/** Whether a standing fact of the career gives its person this number. An erased one may: it keeps its number. */
export function names(career: CareerState, { kind, number }: Identifier): boolean {
  for (const fact of career.facts.values()) {
    const { identifiers } = subjectNamed(fact.subject);
    if (identifiers === undefined || isAnnulled(fact)) continue;
    const { content, erased } = lastEdition(fact);
    if (erased || identifiers(content!).some((each) => each.kind === kind && each.number === number)) return true;
  }
  return false;
}

/** Whom a number is reserved for. */
export interface Holding {
  readonly person: Uuid;
  /** The person that stands for this one since a merge; null without a merge. */
  readonly mergedInto: Uuid | null;
  /** Whether the number is the person's: a standing fact gives it. Not so once it was mended, or after a crash. */
  readonly isNamed: boolean;
}

/** How to come by the career of a person, as the log has it now. */
export type CareerOf = (person: Uuid) => Promise<CareerState>;

/** A person's own career, and who stands for the person: itself without a merge. */
export interface Survivor {
  readonly own: CareerState;
  readonly person: Uuid;
  readonly career: CareerState;
}

export async function survivorOf(person: Uuid, careerOf: CareerOf): Promise<Survivor> {
  const own = await careerOf(person);
  let career = own;
  for (let merges = 0; career.mergedInto !== null && merges < MERGES_MAX; merges++) {
    person = career.mergedInto;
    career = await careerOf(person);
  }
  return { own, person, career };
}

/** Whom the number is reserved for; null when for nobody. Rejects with StoreUnavailable. */
export async function holdingOf(
  identifier: Identifier,
  { events, keys, careerOf }: { events: EventStore; keys: Pick<KeyStore, 'hash'>; careerOf: CareerOf },
): Promise<Holding | null> {
  const person = holderIn((await events.read(identifierStream(keys, identifier))).at(-1));
  if (person === null) return null;
  const { own, ...survivor } = await survivorOf(person, careerOf);
  return {
    person,
    mergedInto: survivor.person === person ? null : survivor.person,
    isNamed: names(own, identifier) || names(survivor.career, identifier),
  };
}

/**
 * The person who has a number, or who stands for that person; null when nobody has it. For those who ask seldom:
 * careers are read whole. Rejects with StoreUnavailable.
 */
export async function personByNumber(
  identifier: Identifier,
  { events, keys }: { events: EventStore; keys: Pick<KeyStore, 'hash'> },
): Promise<Uuid | null> {
  const careerOf: CareerOf = async (person) => {
    const state = emptyState();
    for (const event of await events.read(careerStream(person))) evolve(state, event);
    return state;
  };
  const holding = await holdingOf(identifier, { events, keys, careerOf });
  return holding?.isNamed === true ? (holding.mergedInto ?? holding.person) : null;
}
