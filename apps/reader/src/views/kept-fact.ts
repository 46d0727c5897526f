import { isDeepStrictEqual } from 'node:util';
import {
  editionOf,
  isParty,
  subjectNamed,
  type JsonObject,
  type PlainDate,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import type { TableDeclaration } from '@rekam/projection';
import { positionText, type Reading } from './event';

/** As much of a fact as a fold of its person needs: the last edition, its place, and who has yet to confirm it. */
export type KeptFact = {
  /** The id under which the fact names the person. */
  readonly person: Uuid;
  readonly fact: Uuid;
  readonly subject: string;
  readonly edition: number;
  /** Position of edition 0, padded. */
  readonly place: string;
  /** Which of the persons named it is: 0 is the first. A pair found to be one person is folded for the first. */
  readonly seat: number;
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  /** Null while annulled. */
  readonly content: JsonObject | null;
  readonly awaits: readonly string[];
};

export const FACTS: TableDeclaration = {
  name: 'facts',
  columns: {
    person: 'text',
    fact: 'text',
    subject: 'text',
    edition: 'integer',
    place: 'text',
    seat: 'integer',
    effectiveAt: 'text',
    effectiveUntil: 'text',
    content: 'json',
    awaits: 'json',
  },
  key: ['person', 'fact'],
  indexes: {},
  feed: false,
};

/** The persons whose own careers an event belongs to. */
export const ownersOf = ({ meta }: Recorded): readonly Uuid[] => meta.persons.filter(isParty).map(({ id }) => id);

/** The order of effect as text: by effective date, then by the place of edition 0. */
export const orderOf = ({ effectiveAt, place }: KeptFact): string => effectiveAt + place;

const NOBODY: readonly string[] = [];

/** The fact as an edition leaves it. `known`: as it was before, null before edition 0. */
export function afterEdition(
  event: Recorded,
  { subject, act, body }: Extract<Reading, { kind: 'edition' }>,
  person: Uuid,
  known: KeptFact | null,
): KeptFact {
  const edition = editionOf(event, body, act);
  const isStatement = act === 'recorded' || act === 'corrected';
  return {
    person,
    fact: body.fact,
    subject: subject.name,
    edition: body.edition,
    place: known?.place ?? positionText(event.position),
    seat: event.meta.persons.findIndex(({ id }) => id === person),
    effectiveAt: body.effectiveAt,
    effectiveUntil: body.effectiveUntil,
    content: edition.content,
    // A statement asks for confirmation; an annulment keeps what was given, for the reinstatement to restore.
    awaits: isStatement ? (subject.confirmers?.(edition) ?? NOBODY) : (known?.awaits ?? NOBODY),
  };
}

/** The fact as a process step leaves it: the same object unless it confirms the last edition; null when unknown. */
export function afterCitation(
  event: Recorded,
  { body }: Extract<Reading, { kind: 'citation' }>,
  known: KeptFact | null,
): KeptFact | null {
  if (known === null || event.type !== subjectNamed(known.subject).confirmed || body.edition !== known.edition)
    return known;
  const awaits = known.awaits.filter((by) => by !== body.content['by']);
  return awaits.length === known.awaits.length ? known : { ...known, awaits };
}

/** Whether two editions fold to the same: a correction of a decree's number changes no figure. */
export const foldAlike = (a: KeptFact, b: KeptFact): boolean =>
  a.effectiveAt === b.effectiveAt &&
  a.effectiveUntil === b.effectiveUntil &&
  isDeepStrictEqual(a.awaits, b.awaits) &&
  isDeepStrictEqual(a.content, b.content);
