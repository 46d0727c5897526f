import { schemaRef, type JsonSchema } from '@rekam/contracts';
import {
  entriesAt,
  inEffectOrder,
  isAnnulled,
  lastEdition,
  type Act,
  type Approvals,
  type Decree,
  type DocumentRef,
  type FactState,
  type Flag,
  type Instant,
  type JsonObject,
  type PlainDate,
  type Precision,
  type Uuid,
} from '@rekam/domain';
import type { AnswerAxes } from '../careers/career-answer';
import type { History } from '../careers/history';
import { DAY, FLAG, INSTANT, list, object, orNull, POSITION, text, textOrNull, UUID } from '../json-schema';

/** One fact of a person as its last edition states it. */
export interface FactAnswer {
  readonly fact: Uuid;
  readonly subject: string;
  readonly edition: number;
  readonly act: Act;
  readonly annulled: boolean;
  /** All who must confirm what it states have done so; never true of an annulled one. */
  readonly confirmed: boolean;
  readonly effectiveAt: PlainDate;
  readonly effectiveUntil: PlainDate | null;
  readonly precision: Precision;
  readonly decree: Decree | null;
  readonly approvals: Approvals | null;
  readonly documents: readonly DocumentRef[];
  /** Open and sensitive content together; null while annulled. */
  readonly content: JsonObject | null;
  readonly ext: JsonObject;
  readonly flags: readonly Flag[];
  /** The system that recorded the fact first, and its own id of the record: the name by which it knows the fact. */
  readonly source: string;
  readonly recordId: string | null;
  /** When the ledger knew of edition 0, and of this one. */
  readonly firstLedgerTime: Instant;
  readonly ledgerTime: Instant;
  readonly position: string;
  /** There was personal content, and its key was destroyed. */
  readonly erased: boolean;
}

export interface FactsAnswer extends Omit<AnswerAxes, 'validAt'> {
  /** Facts that take effect later are left out; null: none is. */
  readonly validAt: PlainDate | null;
  readonly mergedInto: null;
  /** In the order in which they take effect. */
  readonly facts: readonly FactAnswer[];
}

function factAnswer(fact: FactState, confirmed: boolean): FactAnswer {
  const first = fact.editions[0]!;
  const last = lastEdition(fact);
  return {
    fact: fact.fact,
    subject: fact.subject,
    edition: last.edition,
    act: last.act,
    annulled: isAnnulled(fact),
    confirmed,
    effectiveAt: last.effectiveAt,
    effectiveUntil: last.effectiveUntil,
    precision: last.precision,
    decree: last.decree,
    approvals: last.approvals,
    documents: last.documents,
    content: last.content,
    ext: last.ext,
    flags: last.flags,
    source: first.source,
    recordId: first.origin?.recordId ?? null,
    firstLedgerTime: first.ledgerTime,
    ledgerTime: last.ledgerTime,
    position: last.position.toString(),
    erased: last.erased,
  };
}

const LAST_DAY: PlainDate = '9999-12-31';

/** Every fact of a person's own career and mentoring, annulled ones too. Of what only names the person there is none. */
export function factsAnswer(axes: AnswerAxes, { state }: History, validAt: PlainDate | null): FactsAnswer {
  const until = validAt ?? LAST_DAY;
  const confirmed = new Set(entriesAt(state, until).flatMap((entry) => (entry.confirmed ? [entry.fact] : [])));
  const placed = [...state.facts.values()]
    .map((fact) => ({ fact, edition: lastEdition(fact), place: fact.editions[0]!.position }))
    .filter(({ edition }) => edition.effectiveAt <= until)
    .sort(inEffectOrder);
  const facts = placed.map(({ fact }) => factAnswer(fact, confirmed.has(fact.fact)));
  return { ...axes, validAt, mergedInto: null, facts };
}

/** By their names in the service's document. */
export const FACTS_SCHEMAS: Readonly<Record<'Fact' | 'Facts', JsonSchema>> = {
  Fact: object(
    {
      fact: UUID,
      subject: text('Which kind of act.'),
      edition: { type: 'integer', minimum: 0 },
      act: { enum: ['recorded', 'corrected', 'annulled', 'reinstated'] },
      annulled: { type: 'boolean' },
      confirmed: { type: 'boolean', description: 'All who must confirm it have; false while annulled.' },
      effectiveAt: DAY,
      effectiveUntil: orNull(DAY),
      precision: { enum: ['day', 'month', 'year', 'assumed'] },
      decree: { type: ['object', 'null'] },
      approvals: { type: ['object', 'null'] },
      documents: list({ type: 'object' }),
      content: { type: ['object', 'null'], description: "What it says, by its subject's schema; null while annulled." },
      ext: { type: 'object', description: 'What the source sent beyond the contract.' },
      flags: list(FLAG),
      source: text('The system that recorded it first.'),
      recordId: textOrNull("That system's own id of the record."),
      firstLedgerTime: INSTANT,
      ledgerTime: INSTANT,
      position: POSITION,
      erased: { type: 'boolean', description: 'Personal parts were erased; their keys are missing.' },
    },
    'A fact of a career as its last edition states it.',
  ),
  Facts: object({
    person: UUID,
    validAt: { ...orNull(DAY), description: 'Facts that take effect later are left out; null: none is.' },
    knownAt: text('What was known: a position or an instant, as it can be asked again.'),
    position: { ...POSITION, description: 'The log up to here is in the answer.' },
    mergedInto: { type: 'null' },
    facts: list(schemaRef('Fact')),
  }),
};
