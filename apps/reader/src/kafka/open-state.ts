import type { JsonSchema } from '@rekam/contracts';
import { initialParts, subjectNamed, type PlainDate, type Uuid } from '@rekam/domain';
import { countedBy } from '../careers/counted-facts';
import { SECTIONS, type SectionAnswers } from '../careers/sections';
import type { Section } from '../careers/sections/section';
import { DAY, object, orNull, UUID } from '../json-schema';
import { settled } from '../views/fold';
import type { KeptFact } from '../views/kept-fact';
import { NEVER } from '../views/open-day';

/** These two say nothing but what is sealed: names, numbers, birth date, titles. */
const { identity: _identity, titles: _titles, ...OPEN_SECTIONS } = SECTIONS;

/** What the ledger says of a person without anything that is sealed. */
export interface OpenState extends Omit<SectionAnswers, 'identity' | 'titles'> {
  readonly person: Uuid;
  /** The day for which it was folded; it holds until `nextChangeOn`. */
  readonly validAt: PlainDate;
  /** The day on which a recorded fact takes effect, or a sanction or an acting post ends; null for none. */
  readonly nextChangeOn: PlainDate | null;
}

/** The fact as it is left when the key of its sealed part is destroyed. */
function openFact(fact: KeptFact): KeptFact {
  const { content, subject } = fact;
  const { sensitive } = subjectNamed(subject);
  if (content === null || sensitive.length === 0) return fact;
  return { ...fact, content: Object.fromEntries(Object.entries(content).filter(([key]) => !sensitive.includes(key))) };
}

const ALL: readonly (readonly [string, Section<unknown>])[] = Object.entries(OPEN_SECTIONS);

/**
 * Folds the open parts of the facts, which are in the order of effect. What is sealed never enters the fold, so nothing
 * of it can be in the state, whatever acts and sections are added: a subject that names a key sensitive, which seals
 * the key in the log, leaves it out here by the same word.
 */
export function openState(person: Uuid, validAt: PlainDate, facts: readonly KeptFact[]): OpenState {
  const open = facts.map(openFact);
  const { parts, nextChangeOn } = settled(initialParts(), '', open, validAt);
  const input = { validAt, parts, counted: countedBy(open, validAt) };
  const sections = Object.fromEntries(ALL.map(([name, section]) => [name, section.of(input)]));
  return {
    person,
    validAt,
    nextChangeOn: nextChangeOn === NEVER ? null : nextChangeOn,
    ...(sections as unknown as Omit<SectionAnswers, 'identity' | 'titles'>),
  };
}

export const OPEN_STATE_SCHEMA: JsonSchema = object(
  {
    person: UUID,
    validAt: { ...DAY, description: 'The day for which it was folded; it holds until nextChangeOn.' },
    nextChangeOn: {
      ...orNull(DAY),
      description:
        'The day on which a recorded fact takes effect, or a sanction or an acting post ends; null for none.',
    },
    ...Object.fromEntries(ALL.map(([name, { schema }]) => [name, schema])),
  },
  'What the ledger says of a person, every figure with its rule and its facts. What is sealed in the ledger (such as pay and the kind of an exit) is null, names and numbers are left out.',
);
