import {
  addDays,
  foldEntry,
  initialParts,
  type Entry,
  type FoldedEdition,
  type Parts,
  type PlainDate,
} from '@rekam/domain';
import { orderOf, type KeptFact } from './kept-fact';
import { NEVER } from './open-day';

/**
 * How far a person's facts are folded. `base` holds all facts up to `after` in the order of effect; `tail` holds
 * the others, from the first that may still change by itself (it waits for a confirmation or for its day). So an
 * act in order, its confirmation and a day that comes cost the tail, not the career.
 */
export type Fold = {
  readonly base: Parts;
  readonly after: string;
  /** In the order of effect, at most TAIL_MAX; null when there were more, and every change folds all facts again. */
  readonly tail: readonly KeptFact[] | null;
};

/** A fold at the open day. */
export interface Folded {
  readonly fold: Fold;
  /** Base and tail as far as they are in effect. */
  readonly parts: Parts;
  /** The next day on which the parts, or what is in force of them, change by themselves. */
  readonly nextChangeOn: PlainDate;
}

const TAIL_MAX = 16;

/** The entry that a fact is to the domain's folds. */
export const entryOf = (fact: KeptFact): Entry<FoldedEdition> => ({
  subject: fact.subject,
  fact: fact.fact,
  edition: fact,
  place: BigInt(fact.place),
  confirmed: fact.awaits.length === 0,
});

const folded = (parts: Parts, fact: KeptFact): Parts => foldEntry(parts, entryOf(fact), fact.person);

/** The first day on which a sanction or an acting post that is in force on a day is so no more, by its own last day. */
function lapseAfter({ discipline, placement }: Parts, day: PlainDate): PlainDate {
  const lastDays = [...discipline.inForce, ...placement.acting].flatMap(({ until }) => until ?? []);
  const next = lastDays.filter((until) => until >= day).toSorted()[0];
  return next === undefined ? NEVER : addDays(next, 1);
}

/** Folds the facts that follow `base` in the order of effect; none of them is annulled. */
export function settled(base: Parts, after: string, facts: readonly KeptFact[], day: PlainDate): Folded {
  const effective = facts.findIndex(({ effectiveAt }) => effectiveAt > day);
  const due = effective === -1 ? facts.length : effective;
  const open = facts.findIndex(({ awaits }) => awaits.length > 0);
  // What waits for a confirmation for too long goes into the base all the same; the confirmation folds all again.
  const settledCount = Math.min(due, Math.max(open === -1 ? due : open, facts.length - TAIL_MAX));
  let parts = base;
  for (let i = 0; i < settledCount; i++) parts = folded(parts, facts[i]!);
  const fold: Fold = {
    base: parts,
    after: settledCount === 0 ? after : orderOf(facts[settledCount - 1]!),
    tail: facts.length - settledCount > TAIL_MAX ? null : facts.slice(settledCount),
  };
  for (let i = settledCount; i < due; i++) parts = folded(parts, facts[i]!);
  const [nextChangeOn] = [facts[due]?.effectiveAt ?? NEVER, lapseAfter(parts, day)].toSorted();
  return { fold, parts, nextChangeOn: nextChangeOn! };
}

/** The facts of a person, under whichever id they name the person, in the order of effect and without the annulled. */
export function inEffect(facts: readonly KeptFact[]): readonly KeptFact[] {
  const byFact = new Map<string, KeptFact>();
  for (const fact of facts) {
    const other = byFact.get(fact.fact);
    if (fact.content !== null && (other === undefined || fact.seat < other.seat)) byFact.set(fact.fact, fact);
  }
  const placed = [...byFact.values()].map((fact) => ({ fact, order: orderOf(fact) }));
  return placed.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ fact }) => fact);
}

export const foldAll = (facts: readonly KeptFact[], day: PlainDate): Folded =>
  settled(initialParts(), '', inEffect(facts), day);

/** The fold with one fact changed, or null when that needs all facts: the change reaches back before the tail. */
export function amended({ base, after, tail }: Fold, fact: KeptFact, day: PlainDate): Folded | null {
  if (tail === null) return null;
  const others = tail.filter((each) => each.fact !== fact.fact);
  const isNew = fact.edition === 0 && others.length === tail.length;
  if (others.length === tail.length && !isNew) return null;
  if (fact.content === null) return settled(base, after, others, day);
  const order = orderOf(fact);
  if (order <= after) return null;
  const at = others.findIndex((each) => orderOf(each) > order);
  return settled(base, after, others.toSpliced(at === -1 ? others.length : at, 0, fact), day);
}
