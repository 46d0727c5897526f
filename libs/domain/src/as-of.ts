import { isConfirmed } from './confirmation';
import type { Instant, PlainDate, Recorded, Uuid } from './event';
import { emptyState, inEffectOrder, isAnnulled, lastEdition, type CareerState, type Citation } from './fact';
import { evolve } from './state';
import type { Entry, FoldedEdition, Subject } from './subject';
import { SUBJECTS, type Parts } from './subjects';

/** A bound on what was known: a position of the log, or an instant of ledger time. */
export type KnownAt = { readonly position: bigint } | { readonly instant: Instant };

/** What was known, and nothing later. Ledger time never decreases along the log, so both bounds cut a prefix. */
const isKnown = (event: Recorded, knownAt: KnownAt): boolean =>
  'position' in knownAt ? event.position <= knownAt.position : event.ledgerTime <= knownAt.instant;

/** The fold of a person's events, oldest first, as far as they were known. */
export function stateKnownAt(events: Iterable<Recorded>, knownAt: KnownAt): CareerState {
  const state = emptyState();
  for (const event of events) if (isKnown(event, knownAt)) evolve(state, event);
  return state;
}

function citationsByFact(state: CareerState): ReadonlyMap<Uuid, readonly Citation[]> {
  const found = new Map<Uuid, Citation[]>();
  for (const citation of state.citations) {
    const siblings = found.get(citation.fact);
    if (siblings === undefined) found.set(citation.fact, [citation]);
    else siblings.push(citation);
  }
  return found;
}

/** The entries effective on a day: per fact the last edition, annulled ones dropped, in the order of effect. */
export function entriesAt(state: CareerState, validAt: PlainDate): readonly Entry[] {
  const entries: Entry[] = [];
  const citations = citationsByFact(state);
  for (const fact of state.facts.values()) {
    const edition = lastEdition(fact);
    if (isAnnulled(fact) || edition.effectiveAt > validAt) continue;
    entries.push({
      subject: fact.subject,
      fact: fact.fact,
      edition,
      place: fact.editions[0]!.position,
      confirmed: isConfirmed(fact, citations.get(fact.fact) ?? []),
    });
  }
  return entries.sort(inEffectOrder);
}

const ALL = Object.entries(SUBJECTS) as unknown as readonly (readonly [keyof Parts, Subject])[];

export const initialParts = (): Parts =>
  Object.fromEntries(ALL.map(([name, subject]) => [name, subject.initial()])) as unknown as Parts;

type Unfinished = { -readonly [Name in keyof Parts]: unknown };

function foldInto(parts: Unfinished, entry: Entry<FoldedEdition>, person: Uuid): void {
  for (const [name, subject] of ALL) parts[name] = subject.fold(parts[name], entry, person);
}

/** Folds one entry into every subject's part; `person` is the id under which the entry names the person. */
export function foldEntry(parts: Parts, entry: Entry<FoldedEdition>, person: Uuid): Parts {
  const next: Unfinished = { ...parts };
  foldInto(next, entry, person);
  return next as Parts;
}

/** What the ledger says of a person: state(person, validAt), of the facts known in `state`. */
export function partsAt(state: CareerState, validAt: PlainDate, person: Uuid): Parts {
  const parts: Unfinished = initialParts();
  for (const entry of entriesAt(state, validAt)) foldInto(parts, entry, person);
  return parts as Parts;
}
