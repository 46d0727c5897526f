import type { Instant, PlainDate, Recorded, Uuid } from './event';
import { emptyState, isAnnulled, lastEdition, type CareerState, type FactState } from './fact';
import { evolve } from './state';
import type { Entry, Subject } from './subject';
import { SUBJECTS, subjectNamed, type Parts } from './subjects';

/** A bound on what was known: a position of the log, or an instant of ledger time. */
export type KnownAt = { readonly position: bigint } | { readonly instant: Instant };

/** What was known, and nothing later. Ledger time never decreases along the log, so both bounds cut a prefix. */
export const isKnown = (event: Recorded, knownAt: KnownAt): boolean =>
  'position' in knownAt ? event.position <= knownAt.position : event.ledgerTime <= knownAt.instant;

/** The fold of a person's events, oldest first, as far as they were known. */
export function stateKnownAt(events: Iterable<Recorded>, knownAt: KnownAt): CareerState {
  const state = emptyState();
  for (const event of events) if (isKnown(event, knownAt)) evolve(state, event);
  return state;
}

/** Whether everybody has confirmed the last edition who must. A correction asks for it again. */
export function isConfirmed(state: CareerState, fact: FactState): boolean {
  const last = lastEdition(fact);
  const awaited = subjectNamed(fact.subject).confirmers?.(last) ?? [];
  return awaited.every((by) =>
    state.citations.some(
      (each) => each.fact === fact.fact && each.edition === last.edition && each.content['by'] === by,
    ),
  );
}

/** The order in which facts take effect: by effective date, then by the place of edition 0. */
export const inEffectOrder = (a: Entry, b: Entry): number => {
  if (a.edition.effectiveAt !== b.edition.effectiveAt) return a.edition.effectiveAt < b.edition.effectiveAt ? -1 : 1;
  return a.place < b.place ? -1 : a.place > b.place ? 1 : 0;
};

/** The entries effective on a day: per fact the last edition, annulled ones dropped, in the order of effect. */
export function entriesAt(state: CareerState, validAt: PlainDate): readonly Entry[] {
  const entries: Entry[] = [];
  for (const fact of state.facts.values()) {
    const edition = lastEdition(fact);
    if (isAnnulled(fact) || edition.effectiveAt > validAt) continue;
    entries.push({
      subject: fact.subject,
      fact: fact.fact,
      edition,
      place: fact.editions[0]!.position,
      confirmed: isConfirmed(state, fact),
    });
  }
  return entries.sort(inEffectOrder);
}

const ALL = Object.entries(SUBJECTS) as unknown as readonly (readonly [keyof Parts, Subject])[];

export const initialParts = (): Parts =>
  Object.fromEntries(ALL.map(([name, subject]) => [name, subject.initial()])) as unknown as Parts;

/** Folds one entry into every subject's part. */
export function foldEntry(parts: Parts, entry: Entry, person: Uuid): Parts {
  const next: Record<string, unknown> = {};
  for (const [name, subject] of ALL) next[name] = subject.fold(parts[name], entry, person);
  return next as unknown as Parts;
}

/** What the ledger says of a person: state(person, validAt), of the facts known in `state`. */
export const partsAt = (state: CareerState, validAt: PlainDate, person: Uuid): Parts =>
  entriesAt(state, validAt).reduce((parts, entry) => foldEntry(parts, entry, person), initialParts());
